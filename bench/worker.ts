import { createEngine, type Engine } from '../harness';
import { HTTP_REQUEST, httpRequestNode, httpRequestWorkflow } from './httpRequestNode';
import { callsOf, RECIPIENT } from './calls';
import { loopNode } from './loopNode';
import { faxDocument, memoryDocument } from './documents';
import { watchMemory } from './memory';
import { countsOf, orderDelivery } from './serverProcess';
import { serviceNamed, type BenchService } from './services';
import { join } from 'node:path';
import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';
import type { Measured, Task } from './tasks';
import { undiciLoop } from './undiciLoop';

/*
 * One measurement, in a process of its own so that memory and compiled code are those of nothing else. The task comes
 * as the argument, what was measured goes to the parent.
 */

type Items = Array<Pick<INodeExecutionData, 'json' | 'binary'>>;

const LOOP = 'bench.loop';
/** Of the documents that are sent before anything is measured. */
const SMALL_BYTES = 50_000;

async function openEngine(task: Task, service: BenchService): Promise<Engine> {
	const nodes = {
		[LOOP]: loopNode,
		...(task.contender === 'httpRequestNode' ? { [HTTP_REQUEST]: httpRequestNode() } : {}),
	};
	const { type, data } = service.credential;
	return await createEngine({
		packageRoot: join(__dirname, '..'),
		nodes,
		credentials: { [type]: data(task.serverUrl) },
	});
}

/** Items with documents in n8n's store, or with what else the contender needs. */
async function itemsFor(task: Task, service: BenchService, engine: Engine): Promise<Items> {
	if (task.operation !== 'send') return Array.from({ length: task.count }, () => ({ json: {} }));
	const bytes = faxDocument(task.bytes);
	const shared = await engine.storeBinary(bytes);
	const isText = task.contender === 'httpRequestNode' && service.upload === 'base64';
	const json = isText ? { base64: bytes.toString('base64') } : {};
	const items: Items = [];
	for (let item = 0; item < task.count; item++) {
		const data = task.ownDocuments ? await engine.storeBinary(bytes) : shared;
		items.push({ json, binary: { data } });
	}
	return items;
}

function nodeParameters(task: Task, service: BenchService): INodeParameters {
	// The server has no limit of its own, and the limits of the services are not what is measured.
	const options = { concurrency: task.concurrency, requestsPerSecond: 0 };
	const fax = { resource: 'fax', operation: task.operation };
	if (task.operation === 'send') return { ...fax, ...service.sendParameters, to: RECIPIENT, options };
	if (task.operation === 'getStatus') return { ...fax, faxId: service.sentId, options };
	if (task.operation === 'download') return { ...fax, faxId: service.receivedId, options };
	return { ...fax, operation: 'listInbox', returnAll: true, options };
}

/** What one run does; it throws when anything of it goes wrong. */
async function runOf(task: Task, service: BenchService, engine: Engine): Promise<() => Promise<void>> {
	if (task.operation === 'events') return await eventsRun(task, engine);
	const items = task.operation === 'list' ? [{ json: {} }] : await itemsFor(task, service, engine);
	const check = (outputs: INodeExecutionData[][], error: unknown) => {
		const [output = []] = outputs;
		if (error || output.length !== task.count) {
			throw error instanceof Error ? error : new Error(`${output.length} of ${task.count} came out`);
		}
	};
	if (task.contender === 'httpRequestNode') {
		const calls = await callsOf(service, task.operation, memoryDocument(faxDocument(100)));
		const workflow = httpRequestWorkflow(service, calls, task.serverUrl);
		return async () => {
			const { outputs, error } = await engine.runWorkflow(workflow, { items, startNode: 'Start' });
			check(outputs, error);
		};
	}
	const node =
		task.contender === 'helper'
			? { type: LOOP, typeVersion: 1, parameters: { task: JSON.stringify(task) } }
			: { type: service.node, parameters: nodeParameters(task, service) };
	return async () => {
		const { outputs, error } = await engine.runNode({ ...node, items });
		check(outputs, error);
	};
}

/** Events of sent faxes, delivered by the server's process to a published trigger. */
async function eventsRun(task: Task, engine: Engine): Promise<() => Promise<void>> {
	await engine.listen();
	const trigger = engine.trigger({
		type: 'iFaxTrigger',
		parameters: { events: ['faxDelivered'] },
	});
	await trigger.activate();
	let jobId = 1_000_000;
	return async () => {
		const bodies = Array.from({ length: task.count }, () =>
			JSON.stringify({
				direction: 'outbound',
				jobId: ++jobId,
				faxStatus: 'delivered',
				success: true,
				fromNumber: '+12025550199',
				toNumber: RECIPIENT,
				faxTotalPages: 2,
				faxTransferredPages: 2,
				code: 0,
				message: 'NORMAL_CLEARING',
			}),
		);
		await orderDelivery(task.serverUrl, {
			url: trigger.productionUrl,
			bodies,
			concurrency: task.concurrency,
		});
	};
}

async function measure(task: Task): Promise<Measured> {
	const service = serviceNamed(task.service);
	const engine = task.contender === 'undici' ? undefined : await openEngine(task, service);
	try {
		const open = async (one: Task) =>
			engine === undefined
				? await undiciLoop(one, service, memoryDocument(faxDocument(one.bytes)))
				: await runOf(one, service, engine);
		// Once on a small scale, so that the code is loaded and connected before memory is looked at.
		const small = { count: Math.min(task.count, 2), bytes: Math.min(task.bytes, SMALL_BYTES) };
		if (task.operation !== 'list') await (await open({ ...task, ...small }))();
		const run = await open(task);
		const memory = watchMemory();
		const before = await countsOf(task.serverUrl);
		const measured: Measured = { ms: [], cpuMs: [], firstGrowth: 0, growth: 0, calls: 0, peak: 0 };
		// The first run counts for memory only: the code is compiled in it.
		for (let count = 0; count <= task.runs; count++) {
			const cpu = process.cpuUsage();
			const started = performance.now();
			await run();
			const ms = performance.now() - started;
			const { user, system } = process.cpuUsage(cpu);
			if (count === 0) {
				measured.firstGrowth = memory.growth();
				continue;
			}
			measured.ms.push(ms);
			measured.cpuMs.push((user + system) / 1_000);
		}
		const after = await countsOf(task.serverUrl);
		measured.growth = memory.stop();
		measured.calls = (after.requests - before.requests) / (task.runs + 1);
		measured.peak = after.peak;
		if (after.unknown.length > 0) throw new Error(`The server did not know ${after.unknown[0]}`);
		return measured;
	} finally {
		await engine?.close();
	}
}

measure(JSON.parse(process.argv[2]) as Task).then(
	(measured) => {
		process.send!({ measured });
		process.disconnect();
	},
	(error: unknown) => {
		process.send!({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
		process.exitCode = 1;
		process.disconnect();
	},
);
