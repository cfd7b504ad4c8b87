import { gregorianFrom } from '../../../nodes/Kazoo/kazoo.dates';
import { fingerprintOf } from '../../../nodes/Kazoo/kazoo.credential';
import { kazoo } from '../../../nodes/Kazoo/kazoo.provider';
import { hookSecret } from '../../../nodes/shared/trigger/hookSecret';
import type { FaxEventName } from '../../../nodes/shared/provider';
import { kazooAccount as account } from '../../../sandbox';
import { LETTER } from '../../support/bench';
import { aMoment, receiptFileOf, receiptItemOf } from '../../support/records';
import { checkCase, letterInfo } from '../cases';
import type { OperationCase, ServiceFacts } from '../service';

const ACCOUNT = `/accounts/${account.accountId}`;
const FROM = { __rl: true, mode: 'number', value: account.number };
const NO_SENDER = { __rl: true, mode: 'number', value: '={{ "" }}' };
const BOX = { __rl: true, mode: 'id', value: account.faxboxId };
const TO = '+13125550100';
const SENDER = '+12025550199';
const MONTH = '202603';

const anId = expect.stringMatching(/^[0-9a-f]{32}$/) as string;
const accepted = { at: aMoment(), id: anId, outcome: 'accepted', category: null };
/** A job is looked for in the outbox of this month and of the twelve before it. */
const MONTHS = 13;

const get = (path: string, query?: Record<string, string>) => ({
	method: 'GET',
	path: ACCOUNT + path,
	headers: { accept: 'application/json' },
	...(query === undefined ? {} : { query }),
});

const put = (path: string, json: object) => ({
	method: 'PUT',
	path: ACCOUNT + path,
	headers: { accept: 'application/json' },
	json,
});

/** A send in the documented byte layout: the fields, then the file. */
const upload = (path: string, data: object) => ({
	method: 'PUT',
	path: ACCOUNT + path,
	headers: { accept: 'application/json' },
	subtype: 'mixed',
	parts: [
		{
			name: 'content',
			fileName: 'fax.json',
			contentType: 'application/json',
			data: Buffer.from(JSON.stringify({ data })),
		},
		{ name: 'content', fileName: 'letter.pdf', contentType: 'application/pdf', data: LETTER },
	],
});

const queued = {
	provider: 'kazoo',
	direction: 'outbound',
	status: 'queued',
	from: account.number,
	to: TO,
	attempts: 0,
	createdAt: aMoment(),
	providerStatus: 'attaching_files',
};

const sentNow = { ...queued, id: anId, trackingId: anId, attemptLog: [accepted] };

const delivered = {
	provider: 'kazoo',
	direction: 'outbound',
	status: 'delivered',
	isFinal: true,
	from: account.number,
	to: TO,
	pages: 3,
	pagesTransferred: 3,
	attempts: 1,
	durationSeconds: 1,
	createdAt: aMoment(),
	completedAt: aMoment(),
	providerStatus: 'completed',
	transmission: { remoteStationId: TO, speed: 9600, errorCorrection: false, badRows: 0 },
};

const received = {
	provider: 'kazoo',
	direction: 'inbound',
	status: 'received',
	isFinal: true,
	from: SENDER,
	to: account.number,
	pages: 2,
	pagesTransferred: 2,
	createdAt: aMoment(),
	completedAt: aMoment(),
	providerStatus: 'received',
	transmission: { remoteStationId: SENDER, speed: 9600, errorCorrection: false, badRows: 0 },
};

const AFTER = '2026-02-20T00:00:00Z';
const BEFORE = '2026-03-20T00:00:00Z';
const range = {
	created_from: String(gregorianFrom(Date.parse(AFTER))),
	created_to: String(gregorianFrom(Date.parse(BEFORE)) - 1),
};

const faxbox = {
	provider: 'kazoo',
	id: account.faxboxId,
	name: 'Front desk',
	callerId: account.secondNumber,
	callerName: 'Sandbox Example',
	header: 'Sandbox Example',
	identity: account.secondNumber,
	timeZone: 'Europe/Dublin',
	retries: 3,
	emailAddress: '3b91b1d0.fax.sandbox.example',
	customEmailAddress: null,
	allowedSenders: [],
	notifyReceived: ['desk@sandbox.example'],
	notifySent: [],
	ownerId: null,
};

