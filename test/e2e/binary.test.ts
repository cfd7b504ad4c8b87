import type { Lab } from '../../start/lab';
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
} from './support';

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
