import { createSandbox, goFaxAccount, makePdf, type Sandbox } from '../../sandbox';
import { fetchIt, openReceiver, type Got } from './support';

const START = Date.UTC(2026, 4, 6, 7, 8, 9);
const PDF = makePdf([['one'], ['two']]);
const TO = '61712344300';

let sandbox: Sandbox;

beforeAll(async () => {
	sandbox = await createSandbox({ speed: 0, startTime: START });
});
let receivers: Array<Awaited<ReturnType<typeof openReceiver>>> = [];

const receive = async (statuses?: number[]) => {
	const receiver = await openReceiver(statuses);
	receivers.push(receiver);
	return receiver;
};

afterEach(async () => {
	sandbox.reset();
	for (const receiver of receivers) await receiver.close();
	receivers = [];
});
afterAll(async () => await sandbox.close());

type More = { body?: unknown; token?: string; headers?: Record<string, string> };

const url = (path: string) => `${sandbox.url}/gofax${path}`;

/** A call to v1.0, with the token in the query. */
async function call(
	method: string,
	path: string,
	{ body, token = goFaxAccount.token }: More = {},
): Promise<Got> {
	return await fetchIt(url(`/v1.0/${path}${path.includes('?') ? '&' : '?'}token=${token}`), {
		method,
		headers: body === undefined ? {} : { 'content-type': 'application/json' },
		body: body === undefined ? undefined : JSON.stringify(body),
	});
}

/** A call to v2.0, with the token in the header. */
async function call2(method: string, path: string, token: string = goFaxAccount.token): Promise<Got> {
	return await fetchIt(url(`/v2.0/${path}`), { method, headers: { 'x-api-token': token } });
}

const document = (Filename = 'a.pdf') => ({ Filename, Data: PDF.toString('base64') });
const fax = (more: object = {}) => ({ SendTo: TO, Documents: [document()], ...more });

async function sent(more: object = {}): Promise<number> {
	const { json } = await call('PUT', 'SendFax', { body: fax(more) });
	expect(json).toMatchObject({ Success: true });
	return json.Response;
}

const statusOf = async (id: number): Promise<any> => (await call('GET', `SendFax/${id}`)).json.Response;

describe('who may call', () => {
	it('takes the token of v1.0 from the query only', async () => {
		expect((await call('PUT', 'Account/CheckHaveAccess')).json).toMatchObject({
			Success: true,
			Response: true,
		});
		const inHeader = await fetchIt(url('/v1.0/Account/CheckHaveAccess'), {
			method: 'PUT',
			headers: { 'x-api-token': goFaxAccount.token },
		});
		expect([inHeader.status, inHeader.text]).toEqual([401, '']);
	});

	it('takes the token of v2.0 from the header only, and answers 401 in JSON', async () => {
		expect((await call2('PUT', 'Account/CheckHaveAccess')).json).toMatchObject({ success: true });
		for (const path of ['Account/CheckHaveAccess', `Account/CheckHaveAccess?token=${goFaxAccount.token}`]) {
			const answer = await call2(
				'PUT',
				path,
				path.includes('?') ? goFaxAccount.token : goFaxAccount.wrongToken,
			);
			expect(answer.status).toBe(401);
			expect(answer.json).toEqual({ error: 'UNAUTHORISED', message: 'Token is not invalid.' });
		}
	});

	it.each([
		['wrongToken', 401],
		['noPlanToken', 402],
		['noPermissionToken', 403],
	] as const)('answers %s with %s', async (name, status) => {
		const answer = await call('PUT', 'Account/CheckHaveAccess', { token: goFaxAccount[name] });
		expect(answer.status).toBe(status);
	});

	it('answers CheckHaveAccess in other forms when told to', async () => {
		for (const checkAccess of ['true', 'false'] as const) {
			sandbox.setSwitches('goFax', { checkAccess });
			expect((await call('PUT', 'Account/CheckHaveAccess')).text).toBe(checkAccess);
		}
	});

	it('knows no other path', async () => {
		expect((await call('GET', 'Unknown')).status).toBe(404);
	});
});

