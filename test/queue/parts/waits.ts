import { setTimeout as sleep } from 'node:timers/promises';
import type { IDataObject } from 'n8n-workflow';
import { loadProvider } from '../../../nodes/FaxInbox/providers';
import type { FaxSnapshot, ServiceName } from '../../../sandbox';
import type { StoredWorkflow } from '../../../start/api';
import type { N8nServer } from '../../../start/server';
import { servicesByName } from '../../contract/service';
import { until } from '../../e2e/support';
import { asTable, print } from '../output';
import { ENDED, itemsOf, readExecutions, type StoredExecution } from '../records';
import { callWorkflow, heldBy, inParallel, retryExecution, SERVICES, type Stage } from '../stage';
import { FOLLOW, SEND, sendWorkflow } from '../workflows';

const PATIENCE_MS = 180_000;
/** The worker's EXECUTIONS_TIMEOUT: the slowest service is asked for the first time after 20 s. */
const TIMEOUT_SECONDS = 60;
/** What n8n gives the worker to come to its end. */
const SHUTDOWN_SECONDS = 8;
/** In the settings of workflows that are not to time out. */
const LONG_SECONDS = 3_600;
/** How long n8n may take to hear of a stop, and the node to end. */
const AT_ONCE_MS = 15_000;

const ENVIRONMENT = {
	EXECUTIONS_TIMEOUT: String(TIMEOUT_SECONDS),
	N8N_GRACEFUL_SHUTDOWN_TIMEOUT: String(SHUTDOWN_SECONDS),
	N8N_CONCURRENCY_PRODUCTION_LIMIT: '100',
};

/** One that can be asked for what was sent, and one that cannot. */
const TWO: readonly ServiceName[] = ['faxPlus', 'iFax'];

/** Which node waits for the end of a fax, and what n8n is told of it. */
const WAYS = {
	send: { title: 'Send', services: SERVICES, waiter: SEND, onError: 'stopWorkflow', saves: false },
	goesOn: {
		title: 'Send, On Error: Continue',
		services: TWO,
		waiter: SEND,
		onError: 'continueRegularOutput',
		saves: false,
	},
	follow: { title: 'Get Status', services: TWO, waiter: FOLLOW, onError: 'stopWorkflow', saves: false },
	saved: {
		title: 'Get Status, progress saved',
		services: SERVICES,
		waiter: FOLLOW,
		onError: 'stopWorkflow',
		saves: true,
	},
} as const;
type Way = keyof typeof WAYS;

/** What ends a wait. */
const INTERRUPTIONS = {
	stop: 'a stop',
	stopElsewhere: 'a stop, queued by a webhook process',
	timeout: `EXECUTIONS_TIMEOUT=${TIMEOUT_SECONDS}`,
	shutdown: `SIGTERM, ${SHUTDOWN_SECONDS} s to end`,
} as const;
type Interruption = keyof typeof INTERRUPTIONS;

/** An execution that waits for the end of one fax. */
interface Waiting {
	way: Way;
	interruption: Interruption;
	service: ServiceName;
	to: string;
	path: string;
	workflow: StoredWorkflow;
}

/** What was seen of a wait. */
interface Seen {
	/** from the interruption to the end of the execution in the worker, in milliseconds; null: it went on */
	endedMs: number | null;
	status: string;
	/** whether the stored execution names the fax */
	isNamed: boolean;
	again?: Again;
}

/** A second run: what it says of the fax, and whether n8n's retry was enough for it. */
interface Again {
	by: 'retry' | 'call';
	word: 'same id' | 'id lost' | 'nothing';
}

