import { Readable } from 'node:stream';
import type { IHttpRequestOptions } from 'n8n-workflow';
import { useClock } from '../../../../nodes/shared/clock';
import { learnStreamClass } from '../../../../nodes/shared/documents/streams';
import { FaxFailure } from '../../../../nodes/shared/failure';
import { openService, type RequestContext } from '../../../../nodes/shared/http/service';
import { multipartBody } from '../../../../nodes/shared/multipart';
import type { Call, Provider, RawAnswer } from '../../../../nodes/shared/provider';
import type { AttemptEntry } from '../../../../nodes/shared/record';
import { memoryDocument } from '../../../support/tableHttp';

interface Seen {
	options: IHttpRequestOptions;
	/** the credential type, or null for a plain request */
	credential: string | null;
	body: string;
}

type Answerer = (seen: Seen, count: number) => { status: number; json?: unknown; headers?: object } | Error;

const pauses: number[] = [];

beforeEach(() => {
	pauses.length = 0;
	useClock({ now: () => 0, sleep: async (ms) => void pauses.push(ms) });
});

afterEach(() => useClock());

const provider = {
	name: 'any',
	wire: {
		connection: ({ baseUrl }: { baseUrl: unknown }) => ({ baseUrl: String(baseUrl), account: {} }),
		judge: ({ status, json }: RawAnswer) => (status < 300 ? { ok: true, data: json } : { ok: false }),
	},
} as unknown as Provider;

/** A host that hands every request to `answer`, as n8n's request helper does. */
function host(
	answer: Answerer,
	{ renewable = false, retries = 2, baseUrl = 'https://api.example.com/v1' } = {},
) {
	const seen: Seen[] = [];
	const request = async (credential: string | null, options: IHttpRequestOptions) => {
		const body: unknown = options.body;
		const text: string[] = [];
		if (body instanceof Readable) for await (const chunk of body) text.push(String(chunk));
		else if (Buffer.isBuffer(body)) text.push(body.toString());
		const one = { options, credential, body: text.join('') };
		seen.push(one);
		const given = answer(one, seen.length);
		if (given instanceof Error) throw asThrown(given);
		return {
			statusCode: given.status,
			headers: { 'content-type': 'application/json', ...given.headers },
			body: Buffer.from(given.json === undefined ? '' : JSON.stringify(given.json)),
		};
	};
	const context = {
		getNode: () => ({ name: 'Fax' }),
		getCredentials: async () => ({}),
		helpers: {
			httpRequest: async (options: IHttpRequestOptions) => await request(null, options),
			httpRequestWithAuthentication: async (type: string, options: IHttpRequestOptions) =>
				await request(type, options),
		},
	} as unknown as RequestContext;
	const service = openService(context, provider, {
		place: 'a place',
		credential: { type: 'anyApi', renewable },
		credentialData: { baseUrl, token: 's3cret-token' },
		retries,
		timeoutMs: 1_000,
	});
	return { seen, service };
}

const asThrown = (error: Error) => error;

/** What n8n throws for a status that it was not told to ignore. */
const thrownStatus = (status: number) =>
	Object.assign(new Error(`Request failed with status code ${status}`), {
		isAxiosError: true,
		code: 'ERR_BAD_REQUEST',
		response: { status, headers: {}, data: Buffer.from('{}') },
	});

const read: Call = { effect: 'read', method: 'GET', path: '/a', answer: 'json' };
const send: Call = { effect: 'send', method: 'POST', path: '/send', json: { to: 1 }, answer: 'json' };

/** A call whose body n8n gets as a stream, which it cannot read twice. */
function streamed(): Call {
	learnStreamClass(Readable.from([]));
	// What is small is not streamed.
	const bytes = Buffer.from(`%PDF-1.4 bytes${' '.repeat(300_000)}`);
	const document = { ...memoryDocument('a.pdf', 'application/pdf', bytes), stored: true };
	const body = () =>
		multipartBody([{ headers: { 'Content-Disposition': 'form-data; name="f"' }, content: document }]);
	return { effect: 'change', repeatable: true, method: 'POST', path: '/files', body, answer: 'json' };
}

