import type { ByteStream } from '../provider';

/** What is no larger is held whole, in bytes: a stream of its own would cost more than it saves. */
export const LARGEST_HELD = 256 * 1024;

/** A chunk of a stream of n8n as bytes. */
export const bytesIn = (chunk: unknown): Buffer =>
	Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk as Uint8Array | string);

interface StreamClass {
	from(source: AsyncIterable<Buffer>, options: { objectMode: false }): ByteStream;
}

let streamClass: StreamClass | undefined;

/**
 * Learns the runtime's stream class from a stream that n8n handed out: nodes may not import Node's stream module.
 */
export function learnStreamClass(stream: ByteStream): void {
	if (streamClass !== undefined) return;
	const candidate: unknown = stream.constructor;
	if (typeof candidate === 'function' && 'from' in candidate)
		streamClass = candidate as unknown as StreamClass;
}

/** Whether a stream of n8n has been seen, so that `readableFrom` can make others. */
export const knowsStreamClass = (): boolean => streamClass !== undefined;

/** A stream over chunks that are made on the way; undefined while no stream of n8n has been seen. */
export function readableFrom(chunks: AsyncIterable<Buffer>): ByteStream | undefined {
	return streamClass?.from(chunks, { objectMode: false });
}