/** What ends a wait for the final status, and what is left of it then. */
export function waits(stage: () => Stage): void {
	const all: Waiting[] = [];
	const seen = new Map<Waiting, Seen>();
	let next = 40_000;
	let worker: N8nServer;
	let frozenAt: number | undefined;

	const of = (...interruptions: readonly Interruption[]) =>
		all.filter(({ interruption }) => interruptions.includes(interruption));
	const statusesOf = (interruption: Interruption) => [
		...new Set(of(interruption).map((waiting) => seen.get(waiting)?.status)),
	];
	const named = (interruption: Interruption) =>
		of(interruption).filter((waiting) => seen.get(waiting)?.isNamed === true);

	/** The network's time stands still: no fax comes to an end. */
	function freeze(): void {
		frozenAt = Date.now();
		stage().cluster.sandbox.setSpeed(0);
	}

	async function thaw(): Promise<void> {
		if (frozenAt === undefined) return;
		const { sandbox } = stage().cluster;
		sandbox.setSpeed(1);
		await sandbox.advance(Date.now() - frozenAt);
		frozenAt = undefined;
	}

	/** One worker instead of all: it is known then who has an execution. */
	async function onlyWorker(env: Readonly<Record<string, string>> = {}): Promise<N8nServer> {
		const { cluster, workers } = stage();
		await Promise.all(workers.map(async (one) => await one.kill()));
		const started = await cluster.worker(env);
		stage().workers = [started];
		return started;
	}

	afterAll(async () => {
		await thaw();
		const { cluster, workers } = stage();
		for (const { workflow } of all) await cluster.api.unpublish(workflow.id);
		cluster.sandbox.reset();
		if (seen.size > 0) print(`\n${asTable(rows())}\n`);
		// Two plain ones for the parts that follow.
		await Promise.all(workers.map(async (one) => await one.kill()));
		stage().workers = await Promise.all([cluster.worker(), cluster.worker()]);
	});

	function rows(): Array<Record<string, unknown>> {
		return (Object.keys(INTERRUPTIONS) as Interruption[]).flatMap((interruption) =>
			(Object.keys(WAYS) as Way[]).map((way) => {
				const mine = [...seen].filter(
					([waiting]) => waiting.interruption === interruption && waiting.way === way,
				);
				const results = mine.map(([, one]) => one);
				const count = (is: (one: Seen) => boolean) => results.filter(is).length;
				const slowest = Math.max(...results.map(({ endedMs }) => endedMs ?? Infinity));
				return {
					'a wait is ended by': INTERRUPTIONS[interruption],
					'waiting node': WAYS[way].title,
					executions: mine.length,
					'ended after s': Number.isFinite(slowest) ? (slowest / 1000).toFixed(1) : 'not at all',
					status: [...new Set(results.map(({ status }) => status))].join('/'),
					'fax named': count(({ isNamed }) => isNamed),
					retried: count(({ again }) => again?.by === 'retry'),
					'called again': count(({ again }) => again?.by === 'call'),
					'same id': count(({ again }) => again?.word === 'same id'),
					'id lost': count(({ again }) => again?.word === 'id lost'),
					doubled: mine.filter(([waiting]) => faxesOf(waiting).length > 1).length,
				};
			}),
		);
	}

	const faxesOf = ({ service, to }: Pick<Waiting, 'service' | 'to'>): FaxSnapshot[] =>
		stage()
			.cluster.sandbox.faxes(service)
			.filter((fax) => fax.direction === 'outbound' && fax.to === to);

	/** Whether the service was asked what became of a fax: nobody does before the fax is waited for. */
	const isAskedFor = ({ service, ids }: FaxSnapshot): boolean =>
		stage()
			.cluster.sandbox.requests(service)
			.some(({ path, query, body }) => {
				const request = `${path} ${JSON.stringify(query)} ${String(body)}`;
				return ids.some((id) => request.includes(id));
			});

	/** Publishes a workflow for every way and service. */
	async function prepare(...interruptions: readonly Interruption[]): Promise<void> {
		const orders = interruptions.flatMap((interruption) =>
			(Object.keys(WAYS) as Way[]).flatMap((way) =>
				WAYS[way].services.map((service) => ({ interruption, way, service })),
			),
		);
		for (const { interruption, way, service } of orders) {
			const { waiter, onError, saves } = WAYS[way];
			const path = `${interruption}-${way}-${service}`;
			const settings = {
				...(interruption === 'timeout' ? {} : { executionTimeout: LONG_SECONDS }),
				...(saves ? { saveExecutionProgress: true } : {}),
			};
			const options = { preventDuplicates: true, duplicateAction: 'return' };
			const more = { waiter, onError, settings };
			const workflow = await stage().cluster.publish(
				sendWorkflow(path, servicesByName[service], options, more),
			);
			// "00": delivered.
			all.push({ way, interruption, service, to: `+1312${next++}00`, path, workflow });
		}
	}

	/** n8n reaches a worker with a stop only for what the main process has put into the queue. */
	const call = async ({ interruption, path, to }: Waiting): Promise<boolean> => {
		const { cluster } = stage();
		const base = interruption === 'stop' ? cluster.api.url : undefined;
		return await callWorkflow(cluster, path, { faxes: [{ to }] }, base);
	};

	async function untilWaiting(waitings: readonly Waiting[]): Promise<void> {
		for (const waiting of waitings) {
			const { path } = waiting;
			await until(() => faxesOf(waiting).length > 0, `${path} has sent its fax`, PATIENCE_MS);
			await until(() => isAskedFor(faxesOf(waiting)[0]), `${path} waits for its fax`, PATIENCE_MS);
		}
	}

	/** The executions of these workflows as n8n has stored them, oldest first. */
	const stored = async (waitings: readonly Waiting[]): Promise<StoredExecution[]> =>
		await readExecutions(
			stage().cluster.database,
			waitings.map(({ workflow }) => workflow.id),
		);

	/** The id of the first execution of each. */
	async function idsOf(waitings: readonly Waiting[]): Promise<Map<Waiting, string>> {
		const executions = await stored(waitings);
		const idOf = ({ workflow }: Waiting) =>
			executions.find(({ workflowId }) => workflowId === workflow.id)!.id;
		return new Map(waitings.map((waiting) => [waiting, idOf(waiting)]));
	}

	/** @returns since when none of them is at work, as far as the worker's log tells, in milliseconds */
	async function untilGivenUp(waitings: readonly Waiting[], since = Date.now()): Promise<number> {
		const ids = [...(await idsOf(waitings)).values()];
		const isHeld = () => heldBy(worker).some((id) => ids.includes(id));
		await until(() => !isHeld(), 'the worker has ended the executions', PATIENCE_MS);
		return Date.now() - since;
	}

	/** Waits until all executions of these workflows have ended, as far as n8n's database tells. */
	async function untilEnded(waitings: readonly Waiting[], patienceMs = PATIENCE_MS): Promise<void> {
		await until(
			async () => (await stored(waitings)).every(({ status }) => ENDED.includes(status)),
			'n8n has stored how the executions ended',
			patienceMs,
		);
	}

	/** Notes what n8n has stored of executions whose wait was interrupted. */
	async function note(waitings: readonly Waiting[], endedMs: number | null): Promise<void> {
		const executions = await stored(waitings);
		for (const waiting of waitings) {
			const { status, data } = executions.find(({ workflowId }) => workflowId === waiting.workflow.id)!;
			const text = JSON.stringify(data.resultData);
			const isNamed = faxesOf(waiting)[0].ids.some((id) => text.includes(id));
			seen.set(waiting, { endedMs, status, isNamed });
		}
	}

	/** What the waiting node said last, in any execution but the first. */
	async function secondWords(waitings: readonly Waiting[]): Promise<Map<Waiting, Again['word']>> {
		const executions = await stored(waitings);
		return new Map(
			waitings.map((waiting) => {
				const [, ...later] = executions.filter(({ workflowId }) => workflowId === waiting.workflow.id);
				// Get Status has nothing to ask for where Send has lost the id.
				const { waiter } = WAYS[waiting.way];
				const items = later.flatMap((execution) => [
					...itemsOf(execution, SEND),
					...itemsOf(execution, waiter),
				]);
				return [
					waiting,
					wordOf(
						waiting,
						items.map(({ json }) => json),
					),
				];
			}),
		);
	}

	function wordOf(waiting: Waiting, said: readonly IDataObject[]): Again['word'] {
		const [{ ids }] = faxesOf(waiting);
		const last = said.at(-1);
		if (last?.status === 'delivered' && ids.includes(String(last.trackingId))) return 'same id';
		return said.some(({ failureCategory }) => failureCategory === 'duplicate') ? 'id lost' : 'nothing';
	}

	/** Runs interrupted executions again: by n8n's retry, and by another call where that says nothing of the fax. */
	async function runAgain(waitings: readonly Waiting[]): Promise<void> {
		const ids = await idsOf(waitings);
		await inParallel(waitings, 4, async (waiting) => {
			await retryExecution(stage().cluster, ids.get(waiting)!);
		});
		await untilEnded(waitings);
		const retried = await secondWords(waitings);
		const silent = waitings.filter((waiting) => retried.get(waiting) === 'nothing');
		await inParallel(silent, 4, async (waiting) => {
			expect(await call(waiting)).toBe(true);
		});
		await untilEnded(waitings);
		for (const [waiting, word] of await secondWords(waitings)) {
			seen.get(waiting)!.again = { by: silent.includes(waiting) ? 'call' : 'retry', word };
		}
	}

	const wordsAgain = (waitings: readonly Waiting[]) =>
		waitings.map((waiting) => [waiting.path, seen.get(waiting)?.again?.word]);

	function expectOneFaxEach(waitings: readonly Waiting[]): void {
		for (const waiting of waitings) {
			expect([waiting.path, faxesOf(waiting).map(({ state }) => state)]).toEqual([
				waiting.path,
				['delivered'],
			]);
		}
	}

	it('executions wait for faxes that do not come to an end', async () => {
		worker = await onlyWorker(ENVIRONMENT);
		await prepare('stop', 'stopElsewhere', 'timeout');
		freeze();
		await inParallel(all, 4, async (waiting) => expect(await call(waiting)).toBe(true));
		await untilWaiting(of('stop', 'stopElsewhere'));
	});

	it('a stop ends a wait at once, and n8n keeps the ids', async () => {
		const { api } = stage().cluster;
		const since = Date.now();
		for (const id of (await idsOf(of('stop'))).values()) await api.call('POST', `/executions/${id}/stop`);
		const ms = await untilGivenUp(of('stop'), since);
		await untilEnded(of('stop'));
		await note(of('stop'), ms);
		expect(ms).toBeLessThan(AT_ONCE_MS);
		expect(statusesOf('stop')).toEqual(['canceled']);
		// n8n stores such an execution two or three times, and which one comes last is left to chance.
		expect(named('stop')).not.toEqual([]);
	});

	it('n8n does not tell the worker of a stop where a webhook process has queued the execution', async () => {
		const { api } = stage().cluster;
		const ids = [...(await idsOf(of('stopElsewhere'))).values()];
		for (const id of ids) await api.call('POST', `/executions/${id}/stop`);
		await untilEnded(of('stopElsewhere'));
		await sleep(3_000);
		await note(of('stopElsewhere'), null);
		expect(statusesOf('stopElsewhere')).toEqual(['canceled']);
		expect(heldBy(worker)).toEqual(expect.arrayContaining(ids));
		// Only what was saved before is there.
		expect(named('stopElsewhere')).toEqual(of('stopElsewhere').filter(({ way }) => WAYS[way].saves));
	});

	it('EXECUTIONS_TIMEOUT ends a wait, and n8n keeps the ids', async () => {
		await untilGivenUp(of('timeout'));
		const executions = await idsOf(of('timeout'));
		await untilEnded(of('timeout'));
		const took = await stage().cluster.database.rows<{ ms: number }>(
			`select extract(epoch from "stoppedAt" - "startedAt") * 1000 as ms from execution_entity
			where id in (${[...executions.values()].join()})`,
		);
		await note(of('timeout'), Math.max(...took.map(({ ms }) => ms)));
		expect(statusesOf('timeout')).toEqual(['canceled']);
		expect(named('timeout')).not.toEqual([]);
	});

	it('run again, each tells of the fax that was sent, and none is sent twice', async () => {
		const interrupted = of('stop', 'stopElsewhere', 'timeout');
		await thaw();
		await runAgain(interrupted);
		await untilGivenUp(interrupted);
		expectOneFaxEach(interrupted);
		expect(wordsAgain(interrupted)).toEqual(interrupted.map(({ path }) => [path, 'same id']));
	});

	it('SIGTERM lets a worker wait until its time is over, and it ends then', async () => {
		await prepare('shutdown');
		freeze();
		const { cluster } = stage();
		await inParallel(of('shutdown'), 4, async (waiting) => expect(await call(waiting)).toBe(true));
		await untilWaiting(of('shutdown'));
		const since = Date.now();
		worker.signal('SIGTERM');
		await worker.ended;
		const ms = Date.now() - since;
		worker = await onlyWorker();
		try {
			await untilEnded(of('shutdown'), 60_000);
		} catch {
			// n8n's main process looks for such executions when it starts.
			await cluster.restartMain();
			await untilEnded(of('shutdown'));
		}
		await note(of('shutdown'), ms);
		expect(ms).toBeLessThan(SHUTDOWN_SECONDS * 1_000 + AT_ONCE_MS);
		for (const status of statusesOf('shutdown')) expect(['error', 'crashed']).toContain(status);
	});

	it('run again by another worker, nothing is sent twice, and only an id may be lost', async () => {
		await thaw();
		await runAgain(of('shutdown'));
		expectOneFaxEach(of('shutdown'));
		for (const waiting of of('shutdown')) {
			// The id was in the memory of the worker that ended; a service that can be asked still knows it.
			const canBeAsked = loadProvider(waiting.service).findSent !== undefined;
			const words = canBeAsked ? ['same id'] : ['same id', 'id lost'];
			expect([waiting.path, words]).toEqual([
				waiting.path,
				expect.arrayContaining([seen.get(waiting)!.again!.word]),
			]);
		}
	});
}
