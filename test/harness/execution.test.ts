import { join } from 'node:path';
import { createEngine, type Engine, type RunNodeOptions, type RunResult } from '../../harness';
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

const fiveItems = (...failing: number[]): RunNodeOptions['items'] =>
	[0, 1, 2, 3, 4].map((i) => ({ json: { i, ...(failing.includes(i) && { fail: `item ${i}` }) } }));

/** Runs the operation `fail` on five items and counts the calls of `execute`. */
async function runFail(
	failing: number[],
	options: Partial<RunNodeOptions> = {},
): Promise<RunResult & { calls: number }> {
	const before = engine.logs.length;
	const run = await engine.runNode({
		type: 'sample',
		parameters: { operation: 'fail' },
		items: fiveItems(...failing),
		...options,
	});
	const calls = engine.logs.slice(before).filter(({ message }) => message === 'execute with 5 items').length;
	return { ...run, calls };
}

describe('a node', () => {
	it('makes authenticated calls and pairs its output with its input', async () => {
		service.on('POST /call', json(200, { ok: true }));
		const run = await engine.runNode({ type: 'sample', items: [{ json: {} }, { json: {} }] });
		expect(run.error).toBeUndefined();
		expect(run.status).toBe('success');
		expect(run.outputs[0]?.map((item) => [item.json, item.pairedItem])).toEqual([
			[{ status: 200, answer: { ok: true } }, { item: 0 }],
			[{ status: 200, answer: { ok: true } }, { item: 1 }],
		]);
		const [request] = service.to('/call');
		expect(request?.headers).toMatchObject({ 'x-key': 'dummy-key', 'x-fixed': 'yes' });
		expect(request?.body).toBe('{"text":"hello"}');
	});

	it('sees the ids that a caller sets, and execution ids that are never the same', async () => {
		const describeRun = { type: 'sample', parameters: { operation: 'describe' } };
		const set = await engine.runNode({
			...describeRun,
			executionId: 'e-7',
			workflowId: 'w-7',
			id: 'n-7',
			mode: 'trigger',
		});
		expect(set.outputs[0]?.[0]?.json).toEqual({
			executionId: 'e-7',
			workflowId: 'w-7',
			nodeId: 'n-7',
			mode: 'trigger',
		});
		const ids = await Promise.all([1, 2, 3].map(async () => (await engine.runNode(describeRun)).executionId));
		expect(new Set(ids).size).toBe(3);
	});

	it('runs in a whole workflow', async () => {
		service.on('POST /call', json(200, {}));
		const node = { typeVersion: 1, position: [0, 0] as [number, number], parameters: {} };
		const run = await engine.runWorkflow({
			nodes: [
				{ ...node, id: '1', name: 'Begin', type: 'n8n-nodes-base.manualTrigger' },
				{ ...node, id: '2', name: 'Call', type: 'n8n-nodes-sample.sample' },
				{ ...node, id: '3', name: 'End', type: 'n8n-nodes-base.noOp' },
			],
			connections: {
				Begin: { main: [[{ node: 'Call', type: 'main', index: 0 }]] },
				Call: { main: [[{ node: 'End', type: 'main', index: 0 }]] },
			},
		});
		expect(Object.keys(run.runData)).toEqual(['Begin', 'Call', 'End']);
		expect(run.outputs[0]?.[0]?.json).toEqual({ status: 200, answer: {} });
	});

	it('is not started when n8n finds a required parameter missing', async () => {
		const run = await engine.runNode({ type: 'sample', parameters: { operation: 'describeNeeded' } });
		expect(run).toMatchObject({ status: 'error', outputs: [], runData: {} });
		expect(run.error?.message).toContain('has issues');
	});

	it('offers lists and options', async () => {
		service.on('GET /numbers', json(200, ['+15550001', '+15550002']));
		const search = { type: 'sample', method: 'numbers' };
		expect(await engine.listSearch({ ...search, filter: '0002' })).toEqual({
			results: [{ name: '+15550002', value: '+15550002' }],
			paginationToken: 'end',
		});
		expect(await engine.listSearch({ ...search, paginationToken: 'end' })).toEqual({ results: [] });
		const parameters = { text: 'typed' };
		expect(await engine.loadOptions({ type: 'sample', method: 'texts', parameters })).toEqual([
			{ name: 'typed', value: 'text' },
		]);
	});
});

describe('Retry On Fail', () => {
	const retryOnFail = { maxTries: 3, waitBetweenTries: 0 };

	it('gives all items to every try after a throw, and keeps nothing of them', async () => {
		const run = await runFail([3], { retryOnFail });
		expect(run).toMatchObject({ status: 'error', calls: 3, outputs: [] });
		expect(run.error?.message).toBe('Refused item 3');
	});

	it('runs again when the first item failed, even if errors are to continue', async () => {
		const run = await runFail([0], { retryOnFail, onError: 'continueRegularOutput' });
		expect(run).toMatchObject({ status: 'success', calls: 3 });
		expect(run.outputs[0]).toHaveLength(5);
	});

	it('does not run again when only a later item failed and errors are to continue', async () => {
		const run = await runFail([3], { retryOnFail, onError: 'continueRegularOutput' });
		expect(run).toMatchObject({ status: 'success', calls: 1 });
	});
});

