import * as fc from 'fast-check';
import type { ServerResponse } from 'node:http';
import { services } from '../contract/service';
import { prepared } from '../contract/stage';
import { ANNEX, openBench, type Bench } from '../support/bench';
import { secretsIn, secretValues, spellings, textIn } from '../support/secrets';
import { startServer, type OtherServer } from '../support/server';

let bench: Bench;
let hostile: OtherServer;

beforeAll(async () => {
	bench = await openBench();
	hostile = await startServer();
	bench.haste = 1e6;
});

afterAll(async () => {
	await bench.close();
	await hostile.close();
});

/** Keys with the characters that headers may carry and that encodings change. */
const aSecret = fc
	.string({
		unit: fc.constantFrom(...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.~+/=%:&?#!@'),
		minLength: 12,
		maxLength: 60,
	})
	.filter((text) => !/^\d+$/.test(text) && !/^https?:/i.test(text));

/** How a service, or whatever stands in its place, may answer with what it was told in confidence. */
const shapes: Record<string, (echo: string) => { type: string; body: string }> = {
	message: (echo) => json({ status: 0, message: `The key ${echo} is not known` }),
	error: (echo) => json({ error: 'unauthorized', description: `Bearer ${echo}`, code: echo }),
	nested: (echo) => json({ error: { message: echo, details: [{ [echo]: echo }] } }),
	envelope: (echo) =>
		json({ status: 1, data: { id: echo, jobId: echo, records: [], note: echo }, message: echo }),
	list: (echo) => json({ errors: [{ message: `${'x'.repeat(290)} ${echo}` }] }),
	page: (echo) => ({ type: 'text/html', body: `<!doctype html><title>${echo}</title>${echo}` }),
	text: (echo) => ({ type: 'text/plain', body: `Unauthorized: ${echo}` }),
	half: (echo) => ({ type: 'application/json', body: `{"message":"${echo}` }),
	nothing: () => ({ type: 'application/json', body: '' }),
};

const json = (value: unknown) => ({ type: 'application/json', body: JSON.stringify(value) });

const anAnswer = fc.record({
	shape: fc.constantFrom(...Object.keys(shapes)),
	status: fc.constantFrom(200, 201, 302, 307, 400, 401, 403, 404, 409, 413, 429, 500, 502),
	spelling: fc.nat(2),
	breaksOff: fc.boolean(),
});

type HostileAnswer = typeof anAnswer extends fc.Arbitrary<infer Value> ? Value : never;

function hostileAnswer({ shape, status, spelling, breaksOff }: HostileAnswer, secrets: readonly string[]) {
	const echo = secrets.map((secret) => spellings(secret)[spelling]).join(' ');
	return (_request: unknown, response: ServerResponse): void => {
		const { type, body } = shapes[shape](echo);
		const location = `/next?accessToken=${encodeURIComponent(echo)}`;
		response.writeHead(status, {
			'content-type': type,
			'x-request': encodeURIComponent(echo),
			...(status === 302 || status === 307 ? { location } : {}),
		});
		if (!breaksOff) return void response.end(body);
		response.write(body || ' ', () => response.destroy());
	};
}

describe.each(services)('%s: a hostile service', (name, service) => {
	it('cannot make a node give away its credential', async () => {
		const cases = service.cases.filter(({ title }) => title === undefined);
		const document = await bench.item([ANNEX]);
		await fc.assert(
			fc.asyncProperty(
				fc.constantFrom(...cases),
				anAnswer,
				fc.array(aSecret, { minLength: 4, maxLength: 4 }),
				fc.constantFrom('stopWorkflow', 'continueRegularOutput', 'continueErrorOutput'),
				async (one, answer, values, onError) => {
					const usual = service.credential.data(hostile.url);
					const pool = [...values];
					const credential = Object.fromEntries(
						Object.entries(usual).map(([field, value]) => [
							field,
							/token|key|secret|password|username/i.test(field) ? pool.shift() : value,
						]),
					) as typeof usual;
					const secrets = secretValues(credential);
					hostile.answer(hostileAnswer(answer, secrets));
					bench.sandbox.reset();
					bench.engine.logs.length = 0;
					const parameters = one.parameters({ id: service.unknownId });
					const result = await bench.run({
						type: service.node,
						credentials: { [service.credential.type]: credential },
						parameters: {
							resource: one.resource ?? 'fax',
							operation: one.operation,
							...parameters,
							...(one.resource === undefined ? { options: { includeRaw: true, retries: 1 } } : {}),
						},
						items: [one.operation === 'send' ? document : { json: {} }],
						onError: onError as 'stopWorkflow',
					});
					const errors =
						result.error === undefined ? [] : [result.error, result.error.stack, result.error.cause];
					expect(secretsIn(errors, secrets)).toEqual([]);
					expect(secretsIn(bench.engine.logs, secrets)).toEqual([]);
					// What a list or a record says in a good answer is the account's own data; all else is looked through.
					const isData = answer.status < 300 && (answer.shape === 'envelope' || one.resource !== undefined);
					const stored = isData ? result.json.map(({ raw }) => raw) : [result.runData, result.outputs];
					expect(secretsIn(stored, secrets)).toEqual([]);
					// Nor the better part of one, cut off by a limit on the length.
					const text = textIn([errors, bench.engine.logs, isData ? [] : result.runData]);
					for (const secret of secrets) expect(text).not.toContain(secret.slice(0, 11));
				},
			),
			{ numRuns: 120, seed: 20260302 },
		);
		expect(hostile.seen.length).toBeGreaterThan(100);
	}, 60_000);

	it('cannot put it into what n8n stores beside a document', async () => {
		const download = service.cases.find(
			({ operation, title }) => operation === 'download' && title === undefined,
		)!;
		const state = await prepared(service, bench, download);
		const credential = service.credential.data(bench.sandbox.url);
		const result = await bench.run({
			type: service.node,
			credentials: { [service.credential.type]: credential },
			parameters: { resource: 'fax', operation: 'download', ...download.parameters(state) },
		});
		const binaries = Object.values(result.outputs[0][0].binary!);
		expect(binaries).toHaveLength(1);
		const metadata = await bench.engine.binaryMetadata(binaries[0]);
		expect(metadata.fileName).toMatch(/\.pdf$/);
		expect(secretsIn([binaries, metadata], secretValues(credential))).toEqual([]);
		expect(textIn([binaries, metadata])).not.toContain(new URL(bench.sandbox.url).host);
		expect(name).toBe(service.name);
	});
});

describe('the search for secrets', () => {
	it('finds them in every corner', () => {
		const secret = 'top/secret+value';
		const error = new Error('plain', { cause: { deep: [secret] } });
		expect(secretsIn(error, [secret])).toEqual([secret]);
		expect(secretsIn(Object.assign(new Error('x'), { stack: secret }), [secret])).toEqual([secret]);
		expect(secretsIn({ [secret]: 1 }, [secret])).toEqual([secret]);
		expect(secretsIn(`a ${encodeURIComponent(secret)} b`, [secret])).toEqual([secret]);
		expect(secretsIn(Buffer.from(secret), [secret])).toEqual([secret]);
		expect(secretsIn(Buffer.from(secret).toString('base64'), [secret])).toEqual([secret]);
		expect(secretsIn({ nothing: 'here' }, [secret])).toEqual([]);
	});
});
