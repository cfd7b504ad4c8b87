import type { INodeProperties } from 'n8n-workflow';
import { countryOptions } from '../countries';
import type { Capabilities, FaxOperation, ServiceProfile } from '../provider';
import { coverPageOption } from './coverPage';
import { MOST_AT_ONCE } from './limits';
import { DOWNLOADS, SENDS } from './operations';
import { byDisplayName } from './order';

const includeRaw: INodeProperties = {
	displayName: 'Include Raw Response',
	name: 'includeRaw',
	type: 'boolean',
	default: false,
	description: "Whether to add the service's own answer to the fax record, in the field raw",
};

const concurrency = (defaultConcurrency: number): INodeProperties => ({
	displayName: 'Concurrency',
	name: 'concurrency',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: MOST_AT_ONCE },
	default: defaultConcurrency,
	description: 'How many items are handled side by side',
});

const requestsPerSecond = (defaultRate: number): INodeProperties => ({
	displayName: 'Requests per Second',
	name: 'requestsPerSecond',
	type: 'number',
	typeOptions: { minValue: 0, maxValue: 1000 },
	default: defaultRate,
	description:
		'How many requests all nodes with this credential make at most, together, in one process of n8n. 0 stands for no limit: then only the service slows them down.',
});

const retries: INodeProperties = {
	displayName: 'Retries',
	name: 'retries',
	type: 'number',
	typeOptions: { minValue: 0, maxValue: 10 },
	default: 2,
	description:
		'How often a request is repeated when the service refused it for the moment or could not be reached. A fax that may have been accepted is never sent again.',
};

const timeoutSeconds: INodeProperties = {
	displayName: 'Timeout (Seconds)',
	name: 'timeoutSeconds',
	type: 'number',
	typeOptions: { minValue: 5, maxValue: 600 },
	default: 120,
	description: 'How long to wait for the answer to one request',
};

/** For fields with telephone numbers. */
export const defaultCountry: INodeProperties = {
	displayName: 'Default Country',
	name: 'defaultCountry',
	type: 'options',
	options: countryOptions,
	default: 'US',
	description: 'The country of numbers that are written without a country code',
};

const reference = ({ reference: givesBack }: Capabilities['send']): INodeProperties => ({
	displayName: 'Reference',
	name: 'reference',
	type: 'string',
	default: '',
	placeholder: 'e.g. invoice 1042',
	description: `Your own reference. It stands on pages that this node makes${givesBack ? '; the service gives it back with the fax' : ', and nowhere else: the service does not keep it'}.`,
});

/** Of pages that are made here. */
export const paperSize: INodeProperties = {
	displayName: 'Paper Size',
	name: 'paperSize',
	type: 'options',
	options: [
		{ name: 'A4', value: 'a4' },
		{
			name: 'Automatic',
			value: 'auto',
			description: 'Letter where the recipient is in a country that uses it, else A4',
		},
		{ name: 'Letter', value: 'letter' },
	],
	default: 'auto',
	description: 'Paper of the pages that this node makes: texts, cover pages, receipts and merged pictures',
};

const textSize: INodeProperties = {
	displayName: 'Text Size',
	name: 'textSize',
	type: 'number',
	typeOptions: { minValue: 11, maxValue: 24 },
	default: 12,
	description: 'Of a text that this node makes into pages, in points. Smaller type does not survive a fax.',
};

const sendAt: INodeProperties = {
	displayName: 'Send At',
	name: 'sendAt',
	type: 'dateTime',
	default: '',
	description: 'When the service is to send the fax; at once when empty',
};

const callbackUrl: INodeProperties = {
	displayName: 'Callback URL',
	name: 'callbackUrl',
	type: 'string',
	default: '',
	placeholder: 'e.g. https://n8n.example.com/webhook/…',
	description: 'The production URL of a trigger node, to be called when this fax is final',
};

const oneRequest: INodeProperties = {
	displayName: 'One Request for All Recipients',
	name: 'oneRequest',
	type: 'boolean',
	default: false,
	description:
		'Whether the faxes to all recipients of an item are handed in with one request instead of one each. If its answer is lost, the fate of all of them is unknown.',
};

const letServiceFetch: INodeProperties = {
	displayName: 'Let Service Fetch the URL',
	name: 'letServiceFetch',
	type: 'boolean',
	default: false,
	description:
		'Whether the service downloads Document URL itself. Otherwise n8n downloads and uploads it, so that the address may be one that only n8n can reach.',
};

