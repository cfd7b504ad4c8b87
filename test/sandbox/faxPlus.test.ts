import { createHmac } from 'crypto';
import { createSandbox, faxPlusAccount, makePdf, makeTiff, type Sandbox } from '../../sandbox';
import { faxPlusClient, fetchIt, openReceiver } from './support';

const START = Date.UTC(2026, 4, 6, 7, 8, 9);
const PDF = makePdf([['one'], ['two'], ['three']]);
const TO = '+12025550100';
const BUSY = '+12025550150';
const SELF = '/accounts/self';

let sandbox: Sandbox;
let client: ReturnType<typeof faxPlusClient>;

beforeAll(async () => {
	sandbox = await createSandbox({ speed: 0, startTime: START });
	client = faxPlusClient(sandbox);
});
afterEach(() => sandbox.reset());
afterAll(async () => await sandbox.close());

const records = async (query: string): Promise<any[]> =>
	(await client.call('GET', `${SELF}/faxes?${query}`)).json.data.records;

describe('who may call', () => {
	it.each([
		['a good personal token', faxPlusAccount.accessToken, {}, 200],
		['no known token', faxPlusAccount.wrongAccessToken, {}, 401],
		[
			'a personal token with x-fax-clientid',
			faxPlusAccount.accessToken,
			{ 'x-fax-clientid': faxPlusAccount.oAuthClientId },
			401,
		],
		['a token for faxes only', faxPlusAccount.scopedAccessToken, {}, 403],
		['an account without the plan', faxPlusAccount.noPlanAccessToken, {}, 500],
		['a member', faxPlusAccount.memberAccessToken, {}, 200],
	])('%s', async (_name, token, headers, status) => {
		const answer = await client.call('GET', SELF, undefined, { token, headers });
		expect(answer.status).toBe(status);
		if (status !== 200) {
			expect(answer.json).toEqual({ error: expect.any(String), description: expect.any(String) });
		}
	});

	it('lets a token with fax scopes list faxes but not send hooks', async () => {
		const extra = { token: faxPlusAccount.scopedAccessToken };
		expect((await client.call('GET', `${SELF}/faxes?category=inbox`, undefined, extra)).status).toBe(200);
		expect((await client.call('GET', '/hooks?event=fax_sent', undefined, extra)).status).toBe(403);
		const readOnly = { token: faxPlusAccount.readOnlyAccessToken };
		expect((await client.call('POST', `${SELF}/outbox`, {}, readOnly)).status).toBe(403);
	});

	it('lets the administrator use members, and members only themselves', async () => {
		const member = `/accounts/${faxPlusAccount.memberUserId}/numbers`;
		expect((await client.call('GET', member)).json.numbers).toHaveLength(1);
		const asMember = { token: faxPlusAccount.memberAccessToken };
		expect((await client.call('GET', `/accounts/${faxPlusAccount.userId}`, undefined, asMember)).status).toBe(
			403,
		);
		expect((await client.call('GET', '/accounts', undefined, asMember)).status).toBe(403);
		expect((await client.call('GET', '/accounts')).json.members).toHaveLength(1);
		expect((await client.call('GET', '/accounts/5a4dbe1c0000000000000fff')).status).toBe(404);
	});
});

describe('upload', () => {
	it('answers a transient path with the extension and keeps the bytes', async () => {
		const { status, json } = await client.upload(PDF, 'my fax.pdf');
		expect(status).toBe(200);
		expect(json.path).toMatch(/^\/storage\/transient-[0-9a-f]+\.pdf$/);
		const request = sandbox.requests('faxPlus')[0];
		expect(request?.body?.includes(PDF)).toBe(true);
	});

	it('refuses another part name, a name without extension, an empty file, another body', async () => {
		expect((await client.upload(PDF, 'a.pdf', {}, 'file')).status).toBe(400);
		expect((await client.upload(PDF, 'a')).status).toBe(400);
		expect((await client.upload(Buffer.alloc(0))).status).toBe(400);
		expect((await client.call('POST', `${SELF}/files`, {})).status).toBe(400);
	});
});