describe('a request', () => {
	it('asks n8n for the whole answer, for no redirects, and to throw no status', async () => {
		const { seen, service } = host(() => ({ status: 200, json: { ok: 1 } }));
		const answer = await service.http().call({ ...read, query: { a: 'b c', none: undefined } });
		expect(answer).toMatchObject({ status: 200, json: { ok: 1 } });
		expect(seen).toHaveLength(1);
		expect(seen[0].credential).toBe('anyApi');
		expect(seen[0].options).toMatchObject({
			method: 'GET',
			url: 'https://api.example.com/v1/a?a=b+c',
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			disableFollowRedirect: true,
			timeout: 1_000,
			encoding: 'arraybuffer',
		});
	});

	it('to another host goes without the credential', async () => {
		const { seen, service } = host(() => ({ status: 200, json: {} }));
		await service.http().call({ ...read, path: 'https://cdn.example.com/document' });
		expect(seen[0].credential).toBeNull();
	});

	it('with a fixed key is sent once when the key is refused', async () => {
		const { seen, service } = host(() => ({ status: 401, json: {} }));
		await expect(service.http().call(read)).rejects.toMatchObject({ info: { category: 'authentication' } });
		expect(seen).toHaveLength(1);
	});

	it('leaves an encrypted connection for none', async () => {
		const { seen, service } = host(() => ({
			status: 302,
			headers: { location: 'http://api.example.com/v1/a' },
		}));
		await expect(service.http().call(read)).rejects.toMatchObject({ info: { category: 'configuration' } });
		expect(seen).toHaveLength(1);
	});

	it('follows a read to another host without the credential, and not further than three hops', async () => {
		const { seen, service } = host((_seen, count) => ({
			status: 302,
			headers: { location: `https://cdn.example.com/${count}?token=s3cret-token` },
		}));
		await expect(service.http().call(read)).rejects.toMatchObject({ info: { category: 'configuration' } });
		expect(seen.map(({ credential }) => credential)).toEqual(['anyApi', null, null, null]);
		expect(JSON.stringify(seen.slice(1))).not.toContain('s3cret-token');
	});

	it('notes each attempt to send', async () => {
		const attempts: AttemptEntry[] = [];
		const { service } = host((_seen, count) => ({ status: count < 3 ? 429 : 201, json: {} }));
		await service.http(attempts).call(send);
		expect(attempts.map(({ outcome }) => outcome)).toEqual(['refused', 'refused', 'accepted']);
		expect(pauses).toHaveLength(2);
	});

	it('whose outcome is not known is not made again', async () => {
		const reset = Object.assign(new Error('socket hang up'), { isAxiosError: true, code: 'ECONNRESET' });
		const { seen, service } = host(() => reset);
		const failure = await service
			.http()
			.call(send)
			.catch((error: unknown) => error);
		expect(failure).toBeInstanceOf(FaxFailure);
		expect((failure as FaxFailure).mayHaveBeenSent).toBe(true);
		expect(seen).toHaveLength(1);
	});

	it('that surely never arrived is made again', async () => {
		const refused = Object.assign(new Error('refused'), { isAxiosError: true, code: 'ECONNREFUSED' });
		const { seen, service } = host((_seen, count) => (count < 3 ? refused : { status: 201, json: {} }));
		await service.http().call(send);
		expect(seen).toHaveLength(3);
	});

	it('makes its body anew for each try', async () => {
		const { seen, service } = host((_seen, count) => ({ status: count < 2 ? 503 : 200, json: {} }));
		await service.http().call(streamed());
		expect(seen).toHaveLength(2);
		for (const { body, options } of seen) {
			expect(body).toContain('%PDF-1.4 bytes');
			expect(options.body).toBeInstanceOf(Readable);
			expect(options.headers).toMatchObject({ 'Content-Length': String(body.length) });
		}
	});

	it('with a document that shrinks on the way is never taken for whole', async () => {
		const document = { ...memoryDocument('a.pdf', 'application/pdf', Buffer.from('%PDF-1.4')), size: 99 };
		const body = () => multipartBody([{ headers: {}, content: document }]);
		const { seen, service } = host(() => ({ status: 200, json: {} }));
		await expect(service.http().call({ ...streamed(), body })).rejects.toMatchObject({
			info: { category: 'document_error' },
		});
		expect(seen).toHaveLength(0);
	});
});

it('with a small document is sent in one piece, which n8n can send again', async () => {
	const document = { ...memoryDocument('a.pdf', 'application/pdf', Buffer.from('%PDF-1.4')), stored: true };
	const body = () => multipartBody([{ headers: {}, content: document }]);
	const { seen, service } = host(() => ({ status: 200, json: {} }));
	await service.http().call({ ...streamed(), body });
	expect(Buffer.isBuffer(seen[0].options.body)).toBe(true);
	expect(seen[0].body).toContain('%PDF-1.4');
});

describe('a credential that can be renewed', () => {
	it('lets n8n see a 401', async () => {
		const { seen, service } = host(() => ({ status: 200, json: {} }), { renewable: true });
		await service.http().call(read);
		expect(seen[0].options.ignoreHttpStatusErrors).toEqual({ ignore: true, except: [401] });
	});

	it('on an older host, which ignores the exception, is renewed by one more call without it', async () => {
		const { seen, service } = host((_seen, count) => ({ status: count === 1 ? 401 : 200, json: { count } }), {
			renewable: true,
		});
		const { json } = await service.http().call(send);
		expect(json).toEqual({ count: 2 });
		expect(seen.map(({ options }) => options.ignoreHttpStatusErrors)).toEqual([
			{ ignore: true, except: [401] },
			false,
		]);
	});

	it('on an older host, with a streamed body: n8n renews but cannot send the stream again', async () => {
		const { seen, service } = host(
			(_seen, count) =>
				count === 1 ? { status: 401 } : count === 2 ? thrownStatus(401) : { status: 200, json: {} },
			{
				renewable: true,
			},
		);
		await service.http().call(streamed());
		expect(seen).toHaveLength(3);
		expect(seen.every(({ body }) => body.includes('%PDF-1.4 bytes'))).toBe(true);
	});

	it('on a host of today, with a streamed body: one more call with a fresh body', async () => {
		const { seen, service } = host(
			(_seen, count) => (count === 1 ? thrownStatus(401) : { status: 200, json: {} }),
			{
				renewable: true,
			},
		);
		await service.http().call(streamed());
		expect(seen).toHaveLength(2);
		expect(seen[1].body).toContain('%PDF-1.4 bytes');
	});

	it('that stays refused ends in one failure', async () => {
		const { seen, service } = host(() => thrownStatus(401), { renewable: true });
		await expect(service.http().call(send)).rejects.toMatchObject({ info: { category: 'authentication' } });
		// n8n itself has renewed and tried again within this one call.
		expect(seen).toHaveLength(1);
	});
});
