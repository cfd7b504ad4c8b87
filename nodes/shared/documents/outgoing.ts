import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';
import { BINARY_ENCODING } from 'n8n-workflow';
import { createHash } from 'crypto';
import type { FaxFailure } from '../failure';
import { badParameter, fail } from '../failure';
import type { Capabilities, OutgoingDocument } from '../provider';
import {
	extensionIn,
	extensionOf,
	INSPECTED_TYPES,
	safeFileName,
	SIGNATURE_BYTES,
	typeByContent,
	typeByName,
} from './fileTypes';
import { holdBytes } from './heldBytes';
import type { HeldBytes } from './heldBytes';
import { inPieces } from './pieces';
import { knowsStreamClass, LARGEST_HELD, learnStreamClass } from './streams';

/** A document whose bytes lie in n8n's binary store or in the item itself. */
interface Source {
	fileName: string;
	mimeType: string;
	size: number;
	open(): AsyncIterable<Buffer>;
	stored: boolean;
	/** as in OutgoingDocument */
	expectAnother?(): void;
}

type DocumentContext = Pick<IExecuteFunctions, 'helpers' | 'getNode'>;

async function storedSource(context: DocumentContext, binary: IBinaryData, id: string): Promise<Source> {
	const isSmall = binary.bytes !== undefined && binary.bytes <= LARGEST_HELD;
	// The first document of a process is read as a stream whatever its size: larger ones need the class of it.
	if (isSmall && knowsStreamClass()) return await smallSource(context, binary);
	const { fileSize } = await context.helpers.getBinaryMetadata(id);
	const read = async (pieceSize: number) => {
		const stream = await context.helpers.getBinaryStream(id, pieceSize);
		learnStreamClass(stream);
		return stream;
	};
	return {
		fileName: binary.fileName ?? '',
		mimeType: binary.mimeType,
		size: fileSize,
		open: () => inPieces(read),
		stored: true,
	};
}

/** A small stored document: its bytes are read whole, and with that its size is known without n8n's note of it. */
async function smallSource(context: DocumentContext, binary: IBinaryData): Promise<Source> {
	// The item's index plays no part where the binary itself is given.
	const read = async () => await context.helpers.getBinaryDataBuffer(0, binary);
	let first: Buffer | undefined = await read();
	let held: HeldBytes | undefined;
	return {
		fileName: binary.fileName ?? '',
		mimeType: binary.mimeType,
		size: first.length,
		async *open() {
			const bytes = first ?? held?.take() ?? (await read());
			// The first pass is for the check of all items; the next one sends it.
			if (first !== undefined) held = holdBytes(first);
			first = undefined;
			if (bytes.length > 0) yield bytes;
		},
		expectAnother: () => held?.expectAnother(),
		stored: true,
	};
}

function memorySource(binary: IBinaryData): Source {
	return heldSource(binary, Buffer.from(binary.data, BINARY_ENCODING));
}

function heldSource(binary: IBinaryData, bytes: Buffer): Source {
	return {
		fileName: binary.fileName ?? '',
		mimeType: binary.mimeType,
		size: bytes.length,
		stored: false,
		async *open() {
			yield bytes;
		},
	};
}

async function firstBytes(source: Source): Promise<Buffer> {
	const chunks: Buffer[] = [];
	let size = 0;
	for await (const chunk of source.open()) {
		chunks.push(chunk);
		size += chunk.length;
		if (size >= SIGNATURE_BYTES) break;
	}
	return Buffer.concat(chunks);
}

/** A name with an extension: services choose the conversion by it. */
function completeName(
	source: Source,
	mimeType: string,
	extension: string | undefined,
	index: number,
): string {
	const name = safeFileName(source.fileName) || `document-${index + 1}`;
	if (extensionIn(name) !== '') return name;
	const ending = extension ?? extensionOf(mimeType);
	return ending === undefined ? name : `${name}.${ending}`;
}

/**
 * Checks a stored or in-memory binary and makes it a document to send.
 * @param field the input field it came from, named in what is thrown
 * @throws FaxFailure when it is empty or cannot be read
 */
export async function outgoingDocument(
	context: DocumentContext,
	binary: IBinaryData,
	field: string,
	index: number,
): Promise<OutgoingDocument> {
	let source: Source;
	let head: Buffer;
	try {
		source = binary.id ? await storedSource(context, binary, binary.id) : memorySource(binary);
		head = await firstBytes(source);
	} catch (error) {
		throw unreadable(field, error);
	}
	if (head.length === 0 || source.size === 0) {
		throw fail('document_error', {
			message: `The document in '${field}' is empty`,
			hint: 'Check the node that made it: it delivered a file without any content.',
		});
	}
	const found = typeByContent(head);
	const mimeType = found?.mimeType ?? typeByName(source.fileName) ?? source.mimeType;
	if (INSPECTED_TYPES.includes(mimeType)) source = withFirstPass(source, head);
	return {
		fileName: completeName(source, mimeType, found?.extension, index),
		mimeType,
		size: source.size,
		stored: source.stored,
		origin: field,
		expectAnother: source.expectAnother,
		...hashed(source),
	};
}

