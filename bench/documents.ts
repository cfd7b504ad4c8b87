import { createHash } from 'node:crypto';
import type { OutgoingDocument } from '../nodes/shared/provider';

/** Bytes that begin as a PDF does and repeat only after 48 kB. */
export function faxDocument(bytes: number): Buffer {
	const document = Buffer.alloc(bytes);
	const pattern = Buffer.from(Uint8Array.from({ length: 49_152 }, (_, at) => (at * 7 + (at >> 8)) % 256));
	for (let at = 0; at < bytes; at += pattern.length) pattern.copy(document, at);
	Buffer.from('%PDF-1.4\n').copy(document);
	return document;
}

/** How much of a document is handed out at once, as a file stream does. */
const CHUNK = 64 * 1024;

/** A document in memory. */
export function memoryDocument(bytes: Buffer): OutgoingDocument {
	return {
		fileName: 'document.pdf',
		mimeType: 'application/pdf',
		size: bytes.length,
		stored: true,
		async *open() {
			for (let at = 0; at < bytes.length; at += CHUNK) yield bytes.subarray(at, at + CHUNK);
		},
		sha256: async () => createHash('sha256').update(bytes).digest('hex'),
	};
}