const smtpEntry = (more: object) => ({
	provider: 'kazoo',
	id: expect.stringMatching(/^\d{6}-[0-9a-f]{32}$/) as string,
	createdAt: aMoment(),
	from: 'desk@sandbox.example',
	originalNumber: null,
	translatedNumber: null,
	fileName: null,
	contentType: null,
	faxboxId: null,
	faxboxOwnerId: null,
	faxboxOwnerEmail: null,
	faxId: null,
	...more,
});

const box = (path: string) => `/faxboxes/${account.faxboxId}${path}`;

/** n8n renews the session after a 401 and makes the request once more. */
const renewed = { '401': { requests: 2 } };
const read = (path: string, more = {}) => ({
	method: 'GET',
	path,
	effect: 'read' as const,
	answer: 'json' as const,
	exceptions: { ...renewed, ...more },
});
const change = (method: string, path: string, more = {}) => ({
	method,
	path,
	effect: 'change' as const,
	answer: 'json' as const,
	exceptions: { ...renewed, ...more },
});
const send = (path: string, more = {}) => ({ ...change('PUT', path, more), effect: 'send' as const });

const cases: OperationCase[] = [
	{
		operation: 'send',
		parameters: () => ({ to: '+1 312 555 0100', from: FROM }),
		requests: () => [upload('/faxes', { to_number: TO, from_number: account.number })],
		records: () => [{ ...sentNow, document: letterInfo }],
		breakable: [send('/faxes$')],
	},
	{
		title: 'with everything that the service knows',
		operation: 'send',
		parameters: () => ({
			to: '+13125550100, +1 312 555 0200',
			from: FROM,
			options: {
				faxHeader: 'Clinic',
				faxIdentity: account.number,
				fromName: 'Mr From',
				toName: 'Ms To',
				notifyEmails: 'a@example.com, b@example.com',
				notifyNumbers: '+1 202 555 0177',
				serviceRetries: 3,
				timezone: 'Europe/Dublin',
			},
		}),
		requests: () =>
			['+13125550100', '+13125550200'].map((to) =>
				upload('/faxes', {
					to_number: to,
					from_number: account.number,
					from_name: 'Mr From',
					to_name: 'Ms To',
					retries: 3,
					fax_identity_name: 'Clinic',
					fax_identity_number: account.number,
					timezone: 'Europe/Dublin',
					notifications: {
						email: { send_to: ['a@example.com', 'b@example.com'] },
						sms: { send_to: ['+12025550177'] },
					},
				}),
			),
		records: () => ['+13125550100', '+13125550200'].map((to) => ({ ...sentNow, to, document: letterInfo })),
	},
	{
		title: 'through a faxbox',
		operation: 'send',
		parameters: () => ({ to: TO, from: NO_SENDER, faxboxId: BOX }),
		requests: () => [upload(box('/faxes'), { to_number: TO })],
		records: () => [{ ...sentNow, from: account.secondNumber, document: letterInfo }],
	},
	{
		title: 'a document that the service fetches',
		operation: 'send',
		documents: 0,
		parameters: () => ({
			to: TO,
			from: FROM,
			documentSource: 'url',
			documentUrl: 'http://127.0.0.1:9/letter.pdf',
			options: {
				letServiceFetch: true,
				urlMethod: 'post',
				urlBody: 'id=7',
				urlBodyType: 'application/x-www-form-urlencoded',
				urlHost: 'files.example.com',
				urlReferer: 'https://example.com/',
			},
		}),
		requests: () => [
			put('/faxes', {
				data: {
					to_number: TO,
					from_number: account.number,
					document: {
						url: 'http://127.0.0.1:9/letter.pdf',
						method: 'post',
						content: 'id=7',
						content_type: 'application/x-www-form-urlencoded',
						host: 'files.example.com',
						referer: 'https://example.com/',
					},
				},
			}),
		],
		records: () => [{ ...sentNow, providerStatus: 'pending' }],
	},
	checkCase(
		'kazoo',
		{
			maxFiles: kazoo.capabilities.send.maxFiles,
			maxTotalBytes: kazoo.capabilities.send.maxTotalBytes,
			extensions: null,
		},
		{ parameter: FROM, number: account.number },
	),
	{
		operation: 'getStatus',
		prepare: async ({ send: sendOne }) => ({ id: await sendOne() }),
		parameters: ({ id }) => ({ faxId: id }),
		requests: ({ id }) => [get(`/faxes/outgoing/${id}`)],
		records: ({ id }) => [{ ...queued, id }],
		isNew: true,
		breakable: [read('/outgoing/')],
	},
	{
		title: 'of a finished fax',
		operation: 'getStatus',
		prepare: async ({ sendAndDeliver }) => ({ id: await sendAndDeliver() }),
		parameters: ({ id }) => ({ faxId: id }),
		requests: ({ id }) => [get(`/faxes/outgoing/${id}`), get(`/faxes/outbox/${MONTH}-${id}`)],
		records: ({ id }) => [{ ...delivered, id: `${MONTH}-${id}`, trackingId: id }],
		breakable: [read('/outbox/', { '404': { requests: MONTHS } })],
	},
	{
		title: 'of a received fax',
		operation: 'getStatus',
		prepare: async ({ receive }) => ({ id: receive({ pages: 2 }) }),
		parameters: ({ id }) => ({ faxId: id }),
		requests: ({ id }) => [get(`/faxes/outbox/${id}`), get(`/faxes/inbox/${id}`)],
		records: ({ id }) => [{ ...received, id }],
		breakable: [read('/inbox/')],
	},
	{
		operation: 'getReceipt',
		prepare: async ({ sendAndDeliver }) => ({ id: await sendAndDeliver() }),
		parameters: ({ id }) => ({ faxId: id, binaryPropertyName: 'data' }),
		requests: ({ id }) => [get(`/faxes/outgoing/${id}`), get(`/faxes/outbox/${MONTH}-${id}`)],
		items: ({ id }) => [receiptItemOf({ ...delivered, id: `${MONTH}-${id}`, trackingId: id })],
		file: ({ id }) => receiptFileOf('kazoo', `${MONTH}-${id}`),
		breakable: [read('/outbox/', { '404': { requests: MONTHS } })],
	},
	{
		operation: 'resend',
		prepare: async ({ sendAndDeliver }) => ({ id: await sendAndDeliver() }),
		parameters: ({ id }) => ({ faxId: id }),
		requests: ({ id }) => [put(`/faxes/outbox/${MONTH}-${id}`, { action: 'resubmit', data: {} })],
		records: () => [{ ...sentNow, providerStatus: 'pending' }],
		breakable: [send('/outbox/', { '404': { requests: MONTHS } })],
	},
	{
		title: 'with changed fields',
		operation: 'resend',
		prepare: async ({ sendAndDeliver }) => ({ id: await sendAndDeliver() }),
		parameters: ({ id }) => ({
			faxId: `${MONTH}-${id}`,
			options: { resendTo: '+1 312 555 0300', resendFrom: account.secondNumber, serviceRetries: 2 },
		}),
		requests: ({ id }) => [
			put(`/faxes/outbox/${MONTH}-${id}`, {
				action: 'resubmit',
				data: { to_number: '+13125550300', from_number: account.secondNumber, retries: 2 },
			}),
		],
		records: () => [
			{ ...sentNow, providerStatus: 'pending', to: '+13125550300', from: account.secondNumber },
		],
	},
	{
		operation: 'forward',
		prepare: async ({ receive }) => ({ id: receive({ pages: 2 }) }),
		parameters: ({ id }) => ({ faxId: id, forwardTo: '+1 312 555 0100', forwardFrom: account.number }),
		requests: ({ id }) => [
			put(`/faxes/inbox/${id}`, {
				action: 'forward',
				data: { to_number: TO, from_number: account.number },
			}),
		],
		records: () => [{ ...sentNow, providerStatus: 'pending' }],
		breakable: [send('/inbox/')],
	},
	{
		operation: 'delete',
		prepare: async ({ sendAndDeliver }) => ({ id: await sendAndDeliver() }),
		parameters: ({ id }) => ({ faxId: id }),
		requests: ({ id }) => [{ method: 'DELETE', path: `${ACCOUNT}/faxes/outbox/${MONTH}-${id}` }],
		items: ({ id }) => [{ provider: 'kazoo', id, trackingId: id, deleted: true }],
		breakable: [change('DELETE', '/outbox/', { '404': { requests: MONTHS } })],
	},
	{
		title: 'a received fax',
		operation: 'delete',
		prepare: async ({ receive }) => ({ id: receive() }),
		parameters: ({ id }) => ({ faxId: id }),
		requests: ({ id }) => [
			{ method: 'DELETE', path: `${ACCOUNT}/faxes/outbox/${id}` },
			{ method: 'DELETE', path: `${ACCOUNT}/faxes/inbox/${id}` },
		],
		items: ({ id }) => [{ provider: 'kazoo', id, trackingId: id, deleted: true }],
	},
	{
		operation: 'deleteDocument',
		prepare: async ({ sendAndDeliver }) => ({ id: await sendAndDeliver() }),
		parameters: ({ id }) => ({ faxId: id }),
		requests: ({ id }) => [
			get(`/faxes/outbox/${MONTH}-${id}`),
			{ method: 'DELETE', path: `${ACCOUNT}/faxes/outbox/${MONTH}-${id}/attachment` },
		],
		records: ({ id }) => [
			{
				...delivered,
				id: `${MONTH}-${id}`,
				trackingId: id,
				document: {
					available: false,
					reason: 'The document was deleted',
					fileName: null,
					mimeType: null,
					size: null,
					sha256: null,
				},
			},
		],
		breakable: [change('DELETE', '/attachment$'), read('/outbox/[^/]+$', { '404': { requests: MONTHS } })],
	},
	{
		operation: 'listInbox',
		prepare: async ({ receive }) => ({ id: receive({ pages: 2 }) }),
		parameters: () => ({ returnAll: false, limit: 5, filters: { after: AFTER, before: BEFORE } }),
		requests: () => [get('/faxes/inbox', { ...range, page_size: '5' })],
		records: ({ id }) => [{ ...received, id }],
		breakable: [read('/inbox$')],
	},
	{
		title: 'of one faxbox',
		operation: 'listInbox',
		prepare: async ({ receive }) => {
			receive();
			return { id: receive({ pages: 2, to: account.secondNumber }) };
		},
		parameters: () => ({ returnAll: true, filters: { after: AFTER, before: BEFORE, faxboxId: BOX } }),
		requests: () => [get(box('/faxes/inbox'), { ...range, page_size: '100' })],
		records: ({ id }) => [{ ...received, id, to: account.secondNumber }],
	},
	{
		operation: 'listSent',
		prepare: async ({ sendAndDeliver }) => ({ id: await sendAndDeliver() }),
		parameters: () => ({ returnAll: true, filters: { after: AFTER, before: BEFORE } }),
		requests: () => [get('/faxes/outbox', { ...range, page_size: '100' })],
		records: ({ id }) => [{ ...delivered, id: `${MONTH}-${id}`, trackingId: id }],
		breakable: [read('/outbox$')],
	},
	{
		operation: 'listQueued',
		prepare: async ({ send: sendOne }) => ({ id: await sendOne() }),
		parameters: () => ({ returnAll: true }),
		requests: () => [get('/faxes/outgoing', { page_size: '100' })],
		records: ({ id }) => [{ ...queued, id }],
		isNew: true,
		breakable: [read('/outgoing$')],
	},
	{
		operation: 'download',
		prepare: async ({ sendAndDeliver }) => ({ id: await sendAndDeliver() }),
		parameters: ({ id }) => ({ faxId: id, binaryPropertyName: 'fax' }),
		requests: ({ id }) => [
			{
				method: 'GET',
				path: `${ACCOUNT}/faxes/outbox/${MONTH}-${id}/attachment`,
				headers: { accept: '*/*' },
			},
			get(`/faxes/outgoing/${id}`),
			get(`/faxes/outbox/${MONTH}-${id}`),
		],
		records: ({ id }) => [
			{
				...delivered,
				id: `${MONTH}-${id}`,
				trackingId: id,
				document: {
					...letterInfo,
					fileName: expect.stringMatching(/^fax_document_2026-03-.*\.pdf$/) as string,
				},
			},
		],
		file: () => ({
			field: 'fax',
			fileName: expect.stringMatching(/^fax_document_2026-03-.*\.pdf$/) as string,
			mimeType: 'application/pdf',
			bytes: LETTER,
		}),
		breakable: [{ ...read('/attachment$', { '404': { requests: MONTHS } }), answer: 'document' }],
	},
	{
		resource: 'number',
		operation: 'list',
		parameters: () => ({ returnAll: true }),
		requests: () => [get('/phone_numbers', { filter_state: 'in_service' })],
		items: () =>
			[account.number, account.secondNumber].map((number) => ({
				provider: 'kazoo',
				number,
				label: number,
				usable: true,
				details: {
					state: 'in_service',
					assignedTo: account.accountId,
					features: ['fax'],
					createdAt: aMoment(),
				},
			})),
		breakable: [read('/phone_numbers$')],
	},
	{
		resource: 'faxbox',
		operation: 'list',
		parameters: () => ({ returnAll: true }),
		requests: () => [get('/faxboxes', { page_size: '100' })],
		items: () => [faxbox],
		breakable: [read('/faxboxes$')],
	},
	{
		resource: 'faxbox',
		operation: 'get',
		parameters: () => ({ faxboxId: BOX }),
		requests: () => [get(box(''))],
		items: () => [faxbox],
		breakable: [read('/faxboxes/')],
	},
	{
		resource: 'faxbox',
		operation: 'create',
		parameters: () => ({
			faxboxName: 'Second desk',
			faxboxSettings: {
				allowedSenders: '.*@example\\.com, a@b\\.c',
				callerId: account.number,
				customEmailAddress: 'second@fax.sandbox.example',
				notifyReceived: 'a@example.com',
				retries: 2,
			},
		}),
		requests: () => [
			put('/faxboxes', {
				data: {
					caller_id: account.number,
					custom_smtp_email_address: 'second@fax.sandbox.example',
					smtp_permission_list: ['.*@example\\.com', 'a@b\\.c'],
					retries: 2,
					notifications: { inbound: { email: { send_to: ['a@example.com'] } } },
					name: 'Second desk',
				},
			}),
		],
		items: () => [
			{
				...faxbox,
				id: anId,
				name: 'Second desk',
				callerId: account.number,
				callerName: 'Kazoo Fax Printer',
				header: 'Kazoo Fax Printer',
				identity: null,
				timeZone: null,
				retries: 2,
				emailAddress: expect.stringMatching(/@?fax\.sandbox\.example$/) as string,
				customEmailAddress: 'second@fax.sandbox.example',
				allowedSenders: ['.*@example\\.com', 'a@b\\.c'],
				notifyReceived: ['a@example.com'],
			},
		],
		breakable: [change('PUT', '/faxboxes$')],
	},
	{
		resource: 'faxbox',
		operation: 'update',
		parameters: () => ({ faxboxId: BOX, faxboxSettings: { header: 'New header' } }),
		requests: () => [
			get(box('')),
			{
				method: 'PATCH',
				path: ACCOUNT + box(''),
				json: { data: { fax_header: 'New header', name: 'Front desk' } },
			},
		],
		items: () => [{ ...faxbox, header: 'New header' }],
		breakable: [change('PATCH', '/faxboxes/'), read('/faxboxes/')],
	},
	{
		resource: 'faxbox',
		operation: 'delete',
		parameters: () => ({ faxboxId: BOX }),
		requests: () => [{ method: 'DELETE', path: ACCOUNT + box('') }],
		items: () => [{ provider: 'kazoo', id: account.faxboxId, deleted: true }],
		breakable: [change('DELETE', '/faxboxes/')],
	},
	{
		resource: 'smtpLog',
		operation: 'list',
		parameters: () => ({ returnAll: true, after: AFTER, before: BEFORE }),
		requests: () => [get('/faxes/smtplog', { ...range, page_size: '100' })],
		items: () => [
			smtpEntry({ to: 'nonsense@fax.sandbox.example', errors: ['no valid recipients'] }),
			smtpEntry({ to: '+12025550100@fax.sandbox.example', errors: [] }),
		],
		breakable: [read('/smtplog$')],
	},
	{
		resource: 'smtpLog',
		operation: 'get',
		prepare: async ({ bench }) => {
			const { json } = await bench.run({
				type: 'kazooFax',
				parameters: { resource: 'smtpLog', operation: 'list', returnAll: true, after: AFTER, before: BEFORE },
				credentials: { kazooApi: service.credential.data(bench.sandbox.url) },
			});
			return { id: String(json[1].id) };
		},
		parameters: ({ id }) => ({ smtpLogId: id }),
		requests: ({ id }) => [get(`/faxes/smtplog/${id}`)],
		items: ({ id }) => [
			smtpEntry({
				id,
				createdAt: null,
				to: '+12025550100@fax.sandbox.example',
				errors: [],
				originalNumber: '+12025550100',
				translatedNumber: '+12025550100',
				fileName: 'letter.pdf',
				contentType: 'multipart/mixed',
				faxboxId: account.faxboxId,
				faxboxOwnerEmail: 'desk@sandbox.example',
			}),
		],
		breakable: [read('/smtplog/')],
	},
	{
		resource: 'webhook',
		operation: 'list',
		prepare: async ({ sandbox }) => ({
			id: sandbox.addHook({ service: 'kazoo', url: 'https://example.com/hook', event: 'inbound_fax' }).id,
		}),
		parameters: () => ({ returnAll: true }),
		requests: () => [get('/webhooks', { page_size: '100' })],
		items: ({ id }) => [
			{
				provider: 'kazoo',
				id,
				name: 'by hand',
				hook: 'notifications',
				type: null,
				url: 'https://example.com/hook',
				enabled: true,
				disableReason: null,
			},
		],
		breakable: [read('/webhooks$')],
	},
	{
		resource: 'webhook',
		operation: 'enable',
		prepare: async ({ sandbox }) => ({
			id: sandbox.addHook({ service: 'kazoo', url: 'https://example.com/hook', event: 'inbound_fax' }).id,
		}),
		parameters: ({ id }) => ({ webhookId: id }),
		requests: ({ id }) => [
			{ method: 'PATCH', path: `${ACCOUNT}/webhooks/${id}`, json: { data: { enabled: true } } },
		],
		items: ({ id }) => [
			{
				provider: 'kazoo',
				id,
				name: 'by hand',
				hook: 'notifications',
				type: 'inbound_fax',
				url: 'https://example.com/hook',
				enabled: true,
				disableReason: null,
			},
		],
		breakable: [change('PATCH', '/webhooks/')],
	},
];

