import { setTimeout as sleep } from 'node:timers/promises';
import type { ServiceName } from '../../../sandbox';
import type { StoredWorkflow } from '../../../start/api';
import type { N8nServer } from '../../../start/server';
import { servicesByName } from '../../contract/service';
import { sha256, until } from '../../e2e/support';
import { figuresOf, wordOf, type Word } from '../ledger';
import { asTable, print } from '../output';
import { ENDED, itemsOf, readExecutions, statusesOf, type StoredExecution } from '../records';
import { callWorkflow, heldBy, inParallel, retryExecution, SERVICES, type Stage } from '../stage';
import { inboxWorkflow, LIST, READ, receiveWorkflow, SEND, sendWorkflow, TRIGGER } from '../workflows';

/** How many executions of one fax and how many received faxes; a hundredth of it, how many executions of 100. */
export const SIZE = Number(process.env.FAX_QUEUE_SIZE ?? 1_000);

const PATIENCE_MS = 600_000;
/** Calls at once: about as many as the sender of a mailing makes. */
const CALLS_AT_ONCE = 8;
/** A killed worker's lock, the look of the others for it, and some room. */
const GIVEN_UP_MS = 45_000;

const KINDS = ['one', 'hundred', 'received'] as const;
type Kind = (typeof KINDS)[number];

/** One call of a sending workflow. */
interface Order {
	kind: 'one' | 'hundred';
	service: ServiceName;
	faxes: Array<{ to: string }>;
}

/** Recipients whose faxes the sandbox delivers; every fiftieth is one of those that make trouble: 70 to 74. */
function recipient(index: number): string {
	const [block, place] = [Math.floor(index / 50), index % 50];
	const digits = place === 49 ? 70 + (block % 5) : place;
	return `+1312${20_000 + block}${String(digits).padStart(2, '0')}`;
}

function makeOrders(): Order[] {
	let next = 0;
	const order = (kind: Order['kind'], count: number, index: number): Order => ({
		kind,
		service: SERVICES[index % SERVICES.length],
		faxes: Array.from({ length: count }, () => ({ to: recipient(next++) })),
	});
	const hundreds = Array.from({ length: Math.max(4, SIZE / 100) }, (_, index) =>
		order('hundred', 100, index),
	);
	const ones = Array.from({ length: SIZE }, (_, index) => order('one', 1, index));
	// Evenly among the others, so that a worker has all kinds at once.
	const every = Math.ceil(ones.length / hundreds.length);
	return hundreds.flatMap((hundred, index) => [hundred, ...ones.slice(index * every, (index + 1) * every)]);
}

const pathOf = ({ kind, service }: Pick<Order, 'kind' | 'service'>) => `${kind}-${service}`;

const inboxPath = (service: ServiceName) => `inbox-${service}`;

