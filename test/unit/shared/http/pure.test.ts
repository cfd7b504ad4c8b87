import { Readable } from 'node:stream';
import * as fc from 'fast-check';
import {
	bodyBytes,
	categoryOfStatus,
	isJsonType,
	isStream,
	isWebPage,
	plainHeaders,
	rawAnswer,
	unreadable,
} from '../../../../nodes/shared/http/answers';
import { MOST_HOPS, nextHop, redirectedChange, redirects } from '../../../../nodes/shared/http/redirects';
import { LONGEST_WAIT_MS, pauseMs, retryAfterMs } from '../../../../nodes/shared/http/retry';
import { secretsOf, textCleaner, withoutSecrets } from '../../../../nodes/shared/http/secrets';
import { answerIn, brokenAnswer, transportProblem } from '../../../../nodes/shared/http/transport';

describe('answers', () => {
	it('reads headers of any kind', () => {
		expect(
			plainHeaders({ 'X-One': 1, Two: ['a', 'b'], none: null, undef: undefined, call: () => 1 }),
		).toEqual({
			'x-one': '1',
			two: 'a, b',
		});
		expect(plainHeaders(undefined)).toEqual({});
	});

	it('gets the bytes of any body', async () => {
		expect(await bodyBytes(Buffer.from('a'))).toEqual(Buffer.from('a'));
		expect(await bodyBytes(new Uint8Array([97]).buffer)).toEqual(Buffer.from('a'));
		expect(await bodyBytes(undefined)).toEqual(Buffer.alloc(0));
		expect(await bodyBytes('a')).toEqual(Buffer.from('a'));
		expect(await bodyBytes({ a: 1 })).toEqual(Buffer.from('{"a":1}'));
		expect(await bodyBytes(Readable.from([Buffer.from('a'), 'b']))).toEqual(Buffer.from('ab'));
	});

	it('does not read for ever', async () => {
		const chunk = Buffer.alloc(8 * 1024 * 1024);
		let read = 0;
		const endless = Readable.from(
			(function* () {
				for (;;) {
					read++;
					yield chunk;
				}
			})(),
		);
		await expect(bodyBytes(endless)).rejects.toThrow(RangeError);
		expect(read).toBeLessThan(20);
	});

	it('takes JSON with a byte order mark, and says of other text that it is none', () => {
		expect(rawAnswer(200, {}, Buffer.from('\uFEFF{"a":1}')).json).toEqual({ a: 1 });
		expect(rawAnswer(200, {}, Buffer.from('null')).json).toBeNull();
		expect(rawAnswer(200, {}, Buffer.from(' ')).json).toBeUndefined();
		expect(rawAnswer(200, {}, Buffer.from('{"a":')).json).toBeUndefined();
		expect(rawAnswer(200, {}, Buffer.from('x'.repeat(9_000))).text).toHaveLength(4_000);
	});

	it.each([
		['application/json', true],
		['application/problem+json; charset=utf-8', true],
		['text/plain', false],
		['application/jsonlines', false],
	])('%s is JSON: %s', (type, expected) => {
		expect(isJsonType({ 'content-type': type })).toBe(expected);
	});

	it('knows a web page by its type or its beginning', () => {
		expect(isWebPage({ headers: { 'content-type': 'text/html' }, text: '' })).toBe(true);
		expect(isWebPage({ headers: {}, text: '\n<!DOCTYPE html>' })).toBe(true);
		expect(isWebPage({ headers: {}, text: '<xml/>' })).toBe(false);
	});

	it('knows a stream from a buffer', () => {
		expect(isStream(Readable.from([]))).toBe(true);
		expect(isStream(Buffer.from(''))).toBe(false);
		expect(isStream(null)).toBe(false);
	});

	it('gives every refusing status a category', () => {
		for (let status = 400; status < 600; status++) {
			expect(categoryOfStatus(status)).toMatch(/^[a-z_]+$/);
			if (status >= 500 && status !== 501) expect(categoryOfStatus(status)).toBe('provider_unavailable');
		}
	});

	it('says why an answer cannot be read', () => {
		const of = (text: string, type = '') =>
			unreadable({ status: 200, headers: { 'content-type': type }, json: undefined, text }).message;
		expect(of('<html>')).toMatch(/web page/);
		expect(of(' ')).toMatch(/nothing/);
		expect(of('{')).toMatch(/incomplete/);
	});
});

