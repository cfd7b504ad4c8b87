import { Readable } from 'node:stream';
import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';
import {
	extensionIn,
	extensionOf,
	safeFileName,
	typeByContent,
	typeByName,
} from '../../../nodes/shared/documents/fileTypes';
import { documentUrl } from '../../../nodes/shared/documents/fromUrl';
import { contentOf, inspect } from '../../../nodes/shared/documents/inspect';
import { documentOfRun } from '../../../nodes/shared/documents/runDocuments';
import { learnStreamClass } from '../../../nodes/shared/documents/streams';
import { storeIncoming } from '../../../nodes/shared/documents/incoming';
import { checkDocuments, outgoingDocument, readableSize } from '../../../nodes/shared/documents/outgoing';
import { makePdf, makeTiff } from '../../../sandbox';
import { sha256 } from '../../support/bench';
import { memoryDocument } from '../../support/tableHttp';

const PDF = makePdf([['A page']]);

describe('file types', () => {
	it('are told by the content', () => {
		expect(typeByContent(PDF)?.mimeType).toBe('application/pdf');
		expect(typeByContent(makeTiff(1))?.mimeType).toBe('image/tiff');
		expect(typeByContent(Buffer.concat([Buffer.from('stray '), PDF]))?.mimeType).toBe('application/pdf');
		expect(typeByContent(Buffer.from('89504e470d0a1a0a00', 'hex'))?.extension).toBe('png');
		expect(typeByContent(Buffer.from('text'))).toBeUndefined();
		expect(typeByContent(Buffer.alloc(0))).toBeUndefined();
	});

	it('and by names', () => {
		expect(typeByName('A.TIFF')).toBe('image/tiff');
		expect(typeByName('a')).toBeUndefined();
		expect(extensionOf('application/pdf; charset=binary')).toBe('pdf');
		expect(extensionIn('archive.tar.GZ')).toBe('gz');
		expect(extensionIn('no extension')).toBe('');
	});

	it.each([
		['../../etc/passwd', 'passwd'],
		['C:\\temp\\a.pdf', 'a.pdf'],
		['a\r\nb".pdf', 'a__b_.pdf'],
		['...hidden', 'hidden'],
		['Ünïcödé 発票.pdf', 'Ünïcödé 発票.pdf'],
	])('%p is kept as %p', (name, expected) => expect(safeFileName(name)).toBe(expected));

	it('long names keep their extension', () => {
		const name = safeFileName(`${'x'.repeat(400)}.pdf`);
		expect(name.length).toBeLessThanOrEqual(120);
		expect(name).toMatch(/\.pdf$/);
	});
});

