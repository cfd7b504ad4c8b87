import { iFaxAccount as account, type Sandbox } from '../../../sandbox';
import { ANNEX, LETTER } from '../../support/bench';
import { aMoment, documentInfoOf, receiptFileOf, receiptItemOf } from '../../support/records';
import { checkCase, letterInfo, twoFilesInfo } from '../cases';
import type { Breakable, OperationCase, ServiceFacts, State } from '../service';

const SENDER = '+12025550199';
const JSON_HEADERS = { accept: 'application/json' };

const post = (path: string, json: unknown) => ({
	method: 'POST',
	path: `/customer/${path}`,
	headers: JSON_HEADERS,
	json,
});

const broken = (
	path: string,
	effect: Breakable['effect'],
	exceptions?: Breakable['exceptions'],
): Breakable => ({
	method: 'POST',
	path: `/${path}$`,
	effect,
	answer: 'json',
	...(exceptions === undefined ? {} : { exceptions }),
});

const aJob = expect.stringMatching(/^\d{7}$/) as string;
const accepted = { at: aMoment(), id: aJob, outcome: 'accepted', category: null };

/** A fax that was delivered to the usual recipient. */
const delivered = {
	provider: 'iFax',
	direction: 'outbound',
	status: 'delivered',
	isFinal: true,
	from: account.number,
	to: '+13125550100',
	pages: 3,
	pagesTransferred: 3,
	attempts: 1,
	durationSeconds: 1,
	startedAt: aMoment(),
	completedAt: aMoment(),
	costAmount: 0.33,
	costUnit: 'account currency',
	providerStatus: 'delivered',
};

/** One that iFax has accepted and not yet called. */
const waiting = {
	provider: 'iFax',
	direction: 'outbound',
	status: 'queued',
	from: account.number,
	to: '+13125550100',
	pages: 3,
	pagesTransferred: 0,
	attempts: 0,
	providerStatus: 'sending',
};

const received = {
	provider: 'iFax',
	direction: 'inbound',
	status: 'received',
	isFinal: true,
	from: SENDER,
	to: account.number,
	pages: 2,
	pagesTransferred: 2,
	durationSeconds: 0,
	createdAt: aMoment(),
	startedAt: aMoment(),
	completedAt: aMoment(),
	providerStatus: 'received',
};

const ids = ({ id }: State) => {
	const [jobId, transactionId] = id.split(':');
	return { jobId, transactionId };
};

