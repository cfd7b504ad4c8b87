import { dataTable, type Columns } from './dataTable';
import type { Example } from './minimal';
import { receivedFaxes } from './parts';
import { buildWorkflow, conditions, field, setFields } from './workflow';

export const INTAKE_TABLE = 'Received faxes';

/** Name and type of every column of the table that the example writes. */
export const INTAKE_COLUMNS: Columns = [
	['faxId', 'string'],
	['eventKey', 'string'],
	['fromNumber', 'string'],
	['toNumber', 'string'],
	['pages', 'number'],
	['receivedAt', 'string'],
	['reference', 'string'],
	['excerpt', 'string'],
	['state', 'string'],
	['checkUrl', 'string'],
];

/** A received fax becomes text, the text a row, and a person says whether the row is right. */
export function intake(): Example {
	const table = dataTable(INTAKE_TABLE, INTAKE_COLUMNS);
	const sameRow = ['eventKey', "={{ $('Columns').item.json.eventKey }}"] as const;
	return {
		file: 'received-fax-to-table.json',
		workflow: buildWorkflow({
			name: 'Received fax: read it, put it into a table, let a person check it',
			nodes: [
				receivedFaxes('When a Fax Comes In', 'faxPlus'),
				{
					name: 'Read the Text',
					type: 'extractFromFile',
					at: [1, 0],
					parameters: {
						operation: 'pdf',
						binaryPropertyName: 'data',
						options: { joinPages: true, maxPages: 20 },
					},
					more: { onError: 'continueRegularOutput' },
				},
				{
					name: 'Columns',
					type: 'set',
					version: 3.4,
					at: [2, 0],
					parameters: setFields([
						field('faxId', "={{ $('When a Fax Comes In').item.json.id }}"),
						field('eventKey', "={{ $('When a Fax Comes In').item.json.eventKey }}"),
						field('fromNumber', "={{ $('When a Fax Comes In').item.json.from }}"),
						field('toNumber', "={{ $('When a Fax Comes In').item.json.to }}"),
						field('pages', "={{ $('When a Fax Comes In').item.json.pages }}", 'number'),
						field('receivedAt', "={{ $('When a Fax Comes In').item.json.occurredAt }}"),
						field(
							'reference',
							"={{ ($json.text ?? '').match(/(?:invoice|order|case|ref)[^0-9]{0,12}([0-9][0-9-]{2,})/i)?.[1] ?? '' }}",
						),
						field('excerpt', "={{ ($json.text ?? '').replace(/\\s+/g, ' ').trim().slice(0, 200) }}"),
						field('state', 'to check'),
						field('checkUrl', '={{ $execution.resumeFormUrl }}'),
					]),
				},
				table.create('The Table', [3, 0]),
				table.insert(
					'Add a Row',
					[4, 0],
					Object.fromEntries(INTAKE_COLUMNS.map(([name]) => [name, `={{ $('Columns').item.json.${name} }}`])),
				),
				{
					name: 'A Person Checks',
					type: 'wait',
					version: 1.1,
					at: [5, 0],
					parameters: {
						resume: 'form',
						formTitle: 'Is this row right?',
						formDescription:
							"=From {{ $('Columns').item.json.fromNumber }}: {{ $('Columns').item.json.excerpt }}",
						formFields: {
							values: [
								{
									fieldLabel: 'Verdict',
									fieldType: 'dropdown',
									fieldOptions: { values: [{ option: 'Right' }, { option: 'Wrong' }] },
									requiredField: true,
								},
							],
						},
						options: {},
					},
				},
				{
					name: 'Right?',
					type: 'if',
					version: 2.2,
					at: [6, 0],
					parameters: {
						conditions: conditions([{ left: '={{ $json.Verdict }}', operator: 'equals', right: 'Right' }]),
						looseTypeValidation: true,
						options: {},
					},
				},
				table.update('Mark as Checked', [7, -0.5], sameRow, { state: 'checked' }),
				table.update('Mark as Wrong', [7, 0.5], sameRow, { state: 'wrong' }),
			],
			notes: [
				{
					at: [-0.2, -1.6],
					size: [2.9, 1.2],
					text: '## From a received fax to a row\nThe document is read, what matters becomes columns, and the row stays `to check` until a person has opened its `checkUrl` and said that it is right.\n\n**Before you publish:** choose your credential in the trigger.',
				},
				{
					at: [0.8, 0.9],
					size: [2, 1.1],
					color: 7,
					text: '**Scanned pages** have no text: put an OCR or AI step in the place of **Read the Text**. The text comes from a stranger. Give an AI no tools here, and let it fill in a fixed form only.',
				},
				{
					at: [2.9, -1.6],
					size: [2.3, 1.2],
					color: 7,
					text: "n8n's own table needs no account. For Google Sheets, Airtable or a CRM swap **Add a Row** and the two **Mark** nodes; the columns stay. `eventKey` is the same if a fax is ever reported twice.",
				},
			],
			links: [
				[
					'When a Fax Comes In',
					'Read the Text',
					'Columns',
					'The Table',
					'Add a Row',
					'A Person Checks',
					'Right?',
					'Mark as Checked',
				],
				{ from: ['Right?', 1], to: 'Mark as Wrong' },
			],
		}),
	};
}
