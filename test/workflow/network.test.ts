import type { ServerResponse } from 'node:http';
import type { INodeParameters } from 'n8n-workflow';
import { faxPlusAccount } from '../../sandbox';
import type { RunNodeOptions } from '../../harness';
import { loadProvider } from '../../nodes/FaxInbox/providers';
import { services, type ServiceFacts } from '../contract/service';
import { credentialsOf, prepared, recipient, runOptions, someDocuments } from '../contract/stage';
import { ANNEX, faxParameters, LETTER, openBench, sha256, until, type Bench } from '../support/bench';
import { secretsIn, secretValues } from '../support/secrets';
import { startServer, type OtherServer } from '../support/server';

let bench: Bench;
let other: OtherServer;

beforeAll(async () => {
	bench = await openBench();
	other = await startServer();
});

beforeEach(() => {
	bench.reset();
	other.seen.length = 0;
	other.answer(
		(_request, response) => void response.writeHead(200, { 'content-type': 'application/json' }).end('{}'),
	);
});

afterAll(async () => {
	await bench.close();
	await other.close();
});

const secretsOf = (service: ServiceFacts) => secretValues(Object.values(credentialsOf(service, bench))[0]);

describe.each(services)('%s: redirects', (_name, service) => {
	const sendCase = service.cases.find(({ operation }) => operation === 'send')!;
	const sendRequest = sendCase.breakable!.find(({ effect }) => effect === 'send')!;
	const listCase = service.cases.find(({ operation }) => operation === 'listInbox')!;
	const [listRequest] = listCase.breakable!;

	async function send(status: number, location: string) {
		const state = await prepared(service, bench, sendCase);
		const { method, path } = sendRequest;
		bench.sandbox.addFault({
			service: service.name,
			match: { method, path },
			times: 9,
			fault: 'redirect',
			status,
			location,
		});
		return await bench.run({
			...(await runOptions(service, bench, sendCase, state)),
			onError: 'continueRegularOutput',
		});
	}

	async function list(status: number, location: string, times = 1) {
		const state = await prepared(service, bench, listCase);
		const { method, path } = listRequest;
		bench.sandbox.addFault({
			service: service.name,
			match: { method, path },
			times,
			fault: 'redirect',
			status,
			location,
		});
		return await bench.run({
			...(await runOptions(service, bench, listCase, state)),
			onError: 'continueRegularOutput',
		});
	}

	it.each([307, 308])(
		'%i in answer to a send is a certain refusal, and nothing goes elsewhere',
		async (status) => {
			const { json } = await send(status, other.url);
			expect(json).toMatchObject([{ status: 'failed', failureCategory: 'configuration' }]);
			expect(json[0].failureMessage).toMatch(/has moved/);
			expect(json[0].failureHint).toMatch(/Base URL/);
			expect(other.seen).toEqual([]);
			expect(bench.sandbox.faxes()).toEqual([]);
		},
	);

	it.each([301, 302, 303])('%i in answer to a send leaves its outcome open', async (status) => {
		const { json } = await send(status, other.url);
		expect(json).toMatchObject([{ status: 'unknown', failureCategory: 'outcome_unknown' }]);
		expect(other.seen).toEqual([]);
		const sends = bench.sandbox
			.requests()
			.filter(({ method, path }) => method === sendRequest.method && new RegExp(sendRequest.path).test(path));
		expect(sends.length).toBe(1);
	});

	it.each([301, 302, 303, 307, 308])(
		'%i in answer to a read: no secret goes to another origin',
		async (status) => {
			const secrets = secretsOf(service);
			const location = `${other.url}/elsewhere?page=2&key=${encodeURIComponent(secrets[0])}`;
			await list(status, location);
			expect(other.seen.length).toBeGreaterThan(0);
			expect(secretsIn(other.seen, secrets)).toEqual([]);
			for (const { headers, url } of other.seen) {
				expect(headers).not.toHaveProperty('authorization');
				expect(headers).not.toHaveProperty('cookie');
				for (const header of Object.keys(service.credentialHeaders))
					expect(headers).not.toHaveProperty(header);
				expect(url).toContain('page=2');
			}
		},
	);

	it('within the same origin a read is followed with the credential', async () => {
		const path = `${service.basePath}/moved-here`;
		await list(307, path);
		const moved = bench.sandbox.requests().filter((request) => request.path === path);
		expect(moved.length).toBeGreaterThan(0);
		for (const { headers } of moved) {
			for (const [header, value] of Object.entries(service.credentialHeaders)) {
				if (value !== undefined) expect(headers).toHaveProperty(header, value);
			}
		}
	});

	it('a circle ends after three hops', async () => {
		const state = await prepared(service, bench, listCase);
		const circle = `${service.basePath}/round-and-round`;
		bench.sandbox.addFault({
			service: service.name,
			fault: 'redirect',
			status: 307,
			location: circle,
			times: 99,
		});
		const { json } = await bench.run({
			...(await runOptions(service, bench, listCase, state)),
			onError: 'continueRegularOutput',
		});
		expect(json).toMatchObject([{ failureCategory: 'configuration' }]);
		expect(json[0].failureHint).toMatch(/circle/);
		expect(bench.sandbox.requests().length).toBe(4);
	});

	it.each(['file:///etc/passwd', 'http://', 'gopher://127.0.0.1/'])(
		'a read is not sent on to %s',
		async (location) => {
			const { json } = await list(302, location);
			expect(json).toMatchObject([{ failureCategory: 'configuration', failureRetryable: false }]);
		},
	);
});

