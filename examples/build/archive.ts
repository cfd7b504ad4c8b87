import { buildWorkflow, conditions, field, setFields } from './workflow';
import type { Example } from './minimal';

/** Stand-ins for the reader's own services. */
export const STORE_URL = 'https://files.example.com/faxes';
export const CHAT_URL = 'https://chat.example.com/hooks/faxes';

const DEPARTMENTS = [
	{ name: 'Orders', number: '+12025550101' },
	{ name: 'Invoices', number: '+12025550102' },
];

/** Received faxes go to the store and the channel of the number that was dialled; each night what was missed follows. */
export function archive(): Example {
	return {
		file: 'received-fax-routed-and-stored.json',
		workflow: buildWorkflow({
			name: 'Received fax: store it and tell the right people, by the dialled number',
			nodes: [
				{
					name: 'When a Fax Comes In',
					type: 'n8n-nodes-fax.faxPlusTrigger',
					at: [0, 0],
					parameters: { events: ['faxReceived'], downloadDocument: false, options: {} },
				},
				{
					name: 'Every Night',
					type: 'scheduleTrigger',
					version: 1.2,
					at: [0, 1],
					parameters: { rule: { interval: [{ triggerAtHour: 2 }] } },
				},
				{
					name: 'Inbox of the Last Days',
					type: 'n8n-nodes-fax.faxPlus',
					at: [1, 1],
					parameters: {
						resource: 'fax',
						operation: 'listInbox',
						returnAll: true,
						filters: { after: '={{ $now.minus({ days: 3 }).toISO() }}' },
						options: {},
					},
				},
				{
					name: 'Only What Is New',
					type: 'removeDuplicates',
					version: 2,
					at: [2, 0.4],
					parameters: {
						operation: 'removeItemsSeenInPreviousExecutions',
						logic: 'removeItemsWithAlreadySeenKeyValues',
						dedupeValue: '={{ $json.trackingId }}',
						options: { scope: 'node', historySize: 10_000 },
					},
				},
				{
					name: 'Fetch the Document',
					type: 'n8n-nodes-fax.faxPlus',
					at: [3, 0.4],
					parameters: {
						resource: 'fax',
						operation: 'download',
						faxId: '={{ $json.id }}',
						format: 'pdf',
						binaryPropertyName: 'data',
						options: {},
					},
				},
				{
					name: 'Who Was Dialled',
					type: 'switch',
					version: 3.2,
					at: [4, 0.4],
					parameters: {
						rules: {
							values: DEPARTMENTS.map(({ name, number }) => ({
								conditions: conditions([{ left: '={{ $json.to }}', operator: 'equals', right: number }]),
								renameOutput: true,
								outputKey: name,
							})),
						},
						options: { fallbackOutput: 'extra', renameFallbackOutput: 'Reception' },
					},
				},
				...[...DEPARTMENTS.map(({ name }) => name), 'Reception'].map((name, index) => ({
					name,
					type: 'set',
					version: 3.4,
					at: [5, index - 0.6] as [number, number],
					parameters: setFields(
						[
							field('folder', name.toLowerCase()),
							field('channel', `#fax-${name.toLowerCase()}`),
							field(
								'fileName',
								"={{ ($json.completedAt ?? $json.createdAt ?? $now.toISO()).slice(0, 10) }}_{{ ($json.from ?? 'unknown').replace('+', '') }}_{{ $json.id.replace(/[^\\w-]/g, '-') }}.pdf",
							),
						],
						{ includeOtherFields: true, options: { stripBinary: false } },
					),
				})),
				{
					name: 'Store the Document',
					type: 'httpRequest',
					version: 4.2,
					at: [6, 0],
					parameters: {
						method: 'PUT',
						url: `=${STORE_URL}/{{ $json.folder }}/{{ $json.fileName }}`,
						sendBody: true,
						contentType: 'binaryData',
						inputDataFieldName: 'data',
						options: {},
					},
					more: { retryOnFail: true, maxTries: 3 },
				},
				{
					name: 'With the Fax',
					type: 'merge',
					version: 3,
					at: [7, 0.4],
					parameters: {
						mode: 'combine',
						combineBy: 'combineByPosition',
						options: { clashHandling: { values: { resolveClash: 'preferLast' } } },
					},
				},
				{
					name: 'Tell the Department',
					type: 'httpRequest',
					version: 4.2,
					at: [8, 0.4],
					parameters: {
						method: 'POST',
						url: CHAT_URL,
						sendBody: true,
						specifyBody: 'json',
						jsonBody:
							"={{ { channel: $json.channel, text: 'Fax from ' + $json.from + ', ' + $json.pages + ' pages: ' + $json.fileName } }}",
						options: {},
					},
					more: { retryOnFail: true, maxTries: 3 },
				},
			],
			notes: [
				{
					at: [-0.2, -1.6],
					size: [3, 1.2],
					text: '## Store every fax, and tell the right people\nThe trigger brings a fax within seconds. Each night the inbox of the last three days is compared: what was missed while n8n was down follows then, and nothing comes twice.\n\n**Before you publish:** choose your credential in the three fax nodes, and put your numbers into **Who Was Dialled**.',
				},
				{
					at: [1.8, 1.5],
					size: [2, 0.9],
					color: 7,
					text: '**Only What Is New** remembers the `trackingId` of every fax, whichever way it came. The document is fetched after it, so that nothing is downloaded in vain.',
				},
				{
					at: [5.8, -1.6],
					size: [2, 1.2],
					color: 4,
					text: `**Replace these two** by your own store and chat: Google Drive, S3, SharePoint; Slack, Teams, e-mail. They call \`${STORE_URL}\` and \`${CHAT_URL}\`, which do not exist.`,
				},
			],
			links: [
				['When a Fax Comes In', 'Only What Is New', 'Fetch the Document', 'Who Was Dialled'],
				['Every Night', 'Inbox of the Last Days', 'Only What Is New'],
				...['Orders', 'Invoices', 'Reception'].flatMap((to, index) => [
					{ from: ['Who Was Dialled', index] as [string, number], to },
					{ from: to, to: 'Store the Document' },
					{ from: to, to: 'With the Fax', input: 1 },
				]),
				['Store the Document', 'With the Fax', 'Tell the Department'],
			],
		}),
	};
}
