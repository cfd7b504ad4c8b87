import type { INodeParameters } from 'n8n-workflow';
import { loadProvider } from '../../nodes/FaxInbox/providers';
import { credentialsOf, DELIVERY_MS, recipient } from '../contract/stage';
import { services } from '../contract/service';
import { ANNEX, faxParameters, LETTER, sha256, useBench } from '../support/bench';
import { missingPdfTools, readPdf } from '../support/pdfTools';

interface Receipt {
	issuedAt: string;
	result: string;
	explanation: string | null;
	statement: string;
	file: { fileName: string; sha256: string; size: number };
	report: { available: boolean; reason: string | null } | null;
}

const oneLine = (text: string) => text.replace(/\s+/g, ' ');

describe.each(services)('%s: receipts', (name, service) => {
	const { capabilities, displayName } = loadProvider(name);
	const hasReport = capabilities.operations.includes('downloadReport');
	const bench = useBench();

	beforeEach(() => service.liftRateLimit?.(bench.sandbox));

	async function run(operation: string, parameters: INodeParameters, documents: Buffer[] = []) {
		const result = await bench.run({
			type: service.node,
			credentials: credentialsOf(service, bench),
			parameters: faxParameters(operation, parameters),
			items: [await bench.item(documents)],
		});
		expect(result.error).toBeUndefined();
		const [item] = result.outputs[0];
		const file = async (field: string) => await bench.engine.readBinary(item.binary![field]);
		return { json: result.json[0], binary: Object.keys(item.binary ?? {}), file };
	}

	async function sent(digits = '00', options: INodeParameters = {}, document = LETTER): Promise<string> {
		const parameters = { to: recipient(digits), ...service.sendParameters, options };
		const { json } = await run('send', parameters, [document]);
		await bench.sandbox.advance(DELIVERY_MS);
		return String(json.trackingId);
	}

	it('state numbers, times, pages and the hash of the document, on one page', async () => {
		const id = await sent('00', {}, ANNEX);
		const { json, binary, file } = await run('getReceipt', { faxId: id });
		expect(binary).toEqual(hasReport ? ['data', 'report'] : ['data']);
		const { receipt, ...record } = json as { receipt: Receipt } & Record<string, unknown>;
		const bytes = await file('data');
		expect(record).toMatchObject({
			status: 'delivered',
			trackingId: id,
			document: { sha256: sha256(ANNEX) },
		});
		expect(receipt).toMatchObject({
			result: 'Delivered',
			file: { sha256: sha256(bytes), size: bytes.length },
			report: hasReport ? { available: true } : null,
		});
		if (missingPdfTools.length > 0) return;
		const { pages, text } = readPdf(bytes);
		expect(pages).toBe(1);
		for (const wanted of [
			'Fax transmission receipt',
			'Delivered',
			`Service ${displayName}`,
			`Fax ID ${String(record.id)}`,
			`SHA-256 ${sha256(ANNEX)}`,
			receipt.statement,
			...(record.to === null ? [] : [`To ${String(record.to)}`]),
			...(record.completedAt === null ? [] : ['Ended 2 March 2026,']),
		]) {
			expect(oneLine(text)).toContain(wanted);
		}
	});

	it('say why a fax failed', async () => {
		const id = await sent('50');
		await bench.sandbox.advance(600_000);
		const { json, file } = await run('getReceipt', { faxId: id });
		const { receipt } = json as unknown as { receipt: Receipt };
		expect(json.status).toBe('failed');
		expect(receipt.result).toBe('Not delivered');
		expect((await file('data')).toString('latin1')).toContain('(Not delivered)');
		expect(receipt.explanation).toBe(`${String(json.failureMessage)}.`);
	});

	it('are receipts of reception for received faxes', async () => {
		const { id } = bench.sandbox.inbound({ service: service.name, pages: 2 });
		const { json, file } = await run('getReceipt', { faxId: id });
		expect((json as unknown as { receipt: Receipt }).receipt.result).toBe('Received');
		expect((await file('data')).toString('latin1')).toContain('(Fax reception receipt)');
	});

	it('mask what Privacy masks', async () => {
		const to = recipient('00');
		const id = await sent('00');
		const { json, file } = await run('getReceipt', { faxId: id, options: { privacy: true } });
		const content = (await file('data')).toString('latin1');
		expect(content).not.toContain(to.slice(1));
		expect(content).not.toContain('letter');
		expect(JSON.stringify(json)).not.toContain(to.slice(1));
	});

	it('come with Get Status, once all waiting is over', async () => {
		const parameters = { to: recipient('00'), ...service.sendParameters };
		const { json: first } = await run('send', parameters, [LETTER]);
		const faxId = String(first.trackingId);
		const early = await run('getStatus', { faxId, options: { attachReceipt: true } });
		expect((early.json as unknown as { receipt: Receipt }).receipt.result).toMatch(
			/^(Not sent yet|Being sent)$/,
		);
		const moving = setInterval(() => void bench.sandbox.advance(200), 20);
		try {
			const { json, binary } = await run('getStatus', {
				faxId,
				waitForFinalStatus: true,
				options: { attachReceipt: true },
			});
			expect(json.status).toBe('delivered');
			expect((json as unknown as { receipt: Receipt }).receipt.result).toBe('Delivered');
			expect(binary).toEqual(hasReport ? ['receipt', 'report'] : ['receipt']);
		} finally {
			clearInterval(moving);
		}
	});

	it('are left out where nobody asks for them', async () => {
		const { json, binary } = await run('getStatus', { faxId: await sent() });
		expect(json).not.toHaveProperty('receipt');
		expect(binary).toEqual([]);
	});
});
