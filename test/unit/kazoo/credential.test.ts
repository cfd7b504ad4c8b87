import { createHash } from 'node:crypto';
import type { IHttpRequestOptions } from 'n8n-workflow';
import { KazooApi } from '../../../credentials/KazooApi.credentials';
import { useClock } from '../../../nodes/shared/clock';
import { accountIdOf, baseUrlOf, fingerprintOf, logInOf } from '../../../nodes/Kazoo/kazoo.credential';
import { openSession, withSession } from '../../../nodes/Kazoo/kazoo.session';
import { failureOf, NOW, refusal } from './support';

let at = NOW;
let keys = 0;

beforeEach(() => {
	at += 3_600_000;
	useClock({ now: () => at, sleep: async () => undefined });
});
afterAll(() => useClock());

const credential = (more: object = {}) => ({
	baseUrl: 'https://x.example:8443',
	authMethod: 'apiKey',
	apiKey: `example-key-${++keys}`,
	...more,
});

type Answer = { statusCode: number; body: unknown; headers?: object } | Error;

/** n8n's helper, which gives the answers one after the other, the last one for ever. */
function helpers(...answers: Answer[]) {
	const calls: IHttpRequestOptions[] = [];
	const httpRequest = async (options: IHttpRequestOptions) => {
		calls.push(options);
		await Promise.resolve();
		const answer = answers[Math.min(calls.length, answers.length) - 1];
		if (answer instanceof Error) throw answer;
		return { headers: {}, ...answer };
	};
	return { calls, helpers: { httpRequest } as never };
}

const opened = (token: string) => ({
	statusCode: 201,
	body: { auth_token: token, status: 'success', data: { account_id: 'acc' } },
});

describe('the address', () => {
	it.each([
		['https://x.example:8443', 'https://x.example:8443/v2'],
		['https://x.example:8443/', 'https://x.example:8443/v2'],
		['https://x.example:8443/v2', 'https://x.example:8443/v2'],
		[' https://x.example/voip/v2// ', 'https://x.example/voip/v2'],
	])('%s', (baseUrl, expected) => {
		expect(baseUrlOf({ baseUrl })).toBe(expected);
	});

	it.each([
		'',
		'x.example:8443',
		'ftp://x.example',
		'https://x.example/?a=1',
		'https://a:b@x.example',
		'https://x.example/v1',
	])('is refused: %s', async (baseUrl) => {
		expect((await failureOf(() => baseUrlOf({ baseUrl }))).context.parameter).toBe('Base URL');
	});
});

describe('the log-in', () => {
	it('by user sends a digest of the name in lower case and the password', () => {
		const data = { authMethod: 'user', username: 'Ada', password: 'pass', accountName: 'acme' };
		expect(logInOf(data)).toEqual({
			path: '/user_auth',
			data: {
				credentials: createHash('md5').update('ada:pass').digest('hex'),
				method: 'md5',
				account_name: 'acme',
			},
		});
	});

	it.each([
		['API Key', { authMethod: 'apiKey', apiKey: '' }],
		['Username', { authMethod: 'user', password: 'p', accountName: 'a' }],
		['Password', { authMethod: 'user', username: 'u', accountName: 'a' }],
		['Account Name', { authMethod: 'user', username: 'u', password: 'p' }],
	])("needs '%s'", async (parameter, data) => {
		expect((await failureOf(() => logInOf(data))).context.parameter).toBe(parameter);
	});

	it('is told from every other by its fingerprint, which the account and the session do not change', () => {
		const one = credential();
		const same = [
			{},
			{ baseUrl: `${one.baseUrl}/v2/` },
			{ accountId: 'x' },
			{ sessionToken: 'x' },
			{ password: 'x' },
		];
		for (const more of same) expect(fingerprintOf({ ...one, ...more })).toBe(fingerprintOf(one));
		const user = { authMethod: 'user', username: 'u', password: 'p', accountName: 'a' };
		const others = [{ apiKey: 'other' }, { baseUrl: 'https://y.example' }, user];
		const prints = others.map((more) => fingerprintOf({ ...one, ...more }));
		expect(new Set([...prints, fingerprintOf(one)]).size).toBe(4);
		expect(fingerprintOf(one)).toMatch(/^[0-9a-f]{64}$/);
	});

	it('takes an account id in any case, and nothing else', async () => {
		expect(accountIdOf({ accountId: ' ' })).toBeNull();
		expect(accountIdOf({ accountId: 'A'.repeat(32) })).toBe('a'.repeat(32));
		expect((await failureOf(() => accountIdOf({ accountId: 'mine' }))).context.parameter).toBe('Account ID');
	});
});

