import type { INodeParameters } from 'n8n-workflow';
import { services, type OperationCase } from '../contract/service';
import { credentialsOf, prepared, runOptions } from '../contract/stage';
import { openBench, sha256, type Bench } from '../support/bench';
import { secretValues } from '../support/secrets';
import { wireOf, type WireRequest } from '../support/wire';

/** A request as Dry Run lists it. */
interface Listed {
	method: string;
	path: string;
	query?: Record<string, unknown>;
	body?: unknown;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

const isPlaceholder = (value: unknown): boolean => typeof value === 'string' && /^<.*>$/.test(value);

const isDocument = (value: unknown): value is { size: number; sha256: string } =>
	isObject(value) && typeof value.sha256 === 'string' && typeof value.size === 'number';

/** Whether the real value is what the listed one announces: a document by size and hash, a placeholder by anything. */
function expectAnnounced(listed: unknown, real: unknown, where: string): void {
	if (isPlaceholder(listed)) {
		expect([where, typeof real]).toEqual([where, 'string']);
	} else if (isDocument(listed)) {
		const bytes = Buffer.isBuffer(real) ? real : Buffer.from(String(real), 'base64');
		expect([where, bytes.length, sha256(bytes)]).toEqual([where, listed.size, listed.sha256]);
	} else if (Array.isArray(listed)) {
		expect([where, (real as unknown[]).length]).toEqual([where, listed.length]);
		for (const [index, entry] of listed.entries()) {
			expectAnnounced(entry, (real as unknown[])[index], `${where}[${index}]`);
		}
	} else if (isObject(listed)) {
		expect([where, Object.keys(real as object)]).toEqual([where, Object.keys(listed)]);
		for (const [key, entry] of Object.entries(listed)) {
			expectAnnounced(entry, (real as Record<string, unknown>)[key], `${where}.${key}`);
		}
	} else {
		expect([where, real]).toEqual([where, listed]);
	}
}

/** All documents in the listed body, and all texts that are none. */
function partsOf(value: unknown): { documents: Array<{ size: number; sha256: string }>; texts: string[] } {
	if (isDocument(value)) return { documents: [value], texts: [] };
	if (typeof value === 'string') return { documents: [], texts: [value] };
	const parts = (isObject(value) || Array.isArray(value) ? Object.values(value) : []).map(partsOf);
	return {
		documents: parts.flatMap(({ documents }) => documents),
		texts: parts.flatMap(({ texts }) => texts),
	};
}

/** @param secrets of the credential, which n8n adds only when a request is made */
function expectSame(listed: Listed, real: WireRequest, secrets: readonly string[]): void {
	const query = Object.entries(real.query ?? {}).filter(([, value]) => !secrets.includes(value));
	expect(Object.fromEntries(query)).toEqual(
		Object.fromEntries(Object.entries(listed.query ?? {}).map(([key, value]) => [key, String(value)])),
	);
	if (real.parts === undefined) {
		expectAnnounced(listed.body, real.json, 'body');
		return;
	}
	// Of a form, what is a file must be listed as such, and every other part word for word.
	const { documents, texts } = partsOf(listed.body);
	const parts = real.parts.map(({ data }) => data as Buffer);
	const files = parts.filter((bytes) => documents.some((document) => document.sha256 === sha256(bytes)));
	expect(files.map((bytes) => [bytes.length, sha256(bytes)])).toEqual(
		documents.map(({ size, sha256: hash }) => [size, hash]),
	);
	for (const bytes of parts.filter((one) => !files.includes(one))) {
		const text = bytes.toString('utf8');
		expect([text, texts.join('\n').includes(text) || isJsonOf(text, listed.body)]).toEqual([text, true]);
	}
}

/** Whether the text is the JSON of something in the value. */
function isJsonOf(text: string, value: unknown): boolean {
	if (JSON.stringify(value) === text) return true;
	return (isObject(value) || Array.isArray(value)) && Object.values(value).some((one) => isJsonOf(text, one));
}

describe.each(services)('%s: Dry Run', (_name, service) => {
	let bench: Bench;

	beforeAll(async () => {
		bench = await openBench();
	});

	afterAll(async () => {
		await bench.close();
	});

	async function send(one: OperationCase, options: INodeParameters, changes: INodeParameters = {}) {
		const state = await prepared(service, bench, one);
		const order = await runOptions(service, bench, one, state, { concurrency: 1, ...options });
		const connections = new Set<unknown>();
		const count = (socket: unknown) => void connections.add(socket);
		bench.sandbox.clearRequests();
		const { server } = bench.sandbox as unknown as { server: { server: NodeJS.EventEmitter } };
		server.server.on('connection', count);
		const run = await bench.run({ ...order, parameters: { ...order.parameters, ...changes } });
		server.server.off('connection', count);
		return { run, connections: connections.size };
	}

	const sends = service.cases.filter(
		({ operation, resource }) => operation === 'send' && resource === undefined,
	);

	it.each(sends.map((one) => [one.title ?? 'plain', one] as const))(
		'lists the requests that Send then makes: %s',
		async (_title, one) => {
			const dry = await send(one, { dryRun: true });
			expect(dry.run.error).toBeUndefined();
			expect(dry.connections).toBe(0);
			expect(bench.sandbox.requests()).toEqual([]);
			expect(dry.run.json.map(({ dryRun, id, status }) => [dryRun, id, status])).toEqual(
				dry.run.json.map(() => [true, null, 'unknown']),
			);
			const listed = dry.run.json.flatMap(({ requests }) => requests as Listed[]);

			const real = await send(one, {});
			expect(real.run.error).toBeUndefined();
			// A sender that the item does not name is the service's choice, which only its answer tells.
			const numbersOf = ({ to, from }: Record<string, unknown>, index: number) =>
				dry.run.json[index].from === null ? [to] : [to, from];
			expect(real.run.json.map(numbersOf)).toEqual(dry.run.json.map(numbersOf));
			// A log-in is no part of what is listed.
			const made = bench.sandbox
				.requests()
				.map((request) => wireOf(request, service.basePath))
				.filter(({ path }) => !/auth|token/.test(path));
			expect(listed.map(({ method, path }) => `${method} ${path}`)).toEqual(
				made.map(({ method, path }) => `${method} ${service.listedPath?.(path) ?? path}`),
			);
			for (const [index, request] of listed.entries()) {
				expectSame(request, made[index], secretValues(Object.values(credentialsOf(service, bench))[0]));
			}
		},
	);

	const [plain] = sends;

	it('lists what is done once for all recipients with the first of them', async () => {
		const parameters = plain.parameters(await prepared(service, bench, plain));
		const to = `${String(parameters.to)}, +13125550101`;
		const dry = await send(plain, { dryRun: true }, { to });
		const counts = dry.run.json.map(({ requests }) => (requests as Listed[]).length);
		expect(counts).toHaveLength(2);
		expect(counts[1]).toBe(1);
		await send(plain, {}, { to });
		const made = bench.sandbox.requests().filter(({ path }) => !/auth|token/.test(path));
		expect(made).toHaveLength(counts[0] + counts[1]);
	});

	it('checks as Send does', async () => {
		const { run, connections } = await send(plain, { dryRun: true, blockedRecipients: '+1*' });
		expect(run.error?.message).toMatch(/'Blocked Recipients'/);
		expect(connections).toBe(0);
	});

	it('does not download a document from a URL', async () => {
		const url = `${bench.sandbox.url}/document.pdf?key=secret`;
		const { run, connections } = await send(
			plain,
			{ dryRun: true, maxPages: 1 },
			{ documentSource: 'url', documentUrl: url },
		);
		expect(run.error).toBeUndefined();
		expect(connections).toBe(0);
		const text = JSON.stringify(run.json[0].requests);
		expect(text).toContain(`<of ${bench.sandbox.url}/document.pdf>`);
		expect(text).not.toContain('secret');
	});

	it('with Privacy lists no requests', async () => {
		const { run } = await send(plain, { dryRun: true, privacy: true });
		expect(run.json[0]).toMatchObject({ dryRun: true, requestCount: expect.any(Number) });
		expect(run.json[0]).not.toHaveProperty('requests');
	});
});
