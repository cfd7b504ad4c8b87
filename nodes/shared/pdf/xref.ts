import { unpacked } from './filters';
import { objectAt } from './indirect';
import type { Work } from './problem';
import { asThrown, isDefect } from './problem';
import { Syntax } from './syntax';
import type { PdfDict } from './values';
import { PdfStream, countOf, dictOf, nameOf } from './values';

/** Where the objects of a file are, and what its trailer says. */
export interface Xref {
	/** by number: the position in the file, or, negative, the number of the list that holds it */
	entries: Map<number, number>;
	trailer: PdfDict;
}

/** The header must come this early. */
const HEADER_WITHIN = 1024;
const MOST_OBJECTS = 2_000_000;

/** Where the file begins, after what may stand before it; -1 when it is no PDF. */
export const headerOf = (bytes: Buffer): number => bytes.subarray(0, HEADER_WITHIN).indexOf('%PDF-');

/**
 * Reads the tables of contents, the newest first.
 * @returns undefined when there is none that makes sense: then the file must be searched
 * @throws DocumentProblem when reading it would take too long
 */
export function readXref(bytes: Buffer, work: Work): Xref | undefined {
	// Positions count from the header; some files have something before it.
	const base = Math.max(0, headerOf(bytes));
	const start = bytes.lastIndexOf('startxref');
	const first = start < 0 ? undefined : new Syntax(bytes, start + 9, work).integer();
	if (first === undefined) return undefined;
	const xref: Xref = { entries: new Map(), trailer: new Map() };
	const ahead = [first];
	const seen = new Set<number>();
	for (let position = ahead.shift(); position !== undefined; position = ahead.shift()) {
		if (seen.has(position)) continue;
		seen.add(position);
		const trailer = readSection(bytes, base, base + position, work, xref.entries);
		if (trailer === undefined) return undefined;
		for (const [key, value] of trailer) if (!xref.trailer.has(key)) xref.trailer.set(key, value);
		for (const key of ['XRefStm', 'Prev']) {
			const next = countOf(trailer.get(key));
			if (next !== undefined) ahead.push(next);
		}
	}
	return xref;
}

type Entries = Xref['entries'];

/** What is set by a newer table stays; 0 stands for an object that was deleted. */
function note(entries: Entries, num: number, entry: number): void {
	if (!entries.has(num) && entries.size < MOST_OBJECTS) entries.set(num, entry);
}

function readSection(
	bytes: Buffer,
	base: number,
	at: number,
	work: Work,
	entries: Entries,
): PdfDict | undefined {
	const syntax = new Syntax(bytes, at, work);
	try {
		if (syntax.takes('xref')) return readTable(syntax, base, work, entries);
		const found = objectAt(bytes, at, work, (value) => value ?? null);
		if (!(found?.value instanceof PdfStream)) return undefined;
		return readStream(found.value, base, work, entries);
	} catch (error) {
		if (isDefect(error)) return undefined;
		throw asThrown(error);
	}
}

function readTable(syntax: Syntax, base: number, work: Work, entries: Entries): PdfDict | undefined {
	const start = syntax.at;
	for (;;) {
		const first = syntax.integer();
		const count = syntax.integer();
		if (first === undefined || count === undefined) break;
		for (let index = 0; index < count; index++) {
			const position = syntax.integer();
			const generation = syntax.integer();
			if (position === undefined || generation === undefined) return undefined;
			const inUse = syntax.takes('n');
			if (!inUse && !syntax.takes('f')) return undefined;
			note(entries, first + index, inUse && position > 0 ? base + position : 0);
		}
	}
	work.parsed(syntax.at - start);
	return syntax.takes('trailer') ? dictOf(syntax.value()) : undefined;
}

function readStream(stream: PdfStream, base: number, work: Work, entries: Entries): PdfDict | undefined {
	const { dict } = stream;
	if (nameOf(dict.get('Type')) !== 'XRef') return undefined;
	const data = unpacked(dict, stream.data, work, (value) => value ?? null);
	const widths = dict.get('W');
	if (!Array.isArray(widths)) return undefined;
	const [kindWidth, firstWidth, secondWidth] = widths.map((width) => countOf(width) ?? 0);
	const row = kindWidth + firstWidth + secondWidth;
	if (!(row > 0 && row <= 24)) return undefined;
	const index = dict.get('Index');
	const ranges = Array.isArray(index)
		? index.map((number) => countOf(number) ?? 0)
		: [0, countOf(dict.get('Size')) ?? 0];
	let at = 0;
	const field = (width: number): number => {
		let value = 0;
		for (const end = at + width; at < end; at++) value = value * 256 + data[at];
		return value;
	};
	for (let range = 0; range + 1 < ranges.length; range += 2) {
		for (let count = 0; count < ranges[range + 1] && at + row <= data.length; count++) {
			const kind = kindWidth === 0 ? 1 : field(kindWidth);
			const first = field(firstWidth);
			field(secondWidth);
			const num = ranges[range] + count;
			if (kind === 1) note(entries, num, base + first);
			else note(entries, num, kind === 2 ? -first : 0);
		}
	}
	return dict;
}
