import { useClock } from '../../../nodes/shared/clock';
import type { DownloadRequest } from '../../../nodes/shared/provider';
import { iFax } from '../../../nodes/IFax/iFax.provider';
import { collect, tableHttp } from '../../support/tableHttp';
import type { TableRow } from '../../support/tableHttp';

const PATH = '/customer/inbound/fax-download';
const PDF = Buffer.from('%PDF-1.4 a received fax');
const TIFF = Buffer.from('49492a0008000000', 'hex');
const BASE64 = PDF.toString('base64');
const ANY: DownloadRequest = { format: null, direction: null };

let now = 0;
let pauses: number[] = [];

beforeEach(() => {
	now = 1_000_000;
	pauses = [];
	useClock({
		now: () => now,
		async sleep(ms) {
			pauses.push(ms);
			now += ms;
		},
	});
});
afterEach(() => useClock());

const data = (value: unknown): TableRow => ({ path: PATH, json: { status: 1, message: 'ok', data: value } });

async function download(rows: TableRow[], request = ANY) {
	const http = tableHttp(iFax, rows);
	return { http, document: await iFax.download!(http, '7067845:8660564', request) };
}

describe('Download', () => {
	it('asks with both ids and decodes the base64', async () => {
		const { http, document } = await download([data(BASE64)]);
		expect(document).toEqual({ fileName: 'fax-7067845.pdf', mimeType: 'application/pdf', content: PDF });
		expect(http.calls).toMatchObject([
			{
				effect: 'read',
				method: 'POST',
				path: PATH,
				json: { jobId: '7067845', transactionId: '8660564' },
				answer: 'document',
			},
		]);
		expect(pauses).toEqual([]);
	});

	it.each([
		['a data URL', `data:application/pdf;base64,${BASE64}`],
		['white space', `${BASE64.slice(0, 10)}\r\n ${BASE64.slice(10)}\n`],
		['the alphabet for addresses', PDF.toString('base64url')],
		['fileData', { fileData: BASE64 }],
		['file', { file: BASE64 }],
		['base64', { base64: BASE64 }],
		['content', { content: BASE64 }],
		['an object in file', { file: { fileData: BASE64 } }],
	])('reads the document from %s', async (_name, value) => {
		expect((await download([data(value)])).document.content).toEqual(PDF);
	});

	it('names a TIFF as what it is', async () => {
		const { document } = await download([data(TIFF.toString('base64'))]);
		expect(document).toMatchObject({ fileName: 'fax-7067845.tif', mimeType: 'image/tiff' });
	});

	it('follows an address to another host with a call of its own', async () => {
		const url = 'https://cdn.example.com/faxes/1.pdf?signature=abc';
		for (const value of [url, { url }, { fileUrl: url }]) {
			const { http, document } = await download([
				data(value),
				{ method: 'GET', path: url, document: PDF, headers: { 'content-type': 'application/pdf; a=b' } },
			]);
			expect(http.calls[1]).toEqual({ effect: 'read', method: 'GET', path: url, answer: 'document' });
			expect(document.mimeType).toBe('application/pdf');
			expect(Buffer.concat(await collect(document.content as AsyncIterable<Buffer>))).toEqual(PDF);
		}
	});

	it('passes a raw document on as it comes', async () => {
		const { document } = await download([
			{ path: PATH, document: PDF, headers: { 'content-type': 'application/pdf' } },
		]);
		expect(document).toMatchObject({ fileName: 'fax-7067845.pdf', mimeType: 'application/pdf' });
		expect(Buffer.concat(await collect(document.content as AsyncIterable<Buffer>))).toEqual(PDF);
	});

	it.each([
		['nothing', ''],
		['no data', undefined],
		['an empty object', {}],
		['an empty data URL', 'data:application/pdf;base64,'],
		['words', 'not ready yet!'],
		['bytes that are no document', Buffer.from('hello').toString('base64')],
		['numbers', { file: 5 }],
	])('asks three times and then refuses %s', async (_name, value) => {
		const http = tableHttp(iFax, [data(value), data(value), data(value)]);
		await expect(iFax.download!(http, '1:2', ANY)).rejects.toMatchObject({
			info: { category: 'provider_unavailable', hint: expect.stringContaining('not be ready') as string },
		});
		expect(http.calls).toHaveLength(3);
		expect(pauses).toEqual([3000, 3000]);
	});

	it('gets the document that comes a little later', async () => {
		const { document } = await download([
			{ path: PATH, json: { status: 0, message: 'File not found' } },
			data(''),
			data(BASE64),
		]);
		expect(document.content).toEqual(PDF);
		expect(pauses).toEqual([3000, 3000]);
	});

	it('keeps within the time given', async () => {
		const http = tableHttp(iFax, [data(''), data('')]);
		await expect(iFax.download!(http, '1:2', { ...ANY, patienceMs: 6_000 })).rejects.toThrow();
		expect(http.calls).toHaveLength(2);
		const hurried = tableHttp(iFax, [data('')]);
		await expect(iFax.download!(hurried, '1:2', { ...ANY, patienceMs: 2_000 })).rejects.toThrow();
		expect(hurried.calls).toHaveLength(1);
	});

	it.each([12001, 12004])('does not wait when the refusal is about the account (%p)', async (code) => {
		const http = tableHttp(iFax, [{ path: PATH, json: { status: 0, code } }]);
		await expect(iFax.download!(http, '1:2', ANY)).rejects.toThrow();
		expect(http.calls).toHaveLength(1);
		expect(pauses).toEqual([]);
	});

	it('asks nothing for the id of a sent fax', async () => {
		const http = tableHttp(iFax, []);
		await expect(iFax.download!(http, '7067845', ANY)).rejects.toMatchObject({
			info: { category: 'configuration' },
			context: { parameter: 'Fax ID' },
		});
	});
});
