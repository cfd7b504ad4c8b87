import { goFaxAccount as account } from '../../../sandbox';
import { ANNEX, LETTER } from '../../support/bench';
import { aMoment, documentInfoOf, receiptFileOf, receiptItemOf } from '../../support/records';
import { checkCase, letterInfo, twoFilesInfo } from '../cases';
import type { Breakable, OperationCase, ServiceFacts } from '../service';

const SENDER = '+12025550199';
const TO = '+13125550100';

/** Version 1.0 has the token in the query of every request. */
const request = (method: string, path: string, json?: unknown) => ({
	method,
	path: `/v1.0/${path}`,
	query: { token: account.token },
	...(json === undefined ? {} : { json }),
});

const broken = (
	method: string,
	path: string,
	effect: Breakable['effect'],
	exceptions?: Breakable['exceptions'],
): Breakable => ({
	method,
	path: `/v1\\.0/${path}$`,
	effect,
	answer: 'json',
	...(exceptions === undefined ? {} : { exceptions }),
});

const letter = { Filename: 'letter.pdf', Data: LETTER.toString('base64') };
const annex = { Filename: 'annex-1.pdf', Data: ANNEX.toString('base64') };

const aFax = expect.stringMatching(/^1005979\d\d$/) as string;
const aMessage = expect.stringMatching(/^52336\d{3}$/) as string;
const accepted = (id: string) => ({ at: aMoment(), id, outcome: 'accepted', category: null });

const queued = {
	provider: 'goFax',
	id: aFax,
	trackingId: aFax,
	direction: 'outbound',
	status: 'queued',
	to: TO,
	providerStatus: 'Initialised',
	document: letterInfo,
	attemptLog: [accepted(aFax)],
};

const waiting = {
	provider: 'goFax',
	direction: 'outbound',
	status: 'queued',
	to: TO,
	pages: 3,
	pagesTransferred: 0,
	createdAt: aMoment(),
	providerStatus: 'Initialised',
};

const delivered = {
	...waiting,
	status: 'delivered',
	isFinal: true,
	pagesTransferred: 3,
	completedAt: aMoment(),
	providerStatus: 'Fax successfully sent',
};

const received = {
	provider: 'goFax',
	direction: 'inbound',
	status: 'received',
	isFinal: true,
	from: SENDER,
	to: account.number,
	pages: 2,
	createdAt: aMoment(),
	completedAt: aMoment(),
};

const bare = (id: string) => id.replace('in-', '');