describe('SendFax', () => {
	it('answers with the documented envelope and keeps bytes, subject and reference', async () => {
		const body = fax({
			Subject: 'Referral',
			ClientReference: '1042',
			Documents: [document(), document('b.pdf')],
		});
		const { status, json } = await call('PUT', 'SendFax', { body });
		expect(status).toBe(200);
		expect(json).toEqual({
			Documents: [
				{ Filename: 'a.pdf', Message: 'Initialised', Submitted: true },
				{ Filename: 'b.pdf', Message: 'Initialised', Submitted: true },
			],
			Success: true,
			Message: null,
			ValidationErrors: null,
			Response: expect.any(Number),
		});
		const [kept] = sandbox.faxes('goFax');
		expect(kept).toMatchObject({ id: String(json.Response), to: `+${TO}`, pages: 4, status: 'Initialised' });
		expect(kept.reference).toMatchObject({ Subject: 'Referral', ClientReference: '1042' });
		expect(sandbox.document(kept.key)?.bytes.equals(PDF)).toBe(true);
	});

	it.each([
		['a plus sign', { SendTo: `+${TO}` }],
		['no document', { Documents: [] }],
		['a kind that cannot be converted', { Documents: [document('bad.xyz')] }],
		['a name without extension', { Documents: [document('letter')] }],
		['a callback that is no address', { CallbackURL: 'n8n' }],
		['data that is no Base64', { Documents: [{ Filename: 'a.pdf', Data: 'data:x;base64,AA==' }] }],
	])('refuses %s, inside 200 or with 400', async (_name, more) => {
		for (const validationStatus of [200, 400] as const) {
			sandbox.setSwitches('goFax', { validationStatus });
			const { status, json } = await call('PUT', 'SendFax', { body: fax(more) });
			expect(status).toBe(validationStatus);
			expect(json).toMatchObject({ Success: false, Message: expect.any(String), Response: 0 });
			expect(json.ValidationErrors.length).toBeGreaterThan(0);
		}
		expect(sandbox.faxes('goFax')).toEqual([]);
	});

	it('names the document that is bad', async () => {
		const { json } = await call('PUT', 'SendFax', {
			body: fax({ Documents: [document(), document('bad.xyz')] }),
		});
		expect(json.Documents.map(({ Submitted }: { Submitted: boolean }) => Submitted)).toEqual([true, false]);
	});

	it('has the states of a fax over time', async () => {
		const id = await sent({ Subject: 'S' });
		expect(await statusOf(id)).toMatchObject({
			SendFaxID: id,
			SendTo: TO,
			Status: 'Initialised',
			Subject: 'S',
		});
		await sandbox.advance(150);
		expect(await statusOf(id)).toMatchObject({ Status: 'Transmission in progress', CompletedUtc: null });
		await sandbox.advance(150);
		expect(await statusOf(id)).toMatchObject({
			Status: 'Fax successfully sent',
			PagesSent: 2,
			IssuedUtc: '2026-05-06T07:08:09.000',
			Issued: '2026-05-06T17:08:09.000',
		});
		sandbox.setSwitches('goFax', { statusForm: 'text' });
		expect(await statusOf(id)).toBe('Fax successfully sent');
	});

	it.each([
		['notFound', 404],
		['refusal', 200],
		['unauthorised', 401],
	] as const)('answers an unknown id with %s', async (unknownId, status) => {
		sandbox.setSwitches('goFax', { unknownId });
		expect((await call('GET', 'SendFax/1')).status).toBe(status);
	});

	it('resends on one of three paths, with a new id or the same', async () => {
		const id = await sent();
		const paths = { 'SendFax/{id}/Resend': 200, 'SendFax/{id}': 404, 'SendFax/Resend/{id}': 404 };
		for (const [path, status] of Object.entries(paths)) {
			expect((await call('POST', path.replace('{id}', String(id)))).status).toBe(status);
		}
		sandbox.setSwitches('goFax', { resendPath: 'SendFax/Resend/{id}', resendId: 'same' });
		expect((await call('POST', `SendFax/Resend/${id}`)).json.Response).toBe(id);
		expect(sandbox.faxes('goFax')).toHaveLength(3);
	});

	it('plays the scenarios of handing in', async () => {
		const put = (last: string) => call('PUT', 'SendFax', { body: fax({ SendTo: `617123443${last}` }) });
		expect((await put('70')).json).toMatchObject({ Success: false });
		expect((await put('73')).status).toBe(500);
		const limited = await put('74');
		expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '1']);
		expect((await put('74')).json.Success).toBe(true);
		await expect(put('71')).rejects.toThrow();
		expect((await put('72')).status).toBe(500);
		expect(sandbox.faxes('goFax')).toHaveLength(3);
	});
});