describe('send', () => {
	it('accepts with 201, an id per recipient, and moves through the outbox into the records', async () => {
		const id = await client.sent(PDF, TO, { comment: { text: 'Invoice 7', tags: ['a'] } });
		expect(parseInt(id.slice(0, 8), 16)).toBe(Math.floor(sandbox.clock.now() / 1000));
		const status = async () => (await client.call('GET', `${SELF}/outbox/${id}`)).json.status;
		expect(await status()).toBe('submitted');
		await sandbox.advance(75);
		expect(await status()).toBe('converting');
		await sandbox.advance(75);
		expect(await status()).toBe('sending');
		expect((await client.call('GET', `${SELF}/faxes/${id}`)).status).toBe(404);
		const { json: outbox } = await client.call('GET', `${SELF}/outbox`);
		expect(outbox.records).toMatchObject([
			{
				id,
				uid: faxPlusAccount.userId,
				src: faxPlusAccount.number,
				to: [TO],
				page_count: 3,
				comment: { text: 'Invoice 7', tags: ['a'] },
				submit_time: '2026-05-06 07:08:09',
			},
		]);
		await sandbox.advance(150);
		expect((await client.call('GET', `${SELF}/outbox/${id}`)).status).toBe(404);
		const { json: fax } = await client.call('GET', `${SELF}/faxes/${id}`);
		expect(fax).toMatchObject({
			id,
			direction: 'outgoing',
			status: 'success',
			from: faxPlusAccount.number,
			to: TO,
			pages: 3,
			cost: 3,
			comment: 'Invoice 7',
			submit_time: '2026-05-06 07:08:09',
			file_name: 'fax-to-12025550100',
		});
		expect(await records('category=sent')).toEqual([fax]);
		expect(await records('category=inbox')).toEqual([]);
	});

	it('answers an empty object without return_ids', async () => {
		const { status, json } = await client.send(PDF, TO, { return_ids: false });
		expect([status, json]).toEqual([201, {}]);
		expect(sandbox.faxes()).toHaveLength(1);
	});

	it.each<[string, object, number, string]>([
		['comment as text', { comment: 'text' }, 400, 'bad_request'],
		['tags that are no list', { comment: { text: '', tags: 'a' } }, 400, 'bad_request'],
		['a minus offset', { send_time: '2026-05-06 10:00:00 -0200' }, 400, 'bad_request'],
		['a time without offset', { send_time: '2026-05-06 10:00:00' }, 400, 'bad_request'],
		['a national number', { to: ['02025550100'] }, 400, 'invalid_destination'],
		['no recipient', { to: [] }, 400, 'bad_request'],
		['too many recipients', { to: Array(4001).fill(TO) }, 400, 'too_many_destinations'],
		['too many files', { files: Array(11).fill('/storage/x.pdf') }, 400, 'too_many_files'],
		['a path never uploaded', { files: ['/storage/transient-0.pdf'] }, 400, 'file_not_found'],
		['no document', { files: [] }, 400, 'bad_request'],
		['a foreign sender', { from: '+12025550188' }, 403, 'invalid_from_number'],
		['a sender not verified', { from: faxPlusAccount.unverifiedNumber }, 403, 'invalid_from_number'],
		['four retries', { options: { retry: { count: 4 } } }, 400, 'bad_request'],
		['a cover page without subject', { cover_page: { name_to: 'a', name_from: 'b' } }, 400, 'bad_request'],
		[
			'an unknown flag',
			{ cover_page: { name_to: 'a', name_from: 'b', subject: 'c', flags: ['x'] } },
			400,
			'bad_request',
		],
	])('refuses %s', async (_name, more, status, error) => {
		const answer = await client.send(PDF, TO, more);
		expect([answer.status, answer.json.error]).toEqual([status, error]);
		expect(sandbox.faxes()).toHaveLength(0);
	});

	it('refuses files that are too large in total with 413', async () => {
		sandbox.setSwitches('faxPlus', { maxSendBytes: PDF.length * 2 - 1 });
		const paths = [(await client.upload(PDF)).json.path, (await client.upload(PDF)).json.path];
		expect((await client.send(PDF, TO, { files: paths })).status).toBe(413);
		expect((await client.send(PDF, TO, { files: paths.slice(1) })).status).toBe(201);
	});

	it('takes several senders, files, recipients and a cover page', async () => {
		const paths = [
			(await client.upload(PDF)).json.path,
			(await client.upload(makeTiff(2), 'b.tiff')).json.path,
		];
		const { json } = await client.send(PDF, TO, {
			from: `${faxPlusAccount.number},${faxPlusAccount.secondNumber}`,
			to: [TO, '+12025550122'],
			files: paths,
			cover_page: { name_to: 'A', name_from: 'B', subject: 'C', flags: ['urgent'] },
		});
		expect(Object.keys(json.ids)).toEqual([TO, '+12025550122']);
		expect(new Set(Object.values(json.ids)).size).toBe(2);
		expect(sandbox.faxes().map((fax) => [fax.pages, fax.documents.map(({ pages }) => pages)])).toEqual([
			[6, [3, 2]],
			[6, [3, 2]],
		]);
		expect((await client.send(PDF, TO, { from: 'no_number' })).status).toBe(201);
	});

	it('spells the keys of ids in its own way when switched so', async () => {
		sandbox.setSwitches('faxPlus', { idsKeys: 'formatted' });
		expect(Object.keys((await client.send(PDF, TO)).json.ids)).toEqual(['+1 202-555-0100']);
	});

	it('sends again from an earlier fax', async () => {
		const id = await client.sent(PDF, TO);
		await sandbox.advance(300);
		const order = { from: faxPlusAccount.number, to: [TO], from_fax: id, return_ids: true };
		expect((await client.call('POST', `${SELF}/outbox`, order)).status).toBe(201);
		const [first, second] = sandbox.faxes();
		expect(second?.documents).toEqual(first?.documents);
		expect((await client.call('POST', `${SELF}/outbox`, { ...order, from_fax: 'none' })).status).toBe(404);
	});

	it('waits for its time, an offset included', async () => {
		const id = await client.sent(PDF, TO, { send_time: '2099-01-01 12:00:00 +0200' });
		await sandbox.advance(150);
		const { json } = await client.call('GET', `${SELF}/outbox/${id}`);
		expect(json).toMatchObject({ status: 'scheduled_for_sending', send_time: '2099-01-01 10:00:00' });
		await sandbox.advance(Date.UTC(2099, 0, 1, 10) - sandbox.clock.now() - 1);
		expect((await client.call('GET', `${SELF}/outbox/${id}`)).json.status).toBe('scheduled_for_sending');
		await sandbox.advance(151);
		expect((await client.call('GET', `${SELF}/faxes/${id}`)).json.status).toBe('success');
	});

	it('hides a fax just sent while switched so', async () => {
		sandbox.setSwitches('faxPlus', { visibleAfterMs: 30_000 });
		const id = await client.sent(PDF, TO);
		await sandbox.advance(1000);
		const everywhere = async () => [
			(await client.call('GET', `${SELF}/outbox/${id}`)).status,
			(await client.call('GET', `${SELF}/faxes/${id}`)).status,
		];
		expect(await everywhere()).toEqual([404, 404]);
		await sandbox.advance(29_000);
		expect(await everywhere()).toEqual([404, 200]);
	});
});