describe('documents to send', () => {
	const context = {
		getNode: () => ({ name: 'Fax' }),
		helpers: {
			getBinaryMetadata: async () => ({ fileSize: PDF.length }),
			getBinaryStream: async () => Readable.from([PDF.subarray(0, 10), PDF.subarray(10)]),
		},
	} as unknown as IExecuteFunctions;
	const binary = (more: Partial<IBinaryData>): IBinaryData => ({ data: '', mimeType: 'text/plain', ...more });

	it('in n8n’s store are read as a stream, hashed on the way', async () => {
		const document = await outgoingDocument(context, binary({ id: 'filesystem-v2:x' }), 'data', 0);
		expect(document).toMatchObject({
			fileName: 'document-1.pdf',
			mimeType: 'application/pdf',
			size: PDF.length,
			stored: true,
		});
		expect(await document.sha256()).toBe(sha256(PDF));
	});

	it('that are small are read at once for the check, and not again to be sent once', async () => {
		const reads: unknown[] = [];
		const given = binary({ id: 'filesystem-v2:x', bytes: PDF.length });
		const small = {
			...context,
			helpers: {
				...context.helpers,
				getBinaryMetadata: async () => await Promise.reject(new Error('not needed')),
				getBinaryDataBuffer: async (_index: number, one: unknown) => {
					reads.push(one);
					return PDF;
				},
			},
		} as unknown as IExecuteFunctions;
		learnStreamClass(Readable.from([]));
		const document = await outgoingDocument(small, given, 'data', 0);
		expect(document).toMatchObject({ mimeType: 'application/pdf', size: PDF.length, stored: true });
		const passes = [];
		for (let pass = 0; pass < 4; pass++) passes.push(await contentOf(document));
		expect(passes).toEqual([PDF, PDF, PDF, PDF]);
		// The check, the first sending, and a third and fourth pass for further recipients.
		expect(reads).toEqual([given, given, given]);
	});

	it('that several items of a run have are read and looked into once', async () => {
		let reads = 0;
		const run = () =>
			({
				...context,
				helpers: {
					getBinaryDataBuffer: async () => {
						reads++;
						return PDF;
					},
				},
			}) as unknown as IExecuteFunctions;
		learnStreamClass(Readable.from([]));
		const given = binary({ id: 'filesystem-v2:x', bytes: PDF.length });
		const [one, other] = [run(), run()];
		const documents = await Promise.all(
			[1, 2, 3].map(async () => await documentOfRun(one, given, 'data', 0)),
		);
		for (const document of documents) expect(await inspect(document)).toMatchObject({ pages: 1 });
		for (const document of documents) expect(await contentOf(document)).toEqual(PDF);
		expect(reads).toBe(1);
		expect(await documentOfRun(one, given, 'letter', 0)).not.toBe(documents[0]);
		expect(await documentOfRun(other, given, 'data', 0)).not.toBe(documents[0]);
		expect(reads).toBe(3);
	});

	it('that could not be read for one item are read again for the next', async () => {
		let reads = 0;
		const flaky = {
			...context,
			helpers: {
				...context.helpers,
				getBinaryMetadata: async () =>
					reads++ === 0 ? await Promise.reject(new Error('busy')) : { fileSize: PDF.length },
			},
		} as unknown as IExecuteFunctions;
		const given = binary({ id: 'filesystem-v2:x' });
		await expect(documentOfRun(flaky, given, 'data', 0)).rejects.toThrow(/cannot be read/);
		expect(await documentOfRun(flaky, given, 'data', 0)).toMatchObject({ size: PDF.length });
	});

	it('in the item are read from there', async () => {
		const data = PDF.toString('base64');
		const document = await outgoingDocument(context, binary({ data, fileName: 'letter' }), 'data', 4);
		expect(document).toMatchObject({ fileName: 'letter.pdf', size: PDF.length, stored: false });
		const chunks: Buffer[] = [];
		for await (const chunk of document.open()) chunks.push(chunk);
		expect(Buffer.concat(chunks)).toEqual(PDF);
	});

	it('that are empty or gone name their field', async () => {
		await expect(outgoingDocument(context, binary({}), 'invoice', 0)).rejects.toThrow(/'invoice' is empty/);
		const gone = {
			...context,
			helpers: {
				...context.helpers,
				getBinaryMetadata: async () => await Promise.reject(new Error('ENOENT /secret/path')),
			},
		} as unknown as IExecuteFunctions;
		const failure = outgoingDocument(gone, binary({ id: 'x' }), 'invoice', 0);
		await expect(failure).rejects.toThrow(/'invoice' cannot be read/);
		await expect(failure).rejects.not.toThrow(/secret/);
	});

	const limits = {
		maxFiles: 2,
		maxTotalBytes: 1_000,
		extensions: ['pdf'],
	} as unknown as Parameters<typeof checkDocuments>[2];
	const document = (fileName: string, size: number) => ({
		...memoryDocument(fileName, 'application/pdf', Buffer.from('x')),
		size,
	});

	it('are held against what the service takes', () => {
		expect(() => checkDocuments([document('a.pdf', 500), document('b.PDF', 500)], [], limits)).not.toThrow();
		expect(() => checkDocuments([document('a.pdf', 1_001)], [], limits)).toThrow(
			/have 2 kB, but the service takes 1 kB/,
		);
		expect(() => checkDocuments([document('a.exe', 1)], [], limits)).toThrow(/Document 1 .*\(\.exe\)/);
		expect(() => checkDocuments([document('a.pdf', 1)], ['u', 'v'], limits)).toThrow(
			/'Document URL' names 3/,
		);
		expect(() =>
			checkDocuments([document('a.exe', 1e9)], [], { ...limits, maxTotalBytes: null, extensions: null }),
		).not.toThrow();
	});

	it.each([
		[1, '1 kB'],
		[999_999, '1000 kB'],
		[2_500_000, '2.5 MB'],
		[150_000_000, '150 MB'],
	])('%d bytes are %s', (bytes, expected) => expect(readableSize(bytes)).toBe(expected));

	it.each(['http://example.com/a.pdf', ' https://example.com '])('%p is an address', (text) => {
		expect(documentUrl(text).protocol).toMatch(/^https?:$/);
	});
	it.each(['', 'ftp://x', 'example.com/a.pdf', 'data:application/pdf,x'])('%p is none', (text) => {
		expect(() => documentUrl(text)).toThrow(/'Document URL'/);
	});
});

