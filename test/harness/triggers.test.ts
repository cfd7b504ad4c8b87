import { join } from 'node:path';
import { createEngine, type Engine, type TriggerRun } from '../../harness';
import { json, startService, type Service } from './service';

let engine: Engine;
let service: Service;
let hooks: Array<{ id: string; url: string }>;
let base: string;

beforeAll(async () => {
	service = await startService();
	engine = await createEngine({
		packageRoot: join(__dirname, 'fixture-package'),
		credentials: { sampleApi: { apiKey: 'dummy', baseUrl: service.url } },
	});
	base = await engine.listen();
});

beforeEach(() => {
	hooks = [];
	service.seen.length = 0;
	service.on('GET /hooks', (request, response) => json(200, hooks)(request, response));
	service.on('POST /hooks', (request, response) => {
		const hook = { id: `h${hooks.length + 1}`, ...(JSON.parse(request.body) as { url: string }) };
		hooks.push(hook);
		json(200, { id: hook.id })(request, response);
	});
	for (const id of ['h1', 'h2', 'none']) {
		service.on(`DELETE /hooks/${id}`, (request, response) => {
			hooks = hooks.filter((hook) => hook.id !== id);
			json(200, {})(request, response);
		});
	}
});

afterAll(async () => {
	await engine.close();
	await service.close();
});

const trigger = (behaviour = 'items'): TriggerRun =>
	engine.trigger({ type: 'sampleTrigger', parameters: { behaviour } });

async function published(behaviour?: string): Promise<TriggerRun> {
	const run = trigger(behaviour);
	await run.activate();
	return run;
}

async function post(
	url: string,
	body: string | FormData = '{}',
	type = 'application/json',
	method = 'POST',
): Promise<{ status: number; text: string; headers: Headers }> {
	const headers = typeof body === 'string' ? { headers: { 'content-type': type } } : {};
	const response = await fetch(url, { method, body, ...headers });
	return { status: response.status, text: await response.text(), headers: response.headers };
}

const calls = (): string[] => service.seen.map(({ method, path }) => `${method} ${path}`);

describe('publishing', () => {
	it('registers the production URL, remembers it, and removes it', async () => {
		const run = await published();
		expect(run.productionUrl).toMatch(new RegExp(`^${base}/webhook/[0-9a-f-]{36}/webhook$`));
		expect(hooks).toEqual([{ id: 'h1', url: run.productionUrl }]);
		expect(run.staticData).toEqual({ hookId: 'h1' });
		await run.deactivate();
		expect(hooks).toEqual([]);
		expect(run.staticData).toEqual({});
		expect((await post(run.productionUrl)).status).toBe(404);
	});

	it('does not create what exists', async () => {
		const run = await published();
		await run.activate();
		expect(calls()).toEqual(['GET /hooks', 'POST /hooks', 'GET /hooks']);
	});

	it('deletes and begins again after a failure, as often as asked', async () => {
		let failures = 2;
		const create = (request: never, response: never): void => json(500, {})(request, response);
		service.on('POST /hooks', (request, response) => {
			if (failures-- > 0) return create(request as never, response as never);
			json(200, { id: 'h1' })(request, response);
		});
		await expect(trigger().activate()).rejects.toThrow();
		await trigger().activate({ tries: 2 });
		const round = ['GET /hooks', 'POST /hooks'];
		expect(calls()).toEqual([...round, 'DELETE /hooks/none', ...round, 'DELETE /hooks/none', ...round]);
	});

	it('keeps a test listen away from the production hook and ends it after one execution', async () => {
		const run = await published();
		await run.activateTest();
		expect(run.testUrl).toBe(run.productionUrl.replace('/webhook/', '/webhook-test/'));
		expect(hooks.map(({ url }) => url)).toEqual([run.productionUrl, run.testUrl]);
		await post(run.testUrl, '{"n":1}');
		const execution = await run.nextExecution();
		expect(execution).toMatchObject({
			mode: 'manual',
			items: [{ json: { body: { n: 1 }, mode: 'manual' } }],
		});
		expect(hooks.map(({ url }) => url)).toEqual([run.productionUrl]);
		expect(run.staticData).toEqual({ hookId: 'h1' });
		expect((await post(run.testUrl)).status).toBe(404);
	});

	it('ends a test listen that saw nothing', async () => {
		const run = trigger();
		await run.activateTest();
		await run.deactivateTest();
		expect(hooks).toEqual([]);
	});
});