describe('the outbox', () => {
	it('changes a comment given as text and cancels', async () => {
		const id = await client.sent(PDF, TO, { comment: { text: 'old', tags: ['t'] } });
		const item = `${SELF}/outbox/${id}`;
		expect((await client.call('PUT', item, { comment: { text: 'x' } })).status).toBe(400);
		const put = await client.call('PUT', item, { comment: 'new' });
		expect([put.status, put.text]).toEqual([204, '']);
		expect((await client.call('GET', item)).json.comment).toEqual({ text: 'new', tags: ['t'] });
		expect((await client.call('DELETE', item)).status).toBe(204);
		expect((await client.call('DELETE', item)).status).toBe(404);
		await sandbox.advance(10_000);
		expect(sandbox.faxes()[0]?.state).toBe('canceled');
		expect(await records('category=sent')).toEqual([]);
	});

	it('answers void calls with 200 or refuses to cancel a transmission when switched so', async () => {
		sandbox.setSwitches('faxPlus', { voidStatus: 200, cancelWhileSending: 'refuse' });
		const id = await client.sent(PDF, TO);
		const put = await client.call('PUT', `${SELF}/outbox/${id}`, { comment: '' });
		expect([put.status, put.text]).toEqual([200, '']);
		await sandbox.advance(150);
		expect((await client.call('DELETE', `${SELF}/outbox/${id}`)).status).toBe(409);
	});
});

