import { createHash } from 'crypto';
import {
	createSandbox,
	faxPlusAccount,
	iFaxAccount,
	makePdf,
	makeTiff,
	serviceNames,
	type Sandbox,
} from '../../sandbox';
import { faxPlusClient, fetchIt, iFaxClient, openReceiver } from './support';

const PDF = makePdf([['one']]);

let sandbox: Sandbox;

beforeAll(async () => {
	sandbox = await createSandbox({ speed: 0 });
});
afterEach(() => sandbox.reset());
afterAll(async () => await sandbox.close());

const control = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
	await fetchIt(`${sandbox.url}/sandbox${path}`, {
		method,
		headers,
		body: body === undefined ? undefined : JSON.stringify(body),
	});

describe('the control API', () => {
	it('lists its routes, each of which answers', async () => {
		const { json } = await control('GET', '');
		expect(json.routes.length).toBeGreaterThan(15);
		const gets = json.routes.filter((route: any) => route.method === 'GET' && !route.path.includes(':'));
		for (const { path } of gets) expect((await fetchIt(sandbox.url + path)).status).toBe(200);
	});

	it('receives a fax with a document of its own or the given one, and shows every byte', async () => {
		const tiff = makeTiff(3);
		await control('POST', '/inbound', { service: 'faxPlus', pages: 2, from: '+12025550166' });
		const order = { service: 'iFax', document: tiff.toString('base64'), fileName: 'ü.tiff' };
		const { json } = await control('POST', '/inbound', order);
		const sha256 = createHash('sha256').update(tiff).digest('hex');
		expect(json.fax.documents).toEqual([
			{ fileName: 'ü.tiff', mimeType: 'image/tiff', size: tiff.length, sha256, pages: 3 },
		]);
		const { faxes } = (await control('GET', '/faxes')).json;
		expect(faxes.map((fax: any) => [fax.service, fax.from, fax.to, fax.state, fax.pages])).toEqual([
			['faxPlus', '+12025550166', faxPlusAccount.number, 'received', 2],
			['iFax', '+12025550199', iFaxAccount.number, 'received', 3],
		]);
		expect((await control('GET', '/faxes?service=iFax')).json.faxes).toHaveLength(1);
		const got = await control('GET', `/faxes/${faxes[1].key}/document`);
		expect(got.bytes).toEqual(tiff);
		expect(got.headers.get('content-disposition')).toContain('attachment');
		expect((await control('GET', '/faxes/fax-0/document')).status).toBe(404);
	});

	it('shows what arrived, with the raw body', async () => {
		await iFaxClient(sandbox).call('fax-lists', { a: 1 });
		await faxPlusClient(sandbox).call('GET', '/accounts/self/faxes?category=sent&limit=1');
		const { requests } = (await control('GET', '/requests')).json;
		expect(requests).toMatchObject([
			{
				service: 'iFax',
				method: 'POST',
				path: '/ifax/v1/customer/fax-lists',
				status: 200,
				size: 7,
				fault: null,
			},
			{ service: 'faxPlus', method: 'GET', query: { category: 'sent', limit: '1' }, status: 200 },
		]);
		expect(Buffer.from(requests[0].body, 'base64').toString()).toBe('{"a":1}');
		expect(requests[0].headers.accesstoken).toBe(iFaxAccount.apiKey);
		expect((await control('GET', '/requests?service=faxPlus')).json.requests).toHaveLength(1);
	});

	it('queues, shows and forgets faults', async () => {
		await control('POST', '/faults', { fault: 'html502', match: { path: 'fax-lists' } });
		expect((await control('GET', '/faults')).json.faults).toHaveLength(1);
		expect((await iFaxClient(sandbox).call('fax-lists')).status).toBe(502);
		await control('POST', '/faults', { fault: 'html502' });
		await control('DELETE', '/faults');
		expect((await iFaxClient(sandbox).call('fax-lists')).status).toBe(200);
	});

	it('registers hooks by hand, shows deliveries, repeats one and sends a forged one', async () => {
		const receiver = await openReceiver();
		const hook = { service: 'iFax', url: receiver.url, username: 'u', password: 'p' };
		const { json } = await control('POST', '/webhooks', hook);
		sandbox.inbound({ service: 'iFax' });
		await sandbox.settled();
		const { hooks, deliveries } = (await control('GET', '/webhooks')).json;
		expect(hooks).toMatchObject([{ id: json.hook.id, origin: 'hand' }]);
		expect(deliveries).toMatchObject([{ status: 200, answer: 'ok', attempt: 1, nextAttemptAt: null }]);
		const repeated = await control('POST', '/webhooks/deliver', { repeat: deliveries[0].id });
		expect(repeated.json.delivery.status).toBe(200);
		const forged = { url: receiver.url, body: { forged: true }, headers: { 'x-a': 'b' } };
		await control('POST', '/webhooks/deliver', forged);
		await control('DELETE', `/webhooks/${json.hook.id}`);
		expect((await control('DELETE', `/webhooks/${json.hook.id}`)).status).toBe(404);
		await receiver.close();
		expect(receiver.received[1]?.body).toEqual(receiver.received[0]?.body);
		expect(receiver.received[1]?.headers.authorization).toBe(receiver.received[0]?.headers.authorization);
		expect(receiver.json(2)).toEqual({ forged: true });
		expect(receiver.received[2]?.headers).toMatchObject({ 'x-a': 'b' });
		expect(receiver.received[2]?.headers.authorization).toBeUndefined();
	});

	it('tells when a hook cannot be reached, and stops retrying once it is removed', async () => {
		const receiver = await openReceiver();
		await receiver.close();
		const hook = sandbox.addHook({ service: 'iFax', url: receiver.url });
		sandbox.inbound({ service: 'iFax' });
		await sandbox.settled();
		expect(sandbox.deliveries()).toMatchObject([
			{ status: null, error: expect.stringMatching(/ECONNREFUSED/) },
		]);
		sandbox.removeHook(hook.id);
		await sandbox.advance(3_600_000);
		expect(sandbox.deliveries()).toHaveLength(1);
	});

	it("retries Fax.Plus's hooks by its own choice of times until one is answered", async () => {
		const receiver = await openReceiver([500, 503, 200]);
		sandbox.addHook({ service: 'faxPlus', url: receiver.url, event: 'fax_received' });
		sandbox.inbound({ service: 'faxPlus' });
		await sandbox.advance(60_000);
		await receiver.close();
		expect(sandbox.deliveries().map(({ attempt, status }) => [attempt, status])).toEqual([
			[1, 500],
			[2, 503],
			[3, 200],
		]);
	});

	it('moves the clock and changes its speed', async () => {
		const before = Date.parse((await control('GET', '/clock')).json.now);
		const { json } = await control('POST', '/clock', { advanceMs: 5000 });
		expect(Date.parse(json.now) - before).toBe(5000);
		expect((await control('POST', '/clock', { speed: 2 })).json.speed).toBe(2);
		expect((await control('POST', '/clock', { speed: 0 })).json.speed).toBe(0);
	});

	it('changes switches until the next reset', async () => {
		const body = { service: 'iFax', switches: { pageSize: 3 } };
		expect((await control('POST', '/switches', body)).json.pageSize).toBe(3);
		expect((await control('GET', '/switches')).json.iFax.pageSize).toBe(3);
		await control('POST', '/reset');
		expect(sandbox.switches('iFax').pageSize).toBe(20);
	});

	it('forgets everything on reset', async () => {
		await iFaxClient(sandbox).sent(PDF, '+12025550100');
		sandbox.inbound({ service: 'faxPlus' });
		sandbox.addHook({ service: 'iFax', url: 'http://127.0.0.1:9/' });
		sandbox.addFault({ fault: 'hang' });
		const { accessToken } = sandbox.services.faxPlus.issueTokens();
		await control('POST', '/reset');
		await sandbox.advance(1000);
		expect([
			sandbox.faxes(),
			sandbox.requests(),
			sandbox.hooks(),
			sandbox.faults(),
			sandbox.deliveries(),
		]).toEqual([[], [], [], [], []]);
		const extra = { token: accessToken, headers: { 'x-fax-clientid': faxPlusAccount.oAuthClientId } };
		expect((await faxPlusClient(sandbox).call('GET', '/accounts/self', undefined, extra)).status).toBe(401);
	});

	it.each<[string, string, unknown]>([
		['POST', '/inbound', { service: 'other' }],
		['POST', '/inbound', { service: 'iFax', pages: 0 }],
		['POST', '/faults', { fault: 'other' }],
		['POST', '/faults', { fault: 'hang', match: { path: '(' } }],
		['POST', '/webhooks', { service: 'iFax', url: 'file:///x' }],
		['POST', '/webhooks', { service: 'iFax', url: 'http://x', event: 'other' }],
		['POST', '/webhooks/deliver', {}],
		['POST', '/webhooks/deliver', { repeat: 99_999 }],
		['POST', '/clock', { speed: -1 }],
		['POST', '/clock', { advanceMs: 'x' }],
		['POST', '/switches', { service: 'iFax', switches: { other: 1 } }],
		['POST', '/switches', []],
	])('answers 400 and a reason to %s %s %j', async (method, path, body) => {
		const answer = await control(method, path, body);
		expect([answer.status, typeof answer.json.error]).toEqual([400, 'string']);
	});

	it('does not obey pages of other addresses', async () => {
		const foreign = await control('POST', '/reset', {}, { origin: 'https://elsewhere.example' });
		expect(foreign.status).toBe(403);
		expect((await control('POST', '/reset', {}, { origin: sandbox.url })).status).toBe(200);
	});
});

