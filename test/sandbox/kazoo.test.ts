import { createHash } from 'crypto';
import { createSandbox, kazooAccount, makePdf, type Sandbox } from '../../sandbox';
import { fetchIt, openReceiver, type Got } from './support';

const START = Date.UTC(2026, 4, 6, 7, 8, 9);
const gregorian = (ms: number) => Math.floor(ms / 1000) + 62_167_219_200;
const PDF = makePdf([['one'], ['two']]);
const TO = '+12025550100';
const BUSY = '+12025550150';
const FROM = kazooAccount.number;
const ACCOUNT = `/accounts/${kazooAccount.accountId}`;

let sandbox: Sandbox;
let token: string;

beforeAll(async () => {
	sandbox = await createSandbox({ speed: 0, startTime: START });
});
beforeEach(async () => {
	token = (await login({ api_key: kazooAccount.apiKey })).json.auth_token;
});
afterEach(() => sandbox.reset());
afterAll(async () => await sandbox.close());

const put = async (path: string, body: unknown, headers = {}): Promise<Got> =>
	await fetchIt(`${sandbox.url}/kazoo/v2${path}`, {
		method: 'PUT',
		headers: { 'content-type': 'application/json', ...headers },
		body: JSON.stringify(body),
	});

const login = async (data: object, path = '/api_auth') => await put(path, { data });

const call = async (
	method: string,
	path: string,
	data?: object,
	more: { body?: object; headers?: object } = {},
) =>
	await fetchIt(`${sandbox.url}/kazoo/v2${ACCOUNT}${path}`, {
		method,
		headers: { 'x-auth-token': token, 'content-type': 'application/json', ...more.headers },
		body: data === undefined ? undefined : JSON.stringify({ data, ...more.body }),
	});

/** The documented byte layout. */
const multipart = (fields: object, file: Buffer = PDF, type = 'application/pdf', subtype = 'mixed') => ({
	headers: { 'x-auth-token': token, 'content-type': `multipart/${subtype}; boundary=XYZ` },
	body: Buffer.concat([
		Buffer.from(
			'--XYZ\r\nContent-Disposition: form-data; name="content"; filename="fax.json"\r\n' +
				`Content-Type: application/json\r\n\r\n${JSON.stringify({ data: fields })}\r\n` +
				'--XYZ\r\nContent-Disposition: form-data; name="content"; filename="fax.pdf"\r\n' +
				`Content-Type: ${type}\r\n\r\n`,
		),
		file,
		Buffer.from('\r\n--XYZ--\r\n'),
	]),
});

const upload = async (
	fields: object,
	path = '/faxes',
	...rest: [Buffer?, string?, string?]
): Promise<Got> => {
	const { headers, body } = multipart(fields, ...rest);
	return await fetchIt(`${sandbox.url}/kazoo/v2${ACCOUNT}${path}`, {
		method: 'PUT',
		headers,
		body: new Uint8Array(body),
	});
};

const sent = async (to = TO, more: object = {}): Promise<string> => {
	const { status, json } = await upload({ to_number: to, from_number: FROM, ...more });
	expect(status).toBe(201);
	return json.data._id ?? json.data.id;
};