describe('redirects', () => {
	const from = new URL('https://api.example.com/v1/a');
	const hop = (location: string | undefined, hops = 0, secrets: string[] = []) =>
		nextHop(from, location, hops, secrets);

	it.each([301, 302, 303, 307, 308])('%i is one', (status) => expect(redirects(status)).toBe(true));
	it.each([200, 300, 304, 400])('%i is none', (status) => expect(redirects(status)).toBe(false));

	it('resolves what is relative, and drops user, password and fragment', () => {
		expect(hop('../b?x=1#y').url.href).toBe('https://api.example.com/b?x=1');
		expect(hop('https://me:pass@api.example.com/').url.href).toBe('https://api.example.com/');
		expect(hop('/b').sameOrigin).toBe(true);
		expect(hop('https://api.example.com:8443/b').sameOrigin).toBe(false);
		expect(hop('https://cdn.example.com/b').sameOrigin).toBe(false);
	});

	it.each([
		['http://api.example.com/v1/a', /encrypted/],
		['file:///etc/passwd', /Base URL/],
		['', /Base URL/],
		[undefined, /Base URL/],
		['https://[', /Base URL/],
	])('does not go from https to %s', (location, hint) => {
		expect(() => hop(location)).toThrow(
			expect.objectContaining({
				info: expect.objectContaining({ hint: expect.stringMatching(hint) as string }) as object,
			}),
		);
	});

	it('goes from http to https', () => {
		expect(nextHop(new URL('http://a.example/'), 'https://a.example/', 0, []).sameOrigin).toBe(false);
	});

	it('stops after three hops', () => {
		expect(MOST_HOPS).toBe(3);
		expect(() => hop('/b', 2)).not.toThrow();
		expect(() => hop('/b', 3)).toThrow(/not followed/);
	});

	it('takes secrets out of the query, and refuses to carry them in a path to another host', () => {
		expect(hop('https://other.example/?a=1&key=s3cret', 0, ['s3cret']).url.href).toBe(
			'https://other.example/?a=1',
		);
		expect(() => hop('https://other.example/s3cret/', 0, ['s3cret'])).toThrow(/not followed/);
	});

	it('tells what a redirect means for something that was to be done', () => {
		for (const status of [307, 308]) expect(redirectedChange(status, 'send').mayHaveBeenSent).toBe(false);
		for (const status of [301, 302, 303]) {
			expect(redirectedChange(status, 'send').mayHaveBeenSent).toBe(true);
			expect(redirectedChange(status, 'change').mayHaveBeenSent).toBe(false);
		}
	});
});

describe('pauses', () => {
	const now = Date.parse('2026-03-02T09:00:00Z');

	it.each([
		['5', 5_000],
		[' 0 ', 0],
		['Mon, 02 Mar 2026 09:00:30 GMT', 30_000],
		['Mon, 02 Mar 2026 08:00:00 GMT', 0],
		['soon', undefined],
		['-1', undefined],
		['', undefined],
		[undefined, undefined],
	])('Retry-After %p means %p ms', (value, expected) => {
		// An engine may read "-1" as a date of long ago: a wait of nothing is the same as none asked for.
		expect(retryAfterMs(value, now) || undefined).toBe(expected || undefined);
	});

	it('double, spread by a quarter, unless the service names one', () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 1, max: 8 }),
				fc.double({ min: 0, max: 1, noNaN: true }),
				(tries, random) => {
					const pause = pauseMs(tries, undefined, random);
					const middle = 1000 * 2 ** (tries - 1);
					expect(pause).toBeGreaterThanOrEqual(middle * 0.75);
					expect(pause).toBeLessThanOrEqual(middle * 1.25);
					expect(pauseMs(tries, 7, random)).toBe(7);
				},
			),
		);
		expect(LONGEST_WAIT_MS).toBe(60_000);
	});
});