const faxCases: OperationCase[] = [
	{
		operation: 'send',
		parameters: () => ({ to: '+1 (312) 555-0100' }),
		requests: () => [request('PUT', 'SendFax', { SendTo: '13125550100', Documents: [letter] })],
		records: () => [queued],
		breakable: [broken('PUT', 'SendFax', 'send')],
	},
	{
		title: 'with everything that the service knows',
		operation: 'send',
		documents: 2,
		parameters: () => ({
			to: TO,
			binaryPropertyName: 'data, data2',
			options: {
				reference: 'invoice 1042',
				callbackUrl: 'https://n8n.example.com/webhook/abc?secret=s3cr3t',
				subject: 'Referral',
				sendFrom: 'office@example.com',
				additionalFields: '{"Retries": 3}',
			},
		}),
		requests: () => [
			request('PUT', 'SendFax', {
				SendTo: '13125550100',
				Documents: [letter, annex],
				CallbackURL: 'https://n8n.example.com/webhook/abc?secret=s3cr3t',
				Subject: 'Referral',
				ClientReference: 'invoice 1042',
				SendFrom: 'office@example.com',
				Retries: 3,
			}),
		],
		records: () => [
			{
				...queued,
				reference: 'invoice 1042',
				subject: 'Referral',
				document: twoFilesInfo,
			},
		],
	},
	...(['envelopes', 'ids', 'objects', 'opaque'] as const).map((manyForm): OperationCase => ({
		title: `to several recipients in one request, answered with ${manyForm}`,
		operation: 'send',
		prepare: async ({ sandbox }) => {
			sandbox.setSwitches('goFax', { manyForm });
			return {};
		},
		parameters: () => ({ to: `${TO}, +13125550101`, options: { oneRequest: true } }),
		requests: () => [
			request(
				'PUT',
				'SendFaxes',
				['13125550100', '13125550101'].map((SendTo) => ({ SendTo, Documents: [letter] })),
			),
		],
		records: () =>
			[TO, '+13125550101'].map((to) => {
				const id = manyForm === 'opaque' ? null : aFax;
				const { providerStatus } = queued;
				const log = { at: aMoment(), id, outcome: 'accepted', category: null };
				return {
					...queued,
					id,
					trackingId: id,
					to,
					providerStatus: manyForm === 'envelopes' ? providerStatus : null,
					attemptLog: [log],
				};
			}),
	})),
	checkCase('goFax', { maxFiles: 100, maxTotalBytes: null, extensions: null }),
	{
		operation: 'getStatus',
		prepare: async ({ send }) => ({ id: await send() }),
		parameters: ({ id }) => ({ faxId: id }),
		requests: ({ id }) => [request('GET', `SendFax/${id}`)],
		records: ({ id }) => [{ ...waiting, id }],
		breakable: [broken('GET', 'SendFax/\\d+', 'read')],
	},
	{
		operation: 'getReceipt',
		prepare: async ({ sendAndDeliver }) => ({ id: await sendAndDeliver() }),
		parameters: ({ id }) => ({ faxId: id, binaryPropertyName: 'data' }),
		requests: ({ id }) => [request('GET', `SendFax/${id}`)],
		items: ({ id }) => [receiptItemOf({ ...delivered, id })],
		file: ({ id }) => receiptFileOf('goFax', id),
		breakable: [broken('GET', 'SendFax/\\d+', 'read')],
	},
	{
		title: 'of a finished fax',
		operation: 'getStatus',
		prepare: async ({ sendAndDeliver }) => ({
			id: await sendAndDeliver(TO, { options: { reference: '1042', subject: 'Referral' } }),
		}),
		parameters: ({ id }) => ({ faxId: id, options: { statusPath: 'v1.0/SendFax/{id}' } }),
		requests: ({ id }) => [request('GET', `SendFax/${id}`)],
		records: ({ id }) => [{ ...delivered, id, reference: '1042', subject: 'Referral' }],
	},
	{
		title: 'that is nothing but a text',
		operation: 'getStatus',
		prepare: async ({ sendAndDeliver, sandbox }) => {
			sandbox.setSwitches('goFax', { statusForm: 'text' });
			return { id: await sendAndDeliver() };
		},
		parameters: ({ id }) => ({ faxId: id }),
		requests: ({ id }) => [request('GET', `SendFax/${id}`)],
		records: ({ id }) => [
			{
				provider: 'goFax',
				id,
				direction: 'outbound',
				status: 'delivered',
				isFinal: true,
				providerStatus: 'Fax successfully sent',
			},
		],
	},
	{
		title: 'of a received fax',
		operation: 'getStatus',
		prepare: async ({ receive }) => ({ id: receive({ pages: 2 }) }),
		parameters: ({ id }) => ({ faxId: id }),
		requests: () => [request('GET', 'ReceiveFax')],
		records: ({ id }) => [{ ...received, id }],
	},
	{
		operation: 'resend',
		prepare: async ({ sendAndDeliver }) => ({ id: await sendAndDeliver() }),
		parameters: ({ id }) => ({ faxId: id }),
		requests: ({ id }) => [request('POST', `SendFax/${id}/Resend`)],
		records: () => {
			const { to: _to, document: _document, ...rest } = queued;
			return [rest];
		},
		breakable: [broken('POST', 'SendFax/\\d+/Resend', 'send')],
	},
	{
		title: 'at a path that the user gives',
		operation: 'resend',
		prepare: async ({ sendAndDeliver, sandbox }) => {
			sandbox.setSwitches('goFax', { resendPath: 'SendFax/Resend/{id}', resendId: 'same' });
			return { id: await sendAndDeliver() };
		},
		parameters: ({ id }) => ({ faxId: id, options: { resendPath: '/SendFax/Resend/{id}' } }),
		requests: ({ id }) => [request('POST', `SendFax/Resend/${id}`)],
		records: ({ id }) => {
			const { to: _to, document: _document, ...rest } = queued;
			return [{ ...rest, id, trackingId: id, attemptLog: [accepted(id)] }];
		},
	},
	{
		operation: 'listInbox',
		prepare: async ({ receive, wait }) => {
			receive({ pages: 1 });
			await wait(60_000);
			return { id: receive({ pages: 2 }) };
		},
		parameters: () => ({ returnAll: false, limit: 5, filters: { before: '2026-12-31T12:00:00Z' } }),
		requests: () => [request('GET', 'ReceiveFax')],
		records: ({ id }) => [
			{ ...received, id: `in-${Number(bare(id)) - 1}`, trackingId: `in-${Number(bare(id)) - 1}`, pages: 1 },
			{ ...received, id },
		],
		breakable: [
			// Both candidates are asked for a path that does not exist.
			broken('GET', 'ReceiveFax(es)?', 'read', { '404': { requests: 2 } }),
		],
	},
	{
		title: 'at the other path, in other forms',
		operation: 'listInbox',
		prepare: async ({ receive, sandbox }) => {
			sandbox.setSwitches('goFax', {
				listPath: 'ReceiveFaxes',
				otherPathStatus: 405,
				listForm: 'records',
				receivedIdKey: 'FaxID',
			});
			return { id: receive({ pages: 2 }) };
		},
		parameters: () => ({ returnAll: true }),
		requests: () => [request('GET', 'ReceiveFax'), request('GET', 'ReceiveFaxes')],
		records: ({ id }) => [{ ...received, id }],
	},
	...(['envelope', 'object', 'array', 'jsonText', 'text', 'raw'] as const).map((form): OperationCase => ({
		...(form === 'envelope' ? {} : { title: `in the form ${form}` }),
		operation: 'download',
		prepare: async ({ receive, sandbox }) => {
			sandbox.setSwitches('goFax', { documentForm: form });
			const id = receive({ pages: 2 });
			return { id, base64: sandbox.document(id)!.bytes.toString('base64') };
		},
		parameters: ({ id }) => ({ faxId: id, binaryPropertyName: 'fax' }),
		requests: ({ id }) => [request('GET', `ReceiveFax/${bare(id)}/Document`), request('GET', 'ReceiveFax')],
		records: ({ id, base64 }) => [
			{ ...received, id, document: documentInfoOf(nameOf(form, id), Buffer.from(base64, 'base64')) },
		],
		file: ({ id, base64 }) => ({
			field: 'fax',
			fileName: nameOf(form, id),
			mimeType: 'application/pdf',
			bytes: Buffer.from(base64, 'base64'),
		}),
		...(form === 'envelope' ? { breakable: [broken('GET', 'ReceiveFax/\\d+/Document', 'read')] } : {}),
	})),
];