const login = (url: string) => ({
	baseUrl: `${url}/kazoo/v2`,
	authMethod: 'apiKey',
	apiKey: account.apiKey,
	username: '',
	password: '',
	accountName: '',
	accountId: '',
});

const TYPES: Partial<Record<FaxEventName, string[]>> = {
	faxReceived: ['inbound_fax'],
	faxDelivered: ['outbound_fax'],
	faxFailed: ['outbound_fax_error', 'outbound_smtp_fax_error'],
	faxReceiveFailed: ['inbound_fax_error'],
};
const ORDER = [
	'inbound_fax',
	'inbound_fax_error',
	'outbound_fax',
	'outbound_fax_error',
	'outbound_smtp_fax_error',
];
const typesOf = (events: readonly FaxEventName[]) =>
	ORDER.filter((type) => events.some((event) => TYPES[event]?.includes(type)));

const secretOf = (url: string) => String(hookSecret(kazoo, login(''), url));
const listHooks = () => get('/webhooks', { page_size: '100' });
const kinds = { method: 'GET', path: '/webhooks', headers: { accept: 'application/json' } };
const hookHeaders = { 'x-hook-id': '0123456789abcdef0123456789abcdef' };
const event = (url: string, more: object) => ({
	event_name: 'inbound_fax',
	fax_id: `${MONTH}-00000000000000000000000000000001`,
	n8n_secret: secretOf(url),
	...more,
});