describe('a webhook call', () => {
	it('becomes an execution and gets the answer of the mode onReceived', async () => {
		const run = await published();
		const answer = await post(`${run.productionUrl}?a=1`, '{"n":1}', 'application/json; charset=utf-8');
		expect(answer).toMatchObject({ status: 200, text: '{"message":"Workflow was started"}' });
		const execution = await run.nextExecution();
		expect(execution.items[0]?.json).toMatchObject({
			body: { n: 1 },
			query: { a: '1' },
			raw: Buffer.from('{"n":1}').toString('base64'),
			mode: 'webhook',
		});
		expect((await execution.result).status).toBe('success');
	});

	it('runs what follows the trigger', async () => {
		const run = engine.trigger({
			type: 'sampleTrigger',
			workflow: {
				nodes: [
					{
						id: 'n',
						name: 'Next',
						type: 'n8n-nodes-sample.sample',
						typeVersion: 1,
						position: [0, 0],
						parameters: { operation: 'describe' },
					},
				],
				connections: { 'Sample Trigger': { main: [[{ node: 'Next', type: 'main', index: 0 }]] } },
			},
		});
		await run.activate();
		await post(run.productionUrl);
		const { id, result } = await run.nextExecution();
		expect((await result).outputs[0]?.[0]?.json).toMatchObject({ executionId: id, mode: 'webhook' });
	});

	it.each([
		['ignore', 200, '{"message":"Webhook call received"}', 0],
		['answer', 200, 'OK', 0],
		['refuse', 401, 'Unauthorized', 0],
		['throw', 500, '{"code":0,"message":"Workflow Webhook Error: Workflow could not be started!"}', 1],
	])('with the behaviour %s is answered %i %s', async (behaviour, status, text, executions) => {
		const run = await published(behaviour);
		expect(await post(run.productionUrl)).toMatchObject({ status, text });
		expect(run.executions).toHaveLength(executions);
	});

	it('that throws leaves a failed execution', async () => {
		const run = await published('throw');
		await post(run.productionUrl);
		const execution = await run.nextExecution();
		expect(execution.error?.message).toBe('webhook broke');
		const result = await execution.result;
		expect(result).toMatchObject({ status: 'error', error: { message: 'webhook broke' } });
		expect(engine.logs.some(({ level, text }) => level === 'error' && text.includes('webhook broke'))).toBe(
			true,
		);
	});

	it.each([
		['application/x-www-form-urlencoded', 'a=1&b=%C3%A9', { a: '1', b: 'é' }],
		['text/plain', 'words', 'words'],
		['application/cloudevents+json', '{"n":1}', undefined],
	])('of the type %s is parsed as n8n does', async (type, body, parsed) => {
		const run = await published();
		await post(run.productionUrl, body, type);
		const { json: item } = (await run.nextExecution()).items[0]!;
		expect(item.body).toEqual(parsed);
		expect(item.raw).toBe(Buffer.from(body).toString('base64'));
	});

	it('with broken JSON is refused before the node', async () => {
		const run = await published();
		const answer = await post(run.productionUrl, '{"n":');
		expect(answer.status).toBe(422);
		expect(answer.text).toContain('Failed to parse request body');
		expect(run.executions).toEqual([]);
	});

	it('of the type multipart gives fields and files, and no raw body', async () => {
		const run = await published('file');
		const form = new FormData();
		form.set('id', '7');
		form.set('document', new Blob(['%PDF-'], { type: 'application/pdf' }), 'fax.pdf');
		expect((await post(run.productionUrl, form)).status).toBe(200);
		const [item] = (await run.nextExecution()).items;
		expect(item?.json).toEqual({ body: { id: '7' } });
		expect(item?.binary?.data).toMatchObject({ fileName: 'fax.pdf', mimeType: 'application/pdf' });
		expect((await engine.readBinary(item!.binary!.data!)).toString()).toBe('%PDF-');
	});

	it('to another address or with another method is not found', async () => {
		const run = await published();
		const unknown = await post(`${base}/webhook/nobody`);
		expect(unknown).toMatchObject({ status: 404 });
		expect(unknown.text).toContain('The requested webhook \\"POST nobody\\" is not registered.');
		for (const method of ['GET', 'HEAD']) {
			expect((await fetch(run.productionUrl, { method })).status).toBe(404);
		}
	});
});

describe('static data', () => {
	it('is read at each call and written back whole: of two at the same time, the later wins', async () => {
		const run = await published('remember');
		const waiting: Array<() => void> = [];
		service.on('GET /slow', (request, response) => {
			waiting.push(() => json(200, {})(request, response));
			if (waiting.length === 2) waiting.forEach((answer) => answer());
		});
		await Promise.all([1, 2].map(async (id) => await post(run.productionUrl, JSON.stringify({ id }))));
		const seen = run.staticData.seen as number[];
		expect(seen).toHaveLength(1);
		service.on('GET /slow', json(200, {}));
		await post(run.productionUrl, '{"id":3}');
		expect(run.staticData.seen).toEqual([...seen, 3]);
	});

	it('can vanish', async () => {
		const run = await published('remember');
		run.staticData = {};
		await post(run.productionUrl, '{"id":4}');
		expect(run.staticData).toEqual({ seen: [4] });
	});
});

describe('nextExecution', () => {
	it('waits for a match and returns each execution once', async () => {
		const run = await published();
		const second = run.nextExecution(({ items }) => (items[0]?.json.body as { n: number }).n === 2);
		await post(run.productionUrl, '{"n":1}');
		await post(run.productionUrl, '{"n":2}');
		expect((await second).items[0]?.json.body).toEqual({ n: 2 });
		expect((await run.nextExecution()).items[0]?.json.body).toEqual({ n: 1 });
		await expect(run.nextExecution(undefined, 10)).rejects.toThrow('No matching execution within 10 ms');
	});
});

describe('polling', () => {
	it('returns items and memory', async () => {
		const first = await engine.poll({ type: 'samplePoll' });
		expect(first).toEqual({ items: [{ json: { count: 1 } }], staticData: { count: 1 } });
		const { staticData } = await engine.poll({ type: 'samplePoll', staticData: first.staticData });
		expect(await engine.poll({ type: 'samplePoll', staticData })).toEqual({
			items: null,
			staticData: { count: 3 },
		});
		expect(await engine.poll({ type: 'samplePoll', mode: 'manual' })).toEqual({
			items: [{ json: { sample: true } }],
			staticData: {},
		});
	});
});