describe('a token that can be renewed', () => {
	const service = services.find(([name]) => name === 'faxPlus')![1];
	const FROM = { __rl: true, mode: 'number', value: faxPlusAccount.number };

	function oAuth2() {
		const tokens = bench.sandbox.services.faxPlus.issueTokens();
		return {
			clientId: faxPlusAccount.oAuthClientId,
			clientSecret: faxPlusAccount.oAuthClientSecret,
			userId: 'self',
			baseUrl: `${bench.sandbox.url}/faxplus/v3`,
			accountsUrl: `${bench.sandbox.url}/faxplus`,
			webhookSigningSecret: '',
			oauthTokenData: {
				access_token: tokens.accessToken,
				refresh_token: tokens.refreshToken,
				expires_in: tokens.expiresIn,
				token_type: 'Bearer',
			},
		};
	}

	async function send(to: string, more: INodeParameters = {}, items?: RunNodeOptions['items']) {
		const reference = bench.engine.addCredential('faxPlusOAuth2Api', oAuth2());
		const before = bench.engine.credentialData(reference);
		const result = await bench.run({
			type: 'faxPlus',
			credentials: { faxPlusOAuth2Api: reference },
			parameters: faxParameters('send', { authentication: 'oAuth2', to, from: FROM, ...more }),
			items: items ?? [await bench.item()],
		});
		return { ...result, before, after: bench.engine.credentialData(reference), reference };
	}

	const calls = (path: RegExp) => bench.sandbox.requests().filter((request) => path.test(request.path));

	it('goes with the client id, as the service demands', async () => {
		const { json, before } = await send(recipient('00'));
		expect(json).toMatchObject([{ status: 'queued' }]);
		const token = (before.oauthTokenData as { access_token: string }).access_token;
		for (const { headers } of bench.sandbox.requests('faxPlus')) {
			expect(headers).toMatchObject({
				authorization: `Bearer ${token}`,
				'x-fax-clientid': faxPlusAccount.oAuthClientId,
			});
		}
	});

	it('expires between upload and send: one renewal, one fax', async () => {
		const { json, error, before, after } = await send(recipient('76'));
		expect(error).toBeUndefined();
		expect(json).toMatchObject([{ status: 'queued', document: { sha256: sha256(LETTER) } }]);
		expect(calls(/\/token$/).length).toBe(1);
		expect(calls(/\/outbox$/).map(({ status }) => status)).toEqual([401, 201]);
		expect(calls(/\/files$/).length).toBe(1);
		expect(bench.sandbox.faxes()).toHaveLength(1);
		// The refresh token rotates: the new one must have been stored.
		expect(after.oauthTokenData).not.toEqual(before.oauthTokenData);
	});

	it('expires before the upload: the streamed document is sent again whole', async () => {
		bench.sandbox.addFault({ service: 'faxPlus', match: { path: '/files$' }, fault: 'expireTokens' });
		const { json, error } = await send(recipient('00'));
		expect(error).toBeUndefined();
		expect(json).toMatchObject([{ status: 'queued' }]);
		expect(calls(/\/token$/).length).toBe(1);
		expect(bench.sandbox.faxes()).toMatchObject([
			{ documents: [{ sha256: sha256(LETTER), size: LETTER.length }] },
		]);
		const uploads = calls(/\/files$/);
		expect(uploads.at(-1)!.status).toBe(200);
		expect(uploads.filter(({ status }) => status === 200).length).toBe(1);
	});

	it('that cannot be renewed fails with advice and without the secret', async () => {
		bench.sandbox.addFault({
			service: 'faxPlus',
			match: { path: '/token$' },
			fault: 'status',
			status: 400,
			times: 9,
		});
		const { error, before, ...run } = await send(recipient('76'));
		expect(error?.message).toMatch(/\w{3}.*\[item 0\]/);
		expect((error as { description?: string }).description).toMatch(/credential/i);
		expect(bench.sandbox.faxes()).toEqual([]);
		expect(secretsIn([error, run.runData], secretValues(before))).toEqual([]);
	});

	it('is renewed for reads and documents alike', async () => {
		const { reference, json } = await send(recipient('00'));
		await bench.sandbox.advance(1_000);
		for (const [operation, more] of [
			['getStatus', {}],
			['download', { format: 'pdf' }],
			['markAsRead', { read: true }],
			['listSent', { returnAll: true }],
		] as const) {
			bench.sandbox.clearRequests();
			bench.sandbox.services.faxPlus.expireTokens();
			const result = await bench.run({
				type: 'faxPlus',
				credentials: { faxPlusOAuth2Api: reference },
				parameters: faxParameters(operation, {
					authentication: 'oAuth2',
					faxId: String(json[0].id),
					...more,
				}),
			});
			expect(result.error).toBeUndefined();
			expect(result.json).toMatchObject([{ status: 'delivered' }]);
			expect(calls(/\/token$/).length).toBe(1);
		}
	});

	it('is tested with the credential', async () => {
		const good = oAuth2();
		expect(await bench.engine.testCredential('faxPlusOAuth2Api', good)).toMatchObject({ status: 'OK' });
		const bad = {
			...good,
			oauthTokenData: { ...good.oauthTokenData, access_token: 'sandbox-no', refresh_token: 'x' },
		};
		expect(await bench.engine.testCredential('faxPlusOAuth2Api', bad)).toMatchObject({ status: 'Error' });
	});

	it('an access token of the other kind is refused once, with one request', async () => {
		const run = await bench.run({
			type: 'faxPlus',
			credentials: credentialsOf(service, bench, { accessToken: faxPlusAccount.wrongAccessToken }),
			parameters: faxParameters('listQueued', { returnAll: true }),
		});
		expect(run.error?.message).toMatch(/did not accept the credential/);
		expect(bench.sandbox.requests().length).toBe(1);
	});
});

