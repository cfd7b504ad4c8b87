import { fail } from '../failure';
import type * as MergeModule from '../pdf/merge';
import { DocumentProblem } from '../pdf/problem';
import type { OutgoingDocument } from '../provider';
import { nameOfDocument } from './outgoing';
import { pagesIn } from './pageRanges';
import type { ClosedRange } from './pageRanges';

/** What a look into a document tells; `pages` is null where the file does not say it plainly. */
export interface Inspection {
	pages: number | null;
	isProtected: boolean;
}

/** How much before and after a word is looked at, in bytes. */
const MARGIN = 64;
/** Enough of the end of a chunk to find a word again that could not be judged yet, with what stands before it. */
const OVERLAP = 3 * MARGIN;
/** A PDF that hides its pages in packed objects is held whole to count them; a larger one is not counted. */
const LARGEST_HIDING_PDF = 64 * 1024 * 1024;
/** A TIFF's directories lie anywhere in it, so it is held whole; what is larger is not counted. */
const LARGEST_TIFF = 64 * 1024 * 1024;

/** What stands before a word, and what follows it, as far as it matters. */
const TYPE_BEFORE = /\/Type\s*$/;
const NUMBER_AFTER = /^\s+(\d+)/;
const DICTIONARY_AFTER = /^\s*(<<|\d+\s+\d+\s+R)/;

interface Place {
	before: string;
	after: string;
}

/**
 * Where a word stands in what has been read, with its surroundings. Only these are made text: most of a document is
 * pictures, and a text of all of it would double the memory.
 * @param from where the bytes begin that are new: what was told of the chunk before is not told again
 */
function placesOf(word: string, bytes: Buffer, from: number, isLast: boolean): Place[] {
	const places: Place[] = [];
	for (let at = bytes.indexOf(word, 0, 'latin1'); at >= 0; at = bytes.indexOf(word, at + 1, 'latin1')) {
		const end = at + word.length;
		// So much must follow that it can be judged; what is too near to the end comes again with the next chunk.
		const isWhole = isLast || end + MARGIN <= bytes.length;
		const isNew = end + MARGIN > from;
		if (!isWhole || !isNew) continue;
		places.push({
			before: bytes.toString('latin1', Math.max(0, at - MARGIN), at),
			after: bytes.toString('latin1', end, end + MARGIN),
		});
	}
	return places;
}

/** Counts pages and looks for protection in one pass over a PDF, holding only a chunk at a time. */
async function inspectPdf(document: OutgoingDocument): Promise<Inspection> {
	let pages = 0;
	let largestCount = 0;
	let isProtected = false;
	let hidesObjects = false;
	const look = (bytes: Buffer, from: number, isLast: boolean) => {
		const places = (word: string) => placesOf(word, bytes, from, isLast);
		const isType = ({ before }: Place) => TYPE_BEFORE.test(before);
		pages += places('/Page').filter((one) => isType(one) && !/^[A-Za-z]/.test(one.after)).length;
		for (const { after } of places('/Count')) {
			largestCount = Math.max(largestCount, Number(NUMBER_AFTER.exec(after)?.[1] ?? 0));
		}
		isProtected ||= places('/Encrypt').some(({ after }) => DICTIONARY_AFTER.test(after));
		hidesObjects ||= places('/ObjStm').some(isType);
	};
	let kept: Buffer = Buffer.alloc(0);
	for await (const chunk of document.open()) {
		const bytes = kept.length === 0 ? chunk : Buffer.concat([kept, chunk]);
		look(bytes, kept.length, false);
		kept = bytes.subarray(-OVERLAP);
	}
	look(kept, kept.length, true);
	if (!isProtected && hidesObjects && pages < largestCount) return await readPdf(document);
	return { pages: pages || largestCount || null, isProtected };
}

/** Compressed page objects cannot be seen without unpacking them. */
async function readPdf(document: OutgoingDocument): Promise<Inspection> {
	if (document.size > LARGEST_HIDING_PDF) return { pages: null, isProtected: false };
	const { pageCount } = require('../pdf/merge') as typeof MergeModule;
	try {
		return { pages: pageCount(await contentOf(document), document.mimeType), isProtected: false };
	} catch (error) {
		// What cannot be read here may be read by the service; it goes out as it is, so that is for it to say.
		if (error instanceof DocumentProblem) return { pages: null, isProtected: false };
		throw asThrown(error);
	}
}

const asThrown = (error: unknown) => error;

/** All bytes of a document. */
export async function contentOf(document: OutgoingDocument): Promise<Buffer> {
	const chunks: Buffer[] = [];
	for await (const chunk of document.open()) chunks.push(chunk);
	return chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
}

/** Follows the chain of image directories of a TIFF. A broken chain gives null. */
export function tiffPages(bytes: Buffer): number | null {
	if (bytes.length < 8) return null;
	const little = bytes[0] === 0x49;
	const word = (at: number) => (little ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at));
	const long = (at: number) => (little ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at));
	const seen = new Set<number>();
	for (let at = long(4); at !== 0;) {
		if (seen.has(at) || at + 2 > bytes.length) return null;
		seen.add(at);
		const next = at + 2 + word(at) * 12;
		if (next + 4 > bytes.length) return null;
		at = long(next);
	}
	return seen.size === 0 ? null : seen.size;
}

async function inspectTiff(document: OutgoingDocument): Promise<Inspection> {
	if (document.size > LARGEST_TIFF) return { pages: null, isProtected: false };
	return { pages: tiffPages(await contentOf(document)), isProtected: false };
}

const INSPECTORS: Readonly<Record<string, (document: OutgoingDocument) => Promise<Inspection>>> = {
	'application/pdf': inspectPdf,
	'image/tiff': inspectTiff,
};

/** What was found, as long as the document is in use: several items of a run may send the same one. */
const inspections = new WeakMap<OutgoingDocument, Promise<Inspection>>();

/** Looks into a document; of images other than TIFF one page is certain, of other types nothing. */
export async function inspect(document: OutgoingDocument): Promise<Inspection> {
	const inspector = INSPECTORS[document.mimeType];
	if (inspector === undefined) {
		return { pages: document.mimeType.startsWith('image/') ? 1 : null, isProtected: false };
	}
	const known = inspections.get(document);
	if (known !== undefined) return await known;
	const inspection = inspector(document);
	inspections.set(document, inspection);
	// What could not be read may be readable later.
	inspection.catch(() => inspections.delete(document));
	return await inspection;
}

/**
 * Pages of all documents together; null when one of them does not tell.
 * @param ranges for each document the pages that the service picks, null for all
 * @throws FaxFailure when one is protected by a password: no service can turn it into a fax
 */
export async function inspectAll(
	documents: readonly OutgoingDocument[],
	ranges: ReadonlyArray<readonly ClosedRange[] | null> = [],
): Promise<number | null> {
	let total: number | null = 0;
	for (const [index, document] of documents.entries()) {
		const { pages: all, isProtected } = await inspect(document);
		const range = ranges[index] ?? null;
		const pages = range === null ? all : pagesIn(range).length;
		if (isProtected) {
			throw fail('document_error', {
				message: `${nameOfDocument(documents, index)} is protected by a password`,
				hint: 'Remove the protection first: open it, print it to a new PDF and send that.',
			});
		}
		total = total === null || pages === null ? null : total + pages;
	}
	return total;
}
