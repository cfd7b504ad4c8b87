import { services } from '../contract/service';
import { credentialsOf, recipient, someDocuments } from '../contract/stage';
import { ANNEX, faxParameters, sha256, useBench, type Bench } from '../support/bench';
import { startServer } from '../support/server';

// The trigger waits for documents on this clock: eight seconds are 400 ms.
const bench = useBench({ engine: { binaryMode: 'default' }, listens: true, haste: 20 });

describe.each(services)('%s, where n8n keeps documents inside the items', (_name, service) => {
	const run = async (
		operation: string,
		parameters: object,
		items = [{ json: {} }] as Awaited<ReturnType<Bench['item']>>[],
	) =>
		await bench.run({
			type: service.node,
			credentials: credentialsOf(service, bench),
			parameters: faxParameters(operation, { ...service.sendParameters, ...parameters }),
			items,
		});

	it('sends from the items, from a URL, and follows it to the end', async () => {
		const documents = someDocuments(service);
		const item = await bench.item(documents);
		const binaryPropertyName = Object.keys(item.binary!).join(',');
		expect(item.binary!.data.id).toBeUndefined();
		const server = await startServer();
		server.answer(
			(_request, response) => void response.writeHead(200, { 'content-type': 'application/pdf' }).end(ANNEX),
		);
		try {
			const fromItem = await run('send', { to: recipient('01'), binaryPropertyName }, [item]);
			const fromUrl = await run('send', {
				to: recipient('02'),
				documentSource: 'url',
				documentUrl: `${server.url}/annex.pdf`,
			});
			expect([...fromItem.json, ...fromUrl.json]).toMatchObject([{ status: 'queued' }, { status: 'queued' }]);
			const [first, second] = bench.sandbox.faxes();
			expect(first.documents.map((document) => document.sha256)).toEqual(documents.map(sha256));
			expect(second.documents.map((document) => document.sha256)).toEqual([sha256(ANNEX)]);
			await bench.sandbox.advance(1_000);
			const status = await run('getStatus', { faxId: String(fromItem.json[0].id) });
			expect(status.json).toMatchObject([{ status: 'delivered', isFinal: true }]);
		} finally {
			await server.close();
		}
	});

	it('refuses an empty document', async () => {
		const item = { json: {}, binary: { data: { data: '', mimeType: 'application/pdf', fileName: 'a.pdf' } } };
		const { error } = await run('send', { to: recipient('01') }, [item]);
		expect(error?.message).toMatch(/'data'.*(empty|no file)/);
		expect(bench.sandbox.requests()).toEqual([]);
	});

	it('downloads and receives the same bytes', async () => {
		const trigger = bench.engine.trigger({
			type: service.trigger,
			parameters: { events: ['faxReceived'] },
			credentials: credentialsOf(service, bench),
		});
		await trigger.activate();
		for (const order of service.webhooks.byHand(trigger.productionUrl).slice(0, 1)) {
			if (bench.sandbox.hooks().length === 0) bench.sandbox.addHook(order);
		}
		const { id } = bench.sandbox.inbound({ service: service.name, pages: 2 });
		const { bytes } = bench.sandbox.document(id)!;
		const { items } = await trigger.nextExecution();
		expect(items[0].json.document).toMatchObject({ available: true, sha256: sha256(bytes) });
		expect(sha256(await bench.engine.readBinary(items[0].binary!.data))).toBe(sha256(bytes));
		const file = await run('download', { faxId: id });
		expect(sha256(await bench.engine.readBinary(file.outputs[0][0].binary!.data))).toBe(sha256(bytes));
	});
});
