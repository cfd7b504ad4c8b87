import type { StoredWorkflow } from '../../../start/api';
import { servicesByName } from '../../contract/service';
import { until } from '../../e2e/support';
import type { Front } from '../front';
import { asTable, print } from '../output';
import { itemsOf, readExecutions, statusesOf } from '../records';
import { SERVICES, type Stage } from '../stage';
import { receiveWorkflow, TRIGGER } from '../workflows';

/** Faxes of each row of the table. */
const FAXES = 40;
/** Faxes that come in at the same moment. */
const AT_ONCE = 4;

interface Case {
	title: string;
	mode: Front['mode'];
	document: boolean;
}

const atStart = (ms: number) => ({ after: 'start' as const, ms });

const CASES: readonly Case[] = [
	{ title: 'once, to one of the two', mode: 'turns', document: true },
	{ title: 'to both at the same moment, no document', mode: atStart(0), document: false },
	{ title: 'to both at the same moment', mode: atStart(0), document: true },
	{ title: 'to both, 50 ms apart', mode: atStart(50), document: true },
	{ title: 'to both, 250 ms apart', mode: atStart(250), document: true },
	{ title: 'to the other when the first has answered', mode: { after: 'answer', ms: 0 }, document: true },
	{ title: 'to the other a second later', mode: { after: 'answer', ms: 1_000 }, document: true },
];

/** Two processes that answer webhooks, and services that repeat themselves to both of them. */
export function repeatedEvents(stage: () => Stage): void {
	const published = new Map<boolean, StoredWorkflow[]>();
	const rows: Array<Record<string, unknown>> = [];
	let next = 5_560_000;

	beforeAll(async () => {
		const { cluster, answering } = stage();
		while (answering.length < 2) answering.push(await cluster.webhookProcess());
	});

	afterAll(() => {
		stage().cluster.front.mode = 'turns';
		if (rows.length > 0) print(`\n${asTable(rows)}\n`);
	});

	/** Only one kind is published at a time: the services call every hook. */
	async function workflowsFor(document: boolean): Promise<StoredWorkflow[]> {
		const { cluster } = stage();
		const known = published.get(document);
		if (known !== undefined) return known;
		for (const { id } of [...published.values()].flat()) await cluster.api.unpublish(id);
		published.clear();
		cluster.sandbox.reset();
		const made: StoredWorkflow[] = [];
		for (const service of SERVICES) {
			const { node } = servicesByName[service];
			made.push(await cluster.publish(receiveWorkflow(node, { downloadDocument: document })));
		}
		published.set(document, made);
		return made;
	}

	it.each(CASES)('an event that comes $title', async ({ title, mode, document }) => {
		const { cluster } = stage();
		const ids = (await workflowsFor(document)).map(({ id }) => id);
		cluster.front.mode = mode;
		cluster.front.durations = [];
		const numbers: string[] = [];
		for (let index = 0; index < FAXES; index += 1) {
			const from = `+1415${next++}`;
			numbers.push(from);
			cluster.sandbox.inbound({ service: SERVICES[index % SERVICES.length], from });
			if (index % AT_ONCE === AT_ONCE - 1) await cluster.sandbox.settled();
		}
		await until(
			async () => {
				const { success = 0, ...others } = await statusesOf(cluster.database, ids);
				return success > 0 && Object.keys(others).length === 0;
			},
			'all executions have ended',
			120_000,
		);
		const items = (await readExecutions(cluster.database, ids)).flatMap((execution) =>
			itemsOf(execution, TRIGGER),
		);
		const keysOf = (from: string) =>
			items.filter(({ json }) => json.from === from).map(({ json }) => String(json.eventKey));
		const times = numbers.map((from) => keysOf(from).length);
		const count = (wanted: number) => times.filter((one) => one === wanted).length;
		const durations = cluster.front.durations.sort((a, b) => a - b);
		rows.push({
			'an event comes': title,
			events: FAXES,
			once: count(1),
			twice: count(2),
			never: count(0),
			'answered in ms (median)': durations[Math.floor(durations.length / 2)],
		});
		expect({ never: count(0), moreThanTwice: times.filter((one) => one > 2).length }).toEqual({
			never: 0,
			moreThanTwice: 0,
		});
		if (mode === 'turns') expect(count(2)).toBe(0);
		// What comes twice can be told by its key.
		for (const from of numbers) expect(new Set(keysOf(from)).size).toBe(1);
	});
}