describe('sessions', () => {
	it('logs in by key: the token stands outside of data, and names the account', async () => {
		const { status, json } = await login({ api_key: kazooAccount.apiKey });
		expect(status).toBe(201);
		expect(json).toMatchObject({
			status: 'success',
			auth_token: expect.stringMatching(/^sandbox-example-session-/),
			data: { account_id: kazooAccount.accountId },
		});
	});

	it.each(['md5', 'sha'])('logs in by user with %s, the name in lower case', async (method) => {
		const hash = createHash(method === 'md5' ? 'md5' : 'sha1');
		const { username, password, accountName } = kazooAccount;
		const credentials = hash.update(`${username.toLowerCase()}:${password}`).digest('hex');
		const { status } = await login({ credentials, method, account_name: accountName }, '/user_auth');
		expect(status).toBe(201);
	});

	it.each([
		['an unknown key', { api_key: kazooAccount.wrongApiKey }, '/api_auth', 404, 'bad identifier'],
		['an empty key', { api_key: '' }, '/api_auth', 401, 'invalid_credentials'],
		['an expired account', { api_key: kazooAccount.noPlanApiKey }, '/api_auth', 423, 'account expired'],
		[
			'a wrong password',
			{ credentials: '0'.repeat(32), account_name: kazooAccount.accountName },
			'/user_auth',
			401,
			'invalid_credentials',
		],
		['nothing', {}, '/user_auth', 400, 'validation error'],
	])('refuses %s', async (_name, data, path, status, message) => {
		const answer = await login(data, path);
		expect(answer.status).toBe(status);
		expect(answer.json).toMatchObject({ status: 'error', error: String(status), message });
	});

	it('refuses a body without data', async () => {
		const { status, json } = await put('/api_auth', { api_key: kazooAccount.apiKey });
		expect([status, json.message]).toEqual([400, 'invalid request envelope']);
	});

	it('takes the token from header, bearer and query, and knows it until it expires', async () => {
		const path = `${sandbox.url}/kazoo/v2${ACCOUNT}/faxboxes`;
		const get = async (url: string, headers = {}) => (await fetchIt(url, { headers })).status;
		expect(await get(path, { 'x-auth-token': token })).toBe(200);
		expect(await get(path, { authorization: `Bearer ${token}` })).toBe(200);
		expect(await get(`${path}?auth_token=${token}`)).toBe(200);
		expect(await get(path)).toBe(401);
		await sandbox.advance(3_600_000);
		expect(await get(path, { 'x-auth-token': token })).toBe(401);
	});

	it('lets a session use its account and its descendants only', async () => {
		const status = async (id: string) =>
			(
				await fetchIt(`${sandbox.url}/kazoo/v2/accounts/${id}/faxboxes`, {
					headers: { 'x-auth-token': token },
				})
			).status;
		expect(await status(kazooAccount.accountId)).toBe(200);
		expect(await status(kazooAccount.subAccountId)).toBe(200);
		expect(await status(kazooAccount.otherAccountId)).toBe(403);
		expect(await status('nonsense')).toBe(404);
		token = (await login({ api_key: kazooAccount.restrictedApiKey })).json.auth_token;
		expect(await status(kazooAccount.accountId)).toBe(403);
	});

	it('charges 35 tokens for a log-in and 1 for a request, and gives 10 back each second', async () => {
		sandbox.reset();
		const statuses = [];
		for (let i = 0; i < 3; i++) statuses.push((await login({ api_key: kazooAccount.apiKey })).status);
		expect(statuses).toEqual([201, 201, 429]);
		await sandbox.advance(500);
		expect((await login({ api_key: kazooAccount.apiKey })).status).toBe(201);
		expect((await call('GET', '/faxboxes')).status).toBe(429);
		await sandbox.advance(100);
		expect((await call('GET', '/faxboxes')).status).toBe(200);
	});
});

