import { faxPlusAccount as account } from '../../../sandbox';
import { ANNEX, LETTER } from '../../support/bench';
import { aMoment, receiptFileOf, receiptItemOf } from '../../support/records';
import { checkCase, letterInfo, twoFilesInfo } from '../cases';
import type { Breakable, OperationCase, ServiceFacts } from '../service';

const FROM = { __rl: true, mode: 'number', value: account.number };
const FILE_PATH = expect.stringMatching(/^\/storage\/transient-[0-9a-f]{32}\.pdf$/) as string;
const SENDER = '+12025550199';

const anId = expect.stringMatching(/^[0-9a-f]{24}$/) as string;
const accepted = { at: aMoment(), id: anId, outcome: 'accepted', category: null };

const uploadRequest = (data: Buffer, fileName: string) => ({
	method: 'POST',
	path: '/accounts/self/files',
	headers: { accept: 'application/json' },
	parts: [{ name: 'fax_file', fileName, contentType: 'application/pdf', data }],
});

const get = (path: string, query?: Record<string, string>) => ({
	method: 'GET',
	path,
	headers: { accept: 'application/json' },
	...(query === undefined ? {} : { query }),
});

/** A fax that was delivered to the usual recipient. */
const delivered = {
	provider: 'faxPlus',
	direction: 'outbound',
	status: 'delivered',
	isFinal: true,
	from: account.number,
	to: '+13125550100',
	pages: 3,
	pagesTransferred: 3,
	durationSeconds: 1,
	createdAt: aMoment(),
	startedAt: aMoment(),
	completedAt: aMoment(),
	costAmount: 3,
	costUnit: 'pages',
	providerStatus: 'success',
};

const queued = {
	provider: 'faxPlus',
	direction: 'outbound',
	status: 'queued',
	from: account.number,
	to: '+13125550100',
	pages: 3,
	createdAt: aMoment(),
	providerStatus: 'submitted',
};

const received = {
	provider: 'faxPlus',
	direction: 'inbound',
	status: 'received',
	isFinal: true,
	from: SENDER,
	to: account.number,
	pages: 2,
	pagesTransferred: 2,
	createdAt: aMoment(),
	startedAt: aMoment(),
	completedAt: aMoment(),
	costAmount: 2,
	costUnit: 'pages',
	providerStatus: 'success',
};

/** Any 4xx that does not speak of the credential says of a look-up that the fax is not there. */
const lookup = (method: string, path: string, more: Breakable['exceptions'] = {}): Breakable => ({
	method,
	path,
	effect: 'read',
	answer: 'json',
	exceptions: { '413': { category: 'not_found' }, ...more },
});

