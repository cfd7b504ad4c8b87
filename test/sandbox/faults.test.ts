import { createSandbox, faxPlusAccount, type FaultOrder, type Sandbox } from '../../sandbox';
import { FaultQueue } from '../../sandbox/faults';
import { faxPlusClient, iFaxClient } from './support';

const PDF = Buffer.from('%PDF-1.4 /Type /Page ');
const TO = '+12025550100';

let sandbox: Sandbox;
let faxPlus: ReturnType<typeof faxPlusClient>;
let iFax: ReturnType<typeof iFaxClient>;

beforeAll(async () => {
	sandbox = await createSandbox({ speed: 0 });
	faxPlus = faxPlusClient(sandbox);
	iFax = iFaxClient(sandbox);
});
afterEach(() => sandbox.reset());
afterAll(async () => await sandbox.close());

const sending = (fault: Omit<FaultOrder, 'match'>): void =>
	sandbox.addFault({ ...fault, match: { method: 'POST', path: '/fax-send$' } });

describe('faults', () => {
	it.each(['resetBeforeHeaders', 'resetAfterBody'] as const)(
		'%s breaks the connection before acceptance',
		async (fault) => {
			sending({ fault });
			await expect(iFax.send(PDF, TO)).rejects.toThrow();
			expect(sandbox.faxes()).toHaveLength(0);
			expect(sandbox.requests()[0]).toMatchObject({ fault, status: null });
			await iFax.sent(PDF, TO);
		},
	);

	it.each(['resetBeforeHeaders', 'resetAfterBody', 'resetMidAnswer'] as const)(
		'%s breaks the connection after acceptance',
		async (fault) => {
			sending({ fault, afterAcceptance: true });
			await expect(iFax.send(PDF, TO)).rejects.toThrow();
			expect(sandbox.faxes()).toHaveLength(1);
		},
	);

	it.each([
		[true, 1],
		[false, 0],
	])('hang never answers (after acceptance: %s)', async (afterAcceptance, faxes) => {
		sending({ fault: 'hang', afterAcceptance, delayMs: 80 });
		const started = Date.now();
		await expect(iFax.send(PDF, TO)).rejects.toThrow();
		expect(Date.now() - started).toBeGreaterThanOrEqual(75);
		expect(sandbox.faxes()).toHaveLength(faxes);
	});

	it.each([401, 403, 404, 413, 429, 500])("status %i comes in each service's own form", async (status) => {
		sandbox.addFault({ fault: 'status', status, times: 2 });
		const first = await faxPlus.call('GET', '/accounts/self');
		expect([first.status, typeof first.json.error]).toEqual([status, 'string']);
		const second = await iFax.call('fax-lists');
		expect([second.status, second.json.status]).toEqual([status, 0]);
		expect((await faxPlus.call('GET', '/accounts/self')).status).toBe(200);
	});

	it('carries Retry-After where asked to', async () => {
		sandbox.addFault({ fault: 'status', status: 429, retryAfter: 7 });
		sandbox.addFault({ fault: 'status', status: 429 });
		expect((await iFax.call('fax-lists')).headers.get('retry-after')).toBe('7');
		expect((await iFax.call('fax-lists')).headers.get('retry-after')).toBeNull();
	});

	it('a status after acceptance comes for a fax that is on its way', async () => {
		sending({ fault: 'status', status: 502, afterAcceptance: true });
		expect((await iFax.send(PDF, TO)).status).toBe(502);
		expect(sandbox.faxes()).toHaveLength(1);
	});

	it.each([
		['html502', 502],
		['html200', 200],
	] as const)('%s is a page', async (fault, status) => {
		sandbox.addFault({ fault });
		const answer = await iFax.call('fax-lists');
		expect([answer.status, answer.headers.get('content-type')]).toEqual([status, 'text/html']);
		expect(answer.text).toContain('<h1>');
	});

	it('truncates, empties, mislabels and slows real answers', async () => {
		const real = await iFax.call('inbound/number-list');
		for (const fault of ['truncatedJson', 'emptyBody', 'wrongContentType'] as const)
			sandbox.addFault({ fault });
		sandbox.addFault({ fault: 'slowDrip', delayMs: 60 });
		const half = await iFax.call('inbound/number-list');
		expect([half.status, half.text]).toEqual([200, real.text.slice(0, Math.ceil(real.text.length / 2))]);
		const empty = await iFax.call('inbound/number-list');
		expect([empty.status, empty.text]).toEqual([200, '']);
		const plain = await iFax.call('inbound/number-list');
		expect([plain.headers.get('content-type'), plain.text]).toEqual(['text/plain', real.text]);
		const started = Date.now();
		expect((await iFax.call('inbound/number-list')).text).toBe(real.text);
		expect(Date.now() - started).toBeGreaterThanOrEqual(50);
	});

	it.each([301, 302, 303, 307, 308])('redirects with %i', async (status) => {
		sandbox.addFault({ fault: 'redirect', status, location: 'https://elsewhere.example/x' });
		const answer = await faxPlus.call('GET', '/accounts/self');
		expect([answer.status, answer.headers.get('location')]).toEqual([status, 'https://elsewhere.example/x']);
	});

	it('expireTokens makes the very next call fail', async () => {
		const { accessToken } = sandbox.services.faxPlus.issueTokens();
		const extra = { token: accessToken, headers: { 'x-fax-clientid': faxPlusAccount.oAuthClientId } };
		sandbox.addFault({ fault: 'expireTokens', match: { path: '/outbox$' } });
		expect((await faxPlus.send(PDF, TO, {}, extra)).status).toBe(401);
		expect(sandbox.requests('faxPlus').map(({ status }) => status)).toEqual([200, 401]);
	});

	it('wait for the service, method and path they name, as often as told', async () => {
		sandbox.addFault({ fault: 'html502', service: 'iFax', times: 2 });
		sandbox.addFault({
			fault: 'html502',
			service: 'faxPlus',
			match: { method: 'put', path: '^/faxplus/v3/nothing' },
		});
		expect((await faxPlus.call('GET', '/accounts/self')).status).toBe(200);
		const statuses = [1, 2, 3].map(async () => (await iFax.call('fax-lists')).status);
		expect((await Promise.all(statuses)).sort()).toEqual([200, 502, 502]);
		expect(sandbox.faults()).toHaveLength(1);
		expect((await faxPlus.call('PUT', '/nothing/1')).status).toBe(502);
		expect(sandbox.faults()).toEqual([]);
	});

	it('are refused when they make no sense', () => {
		const queue = new FaultQueue();
		expect(() => queue.add({ fault: 'toString' as 'hang' })).toThrow(TypeError);
		expect(() => queue.add({ fault: 'hang', match: { path: '(' } })).toThrow(SyntaxError);
	});
});