describe('secrets', () => {
	const credential = {
		accessToken: 'tok/en+value',
		apiKey: 'key-1234',
		webhookPassword: 'p@ss word',
		webhookUsername: 'somebody',
		baseUrl: 'https://api.example.com/key',
		accessTokenUrl: 'https://api.example.com/token',
		userId: 'self',
		pin: '123',
		oauthTokenData: { access_token: 'inner-token', scope: 'all', token_type: 'Bearer' },
	};

	it('are found by the names of their fields, in every spelling, and addresses are none', () => {
		const found = secretsOf(credential);
		for (const secret of ['tok/en+value', 'key-1234', 'p@ss word', 'somebody', 'inner-token']) {
			expect(found).toEqual(
				expect.arrayContaining([secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')]),
			);
		}
		expect(found.join()).not.toMatch(/https:|self|123,|^123/);
		expect(found).toEqual([...found].sort((a, b) => b.length - a.length));
	});

	it('are cut out of texts, with numbers, addresses and markup', () => {
		const clean = textCleaner(secretsOf(credential));
		expect(clean('key key-1234 of <b>ada@example.com</b> at +1 (312) 555-0100\nis bad')).toBe(
			'key [secret] of [e-mail address] at [number] is bad',
		);
		expect(clean('x'.repeat(900))).toHaveLength(301);
	});

	it('are never left in a cleaned text', () => {
		fc.assert(
			fc.property(fc.string({ minLength: 4 }), fc.string(), fc.string(), (secret, before, after) => {
				const clean = textCleaner(secretsOf({ token: secret }));
				fc.pre(
					!'[secret]'.includes(secret) &&
						!'[number]'.includes(secret) &&
						!'[e-mail address]'.includes(secret),
				);
				fc.pre(secret.trim().length >= 4);
				expect(clean(`${before} ${secret} ${after}`.replaceAll(secret, secret))).not.toContain(` ${secret} `);
			}),
		);
	});

	it('are replaced in values and keys of any depth', () => {
		const value = { list: [{ 'key-1234': 'a key-1234 b' }], number: 7, nothing: null };
		expect(withoutSecrets(value, ['key-1234'])).toEqual({
			list: [{ '[secret]': 'a [secret] b' }],
			number: 7,
			nothing: null,
		});
	});
});

describe('errors of the network', () => {
	const axios = (code: string, more = {}) => ({ isAxiosError: true, code, message: code, ...more });

	it.each([
		'ECONNREFUSED',
		'ENOTFOUND',
		'EAI_AGAIN',
		'EHOSTUNREACH',
		'EPROTO',
		'CERT_HAS_EXPIRED',
		'DEPTH_ZERO_SELF_SIGNED_CERT',
	])('%s: nothing can have arrived', (code) =>
		expect(transportProblem(axios(code))).toMatchObject({ certain: true, code }),
	);

	it.each(['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ECONNABORTED', 'ERR_CANCELED', 'SOMETHING_NEW'])(
		'%s: it may have arrived',
		(code) => expect(transportProblem(axios(code))).toMatchObject({ certain: false, code }),
	);

	it('while connecting, even a time-out is certain', () => {
		expect(transportProblem(axios('ETIMEDOUT', { syscall: 'connect' }))).toMatchObject({ certain: true });
	});

	it('are found inside what n8n wraps around them', () => {
		const wrapped = { name: 'NodeApiError', cause: { cause: axios('ECONNRESET') } };
		expect(transportProblem(wrapped)).toMatchObject({ certain: false, code: 'ECONNRESET' });
	});

	it('what did not come from the network was never sent', () => {
		expect(transportProblem(new Error('no credential'))).toMatchObject({ certain: true, code: 'Error' });
		expect(transportProblem(undefined)).toMatchObject({ certain: true, code: null });
	});

	it('an answer that breaks off has been sent for', () => {
		expect(brokenAnswer(Object.assign(new Error('aborted'), { code: 'ECONNRESET' }))).toMatchObject({
			certain: false,
			code: 'ECONNRESET',
		});
		expect(brokenAnswer(new RangeError('The answer is larger than 64 MB'))).toMatchObject({
			certain: false,
			message: 'The answer is larger than 64 MB',
		});
	});

	it('an answer within an error is found', () => {
		const response = { status: 401, headers: { a: 'b' }, data: 'text' };
		expect(answerIn({ cause: axios('ERR_BAD_REQUEST', { response }) })).toEqual({
			status: 401,
			headers: { a: 'b' },
			body: 'text',
		});
		expect(answerIn(new Error('none'))).toBeUndefined();
	});
});