describe('documents that come in', () => {
	const stored: Array<{ bytes: Buffer; name: string; type: string }> = [];
	const context = {
		helpers: {
			prepareBinaryData: async (
				content: Buffer | Readable,
				name: string,
				type: string,
			): Promise<IBinaryData> => {
				const chunks: Buffer[] = [];
				if (Buffer.isBuffer(content)) chunks.push(content);
				else for await (const chunk of content) chunks.push(chunk as Buffer);
				stored.push({ bytes: Buffer.concat(chunks), name, type });
				return { data: '', mimeType: type, fileName: name };
			},
		},
	} as unknown as Parameters<typeof storeIncoming>[0];

	const store = async (
		content: Buffer | Readable,
		fileName: string | null = null,
		mimeType: string | null = null,
	) => {
		stored.length = 0;
		return await storeIncoming(context, { content, fileName, mimeType }, 'fallback');
	};

	it('keep their bytes, however they come', async () => {
		for (const content of [PDF, Readable.from([PDF.subarray(0, 3), PDF.subarray(3)])]) {
			const { info } = await store(content, 'fax.pdf', 'application/pdf');
			expect(stored).toEqual([{ bytes: PDF, name: 'fax.pdf', type: 'application/pdf' }]);
			expect(info).toEqual({
				available: true,
				reason: null,
				fileName: 'fax.pdf',
				mimeType: 'application/pdf',
				size: PDF.length,
				sha256: sha256(PDF),
			});
		}
	});

	it('are called what they are', async () => {
		expect((await store(makeTiff(1), 'fax.pdf', 'application/pdf')).info).toMatchObject({
			fileName: 'fax.tif',
			mimeType: 'image/tiff',
		});
		expect((await store(PDF)).info.fileName).toBe('fallback.pdf');
		expect((await store(PDF, 'a/b/../fax')).info.fileName).toBe('fax.pdf');
	});

	it.each([
		['nothing', Buffer.alloc(0), /empty/],
		['a page', Buffer.from('  <!DOCTYPE html><p>log in'), /something else/],
		['an error', Buffer.from('{"error":1}'), /something else/],
	])('that are %s are refused', async (_what, content, message) => {
		await expect(store(content)).rejects.toThrow(message);
		await expect(store(Readable.from([content]))).rejects.toThrow(message);
	});

	it('that break off are not taken for whole', async () => {
		const broken = Readable.from(
			(async function* () {
				yield PDF;
				await Promise.reject(new Error('aborted at https://api.example.com/?token=s3cret'));
			})(),
		);
		const failure = store(broken);
		await expect(failure).rejects.toThrow(/broke off/);
		await expect(failure).rejects.not.toThrow(/s3cret/);
	});
});