describe('retries', () => {
	const busyTwice = { options: { retry: { count: 1, delay: 4 } } };

	it('give each attempt its own record, with the job back in the outbox in between', async () => {
		const id = await client.sent(PDF, BUSY, busyTwice);
		await sandbox.advance(300);
		expect((await client.call('GET', `${SELF}/outbox/${id}`)).json.status).toBe('scheduled_for_sending');
		expect(await records('category=sent')).toMatchObject([{ id, status: 'failed_user_busy' }]);
		await sandbox.advance(200 + 150);
		expect((await client.call('GET', `${SELF}/outbox/${id}`)).status).toBe(404);
		const list = await records('category=sent');
		expect(list.map((fax) => fax.status)).toEqual(['failed_user_busy', 'failed_user_busy']);
		const others = list.filter((fax) => fax.id !== id);
		expect(others).toHaveLength(1);
		expect(others[0].id).toMatch(/^[0-9a-f]{24}$/);
		expect(list.map((fax) => fax.submit_time)).toEqual([list[0].submit_time, list[0].submit_time]);
	});

	it('tell by webhook: data.id is the session, hook.id the record', async () => {
		const receiver = await openReceiver();
		await client.call('POST', '/hooks', { target: receiver.url, event: 'fax_sent' });
		const id = await client.sent(PDF, '+12025550162');
		await sandbox.advance(1000);
		await receiver.close();
		expect(receiver.received).toHaveLength(2);
		expect(receiver.json(0)).toMatchObject({
			hook: { id, event: 'fax_sent' },
			data: { id, status: 'failed_user_busy' },
		});
		expect(receiver.json(1).data).toMatchObject({ id, status: 'success' });
		expect(receiver.json(1).hook.id).not.toBe(id);
	});

	it.each([
		['record', 'failed_user_busy'],
		['latest', 'success'],
	] as const)('looked up by session with sessionLookup %s: %s', async (sessionLookup, status) => {
		sandbox.setSwitches('faxPlus', { sessionLookup });
		const id = await client.sent(PDF, '+12025550162');
		await sandbox.advance(1000);
		expect((await client.call('GET', `${SELF}/faxes/${id}`)).json.status).toBe(status);
	});

	it('can give every record a new id, found by session or by list only', async () => {
		sandbox.setSwitches('faxPlus', { recordIds: 'new' });
		const id = await client.sent(PDF, TO);
		await sandbox.advance(300);
		const [record] = await records('category=sent');
		expect(record.id).not.toBe(id);
		expect((await client.call('GET', `${SELF}/faxes/${id}`)).json.id).toBe(record.id);
		expect((await client.call('GET', `${SELF}/files/${id}`)).bytes).toEqual(PDF);
		sandbox.setSwitches('faxPlus', { sessionLookup: 'listOnly' });
		expect((await client.call('GET', `${SELF}/faxes/${id}`)).status).toBe(404);
		expect((await client.call('GET', `${SELF}/faxes/${record.id}`)).status).toBe(200);
	});
});

describe('records', () => {
	it('list newest first within after and before, 50 at most unless told', async () => {
		for (let index = 0; index < 53; index++) {
			sandbox.inbound({ service: 'faxPlus', from: `+120255502${String(index).padStart(2, '0')}` });
			await sandbox.advance(1000);
		}
		const all = await records('category=inbox&limit=100');
		expect(all).toHaveLength(53);
		expect(await records('category=inbox')).toHaveLength(50);
		expect(all.map((fax) => fax.start_time)).toEqual(
			all
				.map((fax) => fax.start_time)
				.sort()
				.reverse(),
		);
		const after = encodeURIComponent(all[9].start_time);
		const before = encodeURIComponent(all[4].start_time);
		const window = await records(`category=inbox&after=${after}&before=${before}`);
		expect(window.map((fax) => fax.id)).toEqual(all.slice(5, 10).map((fax) => fax.id));
	});

	it.each(['category=other', 'limit=0', 'limit=x', 'after=2026-05-06', 'before=2026-05-06T10:00:00Z'])(
		'refuse the query %s',
		async (query) => {
			expect((await client.call('GET', `${SELF}/faxes?${query}`)).status).toBe(400);
		},
	);

	it('of received faxes tell about partial ones, spam and ones still coming in', async () => {
		sandbox.setSwitches('faxPlus', { receivingMs: 1000 });
		sandbox.inbound({ service: 'faxPlus', pages: 4, partial: true });
		sandbox.inbound({ service: 'faxPlus', spam: true });
		expect(await records('category=inbox')).toMatchObject([{ status: 'in_progress', pages: 0 }]);
		await sandbox.advance(1000);
		expect(await records('category=inbox')).toMatchObject([
			{ status: 'partially_received', pages: 2, direction: 'incoming', is_read: false, submit_time: null },
		]);
		expect(await records('category=spam')).toMatchObject([{ status: 'success', is_spam: true }]);
	});

	it('spell the numbers in the other way when switched so', async () => {
		sandbox.setSwitches('faxPlus', { listNumberKeys: 'from_number' });
		sandbox.inbound({ service: 'faxPlus', from: '+12025550177' });
		const [fax] = await records('category=inbox');
		expect(fax).toMatchObject({ from_number: '+12025550177', to_number: faxPlusAccount.number });
		expect(fax).not.toHaveProperty('from');
	});

	it('are changed with both fields only, and deleted', async () => {
		const { id } = sandbox.inbound({ service: 'faxPlus' });
		const path = `${SELF}/faxes/${id}`;
		expect((await client.call('PUT', path, { is_read: true })).status).toBe(400);
		expect((await client.call('PUT', path, { comment: 'x' })).status).toBe(400);
		expect((await client.call('PUT', path, { comment: 'x', is_read: true })).status).toBe(204);
		expect((await client.call('GET', path)).json).toMatchObject({ comment: 'x', is_read: true });
		expect((await client.call('DELETE', path)).status).toBe(204);
		expect((await client.call('GET', path)).status).toBe(404);
		expect((await client.call('DELETE', path)).status).toBe(404);
	});
});