describe('the error output', () => {
	const branches = ({ outputs }: RunResult): unknown =>
		outputs.map((branch) => branch.map((item) => item.json));

	it('gets the failed items, with the input merged through pairedItem', async () => {
		const run = await runFail([1, 3], {
			onError: 'continueErrorOutput',
			parameters: { operation: 'fail', plainErrors: true },
		});
		expect(branches(run)).toEqual([
			[{ done: 0 }, { done: 2 }, { done: 4 }],
			[
				{ i: 1, fail: 'item 1', error: 'Refused item 1' },
				{ i: 3, fail: 'item 3', error: 'Refused item 3' },
			],
		]);
	});

	it('loses all but the message of items that carry an error object', async () => {
		const run = await runFail([1], { onError: 'continueErrorOutput' });
		expect(branches(run)).toEqual([
			[{ done: 0 }, { done: 2 }, { done: 3 }, { done: 4 }],
			[{ error: 'Refused item 1' }],
		]);
		expect(run.outputs[1]?.[0]?.pairedItem).toEqual({ item: 1 });
	});
});

describe('cancelling', () => {
	it('aborts the signal that the node sees and ends the run as canceled', async () => {
		const before = engine.logs.length;
		const messages = (): string[] => engine.logs.slice(before).map(({ message }) => message);
		const run = engine.start({ type: 'sample', parameters: { operation: 'wait' } });
		while (!messages().includes('waiting')) await new Promise(setImmediate);
		expect(messages()).not.toContain('aborted');
		run.cancel();
		const result = await run.promise;
		expect(result.status).toBe('canceled');
		expect(messages()).toContain('aborted');
	});

	it('follows a signal of the caller', async () => {
		const abort = new AbortController();
		const run = engine.start({
			type: 'sample',
			parameters: { operation: 'wait' },
			abortSignal: abort.signal,
		});
		setImmediate(() => abort.abort());
		expect((await run.promise).status).toBe('canceled');
	});
});

describe('documents', () => {
	it('are stored on disk as n8n stores them, and read back', async () => {
		const binary = await engine.storeBinary(Buffer.from('%PDF-'), { fileName: 'a.pdf' });
		expect(binary.id).toMatch(/^filesystem-v2:workflows\/harness\/executions\/\d+\/binary_data\//);
		expect(binary).toMatchObject({
			fileName: 'a.pdf',
			fileExtension: 'pdf',
			bytes: 5,
			data: 'filesystem-v2',
		});
		expect((await engine.readBinary(binary)).toString()).toBe('%PDF-');
		expect(await engine.binaryMetadata(binary)).toMatchObject({
			fileName: 'a.pdf',
			mimeType: 'application/pdf',
		});
	});

	it('leave a node as a stream', async () => {
		service.on('POST /call', json(200, {}));
		const data = await engine.storeBinary(Buffer.from('stream me'));
		const run = await engine.runNode({
			type: 'sample',
			parameters: { stream: true },
			items: [{ json: {}, binary: { data } }],
		});
		expect(run.error).toBeUndefined();
		expect(service.to('/call').at(-1)?.body).toBe('stream me');
	});

	it('arrive in a node as a stream and are stored', async () => {
		service.on('GET /file', (_request, response) => void response.end('from the service'));
		const run = await engine.runNode({ type: 'sample', parameters: { operation: 'download' } });
		const data = run.outputs[0]![0]!.binary!.data!;
		expect(data).toMatchObject({ fileName: 'file.txt', mimeType: 'text/plain', data: 'filesystem-v2' });
		expect((await engine.readBinary(data)).toString()).toBe('from the service');
	});
});

describe('the log', () => {
	it('holds what nodes and n8n log, and goes to a listener', async () => {
		const lines: string[] = [];
		const other = await createEngine({ packageRoot, onLog: ({ text }) => lines.push(text) });
		await other.runNode({ type: 'sample', parameters: { operation: 'describe' } });
		await other.close();
		expect(lines.some((text) => text.startsWith('execute with 1 items '))).toBe(true);
		expect(
			lines.some((text) => text.includes('Running node \\"Sample\\"') || text.includes('Running node')),
		).toBe(true);
		expect(lines.some((text) => text.includes('"node":"Sample"'))).toBe(true);
		expect(other.logs.map(({ text }) => text)).toEqual(lines);
	});

	it('prints nothing to the terminal', async () => {
		const write = jest.spyOn(process.stdout, 'write');
		await runFail([0]);
		expect(write).not.toHaveBeenCalled();
		write.mockRestore();
	});
});
