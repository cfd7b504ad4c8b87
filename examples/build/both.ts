import { buildWorkflow, field, setFields } from './workflow';
import type { Example } from './minimal';

export const WEBHOOK = 'When a Fax Comes In';
export const INBOX = 'What Is in the Inbox';
export const ONCE = 'Each Fax Once';

const document = { downloadDocument: true, binaryPropertyName: 'data', options: {} };

/** The webhook brings a fax at once, the inbox what the webhook missed, and each fax passes once. */
export function bothTriggers(): Example {
	return {
		file: 'received-fax-never-missed.json',
		workflow: buildWorkflow({
			name: 'Received fax: at once by webhook, and what that missed from the inbox',
			nodes: [
				{
					name: WEBHOOK,
					type: 'n8n-nodes-fax.faxPlusTrigger',
					at: [0, 0],
					parameters: { events: ['faxReceived'], ...document },
				},
				{
					name: INBOX,
					type: 'n8n-nodes-fax.faxInboxTrigger',
					at: [0, 1],
					parameters: {
						pollTimes: { item: [{ mode: 'everyX', value: 10, unit: 'minutes' }] },
						service: 'faxPlus',
						...document,
					},
				},
				{
					name: ONCE,
					type: 'removeDuplicates',
					version: 2,
					at: [1, 0.5],
					parameters: {
						operation: 'removeItemsSeenInPreviousExecutions',
						logic: 'removeItemsWithAlreadySeenKeyValues',
						dedupeValue: '={{ $json.eventKey }}',
						options: { scope: 'node', historySize: 10_000 },
					},
					more: { retryOnFail: true, maxTries: 3 },
				},
				{
					name: 'What Matters',
					type: 'set',
					version: 3.3,
					at: [2, 0.5],
					parameters: setFields(
						[
							field('faxId', '={{ $json.id }}'),
							field('from', '={{ $json.from }}'),
							field('to', '={{ $json.to }}'),
							field('pages', '={{ $json.pages }}', 'number'),
							field('eventKey', '={{ $json.eventKey }}'),
						],
						{ options: { includeBinary: true, ignoreConversionErrors: true } },
					),
				},
			],
			notes: [
				{
					at: [-0.2, -1.4],
					size: [2.9, 1.1],
					text: '## Every fax, once\nThe webhook brings a fax within seconds. Every ten minutes the inbox brings what the webhook missed, for instance while n8n was down. Both give a fax the same `eventKey`, so it goes on once.\n\n**Before you publish:** choose your credential in both triggers.',
				},
				{
					at: [0.8, 1.4],
					size: [2.2, 1.4],
					color: 7,
					text: "**Each Fax Once** keeps its memory in n8n's database, without a lock: of faxes that are handled at the same moment one may pass twice. With `N8N_CONCURRENCY_PRODUCTION_LIMIT=1` none does.\n\nWhere no service can reach your n8n, delete the webhook trigger; the rest stays as it is.\n\nNext: store the file, put a row into a table, or tell somebody.",
				},
			],
			links: [
				[WEBHOOK, ONCE, 'What Matters'],
				[INBOX, ONCE],
			],
		}),
	};
}
