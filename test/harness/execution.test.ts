import { join } from 'node:path';
import { createEngine, type Engine, type RunResult } from '../../harness';
import { json, startService, type Service } from './service';

const packageRoot = join(__dirname, 'fixture-package');

let engine: Engine;
let service: Service;

beforeAll(async () => {
	service = await startService();
	engine = await createEngine({
		packageRoot,
		credentials: { sampleApi: { apiKey: 'dummy-key', baseUrl: service.url } },
	});
});

afterAll(async () => {
	await engine.close();
	await service.close();
});

const executions = (run: () => Promise<RunResult>) => async (): Promise<[RunResult, number]> => {
	const before = engine.logs.length;
	const result = await run();
	const count = engine.logs.slice(before).filter(({ message }) => message.startsWith('execute with')).length;
	return [result, count];
};

const items = (...failing: number[]) =>
	[0, 1, 2, 3, 4].map((i) => ({ json: { i, ...(failing.includes(i) && { fail: `item ${i}` }) } }));

describe('a node in the engine', () => {
	it('authenticates a call with the generic credential and pairs its output', async () => {
		service.on('POST /call', json(200, { ok: true }));
		const run = await engine.runNode({ type: 'sample', items: [{ json: {} }, { json: {} }] });
		expect(run.status).toBe('success');
		expect(run.outputs[0]?.map(({ json, pairedItem }) => [json, pairedItem])).toEqual([
			[{ status: 200, answer: { ok: true } }, { item: 0 }],
			[{ status: 200, answer: { ok: true } }, { item: 1 }],
		]);
		const [request] = service.to('/call');
		expect(request?.headers).toMatchObject({ 'x-key': 'dummy-key', 'x-fixed': 'yes' });
		expect(request?.body).toBe('{"text":"hello"}');
	});
});

describe('Retry On Fail', () => {
	it('gives all items to every try', async () => {
		const [run, tries] = await executions(
			async () =>
				await engine.runNode({
					type: 'sample',
					parameters: { operation: 'fail' },
					items: items(3),
					retryOnFail: { maxTries: 3, waitBetweenTries: 0 },
				}),
		)();
		expect(run.status).toBe('error');
		expect(run.error?.message).toBe('Refused item 3');
		expect(tries).toBe(3);
		expect(run.outputs).toEqual([]);
	});
});