const cases: OperationCase[] = [
	{
		operation: 'send',
		parameters: () => ({ to: '+1 (312) 555-0100' }),
		requests: () => [
			post('fax-send', {
				faxNumber: '+13125550100',
				faxData: [{ fileName: 'letter.pdf', fileData: LETTER.toString('base64') }],
			}),
		],
		records: () => [
			{
				provider: 'iFax',
				id: aJob,
				trackingId: aJob,
				direction: 'outbound',
				status: 'queued',
				to: '+13125550100',
				document: letterInfo,
				attemptLog: [accepted],
			},
		],
		breakable: [broken('fax-send', 'send')],
	},
	{
		title: 'with everything that the service knows',
		operation: 'send',
		documents: 2,
		parameters: () => ({
			to: '+13125550100',
			from: { __rl: true, mode: 'number', value: account.secondNumber },
			binaryPropertyName: 'data, data2',
			options: {
				coverPage: {
					fields: {
						toName: 'Ms To',
						fromName: 'Mr From',
						subject: 'Subject',
						message: 'Hello',
						templateId: 'template-7',
					},
				},
				faxQuality: 'HD',
				pages: '1-2; 1',
				sendAt: '2026-12-24T18:00:00+01:00',
			},
		}),
		requests: () => [
			post('fax-send', {
				faxNumber: '+13125550100',
				callerId: account.secondNumber,
				faxQuality: 'HD',
				send_at: '2026-12-24T17:00:00.000Z',
				templateId: 'template-7',
				subject: 'Subject',
				from_name: 'Mr From',
				to_name: 'Ms To',
				message: 'Hello',
				faxData: [
					{ fileName: 'letter.pdf', fileData: LETTER.toString('base64'), pages: ['1-2'] },
					{ fileName: 'annex-1.pdf', fileData: ANNEX.toString('base64'), pages: ['1'] },
				],
			}),
		],
		records: () => [
			{
				provider: 'iFax',
				id: aJob,
				trackingId: aJob,
				direction: 'outbound',
				status: 'queued',
				from: account.secondNumber,
				to: '+13125550100',
				scheduledAt: '2026-12-24T17:00:00.000Z',
				subject: 'Subject',
				document: twoFilesInfo,
				attemptLog: [accepted],
			},
		],
	},
	checkCase('iFax', {
		maxFiles: 100,
		maxTotalBytes: null,
		extensions: ['pdf', 'doc', 'docx', 'jpg', 'jpeg', 'png', 'gif', 'bmp', 'tif', 'tiff'],
	}),
	{
		operation: 'getStatus',
		prepare: async ({ send }) => ({ id: await send() }),
		parameters: ({ id }) => ({ faxId: id }),
		requests: ({ id }) => [post('fax-status', { jobId: id })],
		records: ({ id }) => [{ ...waiting, id }],
		breakable: [broken('fax-status', 'read')],
	},
	{
		title: 'of a finished fax',
		operation: 'getStatus',
		prepare: async ({ sendAndDeliver }) => ({ id: await sendAndDeliver() }),
		parameters: ({ id }) => ({ faxId: id }),
		requests: ({ id }) => [post('fax-status', { jobId: id })],
		records: ({ id }) => [{ ...delivered, id }],
	},
	{
		title: 'with the older form of dates',
		operation: 'getStatus',
		prepare: async ({ sendAndDeliver, sandbox }) => {
			sandbox.setSwitches('iFax', { dateForm: 'text', plusInNumbers: false });
			return { id: await sendAndDeliver() };
		},
		parameters: ({ id }) => ({ faxId: id }),
		requests: ({ id }) => [post('fax-status', { jobId: id })],
		records: ({ id }) => [{ ...delivered, id }],
	},
	{
		title: 'of a received fax',
		operation: 'getStatus',
		prepare: async ({ receive }) => ({ id: receive({ pages: 2 }) }),
		parameters: ({ id }) => ({ faxId: id }),
		requests: (state) => [
			post('fax-status', { jobId: ids(state).jobId }),
			post('inbound/fax-list-all', { sortBy: 'newest' }),
		],
		records: ({ id }) => [{ ...received, id }],
	},
	{
		operation: 'getReceipt',
		prepare: async ({ sendAndDeliver }) => ({ id: await sendAndDeliver() }),
		parameters: ({ id }) => ({ faxId: id, binaryPropertyName: 'data' }),
		requests: ({ id }) => [post('fax-status', { jobId: id })],
		items: ({ id }) => [receiptItemOf({ ...delivered, id })],
		file: ({ id }) => receiptFileOf('iFax', id),
		breakable: [broken('fax-status', 'read')],
	},
	{
		operation: 'resend',
		prepare: async ({ sendAndDeliver }) => ({ id: await sendAndDeliver() }),
		parameters: ({ id }) => ({ faxId: id }),
		requests: ({ id }) => [post('fax-resend', { jobId: id })],
		records: () => [
			{
				provider: 'iFax',
				id: aJob,
				trackingId: aJob,
				direction: 'outbound',
				status: 'queued',
				attemptLog: [accepted],
			},
		],
		breakable: [broken('fax-resend', 'send')],
	},
	{
		operation: 'cancel',
		prepare: async ({ send }) => ({ id: await send() }),
		parameters: ({ id }) => ({ faxId: id }),
		requests: ({ id }) => [post('fax-cancel', { jobId: id }), post('fax-status', { jobId: id })],
		records: ({ id }) => [
			{
				...waiting,
				id,
				status: 'canceled',
				isFinal: true,
				costAmount: 0,
				costUnit: 'account currency',
				providerStatus: 'canceled',
			},
		],
		isNew: true,
		breakable: [broken('fax-cancel', 'change')],
	},
	{
		operation: 'delete',
		prepare: async ({ sendAndDeliver }) => ({ id: await sendAndDeliver() }),
		parameters: ({ id }) => ({ faxId: id }),
		requests: ({ id }) => [post('fax-delete', { jobId: id })],
		items: ({ id }) => [{ provider: 'iFax', id, trackingId: id, deleted: true }],
		breakable: [broken('fax-delete', 'change')],
	},
	{
		operation: 'listInbox',
		prepare: async ({ receive }) => ({ id: receive({ pages: 2 }) }),
		parameters: () => ({
			returnAll: false,
			limit: 1,
			filters: { after: '2026-03-01T12:00:00Z', before: '2026-03-31T12:00:00Z' },
		}),
		requests: () => [
			// Widened by a day on both sides, as the time zone of these days is not known.
			post('inbound/fax-list-all', { startDate: '02/28/2026', endDate: '04/01/2026', sortBy: 'newest' }),
		],
		records: ({ id }) => [{ ...received, id }],
		breakable: [broken('inbound/fax-list-all', 'read')],
	},
	{
		title: 'of one number, page by page',
		operation: 'listInbox',
		prepare: async ({ receive, sandbox }) => {
			sandbox.setSwitches('iFax', { pageSize: 1 });
			receive({ pages: 1, to: account.number });
			return {
				first: receive({ pages: 2, to: account.secondNumber }),
				second: receive({ pages: 2, to: account.secondNumber }),
			};
		},
		parameters: () => ({
			returnAll: true,
			filters: { inboxNumber: { __rl: true, mode: 'number', value: account.secondNumber } },
		}),
		requests: ({ first, second }) => {
			const number = { numberId: 40112, orderId: 90112 };
			return [
				post('inbound/number-list', {}),
				post('inbound/fax-list', number),
				post('inbound/fax-list', { ...number, lastFaxId: second.split(':')[0] }),
				post('inbound/fax-list', { ...number, lastFaxId: first.split(':')[0] }),
			];
		},
		records: ({ first, second }) =>
			[second, first].map((id) => ({ ...received, id, to: account.secondNumber })),
	},
	{
		operation: 'listSent',
		prepare: async ({ sendAndDeliver }) => ({ id: await sendAndDeliver() }),
		parameters: () => ({ returnAll: true }),
		requests: () => [post('fax-lists', {})],
		records: ({ id }) => [{ ...delivered, id }],
		breakable: [broken('fax-lists', 'read')],
	},
	{
		operation: 'download',
		prepare: async ({ receive, sandbox }) => {
			const id = receive({ pages: 2 });
			return { id, base64: sandbox.document(id)!.bytes.toString('base64') };
		},
		parameters: ({ id }) => ({ faxId: id, binaryPropertyName: 'fax' }),
		requests: (state) => [
			post('inbound/fax-download', ids(state)),
			post('fax-status', { jobId: ids(state).jobId }),
			post('inbound/fax-list-all', { sortBy: 'newest' }),
		],
		records: (state) => [
			{
				...received,
				id: state.id,
				document: documentInfoOf(`fax-${ids(state).jobId}.pdf`, Buffer.from(state.base64, 'base64')),
			},
		],
		file: (state) => ({
			field: 'fax',
			fileName: `fax-${ids(state).jobId}.pdf`,
			mimeType: 'application/pdf',
			bytes: Buffer.from(state.base64, 'base64'),
		}),
		breakable: [
			// A document may be announced before it can be had, so "not found" is asked again.
			broken('inbound/fax-download', 'read', { '404': { requests: 3 } }),
		],
	},
	{
		resource: 'number',
		operation: 'list',
		parameters: () => ({ returnAll: true }),
		requests: () => [post('inbound/number-list', {})],
		items: () => [
			{
				provider: 'iFax',
				number: account.number,
				label: account.number,
				usable: true,
				details: { name: null, numberId: 40111, orderId: 90111 },
			},
			{
				provider: 'iFax',
				number: account.secondNumber,
				label: account.secondNumber,
				usable: true,
				details: { name: null, numberId: 40112, orderId: 90112 },
			},
		],
		breakable: [broken('inbound/number-list', 'read')],
	},
];