const mergeFiles: INodeProperties = {
	displayName: 'Merge Files',
	name: 'mergeFiles',
	type: 'boolean',
	default: false,
	description:
		'Whether to make one PDF of several files before they are handed in: PDF, JPEG, PNG and TIFF, in their order',
};

const pages: INodeProperties = {
	displayName: 'Pages',
	name: 'pages',
	type: 'string',
	default: '',
	placeholder: 'e.g. 1-3, 5, 8-',
	description:
		'Pages and ranges to send; all when empty. With several documents, one selection holds for each of them, or give one for each, separated by semicolons.',
};

const privacy: INodeProperties = {
	displayName: 'Privacy',
	name: 'privacy',
	type: 'boolean',
	default: false,
	description:
		'Whether to mask fax numbers and leave out names, subject, reference and raw response. The hashes fromHash and toHash still tell which faxes have the same number.',
};

const dryRun: INodeProperties = {
	displayName: 'Dry Run',
	name: 'dryRun',
	type: 'boolean',
	default: false,
	description: 'Whether to list the requests instead of making them. Nothing is sent and nobody is called.',
};

const DUPLICATES: INodeProperties[] = [
	{
		displayName: 'Duplicate Key',
		name: 'duplicateKey',
		type: 'string',
		default: '',
		placeholder: 'e.g. {{ $json.invoiceId }}',
		description:
			'With Prevent Duplicates: what makes two faxes to a recipient the same. The same account and document when empty.',
	},
	{
		displayName: 'Duplicate Window (Hours)',
		name: 'duplicateWindowHours',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 8760 },
		default: 24,
		description:
			'With Prevent Duplicates: how long a fax is remembered, at most. It is remembered for half of this time at least.',
	},
	{
		displayName: 'If Already Sent',
		name: 'duplicateAction',
		type: 'options',
		options: [
			{ name: 'Return an Error', value: 'error', description: 'The item fails' },
			{
				name: 'Return the Earlier Fax',
				value: 'return',
				description: 'The item is the record of the earlier fax, marked as duplicate',
			},
			{ name: 'Skip', value: 'skip', description: 'The item says that nothing was sent' },
		],
		default: 'skip',
		description: 'With Prevent Duplicates: what to do with a fax that was sent before',
	},
	{
		displayName: 'Prevent Duplicates',
		name: 'preventDuplicates',
		type: 'boolean',
		default: false,
		description:
			'Whether a fax that this node has sent before is not sent again. What may have been sent is looked up at the service, where its lists allow that, and else left to you.',
	},
];

const deleteAfterDownload: INodeProperties = {
	displayName: 'Delete After Download',
	name: 'deleteAfterDownload',
	type: 'boolean',
	default: false,
	description:
		'Whether to delete the fax from the service once its document is stored in n8n and has been read back from there unharmed',
};

const retryByCause: INodeProperties = {
	displayName: 'Retry by Cause',
	name: 'retryByCause',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	placeholder: 'Add Cause',
	default: {},
	description:
		'Send a fax again that failed for one of these causes. Needs Wait for Final Status. A fax of which pages may have arrived is never sent again.',
	options: [
		{
			displayName: 'Causes',
			name: 'causes',
			values: [
				{
					displayName: 'Cause',
					name: 'cause',
					type: 'options',
					options: [
						{ name: 'Busy', value: 'busy' },
						{ name: 'Line Error', value: 'line_error' },
						{ name: 'No Answer', value: 'no_answer' },
						{ name: 'Not a Fax', value: 'not_a_fax' },
						{ name: 'Service Unavailable', value: 'provider_unavailable' },
						{ name: 'Unknown Cause', value: 'unknown' },
					],
					default: 'busy',
				},
				{
					displayName: 'Pause (Minutes)',
					name: 'pauseMinutes',
					type: 'number',
					typeOptions: { minValue: 0, maxValue: 60 },
					default: 0,
					description: 'Before each try; 0 for the pause that is usual for the cause',
				},
				{
					displayName: 'Tries',
					name: 'tries',
					type: 'number',
					typeOptions: { minValue: 1, maxValue: 12 },
					default: 2,
					description: 'How often the fax is sent again',
				},
			],
		},
	],
};