describe('sending', () => {
	it('answers with the stored document, or before 4.2 with public fields', async () => {
		const { json, headers } = await upload({ to_number: TO, from_number: FROM, retries: 2 });
		expect(json.data).toMatchObject({
			_id: expect.stringMatching(/^[0-9a-f]{32}$/),
			pvt_job_status: 'attaching_files',
			pvt_created: gregorian(sandbox.clock.now()),
			to_number: TO,
			retries: 2,
			tx_result: { success: false, pages_sent: 0 },
		});
		expect(json.data.id).toBeUndefined();
		expect(headers.get('location')).toMatch(new RegExp(`/faxes/${json.data._id}$`));
		sandbox.setSwitches('kazoo', { generation: '4.1' });
		const old = (await upload({ to_number: TO, from_number: FROM })).json.data;
		expect(old.id).toMatch(/^[0-9a-f]{32}$/);
		expect(old._id).toBeUndefined();
	});

	it('takes form-data, base64 parts and both paths alike, and keeps the bytes', async () => {
		await upload(
			{ to_number: TO, from_number: FROM },
			'/faxes/outgoing',
			PDF,
			'application/pdf',
			'form-data',
		);
		const encoded = Buffer.from(PDF.toString('base64'));
		await upload(
			{ to_number: TO, from_number: FROM },
			'/faxes',
			encoded,
			'application/pdf\r\nContent-Transfer-Encoding: base64',
		);
		const hashes = sandbox.faxes('kazoo').map(({ documents }) => documents[0]?.sha256);
		expect(new Set(hashes)).toEqual(new Set([createHash('sha256').update(PDF).digest('hex')]));
		expect(hashes).toHaveLength(2);
	});

	it.each([
		['no recipient', { from_number: FROM }, 'to_number', 'required'],
		['no sender', { to_number: TO }, 'from_number', 'required'],
		[
			'a number that cannot be dialled',
			{ to_number: '12', from_number: FROM },
			'document.to_number',
			'invalid',
		],
		['too many retries', { to_number: TO, from_number: FROM, retries: 9 }, 'retries', 'maximum'],
	])('refuses %s, naming the field', async (_name, fields, field, rule) => {
		const { status, json } = await upload(fields);
		expect(status).toBe(400);
		expect(json.data[field][rule].message).toEqual(expect.any(String));
		expect(sandbox.faxes('kazoo')).toHaveLength(0);
	});

	it('refuses a request without document, and a part above 8,000,000 bytes', async () => {
		const without = await call('PUT', '/faxes', { to_number: TO, from_number: FROM });
		expect([without.status, without.json.data]).toEqual([400, { 'document.url': expect.anything() }]);
		const { status, json } = await upload(
			{ to_number: TO, from_number: FROM },
			'/faxes',
			Buffer.alloc(8_000_001, 65),
		);
		expect(status).toBe(413);
		expect(json.data).toMatchObject({ file: { maxSize: { target: 8_000_000 } } });
		expect(sandbox.faxes('kazoo')).toHaveLength(0);
	});

	it('fills in what the faxbox supplies, and knows no other faxbox', async () => {
		const { json } = await upload({ to_number: TO }, `/faxboxes/${kazooAccount.faxboxId}/faxes`);
		expect(json.data).toMatchObject({
			from_number: kazooAccount.secondNumber,
			from_name: 'Sandbox Example',
			fax_identity_number: kazooAccount.secondNumber,
			retries: 3,
			faxbox_id: kazooAccount.faxboxId,
		});
		const { status } = await upload({ to_number: TO }, `/faxboxes/${'0'.repeat(32)}/faxes`);
		expect(status).toBe(404);
	});

	it('fails later for a sender that is not its own, and for an address that gives nothing', async () => {
		await sent(TO, { from_number: '+12025550177' });
		const url = `${sandbox.url}/nothing`;
		await call('PUT', '/faxes', { to_number: TO, from_number: FROM, document: { url } });
		await sandbox.advance(1_000);
		const { data } = (await call('GET', '/faxes/outbox')).json;
		expect(
			data.map((fax: any) => [fax.status, fax.tx_result.result_code, fax.tx_result.result_text]),
		).toEqual(
			expect.arrayContaining([
				['failed', 400, 'invalid fax cid number: +12025550177'],
				['failed', 0, 'could not retrieve file, HTTP response 404'],
			]),
		);
	});
});