describe.each(services)('%s: documents', (name, service) => {
	const { capabilities } = loadProvider(name);

	async function send(
		parameters: INodeParameters,
		items: RunNodeOptions['items'],
		more: Partial<RunNodeOptions> = {},
	) {
		return await bench.run({
			type: service.node,
			credentials: credentialsOf(service, bench),
			parameters: faxParameters('send', { ...service.sendParameters, to: recipient(), ...parameters }),
			items,
			...more,
		});
	}

	const pdf = (bytes: Buffer) => (_request: unknown, response: ServerResponse) =>
		void response.writeHead(200, { 'content-type': 'application/pdf' }).end(bytes);

	it('several recipients, and several files where the service takes them: one fax and one item each', async () => {
		const given = someDocuments(service);
		const items = await Promise.all([0, 1].map(async (n) => await bench.item(given, { n })));
		const binaryPropertyName = Object.keys(items[0].binary!).join(',');
		const to = `={{ $json.n === 0 ? '${recipient('01')}, ${recipient('02')}; ${recipient('01')}' : '${recipient('03')}' }}`;
		const { outputs, json } = await send({ to, binaryPropertyName }, items);
		expect(json.map((record) => record.to)).toEqual([recipient('01'), recipient('02'), recipient('03')]);
		expect(outputs[0].map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 0 }, { item: 1 }]);
		const faxes = bench.sandbox.faxes();
		expect(faxes).toHaveLength(3);
		for (const { documents } of faxes) {
			expect(documents.map((document) => document.sha256)).toEqual(given.map(sha256));
		}
	});

	it('from a URL, without any credential', async () => {
		other.answer(pdf(LETTER));
		const { json, error } = await send(
			{ documentSource: 'url', documentUrl: `${other.url}/files/My%20letter.pdf?version=2` },
			[{ json: {} }],
		);
		expect(error).toBeUndefined();
		expect(json).toMatchObject([{ document: { fileName: 'My letter.pdf', sha256: sha256(LETTER) } }]);
		expect(bench.sandbox.faxes()).toMatchObject([{ documents: [{ sha256: sha256(LETTER) }] }]);
		expect(other.seen.map(({ method, url }) => `${method} ${url}`)).toEqual([
			'GET /files/My%20letter.pdf?version=2',
		]);
		expect(secretsIn(other.seen, secretsOf(service))).toEqual([]);
		expect(other.seen[0].headers).not.toHaveProperty('authorization');
	});

	it('from a URL that redirects', async () => {
		other.answer((request, response) => {
			if (request.url === '/start') return void response.writeHead(302, { location: '/real.pdf' }).end();
			pdf(ANNEX)(request, response);
		});
		const { json } = await send({ documentSource: 'url', documentUrl: `${other.url}/start` }, [{ json: {} }]);
		expect(json).toMatchObject([{ status: 'queued', document: { sha256: sha256(ANNEX) } }]);
	});

	it('from a URL that breaks off or redirects for ever: nothing is sent', async () => {
		other.answer((_request, response) => {
			response.writeHead(200, { 'content-type': 'application/pdf', 'content-length': '5000' });
			response.write(LETTER, () => response.destroy());
		});
		const broken = await send({ documentSource: 'url', documentUrl: `${other.url}/a.pdf` }, [{ json: {} }]);
		expect(broken.error?.message).toMatch(/'Document URL'/);
		other.answer((_request, response) => void response.writeHead(302, { location: '/again' }).end());
		const circle = await send({ documentSource: 'url', documentUrl: `${other.url}/a.pdf` }, [{ json: {} }]);
		expect(circle.error?.message).toMatch(/'Document URL'/);
		expect(bench.sandbox.requests()).toEqual([]);
	});

	it('from a URL, larger than the service takes', async () => {
		const { maxTotalBytes } = capabilities.send;
		const limit = maxTotalBytes ?? 200_000_000;
		other.answer((_request, response) => {
			response.writeHead(200, { 'content-type': 'application/pdf', 'content-length': String(limit + 1) });
			const chunk = Buffer.alloc(4_000_000, 'x');
			let left = limit + 1;
			const more = (): void => {
				while (left > 0) {
					const next = chunk.subarray(0, Math.min(left, chunk.length));
					left -= next.length;
					if (!response.write(next)) return void response.once('drain', more);
				}
				response.end();
			};
			response.on('error', () => (left = 0));
			more();
		});
		const { error } = await send({ documentSource: 'url', documentUrl: `${other.url}/a.pdf` }, [
			{ json: {} },
		]);
		expect(error?.message).toMatch(/'Document URL' is larger than \d+(\.\d)? MB/);
		expect(bench.sandbox.requests()).toEqual([]);
	}, 60_000);

	if (capabilities.send.fetchesUrls) {
		it('from a URL that the service fetches itself', async () => {
			other.answer(pdf(LETTER));
			const { json } = await send(
				{ documentSource: 'url', documentUrl: `${other.url}/a.pdf`, options: { letServiceFetch: true } },
				[{ json: {} }],
			);
			expect(json).toMatchObject([{ status: 'queued', document: null }]);
			expect(bench.sandbox.faxes()).toMatchObject([{ documents: [{ sha256: sha256(LETTER) }] }]);
			expect(other.seen).toHaveLength(1);
		});
	}

	it('names that need care arrive as a name', async () => {
		for (const [given, expected] of [
			['../../etc/pass"wd.pdf', /^pass.wd\.pdf$/],
			['Rechnung Ünïcödé 発票.pdf', /^Rechnung Ünïcödé 発票\.pdf$/],
			['line\r\nX-Evil: 1.pdf', /^[^\r\n]+\.pdf$/],
			['without-extension', /^without-extension\.pdf$/],
		] as const) {
			bench.reset();
			const item = await bench.item();
			item.binary!.data.fileName = given;
			const { json, error } = await send({}, [item]);
			expect(error).toBeUndefined();
			expect(json).toMatchObject([
				{ document: { fileName: expect.stringMatching(expected) as string, sha256: sha256(LETTER) } },
			]);
			for (const { body } of bench.sandbox.requests())
				expect(body!.toString('latin1')).not.toMatch(/^X-Evil/m);
			const [fax] = bench.sandbox.faxes();
			if (service.keepsFileNames) expect(fax.documents[0].fileName).toMatch(expected);
			expect(fax.documents[0].sha256).toBe(sha256(LETTER));
		}
	});

	it('no more at once than Concurrency says', async () => {
		const items = await Promise.all(
			Array.from({ length: 12 }, async (_, n) => await bench.item([LETTER], { n })),
		);
		// A slow way to the sandbox, on which one sees what is under way.
		let underWay = 0;
		let most = 0;
		other.answer((request, response) => {
			most = Math.max(most, ++underWay);
			setTimeout(() => {
				void passOn(request).then(async (answer) => {
					underWay--;
					response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text());
				});
			}, 15);
		});
		const credential = credentialsOf(service, bench, { baseUrl: other.url + service.basePath });
		for (const concurrency of [1, 3]) {
			bench.reset();
			most = 0;
			const to = `={{ '${recipient('00').slice(0, -2)}' + String(10 + $json.n) }}`;
			const result = await send({ to, options: { concurrency } }, items, { credentials: credential });
			expect(result.error).toBeUndefined();
			expect(bench.sandbox.faxes()).toHaveLength(12);
			expect(most).toBe(concurrency);
		}
	});

	async function passOn({ method, url, headers, body }: OtherServer['seen'][number]): Promise<Response> {
		const { connection: _c, host: _h, 'content-length': _l, ...kept } = headers;
		return await fetch(bench.sandbox.url + url, {
			method,
			headers: kept as Record<string, string>,
			...(body.length > 0 ? { body: new Uint8Array(body) } : {}),
		});
	}
});

describe.each(services)('%s: a person stops the execution', (_name, service) => {
	it('and a pause ends', async () => {
		bench.haste = 0.001;
		const stop = new AbortController();
		const running = bench.run({
			type: service.node,
			credentials: credentialsOf(service, bench),
			parameters: faxParameters('send', { ...service.sendParameters, to: recipient('74') }),
			items: [await bench.item()],
			abortSignal: stop.signal,
		});
		await until(() => bench.pauses.length === 1, 'the pause');
		const began = Date.now();
		stop.abort();
		const result = await running;
		expect(Date.now() - began).toBeLessThan(2_000);
		expect(result.status).not.toBe('success');
		expect(result.error?.message).toMatch(/\w{3}/);
		expect(bench.sandbox.requests().filter(({ status }) => status === 429).length).toBe(1);
		expect(bench.sandbox.faxes()).toEqual([]);
	});
});