describe('downloads', () => {
	it('give the very bytes, as PDF or TIFF where both exist', async () => {
		const { id, documents } = sandbox.inbound({ service: 'faxPlus', pages: 2 });
		const path = `${SELF}/files/${id}`;
		const pdf = await client.call('GET', path);
		expect([pdf.headers.get('content-type'), pdf.bytes.length]).toEqual([
			'application/pdf',
			documents[0]?.size,
		]);
		const tiff = await client.call('GET', path, undefined, { headers: { accept: 'image/tiff' } });
		expect(tiff.headers.get('content-type')).toBe('image/tiff');
		expect(tiff.bytes).toEqual(makeTiff(2));
		const overruled = await client.call('GET', `${path}?format=pdf`, undefined, {
			headers: { accept: 'image/tiff' },
		});
		expect(overruled.bytes).toEqual(pdf.bytes);
		expect((await client.call('GET', `${path}?format=doc`)).status).toBe(400);
	});

	it('give a document that exists in one kind as it is, and JSON errors', async () => {
		const { id } = sandbox.inbound({ service: 'faxPlus', document: makeTiff(1), fileName: 'a.tiff' });
		const answer = await client.call('GET', `${SELF}/files/${id}?format=pdf`);
		expect(answer.headers.get('content-type')).toBe('image/tiff');
		const missing = await client.call('GET', `${SELF}/files/nothing`);
		expect([missing.status, missing.json.error]).toEqual([404, 'not_found']);
	});

	it('give a report of sent faxes only', async () => {
		const sent = await client.sent(PDF, TO);
		await sandbox.advance(300);
		const report = await client.call('GET', `${SELF}/report/${sent}`);
		expect(report.headers.get('content-type')).toBe('application/pdf');
		expect(report.text).toContain('Result: success');
		const { id } = sandbox.inbound({ service: 'faxPlus' });
		expect((await client.call('GET', `${SELF}/report/${id}`)).status).toBe(404);
	});
});

describe('numbers', () => {
	it('list with their state; one is found by its encoded number', async () => {
		const { json } = await client.call('GET', `${SELF}/numbers`);
		expect(json.numbers.map((one: { number: string; status: string }) => [one.number, one.status])).toEqual([
			[faxPlusAccount.number, 'active'],
			[faxPlusAccount.secondNumber, 'active'],
			[faxPlusAccount.memberNumber, 'active'],
			[faxPlusAccount.unverifiedNumber, 'waiting_verification'],
		]);
		const one = await client.call('GET', `${SELF}/numbers/${encodeURIComponent(faxPlusAccount.number)}`);
		expect(one.json.number).toBe(faxPlusAccount.number);
		expect((await client.call('GET', `${SELF}/numbers/%2B19999999999`)).status).toBe(404);
	});
});

