import { providerNames } from '../../nodes/FaxInbox/providers';
import type { StoredWorkflow } from '../../start/api';
import type { Lab } from '../../start/lab';
import { productionUrl } from '../../start/setUp';
import { servicesByName } from '../contract/service';
import {
	complaintsIn,
	executionsOf,
	itemsOf,
	openTestLab,
	publish,
	SERVICES,
	TRIGGER,
	triggerWorkflow,
	until,
} from './support';

const HEARD = '+13125550141';
const MISSED = '+13125550142';

let lab: Lab;

beforeAll(async () => {
	// Time stands still, so that no service gives up while n8n is away.
	lab = await openTestLab({ sandbox: { speed: 0 } });
});

afterAll(async () => {
	await lab?.close();
});

describe.each([
	['in order', 'inOrder'],
	['as a power cut does', 'atOnce'],
] as const)('when n8n is stopped %s in the middle, and started again', (_title, how) => {
	interface Listener {
		stored: StoredWorkflow;
		url: string;
		/** the events of its hooks at the service before the stop */
		events: string[];
	}
	const listeners: Record<string, Listener> = {};

	const eventsAt = (name: string, url: string): string[] =>
		lab.sandbox
			.hooks(name)
			.filter((hook) => hook.url === url)
			.map(({ event }) => String(event))
			.sort();

	const isUnanswered = (url: string) => () =>
		lab.sandbox
			.deliveries()
			.some((delivery) => delivery.url === url && delivery.status === null && delivery.error !== null);

	beforeAll(async () => {
		lab.sandbox.reset();
		for (const name of providerNames) {
			const stored = await publish(lab, triggerWorkflow(servicesByName[name].node));
			const url = productionUrl(lab.url, stored.nodes[0]);
			listeners[name] = { stored, url, events: eventsAt(name, url) };
			lab.sandbox.inbound({ service: servicesByName[name].name, from: HEARD });
		}
		await lab.sandbox.advance(1_000);
		for (const { stored } of Object.values(listeners)) await executionsOf(lab, stored.id, 1);
		await lab.stop(how);
		for (const name of providerNames) {
			lab.sandbox.inbound({ service: servicesByName[name].name, from: MISSED });
		}
		for (const [name, { url }] of Object.entries(listeners)) {
			await until(isUnanswered(url), `a delivery of ${name} that nobody takes`);
		}
		await lab.startAgain();
		for (const [name, { url }] of Object.entries(listeners)) {
			await until(
				async () => (await fetch(url, { method: 'POST', body: '{}' })).status !== 404,
				`the webhook of ${name} is registered again`,
			);
		}
		// As far as the longest pause of a service between two tries.
		for (let hours = 0; hours < 4; hours += 1) await lab.sandbox.advance(1_800_000);
	});

	afterAll(async () => {
		for (const { stored } of Object.values(listeners)) await lab.api.unpublish(stored.id);
	});

	it.each(SERVICES)('%s has lost no hook, and has none twice', (name) => {
		const { url, events } = listeners[name];
		expect(events.length).toBeGreaterThan(0);
		expect(eventsAt(name, url)).toEqual(events);
	});

	it.each(SERVICES)('no event that %s repeats is lost, and none comes twice', async (name) => {
		const executions = await executionsOf(lab, listeners[name].stored.id, 2, 60_000);
		const items = executions.flatMap((execution) => itemsOf(execution, TRIGGER));
		expect(items.map(({ json }) => json.from).sort()).toEqual([HEARD, MISSED]);
		expect(new Set(items.map(({ json }) => json.eventKey)).size).toBe(2);
	});

	it('n8n has nothing to complain about', () => {
		expect(complaintsIn(lab.log())).toEqual([]);
	});
});