describe('SendFaxes', () => {
	const body = [fax(), fax({ SendTo: '61712344370' }), fax({ SendTo: '61712344301' })];

	it.each([
		[
			'envelopes',
			(json: any) => json.map(({ Success }: { Success: boolean }) => Success),
			[true, false, true],
		],
		['ids', ({ Success, Response }: any) => [Success, ...Response.map(Boolean)], [false, true, false, true]],
		[
			'objects',
			(json: any) => json.Response.map((row: any) => row.SendTo),
			body.map((f) => f.SendTo).reverse(),
		],
		['opaque', ({ Response }: any) => Response, null],
	] as const)('answers with %s', async (manyForm, look, expected) => {
		sandbox.setSwitches('goFax', { manyForm });
		const { json } = await call('PUT', 'SendFaxes', { body });
		expect(look(json)).toEqual(expected);
		expect(sandbox.faxes('goFax').map(({ to }) => to)).toEqual([`+${TO}`, '+61712344301']);
	});

	it('wants a bare array', async () => {
		expect((await call('PUT', 'SendFaxes', { body: fax() })).status).toBe(400);
	});
});

describe('received faxes', () => {
	it('lists them on one of two paths, in several forms', async () => {
		sandbox.inbound({ service: 'goFax', from: '+61733334444', pages: 3 });
		const { json } = await call('GET', 'ReceiveFax');
		expect(json.Response).toEqual([
			{
				ReceiveFaxID: expect.any(Number),
				FromNumber: '61733334444',
				ToNumber: goFaxAccount.number.slice(1),
				Pages: 3,
				Received: expect.any(String),
				ReceivedUtc: expect.any(String),
			},
		]);
		expect((await call('GET', 'ReceiveFaxes')).status).toBe(404);
		sandbox.setSwitches('goFax', { listPath: 'ReceiveFaxes', otherPathStatus: 405, listForm: 'array' });
		expect((await call('GET', 'ReceiveFax')).status).toBe(405);
		expect((await call('GET', 'ReceiveFaxes')).json).toHaveLength(1);
		sandbox.setSwitches('goFax', { listForm: 'records', receivedIdKey: 'FaxID' });
		expect((await call('GET', 'ReceiveFaxes')).json.Response.Records[0].FaxID).toEqual(expect.any(Number));
	});

	it.each([
		['envelope', ({ json }: Got) => json.Response],
		['object', ({ json }: Got) => json.Response.Data],
		['array', ({ json }: Got) => json.Response[0].Document],
		['jsonText', ({ json }: Got) => json],
		['text', ({ text }: Got) => text],
		['raw', ({ bytes }: Got) => bytes.toString('base64')],
	] as const)('wraps a document as %s', async (documentForm, look) => {
		sandbox.setSwitches('goFax', { documentForm });
		sandbox.inbound({ service: 'goFax', document: PDF });
		const [{ ids }] = sandbox.faxes('goFax');
		expect(ids).toEqual([`in-${ids[1]}`, expect.stringMatching(/^\d+$/)]);
		expect(look(await call('GET', `ReceiveFax/${ids[1]}/Document`))).toBe(PDF.toString('base64'));
	});
});