describe('hooks', () => {
	it('register, list by event and go away', async () => {
		const target = 'https://n8n.example/webhook/1';
		const { status, json } = await client.call('POST', '/hooks', { target, event: 'fax_received' });
		expect(status).toBe(201);
		expect((await client.call('GET', '/hooks')).status).toBe(400);
		const list = await client.call('GET', '/hooks?event=fax_received');
		expect(list.json).toEqual({ data: [{ id: json.id, target, event: 'fax_received' }] });
		expect((await client.call('GET', '/hooks?event=fax_sent')).json).toEqual({ data: [] });
		expect((await client.call('DELETE', `/hooks/${json.id}`)).status).toBe(204);
		expect((await client.call('DELETE', `/hooks/${json.id}`)).status).toBe(404);
	});

	it.each([
		{ target: 'ftp://x', event: 'fax_sent' },
		{ target: 'https://n8n.example', event: 'other' },
		{ target: 'https://n8n.example', event: 'fax_sent', numbers: [] },
	])('refuse %j', async (body) => {
		expect((await client.call('POST', '/hooks', body)).status).toBe(400);
	});

	it('deliver received faxes with formatted numbers, to the numbers wanted only', async () => {
		const receiver = await openReceiver();
		const event = 'fax_received';
		await client.call('POST', '/hooks', { target: receiver.url, event, numbers: [faxPlusAccount.number] });
		const fax = sandbox.inbound({ service: 'faxPlus', from: '+13343040000', pages: 2 });
		sandbox.inbound({ service: 'faxPlus', to: faxPlusAccount.secondNumber });
		await sandbox.settled();
		await receiver.close();
		expect(receiver.received).toHaveLength(1);
		expect(receiver.received[0]?.headers['content-type']).toBe('application/json');
		expect(receiver.received[0]?.headers).not.toHaveProperty('svix-id');
		expect(receiver.json(0)).toEqual({
			hook: { id: fax.id, event, event_time: expect.stringMatching(/^\d{4}-/), target: receiver.url },
			data: {
				id: fax.id,
				uid: faxPlusAccount.userId,
				pages: 2,
				from: '+1 334-304-0000',
				to: '+1 202-555-0101',
				start_time: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
				file: expect.stringMatching(/^[0-9a-f]{32}\.tiff$/),
				file_name: 'fax-from-13343040000',
				status: 'success',
				cost: 2,
			},
		});
	});

	it('sign deliveries when a signing secret is set', async () => {
		sandbox.setSwitches('faxPlus', { webhookSigningSecret: faxPlusAccount.webhookSigningSecret });
		const receiver = await openReceiver();
		await client.call('POST', '/hooks', { target: receiver.url, event: 'fax_received' });
		const { id } = sandbox.inbound({ service: 'faxPlus' });
		await sandbox.settled();
		await receiver.close();
		const [got] = receiver.received;
		const key = Buffer.from(faxPlusAccount.webhookSigningSecret.slice('whsec_'.length), 'base64');
		const signed = `${got?.headers['svix-id']}.${got?.headers['svix-timestamp']}.${got?.body}`;
		const expected = createHmac('sha256', key).update(signed).digest('base64');
		expect(got?.headers['svix-signature']).toBe(`v1,${expected}`);
		expect(receiver.json(0)).toMatchObject({ type: 'fax_received', data: { id } });
	});
});

