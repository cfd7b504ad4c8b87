import { randomUUID } from 'crypto';
import type { Body, OutgoingDocument } from './provider';

const DOCUMENT = Symbol('document');

/** Stands for the base64 of a document in a value given to `jsonBody`. */
export function base64Of(document: OutgoingDocument): unknown {
	return { [DOCUMENT]: document };
}

function documentIn(value: unknown): OutgoingDocument | undefined {
	if (typeof value !== 'object' || value === null) return undefined;
	return (value as { [DOCUMENT]?: OutgoingDocument })[DOCUMENT];
}

/** The value with the documents themselves where their base64 will stand. */
function outlineOf(value: unknown): unknown {
	const document = documentIn(value);
	if (document !== undefined) return document;
	if (Array.isArray(value)) return value.map(outlineOf);
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, outlineOf(entry)]));
}

/** The length of the base64 of so many bytes. */
function base64Length(size: number): number {
	return Math.ceil(size / 3) * 4;
}

/** Base64 in chunks: bytes that do not fill a group of three wait for the next chunk. */
async function* base64Chunks(document: OutgoingDocument): AsyncIterable<Buffer> {
	let rest: Buffer = Buffer.alloc(0);
	for await (const chunk of document.open()) {
		const bytes: Buffer = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
		const whole = bytes.length - (bytes.length % 3);
		if (whole > 0) yield Buffer.from(bytes.toString('base64', 0, whole), 'latin1');
		rest = bytes.subarray(whole);
	}
	if (rest.length > 0) yield Buffer.from(rest.toString('base64'), 'latin1');
}

/**
 * A JSON body in which each `base64Of(document)` becomes the document's base64 text. The documents are
 * encoded on the way out, never held whole, and the length is known before the first byte is read.
 */
export function jsonBody(value: unknown): Body {
	const documents: OutgoingDocument[] = [];
	// A random mark cannot stand in the user's own text.
	const mark = `document-${randomUUID()}-`;
	const template = JSON.stringify(value, (_key, entry: unknown) => {
		const document = documentIn(entry);
		if (document === undefined) return entry;
		documents.push(document);
		return mark;
	});
	const pieces = template.split(mark).map((piece) => Buffer.from(piece));
	return {
		contentType: 'application/json',
		contentLength:
			pieces.reduce((sum, piece) => sum + piece.length, 0) +
			documents.reduce((sum, document) => sum + base64Length(document.size), 0),
		documents,
		outline: outlineOf(value),
		async *chunks() {
			for (const [index, piece] of pieces.entries()) {
				yield piece;
				if (index < documents.length) yield* base64Chunks(documents[index]);
			}
		},
	};
}