describe('a session', () => {
	it('is opened once for all who ask at the same moment', async () => {
		const one = credential();
		const { calls, helpers: given } = helpers(opened('t1'), opened('t2'));
		const sessions = await Promise.all(Array.from({ length: 50 }, async () => await openSession(given, one)));
		expect(calls).toHaveLength(1);
		expect(new Set(sessions.map(({ sessionToken }) => sessionToken))).toEqual(new Set(['t1']));
		expect(calls[0]).toMatchObject({
			method: 'PUT',
			url: 'https://x.example:8443/v2/api_auth',
			body: { data: { api_key: one.apiKey } },
			disableFollowRedirect: true,
		});
	});

	it('that was opened meanwhile serves those who come with an older one, and is renewed for those who come with it', async () => {
		const one = credential();
		const { calls, helpers: given } = helpers(opened('t1'), opened('t2'));
		const first = await openSession(given, one);
		at += 1_000;
		expect(
			await openSession(given, {
				...one,
				sessionToken: 'old',
				sessionFingerprint: first.sessionFingerprint,
				sessionOpenedAt: 1,
			}),
		).toEqual(first);
		expect(calls).toHaveLength(1);
		const second = await openSession(given, { ...one, ...first });
		expect(second.sessionToken).toBe('t2');
	});

	it('of another process, if it is newer, is not replaced by an older one of this', async () => {
		const one = credential();
		const { helpers: given } = helpers(opened('t1'), opened('t2'));
		const first = await openSession(given, one);
		const elsewhere = { ...first, sessionToken: 'elsewhere', sessionOpenedAt: at + 5_000 };
		expect((await openSession(given, { ...one, ...elsewhere })).sessionToken).toBe('t2');
	});

	it('is not handed out for longer than a minute', async () => {
		const one = credential();
		const { helpers: given } = helpers(opened('t1'), opened('t2'));
		await openSession(given, one);
		at += 61_000;
		expect((await openSession(given, one)).sessionToken).toBe('t2');
	});

	it.each([
		[
			'an unknown key',
			404,
			refusal(404, 'bad identifier', ['example-key']).json,
			'authentication',
			/know this API key/,
		],
		['an empty key', 401, refusal(401, 'invalid_credentials').json, 'authentication', /know this API key/],
		[
			'a second factor',
			401,
			refusal(401, 'x', { multi_factor_request: {} }).json,
			'authentication',
			/second factor/,
		],
		['a blocked log-in', 403, refusal(403, 'forbidden').json, 'permission', /does not let/],
		['an expired account', 423, refusal(423, 'account expired').json, 'plan_required', /expired/],
		['too many log-ins', 429, refusal(429, 'too_many_requests').json, 'rate_limited', /too many/],
		['a fault of the server', 500, refusal(500, 'x').json, 'provider_unavailable', /HTTP 500/],
		['an old version', 410, refusal(410, 'deprecated').json, 'configuration', /version/],
		['a path of another server', 404, { message: 'Route not found' }, 'configuration', /not as Kazoo/],
		['an unknown path of Kazoo', 404, refusal(404, 'not_found').json, 'configuration', /not as Kazoo/],
		['a web page', 200, '<html>', 'configuration', /not as Kazoo/],
		['a redirect', 302, '', 'configuration', /not as Kazoo/],
		['no token in the answer', 201, { status: 'success', data: {} }, 'configuration', /not as Kazoo/],
	])('is refused: %s', async (_name, statusCode, body, category, message) => {
		const one = credential();
		const failure = await failureOf(openSession(helpers({ statusCode, body }).helpers, one));
		expect(failure.info.category).toBe(category);
		expect(failure.info.message).toMatch(message);
		// Where n8n shows nothing but the message, it says what to do as well.
		expect(failure.message).toBe(`${failure.info.message}. ${failure.info.hint}`);
		expect(JSON.stringify([failure.message, failure.info, failure.context])).not.toContain('example-key');
		// n8n must not take it for a request that a new session would help.
		expect((failure as unknown as { response?: unknown }).response).toBeUndefined();
	});

	it('that was refused is asked for again after ten seconds only, and at once with another key', async () => {
		const one = credential();
		const { calls, helpers: given } = helpers({ statusCode: 404, body: refusal(404, 'bad identifier').json });
		for (let i = 0; i < 5; i++) await failureOf(openSession(given, one));
		expect(calls).toHaveLength(1);
		await failureOf(openSession(given, credential()));
		expect(calls).toHaveLength(2);
		at += 10_001;
		await failureOf(openSession(given, one));
		expect(calls).toHaveLength(3);
	});

	it('that only failed for the moment is asked for again at once', async () => {
		const lost = Object.assign(new Error('x'), {
			isAxiosError: true,
			code: 'ECONNREFUSED',
			syscall: 'connect',
		});
		const one = credential();
		const { calls, helpers: given } = helpers(lost, opened('t1'));
		const failure = await failureOf(openSession(given, one));
		expect(failure.info).toMatchObject({
			category: 'provider_unavailable',
			retryable: true,
			code: 'ECONNREFUSED',
		});
		expect((await openSession(given, one)).sessionToken).toBe('t1');
		expect(calls).toHaveLength(2);
	});
});