const POLICY: INodeProperties[] = [
	{
		displayName: 'Allowed Countries',
		name: 'allowedCountries',
		type: 'multiOptions',
		options: countryOptions,
		default: [],
		description: 'Only numbers of these countries may be faxed; all when empty',
	},
	{
		displayName: 'Allowed Recipients',
		name: 'allowedRecipients',
		type: 'string',
		default: '',
		placeholder: 'e.g. +1 555 123 4567, +49*',
		description:
			'Only these numbers may be faxed, or numbers that begin like this. An AI agent may fax nobody else, and nobody at all when this is empty.',
	},
	{
		displayName: 'Blocked Recipients',
		name: 'blockedRecipients',
		type: 'string',
		default: '',
		placeholder: 'e.g. +1 555 123 4567, +49*',
		description: 'These numbers may not be faxed, nor numbers that begin like this',
	},
	{
		displayName: 'Max Pages',
		name: 'maxPages',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 100,
		description:
			'A run with more pages is refused as a whole; the pages of a fax count once for each recipient. For an AI agent it is 20 unless set here.',
	},
	{
		displayName: 'Max Pages per Fax',
		name: 'maxPagesPerFax',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 20,
		description: 'A fax with more pages is refused before it is sent',
	},
	{
		displayName: 'Max Recipients',
		name: 'maxRecipients',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 10,
		description: 'A run with more faxes is refused as a whole. For an AI agent it is 1 unless set here.',
	},
];

function sendOptions(provider: ServiceProfile): INodeProperties[] {
	const { send } = provider.capabilities;
	return [
		defaultCountry,
		...(send.callbackUrl ? [callbackUrl] : []),
		coverPageOption(send),
		...(send.fetchesUrls ? [letServiceFetch] : []),
		// Where one file is the limit, there is nothing to choose.
		...(send.maxFiles > 1 ? [mergeFiles] : []),
		...(send.manyInOneRequest ? [oneRequest] : []),
		pages,
		reference(send),
		paperSize,
		textSize,
		...(send.scheduled ? [sendAt] : []),
		...POLICY,
	];
}

/** Whether some of the faxes whose documents the service gives can be deleted there. */
function deletesDownloads({ operations, downloadDirections, deleteDirections }: Capabilities): boolean {
	if (!operations.includes('delete')) return false;
	return downloadDirections.some((direction) => deleteDirections?.includes(direction) ?? true);
}

const attachReceipt: INodeProperties = {
	displayName: 'Attach Receipt',
	name: 'attachReceipt',
	type: 'boolean',
	default: false,
	description:
		"Whether to add what Get Receipt gives: a page in the field 'receipt', and what it says as data",
};

const attachReport: INodeProperties = {
	displayName: 'Attach Report',
	name: 'attachReport',
	type: 'boolean',
	default: true,
	description: "Whether the service's own confirmation goes along with a receipt, in the field 'report'",
};

/** What belongs to receipts. */
function receiptOptions({ operations }: Capabilities, operation: FaxOperation): INodeProperties[] {
	if (operation !== 'getReceipt' && operation !== 'getStatus') return [];
	return [
		paperSize,
		...(operation === 'getStatus' ? [attachReceipt] : []),
		...(operations.includes('downloadReport') ? [attachReport] : []),
	];
}

/** The entries of an operation's Options collection, in the order that n8n shows. */
export function optionsOf(
	provider: ServiceProfile,
	operation: FaxOperation,
	own: INodeProperties[] = [],
): INodeProperties[] {
	const givesRecord = operation !== 'delete' && !DOWNLOADS.includes(operation);
	return byDisplayName([
		concurrency(provider.capabilities.defaultConcurrency),
		requestsPerSecond(provider.capabilities.rateLimit?.perSecond ?? 0),
		retries,
		timeoutSeconds,
		...(givesRecord ? [includeRaw] : []),
		...(givesRecord || DOWNLOADS.includes(operation) ? [privacy] : []),
		...(SENDS.includes(operation) ? sendOptions(provider) : []),
		...receiptOptions(provider.capabilities, operation),
		...(operation === 'send' ? [dryRun, retryByCause, ...DUPLICATES] : []),
		...(operation === 'download' && deletesDownloads(provider.capabilities) ? [deleteAfterDownload] : []),
		...own,
	]);
}

/** The entries of an Options collection of another resource than Fax: its own, and those of every request. */
export function resourceOptions(provider: ServiceProfile, own: INodeProperties[]): INodeProperties[] {
	const { capabilities } = provider;
	return byDisplayName([
		concurrency(capabilities.defaultConcurrency),
		requestsPerSecond(capabilities.rateLimit?.perSecond ?? 0),
		retries,
		timeoutSeconds,
		includeRaw,
		privacy,
		...own,
	]);
}

/** The entries of the trigger's Options collection. */
export const TRIGGER_OPTIONS: INodeProperties[] = [includeRaw, privacy];
