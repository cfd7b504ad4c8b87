import { Base64Decoder, NotBase64, withoutDataPrefix } from '../documents/base64';
import { typeByContent } from '../documents/fileTypes';
import { JsonStringReader, openStringIn } from '../documents/jsonText';
import type { OpenString } from '../documents/jsonText';
import { bytesIn, learnStreamClass, readableFrom } from '../documents/streams';
import { fail } from '../failure';
import type { ByteStream } from '../provider';
import { LONGEST_ANSWER } from './answers';

/** What is shorter is read as a whole, in bytes. */
const LEAST_TO_STREAM = 64 * 1024;
/** Base64 enough to tell that it is a document, in characters. */
const LEAST_OF_DOCUMENT = 4 * 1024;
/** What a service says beside the document is no longer than this, in bytes. */
const LONGEST_REST = 1024 * 1024;

/** A JSON answer: as a whole, or with the document in it taken out to be read as it comes. */
export type JsonAnswer =
	| { bytes: Buffer }
	| {
			/** the decoded document */
			document: ByteStream;
			/** what has come before it, as whole JSON with an empty text in its place */
			beginning: Buffer;
	  };

interface Place extends OpenString {
	/** the JSON before the text of the document, with its quote */
	before: Buffer;
	/** the document as far as it has come */
	head: Buffer;
	reader: JsonStringReader;
	decoder: Base64Decoder;
}

/** Where the document begins in what has come so far; null when no string of it is surely one. */
function documentIn(held: Buffer, isDocumentAt: (path: readonly string[]) => boolean): Place | null {
	const text = held.toString('latin1');
	const open = openStringIn(text);
	if (open === null || text.length - open.start < LEAST_OF_DOCUMENT || !isDocumentAt(open.path)) return null;
	const reader = new JsonStringReader();
	const decoder = new Base64Decoder();
	try {
		const head = decoder.push(withoutDataPrefix(reader.push(text.slice(open.start)).text));
		if (typeByContent(head) === undefined) return null;
		return { ...open, before: held.subarray(0, open.start), head, reader, decoder };
	} catch {
		return null;
	}
}

const broken = (message: string) =>
	fail(
		'provider_unavailable',
		{ message, hint: 'Nothing of it was kept; try Download again in a minute.' },
		{ effect: 'read' },
	);

/** The document's bytes, and at the end the judgement over the JSON around it. */
async function* documentChunks(
	{ before, head, reader, decoder }: Place,
	source: AsyncIterator<string | Buffer>,
	judge: (json: Buffer) => void,
): AsyncIterable<Buffer> {
	const rest: Buffer[] = [];
	let size = 0;
	let isOpen = true;
	const keep = (bytes: Buffer) => {
		size += bytes.length;
		if (size > LONGEST_REST)
			throw broken('The answer of the service goes on after the document for too long');
		rest.push(bytes);
	};
	try {
		yield head;
		for (let next = await source.next(); !next.done; next = await source.next()) {
			const chunk = bytesIn(next.value);
			if (!isOpen) {
				keep(chunk);
				continue;
			}
			if (reader.isPlain(chunk)) {
				yield decoder.pushBytes(chunk);
				continue;
			}
			const { text, after } = reader.push(chunk.toString('latin1'));
			const bytes = decoder.push(text);
			if (bytes.length > 0) yield bytes;
			if (after === undefined) continue;
			isOpen = false;
			const last = decoder.end();
			if (last.length > 0) yield last;
			keep(Buffer.from(after, 'latin1'));
		}
	} catch (error) {
		throw asReadable(error);
	} finally {
		await source.return?.();
	}
	if (isOpen) throw broken('The answer of the service ended in the middle of the document');
	judge(Buffer.concat([before, Buffer.from('"'), ...rest]));
}

/** What the decoder finds wrong, in words; what comes from the network stays as it is. */
function asReadable(error: unknown): unknown {
	if (!(error instanceof NotBase64) && !(error instanceof SyntaxError)) return error;
	return broken('The document in the answer of the service is not base64 to its end');
}

/**
 * Reads an answer in JSON of which one text may be a document as base64. A document that is not small is handed over
 * while it comes; everything else is read as a whole.
 * @param isDocumentAt whether a document may stand at these keys and indexes
 * @param judge gets the whole JSON with an empty text in place of the document, once all has been read; what it throws
 *   ends the document's stream
 * @throws what the stream throws, and a RangeError beyond 64 MB of what is no document
 */
export async function readJsonAnswer(
	body: ByteStream,
	isDocumentAt: (path: readonly string[]) => boolean,
	judge: (json: Buffer) => void,
): Promise<JsonAnswer> {
	learnStreamClass(body);
	const source = body[Symbol.asyncIterator]();
	let held = Buffer.alloc(0);
	let chunks: Buffer[] = [];
	let size = 0;
	let lookAt = LEAST_TO_STREAM;
	const gather = () => {
		held = Buffer.concat([held, ...chunks]);
		chunks = [];
		return held;
	};
	for (let next = await source.next(); !next.done; next = await source.next()) {
		const chunk = bytesIn(next.value);
		size += chunk.length;
		if (size > LONGEST_ANSWER) {
			await source.return?.();
			throw new RangeError('The answer is larger than 64 MB');
		}
		chunks.push(chunk);
		if (size < lookAt) continue;
		// Looking begins at the beginning each time, so it is done ever more rarely.
		lookAt = size * 2;
		const place = documentIn(gather(), isDocumentAt);
		if (place === null) continue;
		const document = readableFrom(documentChunks(place, source, judge));
		if (document === undefined) continue;
		return { document, beginning: Buffer.concat([place.before, Buffer.from(`"${place.closers}`)]) };
	}
	return { bytes: gather() };
}
