import { join } from 'node:path';
import { createEngine, type Engine } from '../../harness';
import { json, startService, type Answer, type Service } from './service';

let engine: Engine;
let service: Service;

beforeAll(async () => {
	engine = await createEngine({ packageRoot: join(__dirname, 'fixture-package') });
});

beforeEach(async () => {
	service = await startService();
});

afterEach(async () => {
	await service.close();
});

afterAll(async () => {
	await engine.close();
});

/** Answers 200 to one value of a header and 401 to all others. */
const onlyFor =
	(header: string, value: () => string): Answer =>
	(request, response) =>
		json(request.headers[header] === value() ? 200 : 401, { seen: true })(request, response);

const call = (credentials: Record<string, object>, parameters = {}, items = 1) => ({
	type: 'sample',
	credentials: credentials as never,
	parameters,
	items: Array.from({ length: items }, () => ({ json: {} })),
});

describe('a credential that n8n cannot renew', () => {
	const credential = () => ({ sampleApi: { apiKey: 'dummy', baseUrl: service.url } });

	it('has a request repeated after a thrown 401', async () => {
		service.on('POST /call', json(401, { message: 'no' }));
		const run = await engine.runNode(call(credential()));
		expect(run.status).toBe('error');
		expect(service.to('/call')).toHaveLength(2);
	});

	it('has it sent once when the 401 is not thrown', async () => {
		service.on('POST /call', json(401, { message: 'no' }));
		const run = await engine.runNode(call(credential(), { request: { ignoreHttpStatusErrors: true } }));
		expect(run.outputs[0]?.[0]?.json).toEqual({ status: 401, answer: { message: 'no' } });
		expect(service.to('/call')).toHaveLength(1);
	});
});

describe('OAuth2', () => {
	let valid: string;

	const connected = () => ({
		baseUrl: service.url,
		clientId: 'client',
		clientSecret: 'dummy-secret',
		oauthTokenData: { access_token: 'old', refresh_token: 'r1', token_type: 'Bearer' },
	});

	beforeEach(() => {
		valid = 'none yet';
		let round = 0;
		service.on(
			'POST /call',
			onlyFor('authorization', () => `Bearer ${valid}`),
		);
		service.on('POST /token', (request, response) => {
			valid = `new-${++round}`;
			json(200, { access_token: valid, refresh_token: `r${round + 1}`, expires_in: 60 })(request, response);
		});
	});

	it('renews the token on a 401, repeats the call and keeps the new tokens', async () => {
		const account = engine.addCredential('sampleOAuth2Api', connected());
		const options = call({ sampleOAuth2Api: account }, { authentication: 'oAuth2' });
		expect((await engine.runNode(options)).error).toBeUndefined();
		expect((await engine.runNode(options)).error).toBeUndefined();
		expect(service.to('/call').map(({ headers }) => headers.authorization)).toEqual([
			'Bearer old',
			'Bearer new-1',
			'Bearer new-1',
		]);
		const [renewal, ...more] = service.to('/token');
		expect(more).toEqual([]);
		expect(Object.fromEntries(new URLSearchParams(renewal?.body))).toMatchObject({
			grant_type: 'refresh_token',
			refresh_token: 'r1',
			client_id: 'client',
			client_secret: 'dummy-secret',
		});
		expect(engine.credentialData(account).oauthTokenData).toMatchObject({
			access_token: 'new-1',
			refresh_token: 'r2',
		});
	});

	it('renews once for items whose calls fail one after the other', async () => {
		await engine.runNode(call({ sampleOAuth2Api: connected() }, { authentication: 'oAuth2' }, 3));
		expect(service.to('/token')).toHaveLength(1);
		expect(service.to('/call')).toHaveLength(4);
	});

	it('renews but does not repeat a stream', async () => {
		const data = await engine.storeBinary(Buffer.from('once'));
		const account = engine.addCredential('sampleOAuth2Api', connected());
		const options = call({ sampleOAuth2Api: account }, { authentication: 'oAuth2', stream: true });
		const run = await engine.runNode({ ...options, items: [{ json: {}, binary: { data } }] });
		expect(run.status).toBe('error');
		expect(service.to('/call')).toHaveLength(1);
		expect(engine.credentialData(account).oauthTokenData).toMatchObject({ access_token: 'new-1' });
	});

	it('does not renew when the 401 is not thrown', async () => {
		const parameters = { authentication: 'oAuth2', request: { ignoreHttpStatusErrors: true } };
		await engine.runNode(call({ sampleOAuth2Api: connected() }, parameters));
		expect(service.to('/token')).toHaveLength(0);
	});
});

describe('a session', () => {
	let session: string;

	beforeEach(() => {
		let round = 0;
		session = 'none yet';
		service.on(
			'POST /call',
			onlyFor('x-session', () => session),
		);
		service.on('POST /login', (request, response) => {
			session = `s${++round}`;
			json(200, { session })(request, response);
		});
	});

	it('begins with one login, whose token later calls use', async () => {
		const account = engine.addCredential('sampleSessionApi', { password: 'dummy', baseUrl: service.url });
		const options = call({ sampleSessionApi: account }, { authentication: 'session' }, 3);
		expect((await engine.runNode(options)).error).toBeUndefined();
		expect((await engine.runNode(options)).error).toBeUndefined();
		expect(service.to('/login').map(({ body }) => body)).toEqual(['{"password":"dummy"}']);
		expect(service.to('/call')).toHaveLength(6);
		expect(engine.credentialData(account)).toEqual({
			password: 'dummy',
			baseUrl: service.url,
			sessionToken: 's1',
		});
	});

	it('is renewed once when it has expired', async () => {
		const stored = { password: 'dummy', baseUrl: service.url, sessionToken: 'expired' };
		const run = await engine.runNode(call({ sampleSessionApi: stored }, { authentication: 'session' }, 3));
		expect(run.error).toBeUndefined();
		expect(service.to('/login')).toHaveLength(1);
		expect(service.to('/call').map(({ headers }) => headers['x-session'])).toEqual([
			'expired',
			's1',
			's1',
			's1',
		]);
	});
});

describe('a credential test', () => {
	const test = async () =>
		await engine.testCredential('sampleApi', { apiKey: 'dummy', baseUrl: service.url });

	it('passes on a good answer', async () => {
		service.on('GET /me', json(200, { status: 1 }));
		expect(await test()).toEqual({ status: 'OK', message: 'Connection successful!' });
		expect(service.to('/me')[0]?.headers['x-key']).toBe('dummy');
	});

	it('reads the body where a rule says so', async () => {
		service.on('GET /me', json(200, { status: 0 }));
		expect(await test()).toEqual({ status: 'Error', message: 'The key is not accepted' });
	});

	it('reports the status of a refusal and the code of a broken connection', async () => {
		service.on('GET /me', json(403, {}));
		expect(await test()).toEqual({ status: 'Error', message: 'Forbidden' });
		service.on('GET /me', (_request, response) => void response.destroy());
		expect(await test()).toEqual({ status: 'Error', message: 'ECONNRESET' });
	});

	it('only looks for a token where an OAuth2 type has none of its own', async () => {
		expect(await engine.testCredential('sampleOAuth2Api', { baseUrl: service.url })).toMatchObject({
			status: 'Error',
		});
		const oauthTokenData = { access_token: 'dummy' };
		expect(await engine.testCredential('sampleOAuth2Api', { oauthTokenData })).toMatchObject({
			status: 'OK',
		});
		expect(service.seen).toEqual([]);
	});
});