/** Many faxes through two workers and a webhook process, which are killed at work. */
export function manyFaxes(stage: () => Stage): void {
	const workflows: Record<Kind, StoredWorkflow[]> = { one: [], hundred: [], received: [] };
	const inboxes: StoredWorkflow[] = [];
	const orders = makeOrders();
	/** number that a fax came from → hash of its document */
	const received = new Map<string, { service: ServiceName; sha256: string }>();
	const startedAt = Date.now();
	let killedAt = 0;

	const note = (text: string) =>
		print(`${String(Math.round((Date.now() - startedAt) / 1000)).padStart(5)} s  ${text}`);
	const idsOf = (...kinds: readonly Kind[]) => kinds.flatMap((kind) => workflows[kind].map(({ id }) => id));
	const read = async (...kinds: readonly Kind[]) =>
		await readExecutions(stage().cluster.database, idsOf(...kinds));
	const statuses = async () => JSON.stringify(await statusesOf(stage().cluster.database, idsOf(...KINDS)));
	const kindOf = (workflowId: string) => KINDS.find((kind) => idsOf(kind).includes(workflowId));

	beforeAll(async () => {
		const { cluster } = stage();
		const options = { preventDuplicates: true, duplicateAction: 'return' };
		for (const service of SERVICES) {
			const facts = servicesByName[service];
			for (const kind of ['one', 'hundred'] as const) {
				const path = pathOf({ kind, service });
				workflows[kind].push(await cluster.publish(sendWorkflow(path, facts, options)));
			}
			workflows.received.push(await cluster.publish(receiveWorkflow(facts.node)));
			inboxes.push(await cluster.publish(inboxWorkflow(inboxPath(service), facts.node)));
		}
	});

	afterAll(async () => {
		const { cluster } = stage();
		for (const { id } of [...Object.values(workflows).flat(), ...inboxes]) await cluster.api.unpublish(id);
		cluster.sandbox.reset();
	});

	/** Calls a workflow until it is heard, as somebody does who must get the faxes out. */
	const call = async (order: Order) =>
		await until(
			async () => await callWorkflow(stage().cluster, pathOf(order), { faxes: order.faxes }),
			`the workflow ${pathOf(order)} is called`,
			PATIENCE_MS,
		);

	async function receive(count: number): Promise<void> {
		const { cluster } = stage();
		for (let index = 0; index < count; index += 1) {
			const service = SERVICES[index % SERVICES.length];
			const from = `+1415${5_550_000 + received.size}`;
			const { key } = cluster.sandbox.inbound({ service, from });
			received.set(from, { service, sha256: sha256(cluster.sandbox.document(key)!.bytes) });
			if (index % 10 !== 9) continue;
			await cluster.sandbox.settled();
			// Kazoo switches a hook off that fails often; that is what the inbox trigger is for.
			await until(() => cluster.front.targets.length > 0, 'a webhook process is there', PATIENCE_MS);
		}
	}

	/** Of some executions: those that n8n's database calls running. */
	const running = async (ids: readonly string[]) =>
		ids.length === 0
			? []
			: await stage().cluster.database.rows<{ id: number; workflowId: string }>(
					`select id, "workflowId" from execution_entity where id in (${ids.join()}) and status = 'running'`,
				);

	/** Kills a worker that is at work on an execution of each kind. @returns what it had */
	async function killOneAtWork(): Promise<Array<{ id: number; workflowId: string }>> {
		const hasAllKinds = (rows: ReadonlyArray<{ workflowId: string }>) =>
			KINDS.every((kind) => rows.some(({ workflowId }) => kindOf(workflowId) === kind));
		return await until(
			async () => {
				for (const worker of stage().workers) {
					if (!hasAllKinds(await running(heldBy(worker)))) continue;
					// It stands still while a second look makes sure that it has not just ended one of them.
					worker.signal('SIGSTOP');
					await sleep(300);
					const held = await running(heldBy(worker));
					if (hasAllKinds(held)) {
						await worker.kill();
						killedAt = Date.now();
						stage().workers = stage().workers.filter((other) => other !== worker);
						return held;
					}
					worker.signal('SIGCONT');
				}
				return false;
			},
			'a worker has one execution of each kind',
			PATIENCE_MS,
		);
	}

	const inWords = (held: ReadonlyArray<{ workflowId: string }>) =>
		KINDS.map(
			(kind) => `${held.filter(({ workflowId }) => kindOf(workflowId) === kind).length} ${kind}`,
		).join(', ');

	/** Waits until no execution is open; or, with `quietMs`, until nothing has changed for so long. */
	async function drained(what: string, quietMs?: number): Promise<void> {
		let last = '';
		let since = Date.now();
		await until(
			async () => {
				const ended = ENDED.map((status) => `'${status}'`).join();
				const open = await stage().cluster.database.rows<{ id: number; status: string }>(
					`select id, status from execution_entity where status not in (${ended}) order by id`,
				);
				const now = JSON.stringify(open);
				if (now !== last) since = Date.now();
				last = now;
				return open.length === 0 || (quietMs !== undefined && Date.now() - since > quietMs);
			},
			what,
			PATIENCE_MS,
		);
	}

	/** What was said of each recipient. */
	async function allWords(): Promise<Map<string, Word[]>> {
		const said = new Map<string, Word[]>();
		for (const execution of await read('one', 'hundred')) {
			const asked = itemsOf(execution, 'Content');
			for (const item of itemsOf(execution, SEND)) {
				const { item: place } = item.pairedItem as { item: number };
				const to = String(asked[place].json.to);
				said.set(to, [...(said.get(to) ?? []), wordOf(item)]);
			}
		}
		return said;
	}

	it('takes half of the faxes while a worker is killed', async () => {
		const half = orders.slice(0, orders.length / 2);
		const load = Promise.all([inParallel(half, CALLS_AT_ONCE, call), receive(SIZE / 2)]);
		const held = await killOneAtWork();
		note(`a worker is killed at work on ${inWords(held)}`);
		stage().workers.push(await stage().cluster.worker());
		await load;
		note('all calls of the first half are answered');
		// Some of what was killed n8n gives up only when it starts again.
		await drained('what was not killed has ended', 20_000);
		note(`what was not killed has ended: ${await statuses()}`);
	});

	it('takes the other half while a worker is killed together with the webhook process', async () => {
		const { cluster } = stage();
		const half = orders.slice(orders.length / 2);
		const load = Promise.all([inParallel(half, CALLS_AT_ONCE, call), receive(SIZE / 2)]);
		const held = await killOneAtWork();
		cluster.front.targets.length = 0;
		await Promise.all(stage().answering.map(async (server: N8nServer) => await server.kill()));
		note(`a worker and the webhook process are killed at work on ${inWords(held)}`);
		const [worker, answering] = await Promise.all([cluster.worker(), cluster.webhookProcess()]);
		stage().workers.push(worker);
		stage().answering = [answering];
		await load;
		note('all calls of the second half are answered');
		await drained('what was not killed has ended', 30_000);
		// As far as the longest pause of a service between two tries.
		for (let hours = 0; hours < 4; hours += 1) await cluster.sandbox.advance(1_800_000);
		await drained('what the services have repeated has ended', 30_000);
		note(`what was not killed has ended: ${await statuses()}`);
		// n8n looks for executions that nobody works on when it starts.
		await sleep(Math.max(0, killedAt + GIVEN_UP_MS - Date.now()));
		await cluster.restartMain();
		await drained('n8n has given up what was killed');
		note(`n8n has started again: ${await statuses()}`);
	});

	it('tries again what has failed', async () => {
		const failed = (await read(...KINDS)).filter(({ status }) => status !== 'success');
		const isEmpty = ({ data }: StoredExecution) =>
			(data.executionData?.nodeExecutionStack ?? []).length === 0;
		const crashed = failed.filter(({ status }) => status === 'crashed');
		expect(crashed.length).toBeGreaterThanOrEqual(KINDS.length);
		await inParallel(failed, 5, async ({ id }) => await retryExecution(stage().cluster, id));
		await drained('what was tried again has ended');
		const empty = failed.filter(isEmpty);
		note(`tried again: ${failed.length}; crashed: ${crashed.length}; n8n kept nothing of: ${inWords(empty)}`);

		const said = await allWords();
		const silent = orders.filter(({ faxes }) => faxes.some(({ to }) => !said.has(to)));
		await inParallel(silent, CALLS_AT_ONCE, call);
		await drained('what was called again has ended');
		note(`called again, because nothing was said of their faxes: ${silent.length}`);
		// Nothing but what n8n itself has lost.
		expect(silent.length).toBeLessThanOrEqual(empty.length);
	});

	it('has sent nothing twice, and said something of every fax', async () => {
		const said = await allWords();
		const there = new Map<string, number>();
		for (const { direction, to } of stage().cluster.sandbox.faxes()) {
			if (direction === 'outbound') there.set(to, (there.get(to) ?? 0) + 1);
		}
		const figures = (some: readonly Order[]) =>
			figuresOf(
				some
					.flatMap(({ faxes }) => faxes)
					.map(({ to }) => ({ to, words: said.get(to) ?? [], atService: there.get(to) ?? 0 })),
			);
		const row = (name: string, some: readonly Order[]) => {
			const { doubled, lost, wrong, ...rest } = figures(some);
			return {
				'sent through': name,
				...rest,
				doubled: doubled.length,
				lost: lost.length,
				wrong: wrong.length,
			};
		};
		const kinds = (['one', 'hundred'] as const).flatMap((kind) =>
			SERVICES.map((service) =>
				row(
					pathOf({ kind, service }),
					orders.filter((order) => order.kind === kind && order.service === service),
				),
			),
		);
		print(`\n${asTable([...kinds, row('all', orders)])}\n`);
		const { doubled, lost, wrong, out, sent, unknownButSent } = figures(orders);
		expect({ doubled, lost, wrong }).toEqual({ doubled: [], lost: [], wrong: [] });
		expect(out).toBe(sent + unknownButSent);
		expect(there.size).toBe(out);
	});

	it('has handed on every received fax, or the inbox still has it', async () => {
		const { cluster } = stage();
		await inParallel(SERVICES, 1, async (service) => {
			expect(await callWorkflow(cluster, inboxPath(service), {})).toBe(true);
		});
		await drained('the inboxes are listed');
		const listed = new Set(
			(
				await readExecutions(
					cluster.database,
					inboxes.map(({ id }) => id),
				)
			).flatMap((execution) => itemsOf(execution, LIST).map(({ json }) => String(json.from))),
		);
		const executions = await read('received');
		const whole = executions.filter(({ status }) => status === 'success');
		const times = new Map<string, number>();
		const late: string[] = [];
		const wrong: string[] = [];
		for (const execution of whole) {
			const [item] = itemsOf(execution, TRIGGER);
			const from = String(item.json.from);
			times.set(from, (times.get(from) ?? 0) + 1);
			const bytes = Buffer.from(String(itemsOf(execution, READ)[0].json.base64 ?? ''), 'base64');
			if (item.binary?.data === undefined) late.push(from);
			else if (sha256(bytes) !== received.get(from)?.sha256) wrong.push(from);
		}
		const rows = [...SERVICES, null].map((service) => {
			const faxes = [...received].filter(([, fax]) => service === null || fax.service === service);
			const numbers = faxes.map(([from]) => from);
			const missed = numbers.filter((from) => !times.has(from));
			return {
				'received from': service ?? 'all',
				in: numbers.length,
				handedOn: numbers.length - missed.length,
				twice: numbers.filter((from) => (times.get(from) ?? 0) > 1).length,
				documentTooLate: late.filter((from) => numbers.includes(from)).length,
				onlyInInbox: missed.filter((from) => listed.has(from)).length,
				lost: missed.filter((from) => !listed.has(from)).length,
			};
		});
		print(`\n${asTable(rows)}\n`);
		const { onlyInInbox, lost } = rows.at(-1)!;
		expect({ lost, wrong }).toEqual({ lost: 0, wrong: [] });
		// n8n has told of each that it did not hand on: as a failed execution, or by refusing the service's call.
		const retried = new Set(executions.map(({ retryOf }) => retryOf));
		const failed = executions.filter(
			({ id, status, retryOf }) => status !== 'success' && retryOf === null && !isRepaired(id),
		);
		function isRepaired(id: string): boolean {
			return retried.has(id) && executions.some((one) => one.retryOf === id && one.status === 'success');
		}
		const unheard = cluster.sandbox
			.deliveries()
			.filter(({ status }) => status === null || status >= 300).length;
		// Or the service has called no more: Kazoo switches a hook off when n8n is often too slow for it.
		const uncalled = SERVICES.map((service) => {
			const events = cluster.sandbox.deliveries().filter((one) => one.service === service);
			const faxes = [...received.values()].filter((one) => one.service === service);
			return Math.max(0, faxes.length - new Set(events.map(({ group }) => group)).size);
		});
		const silent = uncalled.reduce((sum, count) => sum + count, 0);
		expect(onlyInInbox).toBeLessThanOrEqual(failed.length + unheard + silent);
	});
}
