import { bytesIn } from './streams';

/** What all documents that are read at once hold of their pieces together, about, in bytes. */
const TOGETHER = 1024 * 1024;
/** As n8n reads by itself; as base64 a larger one would be a text of the size that V8 keeps apart, at a price. In bytes. */
const LARGEST_PIECE = 64 * 1024;
/** Smaller ones would cost more than they save, in bytes. */
const SMALLEST_PIECE = 32 * 1024;

let open = 0;

/**
 * Reads a stored document in pieces that are the smaller the more documents are read at once: each piece lies in several
 * buffers on its way, so that large ones would add up.
 * @param read opens the document to be read in pieces of so many bytes
 */
export async function* inPieces(
	read: (pieceSize: number) => Promise<AsyncIterable<unknown>>,
): AsyncIterable<Buffer> {
	open++;
	try {
		const pieceSize = Math.min(LARGEST_PIECE, Math.max(SMALLEST_PIECE, Math.floor(TOGETHER / open)));
		for await (const piece of await read(pieceSize)) yield bytesIn(piece);
	} finally {
		open--;
	}
}
