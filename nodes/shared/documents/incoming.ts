import type { BinaryHelperFunctions, IBinaryData, IExecuteFunctions } from 'n8n-workflow';
import { BINARY_ENCODING } from 'n8n-workflow';
import { createHash } from 'crypto';
import { fail, FaxFailure } from '../failure';
import { isStream } from '../http/answers';
import type { ByteStream, IncomingDocument } from '../provider';
import type { DocumentInfo } from '../record';
import { extensionIn, extensionOf, safeFileName, SIGNATURE_BYTES, typeByContent } from './fileTypes';
import { readableSize } from './outgoing';
import { bytesIn, learnStreamClass, readableFrom } from './streams';

/** No fax is larger; what is, is no fax. */
const LONGEST_DOCUMENT = 200_000_000;

/** What is needed of n8n: action, webhook and poll functions have it. */
export interface StoreContext {
	helpers: Pick<BinaryHelperFunctions, 'prepareBinaryData'>;
}

export interface StoredDocument {
	binary: IBinaryData;
	info: DocumentInfo;
}

async function* bytesOf(content: Buffer | ByteStream): AsyncIterable<Buffer> {
	if (Buffer.isBuffer(content)) {
		yield content;
		return;
	}
	for await (const chunk of content) yield bytesIn(chunk);
}

const noDocument = (message: string, hint: string) => fail('provider_unavailable', { message, hint });

/** Refuses what is surely no document: nothing, a web page, a JSON error. */
function checkHead(head: Buffer): void {
	if (head.length === 0) {
		throw noDocument('The service delivered an empty document', 'Try again in a minute.');
	}
	if (typeByContent(head) !== undefined) return;
	if (/^\s*(<(!doctype|html)|\{)/i.test(head.toString('latin1', 0, 200))) {
		throw noDocument(
			'The service delivered something else instead of the document',
			'Try again in a minute.',
		);
	}
}

function nameFor(given: string | null, fallback: string, mimeType: string): string {
	const name = safeFileName(given ?? '') || fallback;
	const extension = extensionOf(mimeType);
	if (extension === undefined) return name;
	const present = extensionIn(name);
	if (present === extension || (present === 'tiff' && extension === 'tif')) return name;
	// The content decides: a service may call a TIFF ".pdf".
	return /^(pdf|tiff?)$/.test(present)
		? `${name.slice(0, -present.length)}${extension}`
		: `${name}.${extension}`;
}

/**
 * Puts a document into n8n's binary store as it arrives, hashing it on the way.
 * Name and type are always given, so that n8n does not store the address of the download in their place.
 * @param fallbackName without extension
 * @throws FaxFailure when it is empty, too large, broken off or no document
 */
export async function storeIncoming(
	context: StoreContext,
	document: IncomingDocument,
	fallbackName: string,
): Promise<StoredDocument> {
	const hash = createHash('sha256');
	let size = 0;
	// n8n may wrap what its store meets in the stream.
	let problem: unknown;
	async function* counted(parts: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
		try {
			for await (const part of parts) {
				size += part.length;
				if (size > LONGEST_DOCUMENT) throw tooLarge();
				hash.update(part);
				yield part;
			}
		} catch (error) {
			problem = error;
			throw asFailure(error);
		}
	}
	try {
		if (isStream(document.content)) learnStreamClass(document.content);
		const source = bytesOf(document.content)[Symbol.asyncIterator]();
		const head = await readHead(source);
		checkHead(head);
		const mimeType = typeByContent(head)?.mimeType ?? document.mimeType ?? 'application/octet-stream';
		const fileName = nameFor(document.fileName, fallbackName, mimeType);
		const chunks = counted(joined(head, source));
		const content = isStream(document.content) ? readableFrom(chunks) : undefined;
		const binary = await context.helpers.prepareBinaryData(
			(content ?? (await whole(chunks))) as never,
			fileName,
			mimeType,
		);
		const sha256 = hash.digest('hex');
		return { binary, info: { available: true, reason: null, fileName, mimeType, size, sha256 } };
	} catch (error) {
		throw asFailure(problem ?? error);
	}
}

const tooLarge = () =>
	noDocument(`The document is larger than ${readableSize(LONGEST_DOCUMENT)}`, 'Download it by hand.');

/** How much of a PDF's end must hold its last mark, in bytes (as readers of PDF allow). */
const PDF_END_BYTES = 1024;

/**
 * Why the copy in n8n's store cannot take the place of the service's own; null when it can. Reads it back and compares
 * length and hash, and looks for the end of a PDF: of an answer that was cut short, its length need not tell.
 */
export async function storedProblem(
	context: Pick<IExecuteFunctions, 'helpers'>,
	{ binary, info }: StoredDocument,
): Promise<string | null> {
	const hash = createHash('sha256');
	let size = 0;
	let end = Buffer.alloc(0);
	try {
		const content = binary.id
			? await context.helpers.getBinaryStream(binary.id)
			: Buffer.from(binary.data, BINARY_ENCODING);
		for await (const part of bytesOf(content)) {
			size += part.length;
			hash.update(part);
			end = Buffer.concat([end, part]).subarray(-PDF_END_BYTES);
		}
	} catch {
		return 'The stored document cannot be read back.';
	}
	if (size !== info.size || hash.digest('hex') !== info.sha256) {
		return 'The stored document differs from the one that was downloaded.';
	}
	if (info.mimeType === 'application/pdf' && !end.includes('%%EOF')) {
		return 'The end of the document is missing: it may not have arrived whole.';
	}
	return null;
}

function asFailure(error: unknown): FaxFailure {
	if (error instanceof FaxFailure) return error;
	return noDocument('The document broke off while it was downloaded', 'Download it again in a minute.');
}

async function readHead(source: AsyncIterator<Buffer>): Promise<Buffer> {
	const parts: Buffer[] = [];
	let size = 0;
	while (size < SIGNATURE_BYTES) {
		const next = await source.next();
		if (next.done) break;
		parts.push(next.value);
		size += next.value.length;
	}
	return Buffer.concat(parts);
}

async function* joined(head: Buffer, rest: AsyncIterator<Buffer>): AsyncIterable<Buffer> {
	try {
		yield head;
		for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
	} finally {
		await rest.return?.();
	}
}

async function whole(chunks: AsyncIterable<Buffer>): Promise<Buffer> {
	const parts: Buffer[] = [];
	for await (const part of chunks) parts.push(part);
	return Buffer.concat(parts);
}
