import { loadProvider } from '../../nodes/FaxInbox/providers';
import type { Lab } from '../../start/lab';
import { productionUrl, testUrl } from '../../start/setUp';
import { servicesByName } from '../contract/service';
import {
	bytesOf,
	complaintsIn,
	executionsOf,
	itemsOf,
	openTestLab,
	publish,
	runNode,
	SERVICES,
	sha256,
	TRIGGER,
	triggerWorkflow,
	until,
	LETTER,
} from './support';

let lab: Lab;

beforeAll(async () => {
	lab = await openTestLab({ sandbox: { queuedMs: 200, sendingMs: 200 } });
});

afterAll(async () => {
	await lab?.close();
});

const delivered = async (url: string) =>
	await until(
		() => lab.sandbox.deliveries().find((delivery) => delivery.url === url && delivery.status !== null),
		`a delivery to ${url}`,
	);

describe.each(SERVICES)('the trigger of %s', (name) => {
	const facts = servicesByName[name];
	const { webhookRegistration } = loadProvider(name).capabilities;
	const hooksAt = (url: string) => lab.sandbox.hooks(name).filter((hook) => hook.url === url);

	afterEach(() => lab.sandbox.reset());

	it('registers its hook when it is published, starts with the fax and its document, and leaves no hook', async () => {
		const stored = await publish(lab, triggerWorkflow(facts.node));
		const url = productionUrl(lab.url, stored.nodes[0]);
		expect(hooksAt(url).length).toBeGreaterThan(0);

		const fax = lab.sandbox.inbound({ service: facts.name, pages: 2, from: '+13125550142' });
		const [execution] = await executionsOf(lab, stored.id, 1);
		expect(execution).toMatchObject({ status: 'success', mode: 'webhook' });
		const [item, ...others] = itemsOf(execution, TRIGGER);
		expect(others).toEqual([]);
		expect(item.json).toMatchObject({
			provider: name,
			event: 'faxReceived',
			status: 'received',
			direction: 'inbound',
			from: '+13125550142',
			contentTrust: 'untrusted',
			document: { available: true },
		});
		const bytes = await bytesOf(lab, item.binary!.data);
		expect(sha256(bytes)).toBe(sha256(lab.sandbox.document(fax.id)!.bytes));
		expect((await delivered(url)).status).toBe(200);

		await lab.api.unpublish(stored.id);
		if (webhookRegistration === 'api') expect(hooksAt(url)).toEqual([]);
		const late = await lab.sandbox.deliver({ repeat: (await delivered(url)).id });
		expect(late.status).toBe(404);
	});

	// Those of the document's form are about the node's own request, which the contract suite tries.
	const forms = facts.webhooks.variants.filter(({ name: form }) => !form.startsWith('the document'));

	it.each(forms.map((variant) => [variant.name, variant] as const))(
		'takes a fax that is reported in another form: %s',
		async (title, { apply }) => {
			apply(lab.sandbox);
			const stored = await publish(lab, triggerWorkflow(facts.node));
			const url = productionUrl(lab.url, stored.nodes[0]);
			if (/behind [?&]/.test(title)) addQuery(url);
			const fax = lab.sandbox.inbound({ service: facts.name, pages: 2, from: '+13125550144' });
			const [execution] = await executionsOf(lab, stored.id, 1);
			expect(execution.status).toBe('success');
			const [item] = itemsOf(execution, TRIGGER);
			expect(item.json).toMatchObject({
				id: fax.id,
				from: '+13125550144',
				to: facts.number,
				eventKey: `${name}:${fax.id}:faxReceived`,
				document: { available: true },
			});
			expect(sha256(await bytesOf(lab, item.binary!.data))).toBe(sha256(lab.sandbox.document(fax.id)!.bytes));
			await lab.api.unpublish(stored.id);
		},
	);

	/** Sets the hook again as people do who tell their workflows apart by a query of their own. */
	function addQuery(url: string): void {
		for (const { id } of hooksAt(url)) lab.sandbox.removeHook(id);
		const { demo } = lab.services.find((service) => service.name === facts.name)!;
		lab.sandbox.addHook({ ...demo.handSetHook, service: facts.name, url: `${url}?office=1` });
	}

	it('starts when a fax was delivered, with the trackingId that Send returned', async () => {
		const stored = await publish(lab, triggerWorkflow(facts.node, { events: ['faxDelivered', 'faxFailed'] }));
		const { items } = await runNode(lab, {
			type: facts.node,
			parameters: { resource: 'fax', operation: 'send', to: '+13125550100', ...facts.sendParameters },
			documents: [LETTER],
		});
		const [execution] = await executionsOf(lab, stored.id, 1);
		expect(itemsOf(execution, TRIGGER)[0].json).toMatchObject({
			event: 'faxDelivered',
			status: 'delivered',
			isFinal: true,
			trackingId: items[0].json.trackingId,
		});
		await lab.api.unpublish(stored.id);
	});

	it('is called once for one fax, however often the service repeats itself', async () => {
		const stored = await publish(lab, triggerWorkflow(facts.node));
		const url = productionUrl(lab.url, stored.nodes[0]);
		lab.sandbox.inbound({ service: facts.name });
		const first = await delivered(url);
		await executionsOf(lab, stored.id, 1);
		const again = await lab.sandbox.deliver({ repeat: first.id });
		expect(again.status).toBe(200);
		expect(await lab.api.executions(stored.id)).toHaveLength(1);
		await lab.api.unpublish(stored.id);
	});

	it('refuses what is forged, and starts nothing', async () => {
		for (const { name: title, credential = {}, body, headers, status } of facts.webhooks.forgeries) {
			const { type, data } = facts.credential;
			const { id, name: label } = await lab.api.createCredential(`Forged: ${title}`, type, {
				...data(lab.sandbox.url),
				...credential,
			});
			const workflow = triggerWorkflow(facts.node);
			const stored = await lab.store(workflow);
			const nodes = stored.nodes.map((node) =>
				node.credentials === undefined ? node : { ...node, credentials: { [type]: { id, name: label } } },
			);
			const changed = await lab.api.createWorkflow({ ...workflow, nodes });
			await lab.publish(changed);
			const url = productionUrl(lab.url, changed.nodes[0]);
			const { status: found } = await lab.sandbox.deliver({ service: facts.name, url, body, headers });
			expect({ title, status: found }).toEqual({ title, status });
			expect(await lab.api.executions(changed.id)).toEqual([]);
			await lab.api.unpublish(changed.id);
		}
	});

	it('keeps the production hook while somebody listens at the test URL', async () => {
		const stored = await publish(lab, triggerWorkflow(facts.node));
		const production = productionUrl(lab.url, stored.nodes[0]);
		const test = testUrl(lab.url, stored.nodes[0]);
		const before = hooksAt(production);
		expect(await lab.api.run(stored.id, TRIGGER)).toBeNull();
		expect(hooksAt(production)).toEqual(before);
		const isHeard = webhookRegistration === 'api';
		expect(hooksAt(test).length > 0).toBe(isHeard);

		lab.sandbox.inbound({ service: facts.name, from: '+13125550143' });
		const found = await executionsOf(lab, stored.id, isHeard ? 2 : 1);
		expect(found.map(({ mode }) => mode).sort()).toEqual(isHeard ? ['manual', 'webhook'] : ['webhook']);
		for (const execution of found) {
			expect(itemsOf(execution, TRIGGER)[0].json).toMatchObject({ from: '+13125550143' });
		}
		await lab.api.stopListening(stored.id);
		await until(() => hooksAt(test).length === 0, 'the hook of the test URL is gone');
		expect(hooksAt(production)).toEqual(before);
		await lab.api.unpublish(stored.id);
	});
});

it('n8n has nothing to complain about', () => {
	expect(complaintsIn(lab.log())).toEqual([]);
});