describe('a fax on its way', () => {
	it('shows the live texts of its worker, then moves to the outbox under a new id', async () => {
		const id = await sent();
		const status = async () => (await call('GET', `/faxes/outgoing/${id}`)).json.data?.status;
		expect(await status()).toBe('attaching_files');
		await sandbox.advance(100);
		expect(await status()).toBe('pending');
		await sandbox.advance(100);
		expect([await status(), await status(), await status(), await status()]).toEqual([
			'preparing',
			'negotiating',
			'Fax negotiated at 14400',
			'Sent Page 1 of 2',
		]);
		await sandbox.advance(200);
		expect((await call('GET', `/faxes/outgoing/${id}`)).status).toBe(404);
		const { json } = await call('GET', `/faxes/outbox/202605-${id}`);
		expect(json.data).toMatchObject({
			id: `202605-${id}`,
			folder: 'outbox',
			_read_only: { status: 'completed' },
			tx_result: { success: true, total_pages: '2', transferred_pages: '2' },
		});
		const uniform = (await call('GET', `/faxes/outgoing/202605-${id}`)).json.data;
		expect(uniform).toMatchObject({ status: 'completed', created: json.data._read_only.created });
	});

	it('is locked on a newer server, and its detail has neither time nor status there', async () => {
		sandbox.setSwitches('kazoo', { generation: 'master' });
		const id = await sent();
		await sandbox.advance(200);
		expect((await call('GET', `/faxes/outgoing/${id}`)).json.data.status).toBe('locked');
		await sandbox.advance(200);
		const { data } = (await call('GET', `/faxes/outbox/202605-${id}`)).json;
		expect(data).not.toHaveProperty('_read_only');
		expect(data).not.toHaveProperty('created');
	});

	it('is tried as often as retries says, pending in between', async () => {
		const id = await sent(BUSY, { retries: 3 });
		await sandbox.advance(350);
		expect((await call('GET', `/faxes/outgoing/${id}`)).json.data).toMatchObject({
			status: 'pending',
			attempts: 1,
		});
		await sandbox.advance(5_000);
		expect((await call('GET', `/faxes/outbox/202605-${id}`)).json.data).toMatchObject({
			attempts: 3,
			tx_result: { success: false, result_code: 486, result_text: 'USER_BUSY' },
		});
	});

	it('cannot be deleted while it is queued', async () => {
		expect((await call('DELETE', `/faxes/outgoing/${await sent()}`)).status).toBe(405);
	});

	it('is resubmitted as a new job, with changed fields', async () => {
		const id = await sent();
		await sandbox.advance(1_000);
		const resubmit = async (data: object, body: object) =>
			await call('PUT', `/faxes/outbox/202605-${id}`, data, { body });
		expect((await resubmit({}, {})).json.message).toBe('action required');
		expect((await resubmit({}, { action: 'forward' })).json.message).toBe('invalid action');
		const { json } = await resubmit({ to_number: '+12025550101' }, { action: 'resubmit' });
		expect(json.data).toMatchObject({ to_number: '+12025550101', attempts: 0 });
		expect(json.data._id).not.toBe(id);
		expect(sandbox.faxes('kazoo')).toHaveLength(2);
	});
});

describe('documents and folders', () => {
	it('gives the document to */* only, and tells when it was deleted', async () => {
		const received = sandbox.inbound({ service: 'kazoo', document: PDF });
		const path = `/faxes/inbox/${received.id}/attachment`;
		const get = async (accept: string) => await call('GET', path, undefined, { headers: { accept } });
		expect((await get('application/pdf')).status).toBe(406);
		const { status, bytes, headers } = await get('*/*');
		expect([status, headers.get('content-type')]).toEqual([200, 'application/pdf']);
		expect(bytes.equals(PDF)).toBe(true);
		expect(headers.get('content-disposition')).toMatch(/^attachment; filename=fax_document_.* .*\.pdf$/);
		expect((await call('DELETE', path)).status).toBe(200);
		const gone = await get('*/*');
		expect([gone.status, gone.json.message]).toEqual([503, 'datastore_fault']);
		expect((await call('GET', `/faxes/inbox/${received.id}`)).status).toBe(200);
	});

	it('tells the wrong folder from an unknown id', async () => {
		const { id } = sandbox.inbound({ service: 'kazoo' });
		const wrong = await call('GET', `/faxes/outbox/${id}`);
		expect([wrong.status, wrong.json.message]).toEqual([500, 'document is not in folder outbox']);
		expect((await call('GET', '/faxes/outbox/202605-00')).status).toBe(404);
		expect((await call('DELETE', `/faxes/inbox/${id}`)).json.data._read_only.deleted).toBe(true);
		expect((await call('GET', `/faxes/inbox/${id}`)).status).toBe(404);
	});

	it('forwards a received fax', async () => {
		const { id } = sandbox.inbound({ service: 'kazoo', document: PDF });
		const data = { to_number: TO, from_number: FROM };
		const { status } = await call('PUT', `/faxes/inbox/${id}`, data, { body: { action: 'forward' } });
		expect(status).toBe(201);
		expect(sandbox.faxes('kazoo').at(-1)).toMatchObject({ direction: 'outbound', to: TO, from: FROM });
	});
});