describe('OAuth2', () => {
	const redirectUri = 'http://127.0.0.1:5678/rest/oauth2-credential/callback';
	const basic = (secret: string) =>
		`Basic ${Buffer.from(`${faxPlusAccount.oAuthClientId}:${secret}`).toString('base64')}`;
	const token = async (form: Record<string, string>, secret: string = faxPlusAccount.oAuthClientSecret) =>
		await fetchIt(`${sandbox.url}/faxplus/token`, {
			method: 'POST',
			headers: { authorization: basic(secret) },
			body: new URLSearchParams(form),
		});
	const login = (more: Record<string, string> = {}) =>
		`${sandbox.url}/faxplus/login?${new URLSearchParams({
			response_type: 'code',
			client_id: faxPlusAccount.oAuthClientId,
			redirect_uri: redirectUri,
			scope: 'all',
			state: 'a b&c',
			...more,
		})}`;
	const clientId = { 'x-fax-clientid': faxPlusAccount.oAuthClientId };

	it('goes from the login page over the code to tokens that rotate', async () => {
		const page = await fetchIt(login());
		expect([page.status, page.text.includes('<button>Allow')]).toEqual([200, true]);
		const back = await fetchIt(login(), { method: 'POST' });
		const location = new URL(back.headers.get('location') ?? '');
		expect(back.status).toBe(302);
		expect(location.searchParams.get('state')).toBe('a b&c');
		const code = location.searchParams.get('code') ?? '';
		const exchange = { grant_type: 'authorization_code', code, redirect_uri: redirectUri };
		const first = await token(exchange);
		expect(first.json).toMatchObject({ expires_in: 3600, access_token: expect.any(String) });
		expect((await token(exchange)).json.error).toBe('invalid_grant');

		const good = { token: first.json.access_token, headers: clientId };
		expect((await client.call('GET', SELF, undefined, good)).status).toBe(200);
		expect((await client.call('GET', SELF, undefined, { token: good.token })).status).toBe(401);

		const refresh = { grant_type: 'refresh_token', refresh_token: first.json.refresh_token };
		const second = await token(refresh);
		expect(second.status).toBe(200);
		expect(second.json.refresh_token).not.toBe(first.json.refresh_token);
		const reused = await token(refresh);
		expect([reused.status, reused.json.error]).toEqual([400, 'invalid_grant']);
	});

	it('refuses a wrong secret, another redirect address, other clients and addresses', async () => {
		expect((await token({ grant_type: 'refresh_token', refresh_token: 'x' }, 'wrong')).status).toBe(401);
		const back = await fetchIt(login(), { method: 'POST' });
		const code = new URL(back.headers.get('location') ?? '').searchParams.get('code') ?? '';
		const other = { grant_type: 'authorization_code', code, redirect_uri: `${redirectUri}x` };
		expect((await token(other)).json.error).toBe('invalid_grant');
		expect((await token({ grant_type: 'password' })).json.error).toBe('unsupported_grant_type');
		expect((await fetchIt(login({ client_id: 'APIK-other' }))).status).toBe(400);
		expect((await fetchIt(login({ redirect_uri: 'javascript:alert(1)' }))).status).toBe(400);
		expect((await fetchIt(login({ redirect_uri: 'javascript:alert(1)' }), { method: 'POST' })).status).toBe(
			400,
		);
	});

	it('lets tokens expire by the clock and on demand; refreshing then still works', async () => {
		sandbox.setSwitches('faxPlus', { accessTokenSeconds: 60 });
		const pair = sandbox.services.faxPlus.issueTokens();
		const good = { token: pair.accessToken, headers: clientId };
		await sandbox.advance(59_000);
		expect((await client.call('GET', SELF, undefined, good)).status).toBe(200);
		await sandbox.advance(1000);
		expect((await client.call('GET', SELF, undefined, good)).status).toBe(401);
		const renewed = await token({ grant_type: 'refresh_token', refresh_token: pair.refreshToken });
		const again = { token: renewed.json.access_token, headers: clientId };
		expect((await client.call('GET', SELF, undefined, again)).status).toBe(200);
		sandbox.services.faxPlus.expireTokens();
		expect((await client.call('GET', SELF, undefined, again)).status).toBe(401);
	});

	it('takes the refresh parameters from the query too', async () => {
		const { refreshToken } = sandbox.services.faxPlus.issueTokens();
		const query = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: refreshToken });
		const answer = await fetchIt(`${sandbox.url}/faxplus/token?${query}`, {
			method: 'POST',
			headers: { authorization: basic(faxPlusAccount.oAuthClientSecret) },
		});
		expect(answer.status).toBe(200);
	});

	it('expires between upload and send for the recipient ..76: 401 first, then one fax', async () => {
		const pair = sandbox.services.faxPlus.issueTokens();
		const extra = { token: pair.accessToken, headers: clientId };
		const upload = await client.upload(PDF, 'a.pdf', extra);
		expect(upload.status).toBe(200);
		const order = { from: faxPlusAccount.number, to: ['+12025550176'], files: [upload.json.path] };
		expect((await client.call('POST', `${SELF}/outbox`, order, extra)).status).toBe(401);
		const renewed = await token({ grant_type: 'refresh_token', refresh_token: pair.refreshToken });
		const again = { token: renewed.json.access_token, headers: clientId };
		expect((await client.call('POST', `${SELF}/outbox`, order, again)).status).toBe(201);
		expect(sandbox.faxes()).toHaveLength(1);
	});
});
