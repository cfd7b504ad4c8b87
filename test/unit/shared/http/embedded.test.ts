import { Readable } from 'node:stream';
import fc from 'fast-check';
import { readJsonAnswer } from '../../../../nodes/shared/http/embedded';
import { cutAt } from '../../../support/pieces';

/** A PDF of so many bytes, none like its neighbour. */
const pdf = (size: number): Buffer =>
	Buffer.from(
		Uint8Array.from({ length: size }, (_, at) => (at < 5 ? '%PDF-'.charCodeAt(at) : (at * 31) % 256)),
	);

const PDF = pdf(90_001);

const anywhere = () => true;
const streamOf = (pieces: Buffer[]) => Readable.from(pieces, { objectMode: false });

async function bytesOf(stream: NodeJS.ReadableStream): Promise<Buffer> {
	const chunks: Buffer[] = [];
	for await (const chunk of stream) chunks.push(chunk as Buffer);
	return Buffer.concat(chunks);
}

/** Reads an answer that must be handed over in parts: the document and the JSON around it. */
async function inParts(pieces: Buffer[], isDocumentAt: (path: readonly string[]) => boolean = anywhere) {
	const judged: unknown[] = [];
	const read = await readJsonAnswer(streamOf(pieces), isDocumentAt, (json) => {
		judged.push(JSON.parse(json.toString()));
	});
	if ('bytes' in read) throw new Error('It was read as a whole');
	const beginning = JSON.parse(read.beginning.toString()) as unknown;
	expect(judged).toEqual([]);
	return { document: await bytesOf(read.document), beginning, judged };
}

const FORMS: ReadonlyArray<[string, (base64: string) => string]> = [
	['as it is', (base64) => base64],
	['with escaped slashes', (base64) => base64.replaceAll('/', '\\/')],
	['with characters as numbers', (base64) => base64.replaceAll('+', '\\u002B').replaceAll('/', '\\u002f')],
	['in lines', (base64) => base64.replace(/(.{76})/g, '$1\\r\\n')],
	['as a data URI', (base64) => `data:application\\/pdf;base64,${base64}`],
	['in the alphabet for addresses', (base64) => base64.replaceAll('+', '-').replaceAll('/', '_')],
	['without padding', (base64) => base64.replace(/=+$/, '')],
];

describe('a document inside a JSON answer', () => {
	it.each(FORMS)('is handed over while it comes: %s', async (_form, write) => {
		await fc.assert(
			fc.asyncProperty(
				fc.constantFrom(90_001, 90_002, 90_003),
				fc.array(fc.nat(160_000), { maxLength: 20 }),
				async (size, places) => {
					const document = pdf(size);
					const json = `{"ok":"é","inner":{"list":[1,"${write(document.toString('base64'))}", "x"]},"after":"ü"}`;
					const read = await inParts(
						cutAt(Buffer.from(json), [100_000, ...places]),
						(path) => path.join('.') === 'inner.list.1',
					);
					expect(read.document.equals(document)).toBe(true);
					expect(read.beginning).toEqual({ ok: 'é', inner: { list: [1, ''] } });
					expect(read.judged).toEqual([{ ok: 'é', inner: { list: [1, '', 'x'] }, after: 'ü' }]);
				},
			),
			{ numRuns: 15 },
		);
	});

	it('is found when it is the whole answer', async () => {
		const { document, judged } = await inParts(
			cutAt(Buffer.from(JSON.stringify(PDF.toString('base64'))), [80_000]),
		);
		expect(document.equals(PDF)).toBe(true);
		expect(judged).toEqual(['']);
	});

	it('is found after much else', async () => {
		const long = 'x'.repeat(200_000);
		const json = Buffer.from(JSON.stringify({ long, data: pdf(1_000_000).toString('base64') }));
		const places = Array.from({ length: 200 }, (_, at) => at * 8_192);
		const { document } = await inParts(cutAt(json, places), ([key]) => key === 'data');
		expect(document.equals(pdf(1_000_000))).toBe(true);
	});

	it.each([
		['is small', JSON.stringify({ data: pdf(30_000).toString('base64') })],
		['is none', JSON.stringify({ data: Buffer.alloc(90_000, 'a').toString('base64') })],
		['is not base64', JSON.stringify({ data: `%PDF-${'x'.repeat(90_000)}` })],
		['stands elsewhere', JSON.stringify({ other: PDF.toString('base64') })],
		['is not there', JSON.stringify({ rows: Array(9_000).fill('0123456789') })],
		['is not JSON', '<html>'.repeat(20_000)],
	])('that %s is read with the rest', async (_what, json) => {
		const read = await readJsonAnswer(
			streamOf(cutAt(Buffer.from(json), [10, 66_000, 70_000])),
			([key]) => key === 'data',
			() => undefined,
		);
		expect('bytes' in read && read.bytes.toString() === json).toBe(true);
	});

	it.each([
		['ends in the middle', (json: string) => json.slice(0, 100_000), /ended in the middle/],
		['ends in an escape', (json: string) => `${json.slice(0, 100_000)}\\`, /ended in the middle/],
		['turns into something else', (json: string) => json.replace(/.{50}"/, '!$&'), /not base64/],
		['has an escape that is none', (json: string) => json.replace(/.{50}"\}$/, '\\x$&'), /not base64/],
		['ends without its envelope', (json: string) => json.slice(0, -1), /judged/],
		['is followed by too much', (json: string) => json + ' '.repeat(2_000_000), /for too long/],
	])('that %s ends its stream with the reason', async (_what, spoil, message) => {
		const json = spoil(JSON.stringify({ data: PDF.toString('base64') }));
		const read = await readJsonAnswer(
			streamOf(cutAt(Buffer.from(json), [70_000, 110_000])),
			anywhere,
			(envelope) => {
				try {
					JSON.parse(envelope.toString());
				} catch {
					throw new Error('judged');
				}
			},
		);
		if ('bytes' in read) throw new Error('It was read as a whole');
		await expect(bytesOf(read.document)).rejects.toThrow(message);
	});

	it('ends with what the connection ends with, and ends the connection when it is not wanted', async () => {
		const json = Buffer.from(JSON.stringify({ data: pdf(400_000).toString('base64') }));
		async function* breaking() {
			yield json.subarray(0, 100_000);
			yield json.subarray(100_000, 200_000);
			throw new Error('ECONNRESET');
		}
		const broken = await readJsonAnswer(Readable.from(breaking()), anywhere, () => undefined);
		if ('bytes' in broken) throw new Error('It was read as a whole');
		await expect(bytesOf(broken.document)).rejects.toThrow('ECONNRESET');

		const source = Readable.from(cutAt(json, [100_000, 200_000, 300_000]));
		const read = await readJsonAnswer(source, anywhere, () => undefined);
		if ('bytes' in read) throw new Error('It was read as a whole');
		for await (const chunk of read.document) {
			expect(chunk.length).toBeGreaterThan(0);
			break;
		}
		expect(source.destroyed).toBe(true);
	});
});