describe('lists', () => {
	const rows = async (query: string) => (await call('GET', `/faxes/inbox?${query}`)).json;
	it('refuses a range of more than 31 days and an hour, and one that is turned round', async () => {
		const to = gregorian(START);
		expect((await rows(`created_from=${to - 2_682_001}&created_to=${to}`)).data).toMatchObject({
			created_from: { date_range: { message: expect.any(String) } },
		});
		expect((await rows(`created_from=${to}&created_to=${to - 1}`)).error).toBe('400');
		expect((await rows(`created_from=${to - 2_682_000}&created_to=${to}`)).status).toBe('success');
		expect((await rows(`created_from=${to - 4_000_000}`)).error).toBe('400');
	});

	it.each(['4.1', '4.3'] as const)(
		'walks by start keys in %s: opaque, or of the second that rows share',
		async (generation) => {
			sandbox.setSwitches('kazoo', { generation });
			for (let i = 0; i < 5; i++) {
				sandbox.inbound({ service: 'kazoo' });
				if (i % 2 === 1) await sandbox.advance(1_000);
			}
			const seen: string[] = [];
			let key: unknown;
			do {
				const json = await rows(
					`page_size=2${key === undefined ? '' : `&start_key=${encodeURIComponent(String(key))}`}`,
				);
				seen.push(...json.data.map(({ id }: { id: string }) => id));
				expect(json.page_size).toBe(json.data.length);
				if (key === json.next_start_key) break;
				key = json.next_start_key;
			} while (key !== undefined);
			expect(new Set(seen)).toEqual(new Set(sandbox.faxes('kazoo').map(({ id }) => id)));
			expect(typeof key === 'number' || key === undefined).toBe(true);
		},
	);

	it('keeps older faxes out of the default range', async () => {
		sandbox.inbound({ service: 'kazoo' });
		await sandbox.advance(32 * 86_400_000);
		token = (await login({ api_key: kazooAccount.apiKey })).json.auth_token;
		expect((await rows('')).data).toHaveLength(0);
	});
});

describe('other resources', () => {
	it('makes, changes and deletes faxboxes', async () => {
		const made = await call('PUT', '/faxboxes', { name: 'Desk', custom_smtp_email_address: 'a@b.example' });
		expect(made.json.data).toMatchObject({
			name: 'Desk',
			retries: 1,
			smtp_email_address: expect.any(String),
		});
		const path = `/faxboxes/${made.json.data.id}`;
		expect((await call('PATCH', path, { retries: 2 })).status).toBe(400);
		expect((await call('PATCH', path, { name: 'Desk 2' })).json.data).toMatchObject({
			name: 'Desk 2',
			retries: 1,
		});
		const twin = await call('PUT', '/faxboxes', { name: 'Twin', custom_smtp_email_address: 'a@b.example' });
		expect(twin.json.data).toHaveProperty('custom_smtp_email_address');
		expect(twin.status).toBe(400);
		expect((await call('DELETE', path)).status).toBe(200);
		expect((await call('GET', path)).status).toBe(404);
		expect((await call('GET', '/faxboxes')).json.data).toHaveLength(1);
	});

	it('lists numbers and the SMTP log', async () => {
		const { numbers } = (await call('GET', '/phone_numbers?filter_state=in_service')).json.data;
		expect(Object.keys(numbers)).toEqual([kazooAccount.number, kazooAccount.secondNumber]);
		const log = (await call('GET', '/faxes/smtplog')).json.data;
		expect(log).toHaveLength(kazooAccount.smtpLogEntries);
		expect((await call('GET', `/faxes/smtplog/${log[0].id}`)).json.data).toMatchObject({ id: log[0].id });
	});
});

