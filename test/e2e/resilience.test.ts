import { loadProvider } from '../../nodes/FaxInbox/providers';
import type { Lab } from '../../start/lab';
import { productionUrl } from '../../start/setUp';
import { servicesByName } from '../contract/service';
import {
	AFTER,
	complaintsIn,
	executionsOf,
	itemsOf,
	LETTER,
	openTestLab,
	publish,
	runNode,
	SERVICES,
	sha256,
	TRIGGER,
	triggerWorkflow,
	until,
} from './support';

describe.each(SERVICES)('%s, when n8n stops and starts again in the middle', (name) => {
	const facts = servicesByName[name];
	let lab: Lab;

	beforeAll(async () => {
		lab = await openTestLab();
	});

	afterAll(async () => {
		await lab?.close();
	});

	it.each(['inOrder', 'atOnce'] as const)(
		'stopped %s: no hook is lost or doubled, and no repeated event',
		async (how) => {
			lab.sandbox.reset();
			const stored = await publish(lab, triggerWorkflow(facts.node));
			const url = productionUrl(lab.url, stored.nodes[0]);
			const eventsAt = () =>
				lab.sandbox
					.hooks(name)
					.filter((hook) => hook.url === url)
					.map(({ event }) => event)
					.sort();
			const before = eventsAt();
			expect(before.length).toBeGreaterThan(0);

			lab.sandbox.inbound({ service: facts.name, from: '+13125550141' });
			await executionsOf(lab, stored.id, 1);
			await lab.stop(how);
			// Comes in while nobody listens. The service tries again by and by.
			lab.sandbox.inbound({ service: facts.name, from: '+13125550142' });
			const failed = () =>
				lab.sandbox.deliveries().find(({ status, error }) => status === null && error !== null);
			await until(failed, 'a delivery that nobody takes');
			await lab.startAgain();
			await until(
				async () => (await fetch(url, { method: 'POST', body: '{}' })).status !== 404,
				'the webhook is registered again',
			);
			expect(eventsAt()).toEqual(before);

			// As far as the service's longest pause between two tries.
			for (let hours = 0; hours < 4; hours += 1) await lab.sandbox.advance(1_800_000);
			const executions = await executionsOf(lab, stored.id, 2, 60_000);
			const callers = executions
				.flatMap((execution) => itemsOf(execution, TRIGGER))
				.map(({ json }) => json.from);
			const repeats = loadProvider(name).capabilities.events.length > 0;
			expect(repeats).toBe(true);
			expect(callers.sort()).toEqual(['+13125550141', '+13125550142']);
			await lab.api.unpublish(stored.id);
		},
	);
});

describe.each(['filesystem', 'database'] as const)('with the binary store %s', (mode) => {
	let lab: Lab;

	beforeAll(async () => {
		lab = await openTestLab({ env: { N8N_DEFAULT_BINARY_DATA_MODE: mode } });
	});

	afterAll(async () => {
		await lab?.close();
	});

	it.each(SERVICES)('%s sends a stored document and stores a received one', async (name) => {
		lab.sandbox.reset();
		const facts = servicesByName[name];
		const { items, error } = await runNode(lab, {
			type: facts.node,
			parameters: { resource: 'fax', operation: 'send', to: '+13125550100', ...facts.sendParameters },
			documents: [LETTER],
		});
		expect(error).toBeUndefined();
		expect(items).toHaveLength(1);
		const sent = lab.sandbox.faxes(name).find(({ direction }) => direction === 'outbound');
		expect(sha256(lab.sandbox.document(sent!.key)!.bytes)).toBe(sha256(LETTER));

		const stored = await publish(lab, triggerWorkflow(facts.node));
		const fax = lab.sandbox.inbound({ service: facts.name, pages: 3 });
		const [execution] = await executionsOf(lab, stored.id, 1);
		const { data } = itemsOf(execution, TRIGGER)[0].binary!;
		expect(data.id).toMatch(new RegExp(`^${mode}`));
		// In the database n8n keeps a webhook's files under no execution, so that its editor cannot show them (2.41).
		const read = Buffer.from(String(itemsOf(execution, AFTER)[0].json.base64), 'base64');
		expect(sha256(read)).toBe(sha256(lab.sandbox.document(fax.id)!.bytes));
		await lab.api.unpublish(stored.id);
	});

	it('n8n has nothing to complain about', () => {
		expect(complaintsIn(lab.log())).toEqual([]);
	});
});

describe('two hundred faxes', () => {
	const FAXES = 200;
	let lab: Lab;

	beforeAll(async () => {
		lab = await openTestLab({ env: { N8N_LOG_LEVEL: 'info' } });
	});

	afterAll(async () => {
		await lab?.close();
	});

	it.each(SERVICES)('that %s reports all start the workflow, each once, with its document', async (name) => {
		lab.sandbox.reset();
		const facts = servicesByName[name];
		const stored = await publish(lab, triggerWorkflow(facts.node));
		const callers = Array.from({ length: FAXES }, (_, index) => `+1312555${String(1000 + index)}`);
		for (const [index, from] of callers.entries()) {
			lab.sandbox.inbound({ service: facts.name, from });
			// About as many at once as a busy service sends.
			if (index % 10 === 9) await lab.sandbox.settled();
		}
		const executions = await executionsOf(lab, stored.id, FAXES, 120_000);
		const items = executions.flatMap((execution) => itemsOf(execution, TRIGGER));
		expect(items.map(({ json }) => json.from).sort()).toEqual(callers);
		expect(new Set(items.map(({ json }) => json.eventKey)).size).toBe(FAXES);
		const without = items.filter(({ binary }) => binary?.data === undefined);
		expect(without).toEqual([]);
		await lab.api.unpublish(stored.id);
	});
});
