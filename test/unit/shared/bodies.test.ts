import * as fc from 'fast-check';
import { base64Of, jsonBody } from '../../../nodes/shared/jsonBody';
import { dispositionName, multipartBody } from '../../../nodes/shared/multipart';
import type { Body, OutgoingDocument } from '../../../nodes/shared/provider';
import { parseMultipart } from '../../../sandbox/multipart';

/** A document that is handed out in pieces of the given size. */
function inPieces(bytes: Buffer, size: number): OutgoingDocument {
	return {
		fileName: 'a.pdf',
		mimeType: 'application/pdf',
		size: bytes.length,
		async *open() {
			for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
		},
		sha256: async () => '',
	};
}

async function bytesOf(body: Body): Promise<Buffer> {
	const chunks: Buffer[] = [];
	for await (const chunk of body.chunks()) chunks.push(chunk);
	return Buffer.concat(chunks);
}

const someBytes = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes));
const pieces = fc.integer({ min: 1, max: 70 });

describe('a JSON body', () => {
	it('holds the base64 of documents, of the announced length, as often as it is read', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(fc.tuple(someBytes, pieces), { maxLength: 4 }),
				fc.json(),
				async (files, other) => {
					const value = {
						other: JSON.parse(other) as unknown,
						files: files.map(([bytes, size]) => ({ name: 'ü"\\', data: base64Of(inPieces(bytes, size)) })),
					};
					const body = jsonBody(value);
					for (const _pass of [1, 2]) {
						const bytes = await bytesOf(body);
						expect(bytes.length).toBe(body.contentLength);
						expect(JSON.parse(bytes.toString())).toEqual({
							other: value.other,
							files: files.map(([content]) => ({ name: 'ü"\\', data: content.toString('base64') })),
						});
					}
					expect(body.documents).toHaveLength(files.length);
				},
			),
		);
	});

	it('without documents is plain JSON', async () => {
		const body = jsonBody({ a: [1, null, 'ü'], b: undefined });
		expect((await bytesOf(body)).toString()).toBe('{"a":[1,null,"ü"]}');
		expect(body.contentType).toBe('application/json');
	});
});

describe('a multipart body', () => {
	it('gives every part back, and has the announced length', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(fc.tuple(someBytes, pieces, fc.boolean()), { minLength: 1, maxLength: 4 }),
				async (files) => {
					const body = multipartBody(
						files.map(([bytes, size, asDocument], index) => ({
							headers: {
								'Content-Disposition': `form-data; name="f${index}"; filename="${index}.pdf"`,
								'Content-Type': 'application/pdf',
							},
							content: asDocument ? inPieces(bytes, size) : bytes,
						})),
					);
					const bytes = await bytesOf(body);
					expect(bytes.length).toBe(body.contentLength);
					expect(await bytesOf(body)).toEqual(bytes);
					expect(parseMultipart(body.contentType, bytes)).toEqual(
						files.map(([data], index) => ({
							name: `f${index}`,
							fileName: `${index}.pdf`,
							contentType: 'application/pdf',
							data,
						})),
					);
				},
			),
		);
	});

	it('names its subtype', () => {
		expect(multipartBody([], 'mixed').contentType).toMatch(/^multipart\/mixed; boundary=fax-[0-9a-f-]{36}$/);
	});

	it('lets no file name break out of its quotes', () => {
		fc.assert(
			fc.property(fc.string(), (name) => {
				expect(dispositionName(name)).not.toMatch(/[\r\n"\\]/);
			}),
		);
		expect(dispositionName('Rechnung "März".pdf')).toBe('Rechnung %22März%22.pdf');
	});
});
