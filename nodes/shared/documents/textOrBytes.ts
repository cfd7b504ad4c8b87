import type { ByteStream } from '../provider';
import { Base64Decoder, base64Bytes, NotBase64 } from './base64';
import { bytesIn, learnStreamClass, readableFrom } from './streams';

/** What is shorter is judged as a whole, in bytes. */
const LEAST_TO_STREAM = 64 * 1024;
const QUOTE = 0x22;

/** A document that came as it is, or as base64. */
export interface Untold {
	content: Buffer | ByteStream;
	/** whether it was base64 */
	decoded: boolean;
}

const withoutQuotes = (text: string): string => text.replace(/^\s*"|"\s*$/g, '');

/** The bytes of the base64 that begins with `held`, if so much of it is base64. */
function decoderAfter(held: Buffer): { decoder: Base64Decoder; head: Buffer } | null {
	const decoder = new Base64Decoder();
	try {
		return { decoder, head: decoder.push(withoutQuotes(held.toString('latin1'))) };
	} catch {
		return null;
	}
}

async function* continued(
	held: Buffer,
	source: AsyncIterator<string | Buffer>,
	decode: { decoder: Base64Decoder; head: Buffer } | null,
	wrong: () => Error,
): AsyncIterable<Buffer> {
	try {
		yield decode?.head ?? held;
		for (let next = await source.next(); !next.done; next = await source.next()) {
			const chunk = bytesIn(next.value);
			if (decode === null) yield chunk;
			else if (!chunk.includes(QUOTE)) yield decode.decoder.pushBytes(chunk);
			else yield decode.decoder.push(chunk.toString('latin1').replace(/"\s*$/, ''));
		}
		if (decode !== null) yield decode.decoder.end();
	} catch (error) {
		throw error instanceof NotBase64 ? wrong() : asIs(error);
	} finally {
		await source.return?.();
	}
}

const asIs = (error: unknown) => error;

/**
 * A document of which it is not known whether it comes as it is or as base64, perhaps in quotes. What is not small is
 * handed on while it comes.
 * @param wrong what ends the stream when it begins as base64 and does not go on so
 * @throws what the stream throws while its beginning is read
 */
export async function textOrBytes(body: ByteStream, wrong: () => Error): Promise<Untold> {
	learnStreamClass(body);
	const source = body[Symbol.asyncIterator]();
	const chunks: Buffer[] = [];
	let size = 0;
	for (let next = await source.next(); !next.done; next = await source.next()) {
		chunks.push(bytesIn(next.value));
		size += chunks[chunks.length - 1].length;
		if (size < LEAST_TO_STREAM) continue;
		const held = Buffer.concat(chunks);
		const decode = decoderAfter(held);
		const content = readableFrom(continued(held, source, decode, wrong));
		if (content !== undefined) return { content, decoded: decode !== null };
	}
	const bytes = Buffer.concat(chunks);
	const decoded = base64Bytes(withoutQuotes(bytes.toString('latin1')));
	return { content: decoded ?? bytes, decoded: decoded !== null };
}