/** The service's own name for the document, where the answer has one. */
const nameOf = (form: string, id: string) =>
	form === 'object' || form === 'array' ? `fax-${bare(id)}.pdf` : `goFax-fax-${id}.pdf`;

const sms = {
	provider: 'goFax',
	resource: 'sms',
	reference: null,
	direction: 'outbound',
	status: 'queued',
	isFinal: false,
	isPartial: false,
	from: null,
	to: null,
	sender: null,
	text: null,
	createdAt: null,
	completedAt: null,
	failureCategory: null,
	failureRetryable: null,
	failureMessage: null,
	failureHint: null,
	failureCode: null,
	providerStatus: null,
	attemptLog: null,
	raw: null,
};

const smsOrder = { to: '+61 412 341 200, +61412341252', message: 'See you at 9' };

const sendSms = async (stage: Parameters<NonNullable<OperationCase['prepare']>>[0]) => {
	const { json } = await stage.bench.run({
		type: 'goFax',
		credentials: {
			goFaxApi: { token: account.token, apiVersion: 'v1.0', baseUrl: `${stage.sandbox.url}/gofax` },
		},
		parameters: { resource: 'sms', operation: 'send', ...smsOrder },
	});
	await stage.wait(1_000);
	return { id: String(json[0].id) };
};

const smsCases: OperationCase[] = [
	{
		resource: 'sms',
		operation: 'send',
		parameters: () => ({
			...smsOrder,
			options: { senderId: 'Clinic', reference: 'r1', replyTo: 'a@example.com' },
		}),
		requests: () => [
			request('PUT', 'SMS', {
				To: ['61412341200', '61412341252'],
				From: 'Clinic',
				Body: 'See you at 9',
				ClientReference: 'r1',
				ReplyTo: 'a@example.com',
			}),
		],
		items: () => [
			{
				...sms,
				id: aMessage,
				trackingId: aMessage,
				reference: 'r1',
				to: '+61412341200, +61412341252',
				sender: 'Clinic',
				text: 'See you at 9',
				attemptLog: [{ at: aMoment(), outcome: 'accepted', category: null, id: aMessage }],
			},
		],
		breakable: [broken('PUT', 'SMS', 'send')],
	},
	{
		resource: 'sms',
		operation: 'getStatus',
		prepare: sendSms,
		parameters: ({ id }) => ({ smsId: id }),
		requests: ({ id }) => [request('GET', `SMS/${id}`)],
		items: ({ id }) => [
			{
				...sms,
				id,
				trackingId: id,
				status: 'failed',
				isFinal: true,
				isPartial: true,
				to: '+61412341200, +61412341252',
				sender: account.smsSender,
				text: 'See you at 9',
				createdAt: aMoment(),
				failureCategory: 'invalid_number',
				failureRetryable: false,
				failureMessage: expect.any(String),
				failureHint: expect.any(String),
				failureCode: 'The destination mobile number is invalid',
				providerStatus: 'Message successfully delivered; The destination mobile number is invalid',
			},
		],
		breakable: [broken('GET', 'SMS/\\d+', 'read')],
	},
	{
		resource: 'sms',
		operation: 'resend',
		prepare: sendSms,
		parameters: ({ id }) => ({ smsId: id }),
		requests: ({ id }) => [request('POST', `SMS/${id}/Resend`)],
		items: () => [
			{
				...sms,
				id: aMessage,
				trackingId: aMessage,
				attemptLog: [{ at: aMoment(), outcome: 'accepted', category: null, id: aMessage }],
			},
		],
		breakable: [broken('POST', 'SMS/\\d+/Resend', 'send')],
	},
	{
		resource: 'sms',
		operation: 'getReplies',
		prepare: async ({ sandbox }) => {
			sandbox.services.goFax.receiveSms({ from: '+61412341200', text: 'Yes' });
			return {};
		},
		parameters: () => ({ number: '0412 341 200', returnAll: true, options: { defaultCountry: 'AU' } }),
		requests: () => [request('GET', 'SMS/Replies/61412341200')],
		items: () => [
			{
				...sms,
				id: aMessage,
				trackingId: aMessage,
				direction: 'inbound',
				status: 'received',
				isFinal: true,
				from: '+61412341200',
				to: account.number,
				sender: '61412341200',
				text: 'Yes',
				createdAt: aMoment(),
				completedAt: aMoment(),
			},
		],
		breakable: [broken('GET', 'SMS/Replies/\\d+', 'read')],
	},
];