const hookUser = { webhookUsername: account.webhookUsername, webhookPassword: account.webhookPassword };
const event = {
	direction: 'inbound',
	jobId: 7000001,
	transactionId: 8000001,
	fromNumber: SENDER,
	toNumber: account.number,
	faxStatus: 'received',
	success: true,
};
const basic = (user: string, password: string) =>
	`Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

export const service: ServiceFacts = {
	name: 'iFax',
	node: 'iFax',
	trigger: 'iFaxTrigger',
	basePath: '/ifax/v1',
	credential: {
		type: 'iFaxApi',
		data: (url) => ({
			apiKey: account.apiKey,
			baseUrl: `${url}/ifax/v1`,
			webhookUsername: '',
			webhookPassword: '',
		}),
	},
	credentialHeaders: { accesstoken: account.apiKey, authorization: undefined },
	number: account.number,
	secondNumber: account.secondNumber,
	sendParameters: {},
	unknownId: '1234567',
	cases,
	badCredentials: [
		{
			name: 'a wrong key',
			data: { apiKey: account.wrongApiKey },
			category: 'authentication',
			says: /does not accept this API key/,
		},
		{
			name: 'an account without the plan',
			data: { apiKey: account.noPlanApiKey },
			category: 'plan_required',
			says: /plan of the account does not include the API/,
		},
	],
	scenarios: {
		'00': null,
		'50': 'busy',
		'51': 'no_answer',
		'52': 'invalid_number',
		'53': 'not_a_fax',
		'54': 'line_error',
		'55': 'out_of_credit',
		'56': 'partial_transmission',
		'57': 'document_error',
		'58': 'rejected',
		'62': null,
	},
	refusedCategory: 'rejected',
	keepsFileNames: true,
	renaming: [],
	webhooks: {
		byHand: (url) => [{ service: 'iFax', url }],
		secured: {
			credential: hookUser,
			apply: () => undefined,
			hook: { username: account.webhookUsername, password: account.webhookPassword },
		},
		forgeries: [
			{ name: 'another shape', body: { hello: 'world' }, status: 400 },
			{ name: 'no JSON object', body: '[]', status: 400 },
			{ name: 'no user and password', credential: hookUser, body: event, status: 401 },
			{
				name: 'a wrong password',
				credential: hookUser,
				body: event,
				headers: { authorization: basic(account.webhookUsername, 'wrong') },
				status: 401,
			},
		],
		variants: [
			...(['wrapped', 'snakeCase', 'form', 'multipart'] as const).map((webhookForm) => ({
				name: `the form ${webhookForm}`,
				apply: (sandbox: Sandbox) => sandbox.setSwitches('iFax', { webhookForm }),
			})),
			...(['ib', 'received', 'none'] as const).map((directionWords) => ({
				name: `the direction ${directionWords}`,
				apply: (sandbox: Sandbox) => sandbox.setSwitches('iFax', { directionWords, plusInNumbers: false }),
			})),
			...(['dataUri', 'fileData', 'file', 'content', 'url', 'pdf'] as const).map((downloadForm) => ({
				name: `the document as ${downloadForm}`,
				apply: (sandbox: Sandbox) => sandbox.setSwitches('iFax', { downloadForm }),
			})),
		],
		documentPath: '/inbound/fax-download$',
		otherEvent: { ...event, jobId: 7000002, faxStatus: 'something_new', success: undefined },
	},
	badSends: [
		{ name: 'pages that run backwards', parameters: { options: { pages: '5-2' } }, names: /'Pages'/ },
		{ name: 'page 0', parameters: { options: { pages: '0' } }, names: /'Pages'/ },
		{ name: 'pages that are none', parameters: { options: { pages: 'all but one' } }, names: /'Pages'/ },
		{
			name: 'pages for more documents than there are',
			parameters: { options: { pages: '1; 2' } },
			names: /'Pages'/,
		},
		{
			name: 'an unknown quality',
			parameters: { options: { faxQuality: 'Best' } },
			names: /'Fax Quality'/,
		},
		{
			name: 'a sender that is no number',
			parameters: { from: { __rl: true, mode: 'number', value: 'me' } },
			names: /'From'/,
		},
		{
			name: 'a time long past',
			parameters: { options: { sendAt: '2020-01-01T00:00:00Z' } },
			names: /'Send At'/,
		},
	],
};