/**
 * A document that was made here: kept in n8n's store where there is one, so that the faxes of many items do not lie in
 * memory side by side.
 */
export async function madeDocument(
	context: DocumentContext,
	bytes: Buffer,
	fileName: string,
	mimeType: string,
): Promise<OutgoingDocument> {
	const binary = await context.helpers.prepareBinaryData(bytes, fileName, mimeType);
	const source = binary.id ? await storedSource(context, binary, binary.id) : heldSource(binary, bytes);
	return { fileName, mimeType, size: bytes.length, stored: source.stored, ...hashed(source) };
}

/** How a document is called in errors: by its place, and by its field where there are several. */
export function nameOfDocument(documents: readonly OutgoingDocument[], index: number): string {
	const { origin } = documents[index];
	return `Document ${index + 1}${documents.length > 1 && origin ? ` ('${origin}')` : ''}`;
}

/** A small document that was read whole to recognise it is not opened a second time to be looked into. */
function withFirstPass(source: Source, head: Buffer): Source {
	if (!source.stored || head.length !== source.size) return source;
	let first: Buffer | undefined = head;
	return {
		...source,
		async *open() {
			if (first === undefined) return yield* source.open();
			const bytes = first;
			// It is not kept until it is sent: there may be thousands of them.
			first = undefined;
			yield bytes;
		},
	};
}

/** Reading with the hash made on the way, so that a document that has been sent need not be read again for it. */
function hashed(source: Source): Pick<OutgoingDocument, 'open' | 'sha256'> {
	let known: string | undefined;
	async function* open(): AsyncIterable<Buffer> {
		if (known !== undefined) return yield* source.open();
		const hash = createHash('sha256');
		for await (const chunk of source.open()) {
			hash.update(chunk);
			yield chunk;
		}
		known = hash.digest('hex');
	}
	async function sha256(): Promise<string> {
		if (known !== undefined) return known;
		const hash = createHash('sha256');
		for await (const chunk of source.open()) hash.update(chunk);
		return (known = hash.digest('hex'));
	}
	return { open, sha256 };
}

function unreadable(field: string, _error: unknown): FaxFailure {
	return fail('document_error', {
		message: `The document in '${field}' cannot be read`,
		hint: 'Its data may be gone from the store of n8n; run the node that made it again.',
	});
}

/** Bytes as people write them. */
export function readableSize(bytes: number): string {
	if (bytes < 1_000_000) return `${Math.ceil(bytes / 1000)} kB`;
	return `${(bytes / 1_000_000).toFixed(bytes < 10_000_000 ? 1 : 0)} MB`;
}

/**
 * Holds the documents of one fax against what the service takes.
 * @throws FaxFailure that names the parameter
 */
export function checkDocuments(
	documents: readonly OutgoingDocument[],
	urls: readonly string[],
	limits: Capabilities['send'],
): void {
	const count = documents.length + urls.length;
	const parameter = urls.length > 0 ? 'Document URL' : 'Input Data Field Name';
	if (count > limits.maxFiles) {
		throw badParameter(
			parameter,
			`names ${count} documents, but the service takes ${limits.maxFiles} for one fax`,
			urls.length > 0
				? "Switch off 'Let Service Fetch the URL', so that the node can merge them, or send several faxes."
				: "Switch on 'Merge Files', or send the rest with a second fax.",
		);
	}
	const total = documents.reduce((sum, { size }) => sum + size, 0);
	if (limits.maxTotalBytes !== null && total > limits.maxTotalBytes) {
		throw fail(
			'document_error',
			{
				message: `The documents have ${readableSize(total)}, but the service takes ${readableSize(limits.maxTotalBytes)}`,
				hint: 'Make them smaller (fewer pages, lower resolution) or send them as several faxes.',
			},
			{ parameter },
		);
	}
	const { extensions } = limits;
	if (extensions === null) return;
	const bad = documents.findIndex(({ fileName }) => !extensions.includes(extensionIn(fileName)));
	if (bad < 0) return;
	const ending = extensionIn(documents[bad].fileName);
	throw fail(
		'document_error',
		{
			message: `${nameOfDocument(documents, bad)} is of a type that the service does not take${ending ? ` (.${ending})` : ''}`,
			hint: `Turn it into a PDF first. The service takes: ${extensions.join(', ')}.`,
		},
		{ parameter },
	);
}
