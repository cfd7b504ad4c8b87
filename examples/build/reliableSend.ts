import { buildWorkflow, conditions, field, setFields, type NodeOrder } from './workflow';
import type { Example } from './minimal';

const send = (name: string, type: string, at: [number, number], more: object = {}): NodeOrder => ({
	name,
	type: `n8n-nodes-fax.${type}`,
	at,
	parameters: {
		resource: 'fax',
		operation: 'send',
		to: "={{ $('Number and Document').item.json.to }}",
		from: { __rl: true, mode: 'list', value: '' },
		documentSource: 'binary',
		binaryPropertyName: 'document',
		waitForFinalStatus: true,
		maxWaitMinutes: 30,
		options: {
			retryByCause: {
				causes: [
					{ cause: 'busy', tries: 3, pauseMinutes: 0 },
					{ cause: 'no_answer', tries: 2, pauseMinutes: 0 },
					{ cause: 'line_error', tries: 2, pauseMinutes: 0 },
				],
			},
		},
		...more,
	},
	more: { onError: 'continueRegularOutput' },
});

const outcome = (name: string, by: string, at: [number, number]): NodeOrder => ({
	name,
	type: 'set',
	version: 3.4,
	at,
	parameters: setFields([
		field('outcome', name),
		field('sentBy', by),
		field('to', "={{ $('Number and Document').item.json.to }}"),
		field('status', "={{ $json.status ?? 'unknown' }}"),
		field('cause', "={{ $json.failureCategory ?? '' }}"),
		field('reason', "={{ $json.failureMessage ?? $json.error?.message ?? $json.error ?? '' }}"),
		field('advice', "={{ $json.failureHint ?? '' }}"),
		field('faxId', "={{ $json.id ?? '' }}"),
	]),
});

/**
 * A fax goes out by one service, again for the causes that pass by themselves, then by a second service, then to a
 * person; and a fax that may have arrived never goes out twice.
 */
export function reliableSend(): Example {
	return {
		file: 'reliable-send.json',
		workflow: buildWorkflow({
			name: 'Reliable send: retry by cause, then a second service, then a person',
			nodes: [
				{
					name: 'Number and Document',
					type: 'formTrigger',
					version: 2.5,
					at: [0, 0],
					parameters: {
						formTitle: 'Send a fax, whatever it takes',
						formFields: {
							values: [
								{ fieldName: 'to', fieldLabel: 'Fax number with country code', requiredField: true },
								{
									fieldName: 'document',
									fieldLabel: 'Document',
									fieldType: 'file',
									multipleFiles: false,
									acceptFileTypes: '.pdf, .tif, .tiff',
									requiredField: true,
								},
							],
						},
						options: { appendAttribution: false },
					},
				},
				send('First Service', 'iFax', [1, 0]),
				{
					name: 'What Became of It',
					type: 'switch',
					version: 3.2,
					at: [2, 0],
					parameters: {
						rules: {
							values: [
								{
									conditions: conditions([
										{ left: '={{ $json.status }}', operator: 'equals', right: 'delivered' },
									]),
									renameOutput: true,
									outputKey: 'Delivered',
								},
								{
									// Certainly not sent, and not the recipient's or the document's fault.
									conditions: conditions([
										{ left: '={{ $json.status }}', operator: 'equals', right: 'failed' },
										{ left: '={{ $json.isPartial }}', operator: 'false', type: 'boolean' },
										{
											left: "={{ ['invalid_number', 'document_error', 'blocked_by_policy'].includes($json.failureCategory) }}",
											operator: 'false',
											type: 'boolean',
										},
									]),
									renameOutput: true,
									outputKey: 'Try the Other Service',
								},
							],
						},
						options: { fallbackOutput: 'extra', renameFallbackOutput: 'Ask a Person' },
						looseTypeValidation: true,
					},
				},
				{
					name: 'The Document Again',
					type: 'merge',
					version: 3,
					at: [3, 0.6],
					parameters: {
						mode: 'combine',
						combineBy: 'combineByPosition',
						options: {},
					},
				},
				send('Second Service', 'faxPlus', [4, 0.6]),
				{
					name: 'Delivered Now?',
					type: 'if',
					version: 2.2,
					at: [5, 0.6],
					parameters: {
						conditions: conditions([{ left: '={{ $json.status }}', operator: 'equals', right: 'delivered' }]),
						looseTypeValidation: true,
						options: {},
					},
				},
				outcome('Delivered', 'first service', [3, -0.6]),
				outcome('Delivered by the Second', 'second service', [6, 0.3]),
				outcome('A Person Decides', 'nobody', [6, 1.3]),
			],
			notes: [
				{
					at: [-0.2, -1.9],
					size: [2.6, 1.4],
					text: '## Reliable send\n1. The first service sends, and sends again when the line is busy, nobody answers or the call breaks off (option **Retry by Cause**).\n2. If it failed for good, the second service tries.\n3. Else a person decides.\n\n**Before you publish:** choose credentials and **From** in both Send nodes.',
				},
				{
					at: [3.8, -0.9],
					size: [1.9, 1.1],
					color: 4,
					text: '**Only what certainly did not arrive goes to the second service.** A fax of which pages arrived, or whose outcome nobody knows (`unknown`), goes to a person: it may be lying in the tray already.',
				},
				{
					at: [5.8, 2.3],
					size: [1.6, 0.9],
					color: 7,
					text: 'Put your e-mail, chat or ticket node after **A Person Decides**. `reason` and `advice` are written for people.',
				},
			],
			links: [
				['Number and Document', 'First Service', 'What Became of It'],
				{ from: ['What Became of It', 0], to: 'Delivered' },
				{ from: ['What Became of It', 1], to: 'The Document Again', input: 0 },
				{ from: 'Number and Document', to: 'The Document Again', input: 1 },
				['The Document Again', 'Second Service', 'Delivered Now?'],
				{ from: ['Delivered Now?', 0], to: 'Delivered by the Second' },
				{ from: ['Delivered Now?', 1], to: 'A Person Decides' },
				{ from: ['What Became of It', 2], to: 'A Person Decides' },
			],
		}),
	};
}
