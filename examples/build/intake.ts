import { buildWorkflow, conditions, field, setFields } from './workflow';
import type { Example } from './minimal';

export const INTAKE_TABLE = 'Received faxes';

const TABLE = { __rl: true, mode: 'name', value: INTAKE_TABLE };

/** Name and type of every column of the table that the example writes. */
export const INTAKE_COLUMNS = [
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
] as const;

/** A received fax becomes text, the text a row, and a person says whether the row is right. */
export function intake(): Example {
	return {
		file: 'received-fax-to-table.json',
		workflow: buildWorkflow({
			name: 'Received fax: read it, put it into a table, let a person check it',
			nodes: [
				{
					name: 'When a Fax Comes In',
					type: 'n8n-nodes-fax.faxPlusTrigger',
					at: [0, 0],
					parameters: {
						events: ['faxReceived'],
						downloadDocument: true,
						binaryPropertyName: 'data',
						options: {},
					},
				},
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
				{
					name: 'The Table',
					type: 'dataTable',
					version: 1.1,
					at: [3, 0],
					parameters: {
						resource: 'table',
						operation: 'create',
						tableName: INTAKE_TABLE,
						columns: { column: INTAKE_COLUMNS.map(([name, type]) => ({ name, type })) },
						options: { createIfNotExists: true },
					},
				},
				{
					name: 'Add a Row',
					type: 'dataTable',
					version: 1.1,
					at: [4, 0],
					parameters: {
						resource: 'row',
						operation: 'insert',
						dataTableId: TABLE,
						columns: {
							mappingMode: 'defineBelow',
							value: Object.fromEntries(
								INTAKE_COLUMNS.map(([name]) => [name, `={{ $('Columns').item.json.${name} }}`]),
							),
							matchingColumns: [],
							schema: INTAKE_COLUMNS.map(([name, type]) => ({
								id: name,
								displayName: name,
								required: false,
								defaultMatch: false,
								display: true,
								type,
								readOnly: false,
								removed: false,
							})),
							attemptToConvertTypes: true,
							convertFieldsToString: false,
						},
						options: {},
					},
				},
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
				...(['checked', 'wrong'] as const).map((state, index) => ({
					name: index === 0 ? 'Mark as Checked' : 'Mark as Wrong',
					type: 'dataTable',
					version: 1.1,
					at: [7, index - 0.5] as [number, number],
					parameters: {
						resource: 'row',
						operation: 'update',
						dataTableId: TABLE,
						matchType: 'allConditions',
						filters: {
							conditions: [
								{ keyName: 'eventKey', condition: 'eq', keyValue: "={{ $('Columns').item.json.eventKey }}" },
							],
						},
						columns: {
							mappingMode: 'defineBelow',
							value: { state },
							matchingColumns: [],
							schema: [
								{
									id: 'state',
									displayName: 'state',
									required: false,
									defaultMatch: false,
									display: true,
									type: 'string',
									readOnly: false,
									removed: false,
								},
							],
							attemptToConvertTypes: false,
							convertFieldsToString: false,
						},
						options: {},
					},
				})),
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
