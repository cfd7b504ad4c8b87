import type { INodeParameters } from 'n8n-workflow';
import { storedProblem, type StoredDocument } from '../../nodes/shared/documents/incoming';
import { services } from '../contract/service';
import { credentialsOf } from '../contract/stage';
import { faxParameters, LETTER, sha256, useBench, type Bench } from '../support/bench';
import { builtNode } from '../support/nodes';

/** Whether the node offers the option for this operation. */
function offers(node: string): boolean {
	const collections = builtNode(node).description.properties.filter(({ name, displayOptions }) => {
		return name === 'options' && displayOptions?.show?.operation?.includes('download') === true;
	});
	const options = collections.flatMap(({ options: entries }) => entries ?? []);
	return options.some(({ name }) => name === 'deleteAfterDownload');
}

const offering = services.filter(([, { node }]) => offers(node));

it('is offered where a fax that can be downloaded can also be deleted', () => {
	expect(offering.map(([name]) => name)).toEqual(['faxPlus', 'kazoo']);
});

describe.each(offering)('%s: Delete After Download', (_name, service) => {
	const bench = useBench();

	/** The requests that delete a fax, of whatever kind it is. */
	const deletion = () => {
		const [one] = service.cases.filter(({ operation, resource }) => operation === 'delete' && !resource);
		const { method } = one.breakable!.find(({ effect }) => effect === 'change')!;
		return { method, path: '' };
	};

	async function download(options: INodeParameters = { deleteAfterDownload: true }) {
		const received = bench.sandbox.inbound({
			service: service.name,
			document: LETTER,
			fileName: 'letter.pdf',
		});
		const run = async (chosen = options) =>
			await bench.run({
				type: service.node,
				credentials: credentialsOf(service, bench),
				parameters: faxParameters('download', { faxId: received.id, options: chosen }),
			});
		/** The request that is answered with the document, learnt from a download without deletion. */
		const documentRequest = async () => {
			bench.sandbox.clearRequests();
			await run({});
			const { sha256: hash } = bench.sandbox.document(received.id)!;
			expect(hash).toBe(sha256(LETTER));
			const found = bench.sandbox.requests().find(({ method, status, path }) => {
				return method === 'GET' && status === 200 && path.includes(received.id);
			});
			return { method: 'GET', path: `^${found!.path}$` };
		};
		const fax = () => bench.sandbox.faxes().find(({ key }) => key === received.key);
		return { run, documentRequest, isThere: () => fax() !== undefined && fax()?.deleted === false };
	}

	const bytesOf = async (run: Awaited<ReturnType<Bench['run']>>) =>
		await bench.engine.readBinary(run.outputs[0][0].binary!.data);

	it('deletes the fax once its document is in n8n', async () => {
		const { run, isThere } = await download();
		const result = await run();
		expect(result.json).toMatchObject([
			{ deleted: true, deleteHint: null, document: { sha256: sha256(LETTER) } },
		]);
		expect(sha256(await bytesOf(result))).toBe(sha256(LETTER));
		expect(isThere()).toBe(false);
	});

	it('deletes nothing unless asked to', async () => {
		const { run, isThere } = await download({});
		const { json } = await run();
		expect(json[0]).not.toHaveProperty('deleted');
		expect(isThere()).toBe(true);
	});

	it('keeps the document when the deletion is refused, and says so', async () => {
		const { run, isThere } = await download();
		const match = deletion();
		bench.sandbox.addFault({ service: service.name, match, fault: 'status', status: 403, times: 9 });
		const result = await run();
		expect(result.error).toBeUndefined();
		expect(result.json).toMatchObject([{ deleted: false, document: { available: true } }]);
		expect(result.json[0].deleteHint).toMatch(/may not do this.*\. \p{Lu}/u);
		expect(sha256(await bytesOf(result))).toBe(sha256(LETTER));
		expect(isThere()).toBe(true);
	});

	it('does not claim to know when the answer is lost', async () => {
		const { run } = await download();
		const match = deletion();
		bench.sandbox.addFault({ service: service.name, match, fault: 'resetAfterBody', afterAcceptance: true });
		const result = await run();
		expect(result.json).toMatchObject([{ deleted: null }]);
		expect(result.json[0].deleteHint).toMatch(/is not known/);
		expect(sha256(await bytesOf(result))).toBe(sha256(LETTER));
	});

	it('deletes nothing when the document may have been cut short', async () => {
		const { run, isThere, documentRequest } = await download();
		bench.sandbox.addFault({ service: service.name, match: await documentRequest(), fault: 'truncatedJson' });
		const { json } = await run();
		expect(json).toMatchObject([{ deleted: false }]);
		expect(json[0].deleteHint).toMatch(/may not have arrived whole/);
		expect(isThere()).toBe(true);
	});

	it('deletes nothing when there is no document', async () => {
		const { run, isThere, documentRequest } = await download();
		const match = await documentRequest();
		bench.sandbox.addFault({ service: service.name, match, fault: 'html502', times: 9 });
		const { error } = await run();
		expect(error).toBeDefined();
		expect(isThere()).toBe(true);
	});
});

describe('a stored document', () => {
	type Context = Parameters<typeof storedProblem>[0];

	const stored = (bytes: Buffer, id: string | undefined = 'filesystem:1'): StoredDocument => ({
		binary: {
			id,
			data: id === undefined ? bytes.toString('base64') : 'filesystem',
			mimeType: 'application/pdf',
		},
		info: {
			available: true,
			reason: null,
			fileName: 'fax.pdf',
			mimeType: 'application/pdf',
			size: bytes.length,
			sha256: sha256(bytes),
		},
	});

	const storeWith = (read: () => Promise<unknown>) =>
		({ helpers: { getBinaryStream: read } }) as unknown as Context;
	const chunks = (...parts: Buffer[]) => storeWith(async () => parts);

	it('is as good as the original when its bytes can be read back', async () => {
		expect(
			await storedProblem(chunks(LETTER.subarray(0, 10), LETTER.subarray(10)), stored(LETTER)),
		).toBeNull();
		const inItem = {
			...stored(LETTER),
			binary: { data: LETTER.toString('base64'), mimeType: 'application/pdf' },
		};
		expect(await storedProblem(chunks(), inItem)).toBeNull();
	});

	it.each([
		['a byte too few', LETTER.subarray(1)],
		['a byte too many', Buffer.concat([LETTER, Buffer.from('\n')])],
		['another byte', Buffer.concat([LETTER.subarray(0, -1), Buffer.from('?')])],
		['nothing', Buffer.alloc(0)],
	])('is not when it has %s', async (_what, bytes) => {
		expect(await storedProblem(chunks(bytes), stored(LETTER))).toMatch(/differs/);
	});

	it('is not when it cannot be read', async () => {
		const broken = storeWith(async () => await Promise.reject(new Error('gone')));
		expect(await storedProblem(broken, stored(LETTER))).toMatch(/cannot be read back/);
	});

	it('is not when a PDF has no end', async () => {
		const half = LETTER.subarray(0, LETTER.length / 2);
		expect(await storedProblem(chunks(half), stored(half))).toMatch(/may not have arrived whole/);
	});
});
