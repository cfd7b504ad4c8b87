import { bothTriggers, INBOX, ONCE, WEBHOOK } from '../../examples/build/both';
import { uuidOf } from '../../examples/build/workflow';
import { providerNames } from '../../nodes/FaxInbox/providers';
import type { Execution, StoredWorkflow, WorkflowFile } from '../../start/api';
import type { Lab } from '../../start/lab';
import { servicesByName } from '../contract/service';
import { complaintsIn, errorOf, itemsOf, openTestLab, publish, SERVICES, until } from './support';

/**
 * A webhook trigger and the inbox trigger in one workflow, as in the example, for every service. n8n works its executions
 * off one after the other: its Remove Duplicates reads, changes and writes its memory without a lock.
 */
let lab: Lab;

/** How many come in at a service, and how many of them before the workflow is published; only the inbox knows those. */
const COUNTS = { most: { all: 200, missed: 50 }, others: { all: 40, missed: 10 } };
/** Side by side, as a busy service reports them. */
const AT_ONCE = 10;

const countsOf = (name: string) => (name === 'faxPlus' ? COUNTS.most : COUNTS.others);

const callersOf = (name: string) =>
	Array.from({ length: countsOf(name).all }, (_, index) => `+1312555${String(1000 + index)}`);

/** The example for another service, with an inbox that is looked into every minute, and a day back at first. */
function exampleFor(name: string): WorkflowFile {
	const { workflow } = bothTriggers();
	const nodes = workflow.nodes.map((node) => {
		if (node.name === WEBHOOK) {
			const type = `n8n-nodes-fax.${servicesByName[name].node}Trigger`;
			return { ...node, type, webhookId: uuidOf(workflow.name, name) };
		}
		if (node.name !== INBOX) return node;
		const pollTimes = { item: [{ mode: 'everyMinute' }] };
		const options = { lookBackDays: 1 };
		return { ...node, parameters: { ...node.parameters, service: name, pollTimes, options } };
	});
	return { ...workflow, name: `${workflow.name}: ${name}`, nodes };
}

interface Flow {
	stored: StoredWorkflow;
	executions: Map<string, Execution>;
}

const flows: Record<string, Flow> = {};

/** All ended executions so far; each is read once. */
async function look({ stored, executions }: Flow): Promise<Execution[]> {
	const all = await lab.api.executions(stored.id, 2_000);
	const fresh = all.filter(
		({ id, status }) => ['success', 'error', 'crashed'].includes(status) && !executions.has(id),
	);
	for (const { id } of fresh) executions.set(id, await lab.api.execution(id));
	return [...executions.values()];
}

const itemsAt = (executions: Execution[], node: string) =>
	executions.flatMap((execution) => itemsOf(execution, node));

async function comeIn(name: string, callers: string[]): Promise<void> {
	for (const [index, from] of callers.entries()) {
		lab.sandbox.inbound({ service: servicesByName[name].name, from });
		if (index % AT_ONCE === AT_ONCE - 1) await lab.sandbox.settled();
	}
}

beforeAll(async () => {
	lab = await openTestLab({
		env: { N8N_LOG_LEVEL: 'info', N8N_CONCURRENCY_PRODUCTION_LIMIT: '1' },
	});
	for (const name of providerNames) {
		servicesByName[name].liftRateLimit?.(lab.sandbox);
		await comeIn(name, callersOf(name).slice(0, countsOf(name).missed));
		flows[name] = { stored: await publish(lab, exampleFor(name)), executions: new Map() };
	}
	for (const name of providerNames) await comeIn(name, callersOf(name).slice(countsOf(name).missed));
}, 600_000);

afterAll(async () => {
	await lab?.close();
});

describe.each(SERVICES)('%s', (name) => {
	const callers = callersOf(name);
	const { all: total, missed } = countsOf(name);
	let executions: Execution[];

	it(`none of ${total} faxes is missing, with its document or the reason why not`, async () => {
		executions = await until(
			async () => {
				const found = await look(flows[name]);
				const passed = new Set(itemsAt(found, ONCE).map(({ json }) => json.from));
				return passed.size >= total && found;
			},
			'all faxes have come through',
			150_000,
		);
		const items = itemsAt(executions, ONCE);
		expect([...new Set(items.map(({ json }) => json.from))].sort()).toEqual(callers);
		// A machine that is too busy to fetch a document while the service waits says so; Download gets it later.
		const without = items.filter(({ binary }) => binary?.data === undefined).map(({ json }) => json.document);
		const late = { available: false, reason: expect.any(String) };
		expect(without).toEqual(without.map(() => expect.objectContaining(late)));
		expect(without.length).toBeLessThan(items.length / 2);
		expect(executions.map(errorOf).filter((error) => error !== undefined)).toEqual([]);
	});

	it('the webhook brought what was reported, and the inbox what was missed', () => {
		const heard = new Set(itemsAt(executions, WEBHOOK).map(({ json }) => json.from));
		// A report that n8n was too busy to take is one more that the inbox makes up for.
		expect(callers.slice(missed)).toEqual(expect.arrayContaining([...heard]));
		expect(heard.size).toBeGreaterThan(0);
		const listed = new Set(itemsAt(executions, INBOX).map(({ json }) => json.from));
		expect(callers.slice(0, missed).filter((from) => !listed.has(from))).toEqual([]);
	});

	it('the inbox comes upon what the webhook brought, calls it by the same key, and it does not pass again', async () => {
		executions = await until(
			async () => {
				const found = await look(flows[name]);
				return itemsAt(found, INBOX).length > missed && found;
			},
			'a poll after the webhooks',
			150_000,
		);
		const all = [...itemsAt(executions, WEBHOOK), ...itemsAt(executions, INBOX)];
		expect(new Set(all.map(({ json }) => json.eventKey)).size).toBe(total);
		const passed = itemsAt(executions, ONCE).map(({ json }) => json.eventKey);
		expect(passed).toHaveLength(total);
	});
});

it('n8n has nothing to complain about', () => {
	expect(complaintsIn(lab.log())).toEqual([]);
});
