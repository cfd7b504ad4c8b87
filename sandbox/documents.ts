import { createHash } from 'crypto';
import { inflateSync } from 'zlib';
import { makePdf } from './pdf';
import { makeTiff } from './tiff';

/** A document as the network keeps it: the very bytes that were handed in. */
export interface StoredDocument {
	fileName: string;
	mimeType: string;
	bytes: Buffer;
	size: number;
	/** Lower-case hex. */
	sha256: string;
	/** Pages in the file; 1 for kinds that are not counted. */
	pages: number;
	/** The same document as a TIFF, where the sandbox made both itself. */
	tiff?: Buffer;
}

const MAGIC: ReadonlyArray<[mimeType: string, extension: string, start: string]> = [
	['application/pdf', 'pdf', '%PDF-'],
	['image/tiff', 'tiff', 'II*\0'],
	['image/tiff', 'tiff', 'MM\0*'],
	['image/png', 'png', '\x89PNG'],
	['image/jpeg', 'jpg', '\xff\xd8\xff'],
];

const TYPES_BY_EXTENSION: Readonly<Record<string, string>> = {
	pdf: 'application/pdf',
	tif: 'image/tiff',
	tiff: 'image/tiff',
	png: 'image/png',
	jpg: 'image/jpeg',
	jpeg: 'image/jpeg',
	txt: 'text/plain',
	rtf: 'application/rtf',
	doc: 'application/msword',
	docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
	xls: 'application/vnd.ms-excel',
	xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

/** Takes a document in: its kind is read from its first bytes, then from the name's extension. */
export function storeDocument(bytes: Buffer, fileName: string): StoredDocument {
	const mimeType = kindOf(bytes) ?? TYPES_BY_EXTENSION[extensionOf(fileName)] ?? 'application/octet-stream';
	return {
		fileName,
		mimeType,
		bytes,
		size: bytes.length,
		sha256: createHash('sha256').update(bytes).digest('hex'),
		pages: countPages(bytes, mimeType),
	};
}

/** A document of the sandbox's own, in both of its kinds. */
export function makeDocument(fileName: string, pages: string[][]): StoredDocument {
	return { ...storeDocument(makePdf(pages), fileName), tiff: makeTiff(pages.length) };
}

/** The MIME type that the first bytes prove, or null. */
export function kindOf(bytes: Buffer): string | null {
	const start = bytes.subarray(0, 8).toString('latin1');
	return MAGIC.find(([, , magic]) => start.startsWith(magic))?.[0] ?? null;
}

/** The extension in lower case without the dot; empty when there is none. */
export function extensionOf(fileName: string): string {
	return /\.([A-Za-z0-9]+)$/.exec(fileName)?.[1]?.toLowerCase() ?? '';
}

/** Pages of a PDF (page objects, compressed object streams included) or a TIFF (directories); 1 for other kinds. */
export function countPages(bytes: Buffer, mimeType: string): number {
	if (mimeType === 'application/pdf') return Math.max(1, countPdfPages(bytes));
	if (mimeType === 'image/tiff') return Math.max(1, countTiffPages(bytes));
	return 1;
}

const PAGE_OBJECT = /\/Type\s*\/Page(?![A-Za-z])/g;
const OBJECT_STREAM = /<<[^>]*\/ObjStm[^>]*>>\s*stream\r?\n/g;

function countPdfPages(bytes: Buffer): number {
	const text = bytes.toString('latin1');
	let pages = text.match(PAGE_OBJECT)?.length ?? 0;
	for (const match of text.matchAll(OBJECT_STREAM)) {
		const start = match.index + match[0].length;
		const end = text.indexOf('endstream', start);
		const content = inflated(bytes.subarray(start, end < 0 ? undefined : end));
		pages += content?.match(PAGE_OBJECT)?.length ?? 0;
	}
	return pages;
}

function inflated(bytes: Buffer): string | null {
	try {
		return inflateSync(bytes).toString('latin1');
	} catch {
		// An object stream with another filter cannot be looked into; its pages stay uncounted.
		return null;
	}
}

function countTiffPages(bytes: Buffer): number {
	const little = bytes[0] === 0x49;
	const u16 = (at: number): number => (little ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at));
	const u32 = (at: number): number => (little ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at));
	const seen = new Set<number>();
	let at = bytes.length >= 8 ? u32(4) : 0;
	while (at !== 0 && !seen.has(at) && at + 2 <= bytes.length) {
		seen.add(at);
		const link = at + 2 + u16(at) * 12;
		if (link + 4 > bytes.length) break;
		at = u32(link);
	}
	return seen.size;
}
