import fc from 'fast-check';
import { faxPlus } from '../../../nodes/FaxPlus/faxPlus.provider';
import { errorCode, errorText } from '../../../nodes/FaxPlus/faxPlus.errors';
import type { RawAnswer } from '../../../nodes/shared/provider';
import { failureOf } from './support';

const answer = (status: number, json?: unknown): RawAnswer => ({ status, headers: {}, json, text: '' });
const { judge, connection } = faxPlus.wire;

describe('judge', () => {
	test.each([200, 201, 204])('%d is good', (status) => {
		expect(judge(answer(status, { a: 1 }))).toEqual({ ok: true, data: { a: 1 } });
	});

	test.each([
		[{ error: 'invalid_request', description: 'files missing' }, 'files missing', 'invalid_request'],
		[{ reason: 'bad file' }, 'bad file', null],
		[{ message: 'bad file' }, 'bad file', null],
		[{ error: 'invalid_grant', error_description: 'token expired' }, 'token expired', 'invalid_grant'],
		[{ error: { message: 'inner', code: 'bad_input' } }, 'inner', 'bad_input'],
		[{ error: { reason: 'inner reason' } }, 'inner reason', null],
		[{ error: { code: 'only_code' } }, 'only_code', 'only_code'],
		[{ errors: [{ message: 'first' }, { message: 'second' }] }, 'first', null],
		[{ errors: ['plain'] }, 'plain', null],
		[{ error: 'plain words' }, 'plain words', null],
		[{}, null, null],
		[undefined, null, null],
		['text', null, null],
	])('reads what is wrong from %j', (json, text, code) => {
		expect([errorText(json), errorCode(json)]).toEqual([text, code]);
		const verdict = judge(answer(400, json));
		expect(verdict).toMatchObject({
			ok: false,
			message: text ?? undefined,
			code: code ?? '400',
		});
	});

	test.each([
		[401, 'authentication', /personal access token/],
		[403, 'permission', /fax:all:edit/],
		[404, 'not_found', undefined],
		[413, 'document_error', /150 MB/],
		[429, 'rate_limited', undefined],
		[500, 'provider_unavailable', /Enterprise plan/],
		[400, undefined, undefined],
		[503, undefined, undefined],
	])('%d is %s', (status, category, hint) => {
		const verdict = judge(answer(status, { error: 'x' }));
		if (verdict.ok) throw new Error('a refusal was taken for a good answer');
		expect(verdict.category).toBe(category);
		if (hint === undefined) expect(verdict.hint).toBeUndefined();
		else expect(verdict.hint).toMatch(hint);
		// A 5xx answer to a send leaves its outcome open.
		expect(verdict.certain).toBeUndefined();
	});

	test.each([
		['too_many_files', /10 files/],
		['too_many_destinations', /4000 recipients/],
	])('the code %s says what to change, wherever it stands', (code, hint) => {
		for (const json of [
			{ error: code },
			{ error: { code } },
			{ errors: [{ code }] },
			{ description: code },
		]) {
			const verdict = judge(answer(400, json));
			expect(verdict).toMatchObject({ ok: false, category: 'configuration', code });
			if (!verdict.ok) expect(verdict.hint).toMatch(hint);
		}
	});

	test('no number of a message reaches the text', () => {
		for (const number of ['+13343040001', '+1 334-304-0001', '(334) 304 0001', '0049 30 1234567']) {
			const text = errorText({ description: `The number ${number} is not valid.` }) ?? '';
			expect(text).toMatch(/^The number \(?\[number\] is not valid\.$/);
		}
		expect(errorText({ description: 'max 10 files, 150 MB' })).toBe('max 10 files, 150 MB');
	});

	test('no body whatever makes it throw or run long', () => {
		fc.assert(
			fc.property(fc.integer({ min: 100, max: 599 }), fc.anything(), (status, json) => {
				const verdict = judge(answer(status, json));
				expect(verdict.ok).toBe(status >= 200 && status < 300);
				if (!verdict.ok) expect((verdict.message ?? '').length).toBeLessThan(400);
			}),
		);
	});
});

describe('connection', () => {
	test('the address without its last slashes, and the user', () => {
		expect(connection({ baseUrl: ' https://example.com/v3// ', userId: 'u1' })).toEqual({
			baseUrl: 'https://example.com/v3',
			account: { userId: 'u1' },
		});
		expect(connection({})).toEqual({ baseUrl: 'https://restapi.fax.plus/v3', account: { userId: 'self' } });
	});

	test.each(['restapi.fax.plus', 'ftp://restapi.fax.plus/v3', 'https://'])(
		'%s names Base URL',
		async (baseUrl) => {
			const failure = await failureOf(() => connection({ baseUrl }));
			expect(failure.context.parameter).toBe('Base URL');
			expect(failure.message).not.toContain(baseUrl);
		},
	);
});

test('x-fax-clientid goes with OAuth2 tokens and never with personal access tokens', () => {
	const [accessToken, oAuth2] = faxPlus.credentials;
	expect(accessToken).toEqual({ type: 'faxPlusApi', authentication: 'accessToken', renewable: false });
	expect(oAuth2).toMatchObject({ type: 'faxPlusOAuth2Api', authentication: 'oAuth2', renewable: true });
	expect(oAuth2.headers!({ clientId: 'APIK-example' })).toEqual({ 'x-fax-clientid': 'APIK-example' });
});

test('every operation that is offered is there, and nothing else', () => {
	const { operations } = faxPlus.capabilities;
	// Receipts are made from what Get Status says, at every service alike.
	const own = operations.filter((name) => name !== 'getReceipt');
	const missing = own.filter((name) => typeof faxPlus[name as keyof typeof faxPlus] !== 'function');
	expect(missing).toEqual([]);
});