describe('webhooks', () => {
	it('tells the end of a fax in a form, to the account with Basic Auth and to the CallbackURL without', async () => {
		const [account, callback] = [await receive(), await receive()];
		const { webhookUsername: username, webhookPassword: password } = goFaxAccount;
		sandbox.addHook({ service: 'goFax', url: account.url, event: 'faxSent', username, password });
		const id = await sent({ CallbackURL: callback.url, Subject: 'Email to Fax' });
		await sandbox.advance(1000);
		const body = `Recipient=${TO}&ID=${id}&Success=True&Message=Fax+successfully+sent&Subject=Email+to+Fax`;
		expect(account.received[0].body.toString()).toBe(body);
		expect(callback.received[0].body.toString()).toBe(body);
		expect(account.received[0].headers.authorization).toMatch(/^Basic /);
		expect(callback.received[0].headers.authorization).toBeUndefined();
	});

	it('appends the fields to a URL that has a query', async () => {
		const receiver = await receive();
		for (const appendWith of ['?', '&'] as const) {
			sandbox.setSwitches('goFax', { appendWith, webhookKeys: 'lowercase' });
			const id = await sent({ CallbackURL: `${receiver.url}?secret=s`, SendTo: '61712344350' });
			await sandbox.advance(1000);
			const { url: called, message } = sandbox.deliveries().at(-1)!;
			expect(called).toContain(`?secret=s${appendWith}recipient=61712344350&id=${id}&success=False&`);
			expect(message.body).toBe('');
		}
	});

	it('tells a received fax in the way that is switched on', async () => {
		const receiver = await receive();
		sandbox.setSwitches('goFax', { webhookForm: 'multipart', webhookKeys: 'camelCase' });
		sandbox.addHook({ service: 'goFax', url: receiver.url });
		sandbox.inbound({ service: 'goFax' });
		await sandbox.settled();
		expect(receiver.received[0].headers['content-type']).toMatch(/^multipart\/form-data; boundary=/);
		expect(receiver.received[0].body.toString()).toContain('name="receiveFaxID"');
	});

	it('tries again after its own delays', async () => {
		const receiver = await receive([500, 200]);
		sandbox.addHook({ service: 'goFax', url: receiver.url, event: 'faxReceived' });
		sandbox.inbound({ service: 'goFax' });
		await sandbox.settled();
		await sandbox.advance(1000);
		expect(receiver.received).toHaveLength(2);
	});
});

describe('SMS', () => {
	const sms = {
		To: ['61412341200', '61412341252'],
		From: 'Clinic!',
		Body: 'See you at 9',
		ClientReference: 'r1',
	};

	it('takes one message for all recipients and follows each', async () => {
		const receiver = await receive();
		sandbox.addHook({ service: 'goFax', url: receiver.url, event: 'smsSent' });
		const { json } = await call('PUT', 'SMS', { body: sms });
		expect(json).toEqual({
			Success: true,
			Message: 'SMS Submitted',
			ValidationErrors: null,
			Response: expect.any(Number),
		});
		const status = async () => (await call('GET', `SMS/${json.Response}`)).json.Response;
		expect(await status()).toMatchObject({
			MessageID: json.Response,
			Sender: 'Clinic',
			Message: 'See you at 9',
			IssuedUtc: expect.stringMatching(/^2026-05-06T07:08:\d\d\.\d{3}$/),
		});
		await sandbox.advance(1000);
		const words = (await status()).Recipients.map(({ Status }: { Status: string }) => Status);
		expect(words).toEqual(['Message successfully delivered', 'The destination mobile number is invalid']);
		const [first] = receiver.received.map(({ body }) => new URLSearchParams(body.toString()));
		expect(Object.fromEntries(first)).toEqual({
			Recipient: '61412341200',
			ID: String(json.Response),
			Success: 'True',
			Message: 'Message successfully delivered',
		});
		sandbox.setSwitches('goFax', { smsStatusForm: 'single' });
		expect((await status()).Status).toBe('Message successfully delivered');
	});

	it('refuses what cannot be sent, and an unknown id', async () => {
		for (const more of [{ To: [] }, { To: ['+61412341200'] }, { From: undefined }, { Body: ' ' }]) {
			expect((await call('PUT', 'SMS', { body: { ...sms, ...more } })).json).toMatchObject({
				Success: false,
			});
		}
		expect((await call('GET', 'SMS/1')).status).toBe(404);
		expect(sandbox.services.goFax.messages()).toEqual([]);
	});

	it('resends, receives replies and tells them in JSON', async () => {
		const receiver = await receive();
		sandbox.addHook({ service: 'goFax', url: receiver.url, event: 'smsReceived' });
		const { json } = await call('PUT', 'SMS', { body: sms });
		const again = await call('POST', `SMS/${json.Response}/Resend`);
		expect(again.json.Response).toBe(json.Response + 1);
		sandbox.services.goFax.receiveSms({ from: '+61412341200', text: 'Yes' });
		await sandbox.settled();
		const row = {
			MessageID: expect.any(Number),
			From: '61412341200',
			To: goFaxAccount.number.slice(1),
			Message: 'Yes',
			Received: expect.any(String),
			ReceivedUtc: expect.any(String),
		};
		expect((await call('GET', 'SMS/Replies/61412341200')).json.Response).toEqual([row]);
		expect((await call('GET', 'SMS/Replies/61400000000')).json.Response).toEqual([]);
		expect(receiver.json(0)).toEqual({ Event: 'SMS Reply', ...row });
	});
});