export const service: ServiceFacts = {
	name: 'kazoo',
	node: 'kazooFax',
	trigger: 'kazooFaxTrigger',
	basePath: '/kazoo/v2',
	listedPath: (path) => path.replace(/^\/accounts\/[0-9a-f]{32}/, '/accounts/self'),
	credential: {
		type: 'kazooApi',
		// With a session that is open already, so that no log-in stands between the expected requests.
		data: (url) => ({
			...login(url),
			sessionToken: account.sessionToken,
			sessionAccountId: account.accountId,
			sessionFingerprint: fingerprintOf(login(url)),
			sessionOpenedAt: 0,
		}),
	},
	credentialHeaders: { 'x-auth-token': account.sessionToken },
	number: account.number,
	secondNumber: account.secondNumber,
	sendParameters: { from: FROM },
	unknownId: 'f'.repeat(32),
	cases,
	badCredentials: [
		{
			name: 'a wrong key',
			data: { apiKey: account.wrongApiKey },
			category: 'authentication',
			says: /does not know this API key/,
		},
		{
			name: 'an account that has expired',
			data: { apiKey: account.noPlanApiKey },
			category: 'plan_required',
			says: /locked, disabled or expired/,
		},
		{
			name: 'a session without any right',
			data: { apiKey: account.restrictedApiKey },
			category: 'permission',
			says: /may not use this account/,
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
	},
	refusedCategory: 'invalid_number',
	keepsFileNames: false,
	namesDocumentsByTime: true,
	liftRateLimit: (sandbox) => sandbox.setSwitches('kazoo', { rateCapacity: 10_000 }),
	renaming: [
		{
			name: 'an older server',
			apply: (sandbox) => sandbox.setSwitches('kazoo', { generation: '4.1' }),
		},
		{
			name: 'a newer server',
			apply: (sandbox) => sandbox.setSwitches('kazoo', { generation: 'master' }),
		},
		{
			name: 'the finished job stays in the queue for a while',
			apply: (sandbox) => sandbox.setSwitches('kazoo', { moveDelayMs: 5_000 }),
		},
		{
			name: 'the service makes a second attempt',
			to: '62',
			send: { options: { serviceRetries: 2 } },
			apply: (sandbox) => sandbox.setSwitches('kazoo', { retryAfterMs: 1_000 }),
		},
	],
	webhooks: {
		requests: {
			activate: (url, events) => [
				listHooks(),
				listHooks(),
				kinds,
				...typesOf(events).map((type) =>
					put('/webhooks', {
						data: {
							name: `n8n ${type}`,
							uri: url,
							hook: 'notifications',
							http_verb: 'post',
							retries: 2,
							custom_data: { type, n8n_secret: secretOf(url) },
							format: 'json',
						},
					}),
				),
			],
			activateAgain: (_url, _events, ids) => [listHooks(), kinds, ...ids.map((id) => get(`/webhooks/${id}`))],
			deactivate: (_url, ids) => [
				listHooks(),
				kinds,
				...ids.slice(1).map((id) => get(`/webhooks/${id}`)),
				...ids.map((id) => ({ method: 'DELETE', path: `${ACCOUNT}/webhooks/${id}` })),
			],
		},
		byHand: (url) =>
			['inbound_fax', 'outbound_fax'].map((type) => ({
				service: 'kazoo',
				url,
				event: type,
				data: { n8n_secret: secretOf(url) },
			})),
		// The secret is in force always.
		secured: { credential: {}, apply: () => undefined },
		forgeries: [
			{ name: 'another shape', body: { hello: 'world' }, status: 400 },
			{ name: 'no hook in the header', body: event('https://example.com/a/b', {}), status: 400 },
			{
				name: 'no secret',
				body: { ...event('https://example.com/a/b', {}), n8n_secret: undefined },
				headers: hookHeaders,
				status: 401,
			},
			{
				name: 'the secret of another trigger',
				body: event('https://example.com/webhook/other/webhook', {}),
				headers: hookHeaders,
				status: 401,
			},
			{
				name: 'a list as secret',
				body: { ...event('https://example.com/a/b', {}), n8n_secret: ['x'] },
				headers: hookHeaders,
				status: 401,
			},
		],
		variants: [
			{
				name: 'a flat form of an older server',
				apply: (sandbox) => sandbox.setSwitches('kazoo', { generation: '4.1' }),
			},
			{
				name: 'from a newer server',
				apply: (sandbox) => sandbox.setSwitches('kazoo', { generation: 'master' }),
			},
			{
				name: 'the document as TIFF is not to be had from a PDF',
				apply: (sandbox) => sandbox.setSwitches('kazoo', { negotiatesAttachments: false }),
			},
		],
		documentPath: '/attachment$',
		otherEvent: (url) => ({ body: event(url, { event_name: 'voicemail_new' }), headers: hookHeaders }),
	},
	badSends: [
		{ name: 'neither sender nor faxbox', parameters: { from: NO_SENDER }, names: /'From'/ },
		{
			name: 'a sender that is no number',
			parameters: { from: { __rl: true, mode: 'number', value: 'me' } },
			names: /'From'/,
		},
		{
			name: 'a faxbox that is no ID',
			parameters: { faxboxId: { __rl: true, mode: 'id', value: 'mine' } },
			names: /'Faxbox'/,
		},
		{
			name: 'too many retries of the service',
			parameters: { options: { serviceRetries: 9 } },
			names: /'Service Retries'/,
		},
		{
			name: 'a time zone that there is not',
			parameters: { options: { timezone: 'Nowhere/At All' } },
			names: /'Time Zone'/,
		},
		{
			name: 'an address that is none',
			parameters: { options: { notifyEmails: 'nobody' } },
			names: /'Notify by Email'/,
		},
		{
			name: 'a number for messages that is none',
			parameters: { options: { notifyNumbers: 'nobody' } },
			names: /'Notify by SMS'/,
		},
	],
};