const cases: OperationCase[] = [
	{
		operation: 'send',
		parameters: () => ({ to: '+1 312 555 0100', from: FROM }),
		requests: () => [
			uploadRequest(LETTER, 'letter.pdf'),
			{
				method: 'POST',
				path: '/accounts/self/outbox',
				headers: { accept: 'application/json' },
				json: { from: account.number, to: ['+13125550100'], files: [FILE_PATH], return_ids: true },
			},
		],
		records: () => [
			{
				provider: 'faxPlus',
				id: anId,
				trackingId: anId,
				direction: 'outbound',
				status: 'queued',
				from: account.number,
				to: '+13125550100',
				document: letterInfo,
				attemptLog: [accepted],
			},
		],
		breakable: [
			{ method: 'POST', path: '/files$', effect: 'change', repeatable: true, answer: 'json' },
			{
				method: 'POST',
				path: '/outbox$',
				effect: 'send',
				answer: 'json',
			},
		],
	},
	{
		title: 'with everything that the service knows',
		operation: 'send',
		documents: 2,
		parameters: () => ({
			to: '+13125550100, +1 312 555 0200',
			from: FROM,
			binaryPropertyName: 'data, data2',
			options: {
				coverPage: {
					fields: {
						toName: 'Ms To',
						fromName: 'Mr From',
						subject: 'Subject',
						message: 'Hello',
						flags: ['urgent'],
					},
				},
				reference: 'invoice 1042',
				comment: 'a note',
				tags: 'one, two',
				enhancement: false,
				retryCount: 2,
				retryDelay: 5,
				sendAt: '2026-12-24T18:00:00+01:00',
			},
		}),
		requests: () => [
			uploadRequest(LETTER, 'letter.pdf'),
			uploadRequest(ANNEX, 'annex-1.pdf'),
			...['+13125550100', '+13125550200'].map((to) => ({
				method: 'POST',
				path: '/accounts/self/outbox',
				json: {
					from: account.number,
					to: [to],
					files: [FILE_PATH, FILE_PATH],
					comment: { text: 'a note', tags: ['one', 'two', 'invoice 1042'] },
					options: { enhancement: false, retry: { count: 2, delay: 5 } },
					send_time: '2026-12-24 17:00:00 +0000',
					cover_page: {
						name_to: 'Ms To',
						name_from: 'Mr From',
						subject: 'Subject',
						message: 'Hello',
						flags: ['urgent'],
					},
					return_ids: true,
				},
			})),
		],
		records: () =>
			['+13125550100', '+13125550200'].map((to) => ({
				provider: 'faxPlus',
				id: anId,
				trackingId: anId,
				reference: 'a note',
				direction: 'outbound',
				status: 'queued',
				from: account.number,
				to,
				scheduledAt: '2026-12-24T17:00:00.000Z',
				subject: 'Subject',
				document: twoFilesInfo,
				attemptLog: [accepted],
			})),
	},
	checkCase(
		'faxPlus',
		{ maxFiles: 10, maxTotalBytes: 157_286_400, extensions: null },
		{ parameter: FROM, number: account.number },
	),
	{
		operation: 'getStatus',
		prepare: async ({ send }) => ({ id: await send() }),
		parameters: ({ id }) => ({ faxId: id }),
		requests: ({ id }) => [get(`/accounts/self/outbox/${id}`)],
		records: ({ id }) => [{ ...queued, id }],
		isNew: true,
		breakable: [
			// What was sent a moment ago and is nowhere yet counts as queued.
			lookup('GET', '/outbox/', { '404': { category: null }, '413': { category: null } }),
		],
	},
	{
		title: 'of a finished fax',
		operation: 'getStatus',
		prepare: async ({ sendAndDeliver }) => ({ id: await sendAndDeliver() }),
		parameters: ({ id }) => ({ faxId: id }),
		requests: ({ id }) => [get(`/accounts/self/outbox/${id}`), get(`/accounts/self/faxes/${id}`)],
		records: ({ id }) => [{ ...delivered, id }],
		breakable: [lookup('GET', '/faxes/')],
	},
	{
		operation: 'getReceipt',
		prepare: async ({ sendAndDeliver }) => ({ id: await sendAndDeliver() }),
		parameters: ({ id }) => ({ faxId: id, binaryPropertyName: 'data', options: { attachReport: false } }),
		requests: ({ id }) => [get(`/accounts/self/outbox/${id}`), get(`/accounts/self/faxes/${id}`)],
		items: ({ id }) => [receiptItemOf({ ...delivered, id })],
		file: ({ id }) => receiptFileOf('faxPlus', id),
		breakable: [lookup('GET', '/faxes/')],
	},
	{
		operation: 'resend',
		prepare: async ({ sendAndDeliver }) => ({ id: await sendAndDeliver() }),
		parameters: ({ id }) => ({ faxId: id }),
		requests: ({ id }) => [
			get(`/accounts/self/outbox/${id}`),
			get(`/accounts/self/faxes/${id}`),
			{
				method: 'POST',
				path: '/accounts/self/outbox',
				json: {
					from: account.number,
					to: ['+13125550100'],
					from_fax: id,
					options: { enhancement: false },
					return_ids: true,
				},
			},
		],
		records: () => [
			{
				provider: 'faxPlus',
				id: anId,
				trackingId: anId,
				direction: 'outbound',
				status: 'queued',
				from: account.number,
				to: '+13125550100',
				attemptLog: [accepted],
			},
		],
		breakable: [
			{ method: 'POST', path: '/outbox$', effect: 'send', answer: 'json' },
			lookup('GET', '/faxes/'),
		],
	},
	{
		operation: 'cancel',
		prepare: async ({ send }) => ({ id: await send() }),
		parameters: ({ id }) => ({ faxId: id }),
		requests: ({ id }) => [
			get(`/accounts/self/outbox/${id}`),
			{ method: 'DELETE', path: `/accounts/self/outbox/${id}` },
		],
		records: ({ id }) => [{ ...queued, id, status: 'canceled', isFinal: true }],
		isNew: true,
		breakable: [
			{ method: 'DELETE', path: '/outbox/', effect: 'change', answer: 'none' },
			// That the fax cannot be looked at does not mean that it cannot be canceled.
			lookup('GET', '/outbox/', { '404': { category: null }, '413': { category: null } }),
		],
	},
	{
		operation: 'delete',
		prepare: async ({ sendAndDeliver }) => ({ id: await sendAndDeliver() }),
		parameters: ({ id }) => ({ faxId: id }),
		requests: ({ id }) => [{ method: 'DELETE', path: `/accounts/self/faxes/${id}` }],
		items: ({ id }) => [{ provider: 'faxPlus', id, trackingId: id, deleted: true }],
		breakable: [
			{
				method: 'DELETE',
				path: '/faxes/',
				effect: 'change',
				answer: 'none',
				// The fax is looked for under other names before it counts as unknown.
				exceptions: { '404': { requests: 2 } },
			},
		],
	},
	{
		operation: 'listInbox',
		prepare: async ({ receive }) => ({ id: receive({ pages: 2 }) }),
		parameters: () => ({
			returnAll: false,
			limit: 5,
			filters: { after: '2026-01-01T00:00:00Z', before: '2027-01-01T00:00:00Z' },
		}),
		requests: () => [
			get('/accounts/self/faxes', {
				category: 'inbox',
				after: '2026-01-01 00:00:00',
				before: '2027-01-01 00:00:00',
				limit: '5',
			}),
		],
		records: ({ id }) => [{ ...received, id }],
		breakable: [{ method: 'GET', path: '/faxes$', effect: 'read', answer: 'json' }],
	},
	{
		operation: 'listSent',
		prepare: async ({ sendAndDeliver }) => ({ id: await sendAndDeliver() }),
		parameters: () => ({ returnAll: true }),
		requests: () => [get('/accounts/self/faxes', { category: 'sent', limit: '50' })],
		records: ({ id }) => [{ ...delivered, id }],
		breakable: [{ method: 'GET', path: '/faxes$', effect: 'read', answer: 'json' }],
	},
	{
		operation: 'listQueued',
		prepare: async ({ send }) => ({ id: await send() }),
		parameters: () => ({ returnAll: true }),
		requests: () => [get('/accounts/self/outbox')],
		records: ({ id }) => [{ ...queued, id }],
		isNew: true,
		breakable: [{ method: 'GET', path: '/outbox$', effect: 'read', answer: 'json' }],
	},
	{
		operation: 'listSpam',
		prepare: async ({ receive }) => ({ id: receive({ pages: 2, spam: true }) }),
		parameters: () => ({ returnAll: true }),
		requests: () => [get('/accounts/self/faxes', { category: 'spam', limit: '50' })],
		records: ({ id }) => [{ ...received, id }],
		breakable: [{ method: 'GET', path: '/faxes$', effect: 'read', answer: 'json' }],
	},
	{
		operation: 'download',
		prepare: async ({ sendAndDeliver }) => ({ id: await sendAndDeliver() }),
		parameters: ({ id }) => ({ faxId: id, format: 'pdf', binaryPropertyName: 'fax' }),
		requests: ({ id }) => [
			{
				method: 'GET',
				path: `/accounts/self/files/${id}`,
				query: { format: 'pdf' },
				headers: { accept: 'application/pdf' },
			},
			get(`/accounts/self/outbox/${id}`),
			get(`/accounts/self/faxes/${id}`),
		],
		records: ({ id }) => [{ ...delivered, id, document: { ...letterInfo, fileName: `fax-${id}.pdf` } }],
		file: ({ id }) => ({
			field: 'fax',
			fileName: `fax-${id}.pdf`,
			mimeType: 'application/pdf',
			bytes: LETTER,
		}),
		breakable: [
			{
				method: 'GET',
				path: '/files/',
				effect: 'read',
				answer: 'document',
				exceptions: { '404': { requests: 2 } },
			},
		],
	},
	{
		operation: 'downloadReport',
		prepare: async ({ sendAndDeliver }) => ({ id: await sendAndDeliver() }),
		parameters: ({ id }) => ({ faxId: id, binaryPropertyName: 'data' }),
		requests: ({ id }) => [
			{ method: 'GET', path: `/accounts/self/report/${id}`, headers: { accept: 'application/pdf' } },
			get(`/accounts/self/outbox/${id}`),
			get(`/accounts/self/faxes/${id}`),
		],
		records: ({ id }) => [
			{
				...delivered,
				id,
				document: {
					available: true,
					reason: null,
					fileName: `fax-report-${id}.pdf`,
					mimeType: 'application/pdf',
					size: expect.any(Number) as number,
					sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
				},
			},
		],
		file: ({ id }) => ({
			field: 'data',
			fileName: `fax-report-${id}.pdf`,
			mimeType: 'application/pdf',
			bytes: /Fax confirmation report/,
		}),
		breakable: [
			{
				method: 'GET',
				path: '/report/',
				effect: 'read',
				answer: 'document',
				exceptions: { '404': { requests: 2 } },
			},
		],
	},
	{
		operation: 'markAsRead',
		prepare: async ({ receive }) => ({ id: receive({ pages: 2 }) }),
		parameters: ({ id }) => ({ faxId: id, read: true }),
		requests: ({ id }) => [
			get(`/accounts/self/faxes/${id}`),
			{ method: 'PUT', path: `/accounts/self/faxes/${id}`, json: { comment: '', is_read: true } },
		],
		records: ({ id }) => [{ ...received, id }],
		breakable: [
			{ method: 'PUT', path: '/faxes/', effect: 'change', answer: 'none' },
			lookup('GET', '/faxes/'),
		],
	},
	{
		title: 'and the comment is kept',
		operation: 'markAsRead',
		prepare: async ({ sendAndDeliver }) => ({
			id: await sendAndDeliver(undefined, { options: { comment: 'keep me' } }),
		}),
		parameters: ({ id }) => ({ faxId: id, read: false }),
		requests: ({ id }) => [
			get(`/accounts/self/faxes/${id}`),
			{ method: 'PUT', path: `/accounts/self/faxes/${id}`, json: { comment: 'keep me', is_read: false } },
		],
		records: ({ id }) => [{ ...delivered, id, reference: 'keep me' }],
	},
	{
		operation: 'updateComment',
		prepare: async ({ send }) => ({ id: await send() }),
		parameters: ({ id }) => ({ faxId: id, comment: 'for the file' }),
		requests: ({ id }) => [
			get(`/accounts/self/outbox/${id}`),
			{ method: 'PUT', path: `/accounts/self/outbox/${id}`, json: { comment: 'for the file' } },
		],
		records: ({ id }) => [{ ...queued, id, reference: 'for the file' }],
		isNew: true,
		breakable: [
			{ method: 'PUT', path: '/outbox/', effect: 'change', answer: 'none' },
			lookup('GET', '/outbox/'),
		],
	},
	{
		resource: 'number',
		operation: 'list',
		parameters: () => ({ returnAll: true }),
		requests: () => [get('/accounts/self/numbers')],
		items: () =>
			[account.number, account.secondNumber, account.memberNumber, account.unverifiedNumber].map((number) => {
				const usable = number !== account.unverifiedNumber;
				return {
					provider: 'faxPlus',
					number,
					label: usable ? number : `${number} (waiting_verification)`,
					usable,
					details: {
						id: expect.any(String) as string,
						status: usable ? 'active' : 'waiting_verification',
						isCanceled: false,
						ownerId: account.userId,
						assignedTo: [number === account.memberNumber ? account.memberUserId : account.userId],
						acquiredAt: '2024-07-31T09:20:06.000Z',
						expiresAt: null,
					},
				};
			}),
		breakable: [{ method: 'GET', path: '/numbers$', effect: 'read', answer: 'json' }],
	},
];