describe('webhooks', () => {
	const hook = async (url: string, more: object = {}) =>
		await call('PUT', '/webhooks', {
			name: 'test',
			uri: url,
			hook: 'notifications',
			format: 'json',
			custom_data: { type: 'inbound_fax', secret: 'example' },
			...more,
		});

	it('tells the kinds of hooks of its generation to everybody', async () => {
		const kinds = async () =>
			(await fetchIt(`${sandbox.url}/kazoo/v2/webhooks`)).json.data.map(({ id }: { id: string }) => id);
		expect(await kinds()).toContain('notifications');
		sandbox.setSwitches('kazoo', { generation: '4.1' });
		expect(await kinds()).toEqual(expect.arrayContaining(['inbound_fax', 'outbound_fax']));
		expect(await kinds()).not.toContain('notifications');
	});

	it('wants a known type', async () => {
		expect((await hook('http://127.0.0.1:1/', { custom_data: {} })).json.data).toHaveProperty([
			'custom_data.type',
		]);
		const { json } = await hook('http://127.0.0.1:1/', { custom_data: { type: 'fax' } });
		expect(json.data['custom_data.type'].enum.target).toContain('inbound_fax');
	});

	it('delivers with its own data merged in, and takes only 200 for a success', async () => {
		const receiver = await openReceiver([204, 200]);
		const { id } = (await hook(receiver.url)).json.data;
		const fax = sandbox.inbound({ service: 'kazoo' });
		await sandbox.advance(10_000);
		expect(receiver.received).toHaveLength(1);
		expect(receiver.received[0]?.headers).toMatchObject({
			'x-hook-id': id,
			'x-account-id': kazooAccount.accountId,
		});
		expect(receiver.json(0)).toMatchObject({
			event_name: 'inbound_fax',
			fax_id: fax.id,
			secret: 'example',
			fax_info: { fax_success: true, fax_total_pages: '1' },
		});
		await receiver.close();
	});

	it('sends forms with keys in brackets, and below 4.2 flat ones', async () => {
		const receiver = await openReceiver();
		await hook(receiver.url, { format: 'form-data' });
		sandbox.inbound({ service: 'kazoo' });
		await sandbox.settled();
		const form = (index: number) => new URLSearchParams(receiver.received[index]?.body.toString());
		expect(form(0).get('fax_info[fax_success]')).toBe('true');
		expect(receiver.received[0]?.body.toString()).toContain('fax_notifications[email][send_to][]=desk%40');
		sandbox.setSwitches('kazoo', { generation: '4.1' });
		await call('PUT', '/webhooks', { name: 'old', uri: receiver.url, hook: 'outbound_fax', format: 'json' });
		await sent(BUSY);
		await sandbox.advance(2_000);
		const old = form(1);
		expect([old.get('event_name'), old.get('fax_success'), old.get('fax_info[fax_success]')]).toEqual([
			'outbound_fax_error',
			'false',
			null,
		]);
		await receiver.close();
	});

	it('disables a hook after 6 failures within a minute, and enables it again when asked', async () => {
		const receiver = await openReceiver([500]);
		const { id } = (await hook(receiver.url)).json.data;
		for (let i = 0; i < 7; i++) {
			sandbox.inbound({ service: 'kazoo' });
			await sandbox.settled();
		}
		expect(receiver.received).toHaveLength(6);
		expect((await call('GET', '/webhooks')).json.data[0]).toMatchObject({
			enabled: false,
			disable_reason: expect.any(String),
		});
		expect((await call('PATCH', `/webhooks/${id}`, { enabled: true })).json.data).toMatchObject({
			enabled: true,
		});
		sandbox.inbound({ service: 'kazoo' });
		await sandbox.settled();
		expect(receiver.received).toHaveLength(7);
		await receiver.close();
	});

	it('tries again only when no answer came', async () => {
		await hook('http://127.0.0.1:1/', { retries: 3 });
		sandbox.inbound({ service: 'kazoo' });
		await sandbox.advance(10_000);
		expect(sandbox.deliveries().map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
	});
});
