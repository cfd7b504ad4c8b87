import type { Work } from './problem';
import { broken } from './problem';
import { Syntax } from './syntax';
import type { PdfDict, PdfValue } from './values';
import { PdfStream, countOf } from './values';

const LINE_FEED = 10;
const RETURN = 13;

/** An object as it stands in the file. */
export interface Indirect {
	num: number;
	value: PdfValue;
	/** where it ends in the file */
	end: number;
}

/**
 * Reads `12 0 obj …` at a position.
 * @param resolve gives the length of a stream where that is an object of its own
 * @returns undefined when no object begins there
 * @throws DocumentProblem when it cannot be read to its end
 */
export function objectAt(
	bytes: Buffer,
	at: number,
	work: Work,
	resolve: (value: PdfValue | undefined) => PdfValue,
): Indirect | undefined {
	const syntax = new Syntax(bytes, at, work);
	const num = syntax.integer();
	if (num === undefined || syntax.integer() === undefined || !syntax.takes('obj')) return undefined;
	if (syntax.takes('endobj')) return { num, value: null, end: syntax.at };
	const value = syntax.value();
	if (!(value instanceof Map) || !syntax.takes('stream')) return { num, value, end: syntax.at };
	const start = dataStart(bytes, syntax.at);
	const end = dataEnd(bytes, start, countOf(resolve(value.get('Length'))), work);
	return { num, value: new PdfStream(value as PdfDict, bytes.subarray(start, end)), end };
}

/** Data begins on the line after the word. */
function dataStart(bytes: Buffer, at: number): number {
	let start = at;
	while (bytes[start] === 32) start++;
	if (bytes[start] === RETURN) start++;
	if (bytes[start] === LINE_FEED) start++;
	return start;
}

/** By the stated length where the data ends there, else by the word that ends it. */
function dataEnd(bytes: Buffer, start: number, length: number | undefined, work: Work): number {
	if (length !== undefined && start + length <= bytes.length) {
		const syntax = new Syntax(bytes, start + length, work);
		if (syntax.takes('endstream') || syntax.takes('endobj')) return start + length;
	}
	let end = bytes.indexOf('endstream', start);
	// A search costs less than unpacking, but not nothing.
	work.unpacked(((end < 0 ? bytes.length : end) - start) >> 2);
	if (end < 0) throw broken('it ends in the middle of its data');
	if (bytes[end - 1] === LINE_FEED) end--;
	if (bytes[end - 1] === RETURN) end--;
	return Math.max(start, end);
}