const hookList = (event: string) => get('/hooks', { event });
const hookPost = (event: string, target: string) => ({
	method: 'POST',
	path: '/hooks',
	json: { target, event },
});

export const service: ServiceFacts = {
	name: 'faxPlus',
	node: 'faxPlus',
	trigger: 'faxPlusTrigger',
	basePath: '/faxplus/v3',
	credential: {
		type: 'faxPlusApi',
		data: (url) => ({
			accessToken: account.accessToken,
			userId: 'self',
			baseUrl: `${url}/faxplus/v3`,
			webhookSigningSecret: '',
		}),
	},
	credentialHeaders: { authorization: `Bearer ${account.accessToken}`, 'x-fax-clientid': undefined },
	number: account.number,
	secondNumber: account.secondNumber,
	sendParameters: { from: FROM },
	unknownId: '5f0000000000000000000000',
	cases,
	badCredentials: [
		{
			name: 'a wrong token',
			data: { accessToken: account.wrongAccessToken },
			category: 'authentication',
			says: /does not accept this token/,
		},
		{
			name: 'a token without the permission',
			data: { accessToken: account.scopedAccessToken },
			category: 'permission',
			says: /may not read the account/,
		},
		{
			name: 'an account without the plan',
			data: { accessToken: account.noPlanAccessToken },
			category: 'provider_unavailable',
			says: /Enterprise plan/,
		},
	],
	scenarios: {
		'00': null,
		'50': 'busy',
		'51': 'no_answer',
		'52': 'invalid_number',
		'53': 'line_error',
		'54': 'line_error',
		'55': 'out_of_credit',
		'56': 'partial_transmission',
		'57': 'document_error',
		'58': 'unsupported',
	},
	refusedCategory: 'rejected',
	keepsFileNames: true,
	renaming: [
		{
			name: 'every record has an id of its own',
			apply: (sandbox) => sandbox.setSwitches('faxPlus', { recordIds: 'new' }),
		},
		{
			name: 'only lists show a finished fax',
			apply: (sandbox) => sandbox.setSwitches('faxPlus', { sessionLookup: 'listOnly' }),
		},
		{
			name: 'the service makes a second attempt',
			to: '62',
			send: { options: { retryCount: 2, retryDelay: 5 } },
			apply: (sandbox) => sandbox.setSwitches('faxPlus', { retryDelayUnitMs: 1_000 }),
		},
	],
	webhooks: {
		requests: {
			activate: (url, events) => {
				const types = typesOf(events);
				return [...types.map(hookList), ...types.map(hookList), ...types.map((type) => hookPost(type, url))];
			},
			activateAgain: (_url, events) => typesOf(events).map(hookList),
			deactivate: (_url, ids) => [
				hookList('fax_received'),
				hookList('fax_sent'),
				...ids.map((id) => ({ method: 'DELETE', path: `/hooks/${id}` })),
			],
		},
		byHand: (url) => ['fax_received', 'fax_sent'].map((event) => ({ service: 'faxPlus', url, event })),
		secured: {
			credential: { webhookSigningSecret: account.webhookSigningSecret },
			apply: (sandbox) =>
				sandbox.setSwitches('faxPlus', { webhookSigningSecret: account.webhookSigningSecret }),
		},
		forgeries: [
			{ name: 'another shape', body: { hello: 'world' }, status: 400 },
			{ name: 'no JSON object', body: '[]', status: 400 },
			{
				name: 'no signature',
				credential: { webhookSigningSecret: account.webhookSigningSecret },
				body: { type: 'fax_received', data: { id: '5f0000000000000000000001', status: 'success' } },
				status: 401,
			},
			{
				name: 'a wrong signature',
				credential: { webhookSigningSecret: account.webhookSigningSecret },
				body: { type: 'fax_received', data: { id: '5f0000000000000000000001', status: 'success' } },
				headers: {
					'svix-id': 'msg_1',
					'svix-timestamp': String(Date.parse('2026-03-02T09:00:00Z') / 1000),
					'svix-signature': `v1,${Buffer.alloc(32).toString('base64')}`,
				},
				status: 401,
			},
		],
		variants: [
			{
				name: 'numbers under other keys',
				apply: (sandbox) =>
					sandbox.setSwitches('faxPlus', { webhookNumberKeys: 'from_number', listNumberKeys: 'from_number' }),
			},
			{
				name: 'signed, in the usual form',
				apply: (sandbox) =>
					sandbox.setSwitches('faxPlus', {
						webhookSigningSecret: account.webhookSigningSecret,
						signedBody: 'classic',
					}),
			},
			{
				name: 'signed, in the form of the signature',
				apply: (sandbox) =>
					sandbox.setSwitches('faxPlus', { webhookSigningSecret: account.webhookSigningSecret }),
			},
		],
		documentPath: '/files/',
		otherEvent: {
			hook: { id: '5f0000000000000000000002', event: 'fax_page_received' },
			data: { id: '5f0000000000000000000002' },
		},
	},
	badSends: [
		{
			name: 'no sender',
			parameters: { from: { __rl: true, mode: 'number', value: '={{ "" }}' } },
			names: /'From'/,
		},
		{
			name: 'a sender that is no number',
			parameters: { from: { __rl: true, mode: 'number', value: 'me' } },
			names: /'From'/,
		},
		{
			name: 'a cover page without a subject',
			parameters: { options: { coverPage: { fields: { toName: 'A', fromName: 'B' } } } },
			names: /Cover Page.*Subject|Subject.*Cover Page/,
		},
		{
			name: 'too many retries of the service',
			parameters: { options: { retryCount: 4 } },
			names: /'Service Retries'/,
		},
		{
			name: 'a time long past',
			parameters: { options: { sendAt: '2020-01-01T00:00:00Z' } },
			names: /'Send At'/,
		},
	],
};

function typesOf(events: readonly string[]): string[] {
	const received = events.some((event) => event === 'faxReceived' || event === 'faxReceiveFailed');
	const sent = events.some((event) => event === 'faxDelivered' || event === 'faxFailed');
	return [...(received ? ['fax_received'] : []), ...(sent ? ['fax_sent'] : [])];
}