describe('the start page', () => {
	it('shows every service with its credentials and buttons', async () => {
		const { text, headers } = await fetchIt(sandbox.url);
		for (const name of serviceNames) {
			expect(text).toContain(`data-service="${name}"`);
			for (const { value } of sandbox.service(name).credentials()) expect(text).toContain(value);
		}
		expect(headers.get('content-security-policy')).toContain("default-src 'none'");
	});

	it('shows faxes with document and history, and escapes what came from outside', async () => {
		const evil = '"><script>alert(1)</script>.pdf';
		const faxData = [{ fileName: evil, fileData: PDF.toString('base64') }];
		const iFax = iFaxClient(sandbox);
		await iFax.sent(PDF, '+12025550100', { faxData, subject: '<img src=x onerror=alert(1)>' });
		sandbox.inbound({ service: 'faxPlus', from: '<b>' });
		sandbox.addHook({ service: 'iFax', url: 'http://127.0.0.1:9/<i>' });
		await sandbox.advance(300);
		const { text } = await fetchIt(`${sandbox.url}/sandbox/page`);
		expect(text).toContain(`/sandbox/faxes/${sandbox.faxes()[0]?.key}/document?index=0`);
		expect(text).toContain('<b>delivered</b>');
		expect(text).toContain(sandbox.faxes()[1]?.documents[0]?.sha256);
		expect(text).not.toMatch(/<script|<img|<i>|<b>\s*→/);
		expect(text).toContain('&lt;img src=x onerror=alert(1)&gt;');
	});
});

describe('two sandboxes', () => {
	it('do not share a port: the second says so', async () => {
		const port = Number(new URL(sandbox.url).port);
		await expect(createSandbox({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
	});
});
