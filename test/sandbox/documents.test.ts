import { deflateSync } from 'zlib';
import { countPages, kindOf, makeDocument, storeDocument } from '../../sandbox/documents';
import { parseMultipart } from '../../sandbox/multipart';
import { makePdf } from '../../sandbox/pdf';
import { makeTiff } from '../../sandbox/tiff';

describe('documents', () => {
	it.each([1, 2, 7])('counts the %i pages of a PDF and of a TIFF', (pages) => {
		expect(countPages(makePdf(Array.from({ length: pages }, () => ['text'])), 'application/pdf')).toBe(pages);
		expect(countPages(makeTiff(pages), 'image/tiff')).toBe(pages);
	});

	it('counts the pages that stand in a compressed object stream', () => {
		const objects = deflateSync(
			Buffer.from('<< /Type /Page >> << /Type/Page/Parent 1 0 R >> << /Type /Pages >>'),
		);
		const file = Buffer.concat([
			Buffer.from(`%PDF-1.5\n5 0 obj\n<< /Type /ObjStm /N 3 /Length ${objects.length} >>\nstream\n`),
			objects,
			Buffer.from('\nendstream\nendobj\n'),
		]);
		expect(countPages(file, 'application/pdf')).toBe(2);
	});

	it('counts the pages of a big-endian TIFF and survives a loop of directories', () => {
		const file = Buffer.alloc(26);
		file.write('MM\0*', 0, 'latin1');
		file.writeUInt32BE(8, 4);
		file.writeUInt32BE(14, 10);
		file.writeUInt32BE(8, 16);
		expect(countPages(file, 'image/tiff')).toBe(2);
	});

	it('writes a PDF whose cross-reference table points at its objects', () => {
		const file = makePdf([['One (1) \\ two'], ['Zwei']]).toString('latin1');
		const start = Number(/startxref\n(\d+)/.exec(file)?.[1]);
		expect(file.slice(start, start + 4)).toBe('xref');
		const offsets = [...file.slice(start).matchAll(/^(\d{10}) 00000 n/gm)].map((match) => Number(match[1]));
		expect(offsets).toHaveLength(7);
		offsets.forEach((offset, index) => {
			expect(file.slice(offset).startsWith(`${index + 1} 0 obj`)).toBe(true);
		});
		expect(file).toContain('(One \\(1\\) \\\\ two) Tj');
	});

	it('tells kinds by their bytes before their names', () => {
		expect(storeDocument(makeTiff(1), 'wrong.pdf').mimeType).toBe('image/tiff');
		expect(storeDocument(Buffer.from('hello'), 'a.TXT').mimeType).toBe('text/plain');
		expect(storeDocument(Buffer.from('hello'), 'a').mimeType).toBe('application/octet-stream');
		expect(kindOf(Buffer.from('%PD'))).toBeNull();
	});

	it('makes its own documents in both kinds', () => {
		const { tiff, mimeType, pages, sha256 } = makeDocument('a.pdf', [['1'], ['2']]);
		expect(mimeType).toBe('application/pdf');
		expect(pages).toBe(2);
		expect(countPages(tiff ?? Buffer.alloc(0), 'image/tiff')).toBe(2);
		expect(sha256).toMatch(/^[0-9a-f]{64}$/);
	});
});

describe('multipart bodies', () => {
	it('come apart into the very bytes that went in', async () => {
		const bytes = Buffer.from('\r\n--x\r\n\0\xff not the boundary', 'latin1');
		const form = new FormData();
		form.set('note', 'ü');
		form.set('fax_file', new Blob([bytes], { type: 'application/pdf' }), 'a "b".pdf');
		const request = new Request('http://sandbox.invalid', { method: 'POST', body: form });
		const body = Buffer.from(await request.arrayBuffer());
		expect(parseMultipart(request.headers.get('content-type') ?? '', body)).toEqual([
			{ name: 'note', fileName: null, contentType: null, data: Buffer.from('ü') },
			{ name: 'fax_file', fileName: 'a "b".pdf', contentType: 'application/pdf', data: bytes },
		]);
	});

	it.each([
		['application/json', '{}'],
		['multipart/form-data; boundary=x', 'nothing'],
		['multipart/form-data; boundary=x', '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nno end'],
		['multipart/form-data; boundary=x', '--x\r\nContent-Disposition: attachment\r\n\r\na\r\n--x--'],
	])('are refused when they are none: %s %j', (contentType, body) => {
		expect(parseMultipart(contentType, Buffer.from(body))).toBeNull();
	});
});