const hookUser = { webhookUsername: account.webhookUsername, webhookPassword: account.webhookPassword };
const event = { Recipient: '61712344321', ID: '41340078', Success: 'True', Message: 'Fax successfully sent' };
const basic = (user: string, password: string) =>
	`Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

export const service: ServiceFacts = {
	name: 'goFax',
	node: 'goFax',
	trigger: 'goFaxTrigger',
	basePath: '/gofax',
	credential: {
		type: 'goFaxApi',
		data: (url) => ({
			token: account.token,
			apiVersion: 'v1.0',
			baseUrl: `${url}/gofax`,
			webhookUsername: '',
			webhookPassword: '',
			webhookSecret: '',
		}),
	},
	credentialHeaders: { authorization: undefined, 'x-api-token': undefined },
	sms: {
		sent: (sandbox) => sandbox.services.goFax.messages(),
		receive: (sandbox, message) => void sandbox.services.goFax.receiveSms(message),
	},
	number: account.number,
	secondNumber: '+61711113333',
	sendParameters: {},
	unknownId: '1234567',
	cases: [...faxCases, ...smsCases],
	badCredentials: [
		{
			name: 'a wrong token',
			data: { token: account.wrongToken },
			category: 'authentication',
			says: /does not accept this API token/,
		},
		{
			name: 'an account without the plan',
			data: { token: account.noPlanToken },
			category: 'plan_required',
			says: /plan of the account does not include the API/,
		},
		{
			name: 'a token without access',
			data: { token: account.noPermissionToken },
			category: 'permission',
			says: /may not use the API/,
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
		byHand: (url) => [{ service: 'goFax', url }],
		variants: [
			...(['?', '&'] as const).map((appendWith) => ({
				name: `fields behind ${appendWith}`,
				apply: (sandbox: Parameters<ServiceFacts['webhooks']['secured']['apply']>[0]) =>
					sandbox.setSwitches('goFax', { appendWith, webhookKeys: 'lowercase', receivedIdKey: 'ID' }),
			})),
			{
				name: 'multipart',
				apply: (sandbox: Parameters<ServiceFacts['webhooks']['secured']['apply']>[0]) =>
					sandbox.setSwitches('goFax', { webhookForm: 'multipart', webhookKeys: 'camelCase' }),
			},
		],
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
			{
				name: 'a secret in the wrong place',
				credential: { webhookSecret: account.webhookSecret },
				body: { ...event, secret: account.webhookSecret },
				status: 401,
			},
		],
		documentPath: '/Document$',
		otherEvent: { ...event, ID: '41340079' },
	},
	badSends: [
		{
			name: 'fields that are no JSON',
			parameters: { options: { additionalFields: '{' } },
			names: /'Additional Fields \(JSON\)'/,
		},
		{
			name: 'fields in place of the recipient',
			parameters: { options: { additionalFields: '{"SendTo": "1"}' } },
			names: /'Additional Fields \(JSON\)' sets SendTo/,
		},
		{
			name: 'a callback that is no address',
			parameters: { options: { callbackUrl: 'n8n.example.com/webhook' } },
			names: /'Callback URL'/,
		},
		{
			name: 'a sender that is no e-mail address',
			parameters: { options: { sendFrom: 'me' } },
			names: /'Sender E-Mail'/,
		},
		{
			name: 'a path without the id',
			parameters: { options: { statusPath: 'SendFax' } },
			names: /'Status Path' has no \{id\}/,
		},
	],
};