describe('a request', () => {
	const options = (url: string): IHttpRequestOptions => ({ url, method: 'GET', headers: { Accept: 'x' } });
	const signed = (more: object = {}) => {
		const one = credential();
		return {
			...one,
			sessionToken: 't',
			sessionAccountId: 'acc',
			sessionFingerprint: fingerprintOf(one),
			...more,
		};
	};

	it('gets the token, and the account in the place of self', () => {
		const request = withSession(
			signed(),
			options('https://x.example/v2/accounts/self/faxes?a=/accounts/self'),
		);
		expect(request).toEqual({
			url: 'https://x.example/v2/accounts/acc/faxes?a=/accounts/self',
			method: 'GET',
			headers: { Accept: 'x', 'X-Auth-Token': 't' },
		});
		const other = signed({ accountId: 'b'.repeat(32) });
		expect(withSession(other, options('/accounts/self')).url).toBe(`/accounts/${'b'.repeat(32)}`);
		expect(withSession(signed(), options('/accounts/selfish/x')).url).toBe('/accounts/selfish/x');
	});

	it.each([
		['no session', { sessionToken: '' }],
		['the session of other log-in data', { apiKey: 'edited' }],
		['the session of another address', { baseUrl: 'https://y.example' }],
		['no fingerprint', { sessionFingerprint: '' }],
	])('is not made with %s, but makes n8n renew the credential', (_name, more) => {
		let thrown: unknown;
		try {
			withSession(signed(more), options('/accounts/self'));
		} catch (error) {
			thrown = error;
		}
		expect(thrown).toMatchObject({ response: { status: 401 } });
	});
});

describe('the credential', () => {
	const type = new KazooApi();

	it('has one hidden field by which n8n renews it, and masks all secrets', () => {
		const hidden = type.properties.filter(({ type: kind }) => kind === 'hidden').map(({ name }) => name);
		expect(hidden).toEqual(['sessionToken', 'sessionAccountId', 'sessionFingerprint', 'sessionOpenedAt']);
		const expirable = type.properties.filter(({ typeOptions }) => typeOptions?.expirable);
		expect(expirable.map(({ name }) => name)).toEqual(['sessionToken']);
		const masked = type.properties.filter(({ typeOptions }) => typeOptions?.password);
		expect(masked.map(({ name }) => name)).toEqual(['apiKey', 'password', 'sessionToken']);
	});

	it('returns from its log-in exactly the hidden fields', async () => {
		const session = await type.preAuthentication.call(
			{ helpers: helpers(opened('t')).helpers },
			credential(),
		);
		expect(Object.keys(session).sort()).toEqual(
			['sessionToken', 'sessionAccountId', 'sessionFingerprint', 'sessionOpenedAt'].sort(),
		);
	});
});
