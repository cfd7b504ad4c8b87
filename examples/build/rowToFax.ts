import { dataTable, type Columns } from './dataTable';
import { letterAsPdf } from './letter';
import type { Example } from './minimal';
import { buildWorkflow, conditions, field, setFields } from './workflow';

export const OUTGOING_TABLE = 'Faxes to send';
export const EVERY_FEW_MINUTES = 'Every Few Minutes';

/** What people fill in, and then what the workflow writes back. */
export const OUTGOING_COLUMNS: Columns = [
	['customer', 'string'],
	['faxNumber', 'string'],
	['subject', 'string'],
	['message', 'string'],
	['state', 'string'],
	['faxId', 'string'],
	['pages', 'number'],
	['sentAt', 'string'],
	['finishedAt', 'string'],
	['cause', 'string'],
	['reason', 'string'],
	['advice', 'string'],
];

export const TO_SEND = 'to send';

const ROWS = 'Rows to Send';
const ofRow = (column: string) => `$('${ROWS}').item.json.${column}`;
const sameRow = ['id', `={{ ${ofRow('id')} }}`] as const;

/** What is known of a fax, as it stands in its row. */
const result = {
	state: "={{ $json.status ?? 'failed' }}",
	faxId: "={{ $json.trackingId ?? '' }}",
	pages: '={{ $json.pages }}',
	sentAt: "={{ $json.createdAt ?? '' }}",
	finishedAt: "={{ $json.completedAt ?? '' }}",
	cause: "={{ $json.failureCategory ?? '' }}",
	reason: "={{ $json.failureMessage ?? '' }}",
	advice: "={{ $json.failureHint ?? '' }}",
};

/** Each row of a table becomes a PDF and a fax, and what became of the fax is written into the row. */
export function rowToFax(): Example {
	const table = dataTable(OUTGOING_TABLE, OUTGOING_COLUMNS);
	return {
		file: 'row-to-fax.json',
		workflow: buildWorkflow({
			name: 'Row of a table: PDF, fax, and the result back into the row',
			nodes: [
				{
					name: EVERY_FEW_MINUTES,
					type: 'scheduleTrigger',
					version: 1.2,
					at: [0, 0],
					parameters: { rule: { interval: [{ field: 'minutes', minutesInterval: 5 }] } },
				},
				table.create('The Table', [1, 0]),
				table.rows(ROWS, [2, 0], 'state', TO_SEND),
				{
					name: 'Letter',
					type: 'set',
					version: 3.4,
					at: [3, 0],
					parameters: setFields([
						field('to', '={{ $json.faxNumber }}'),
						field(
							'letter',
							"={{ $now.toFormat('d LLLL yyyy') + '\\n\\nTo ' + $json.customer + ', fax ' + $json.faxNumber + '\\n\\n' + $json.subject + '\\n\\n' + $json.message }}",
						),
					]),
				},
				letterAsPdf('Make the PDF', [4, 0]),
				{
					name: 'Send Fax',
					type: 'n8n-nodes-fax.faxPlus',
					at: [5, 0],
					parameters: {
						resource: 'fax',
						operation: 'send',
						to: '={{ $json.to }}',
						from: { __rl: true, mode: 'list', value: '' },
						documentSource: 'binary',
						binaryPropertyName: 'data',
						options: {
							preventDuplicates: true,
							duplicateKey: `=row {{ ${ofRow('id')} }}`,
							duplicateAction: 'return',
							duplicateWindowHours: 48,
						},
					},
					more: { onError: 'continueRegularOutput' },
				},
				table.update('Note the Fax', [6, 0], sameRow, result),
				{
					name: 'Under Way?',
					type: 'if',
					version: 2.2,
					at: [7, 0],
					parameters: {
						conditions: conditions([
							{
								left: "={{ ['queued', 'sending'].includes($('Send Fax').item.json.status) }}",
								operator: 'true',
								type: 'boolean',
							},
						]),
						options: {},
					},
				},
				{
					name: 'Follow to the End',
					type: 'n8n-nodes-fax.faxPlus',
					at: [8, 0],
					parameters: {
						resource: 'fax',
						operation: 'getStatus',
						faxId: "={{ $('Send Fax').item.json.trackingId }}",
						waitForFinalStatus: true,
						maxWaitMinutes: 30,
						options: {},
					},
					more: { onError: 'continueRegularOutput' },
				},
				table.update('Write the Result', [9, 0], sameRow, result),
			],
			notes: [
				{
					at: [-0.2, -1.7],
					size: [3, 1.4],
					text: `## From a row to a fax, and back\nEvery row with the state \`${TO_SEND}\` becomes a letter and a fax. The fax ID is written into the row at once, the result when there is one: \`delivered\`, or \`failed\` with cause, reason and advice.\n\n**Before you publish:** choose your credential in both fax nodes, and **From** in **Send Fax**. The first run makes the table **${OUTGOING_TABLE}**; add a row to it.`,
				},
				{
					at: [3.8, -1.2],
					size: [1.9, 0.9],
					color: 7,
					text: '**Prevent Duplicates** goes by the row, so a row is faxed once, also when two runs meet or n8n stops in the middle. To fax a row again, make a new row.',
				},
				{
					at: [2.9, 0.9],
					size: [1.9, 1],
					color: 7,
					text: "**Your own document** instead of this letter: put the node that makes it in the place of **Make the PDF**. For Google Sheets, Airtable or a CRM swap the table's nodes; the columns stay.",
				},
				{
					at: [6.8, 0.9],
					size: [1.9, 0.9],
					color: 7,
					text: '**Accepted is not delivered.** The row has the fax ID before the waiting begins, so nothing is lost when n8n stops meanwhile. A state of `unknown` means: look at the service before you send it again.',
				},
			],
			links: [
				[
					EVERY_FEW_MINUTES,
					'The Table',
					ROWS,
					'Letter',
					'Make the PDF',
					'Send Fax',
					'Note the Fax',
					'Under Way?',
					'Follow to the End',
					'Write the Result',
				],
			],
		}),
	};
}
