import { objectAt } from './indirect';
import type { Work } from './problem';
import { asThrown, isDefect } from './problem';
import { Syntax } from './syntax';
import { PdfRef, PdfStream, dictOf, nameOf } from './values';
import type { PdfDict } from './values';
import type { Xref } from './xref';

/** What a trailer must say; the rest of it is of no use here. */
const TRAILER_KEYS = ['Root', 'Encrypt'];

const isDigit = (byte: number) => byte >= 0x30 && byte <= 0x39;
const isSpace = (byte: number) => byte === 32 || (byte >= 9 && byte <= 13);

/** Where `12 0 obj` begins, given where its last word does; -1 when that word is something else. */
function headAt(bytes: Buffer, word: number): number {
	let at = word;
	for (let part = 0; part < 2; part++) {
		const end = at;
		while (isSpace(bytes[at - 1])) at--;
		if (at === end && part > 0) return -1;
		const digits = at;
		while (isDigit(bytes[at - 1]) && digits - at < 10) at--;
		if (at === digits) return -1;
	}
	return at;
}

/**
 * Searches the whole file for objects and trailers: what stands later counts, as after an update.
 * @param numbersIn the numbers of the objects in a list
 * @throws DocumentProblem when that takes too long
 */
export function repaired(
	bytes: Buffer,
	work: Work,
	numbersIn: (list: PdfStream) => Map<number, number>,
): Xref {
	const entries = new Map<number, number>();
	const trailer: PdfDict = new Map();
	const lists: Array<{ num: number; at: number; stream: PdfStream }> = [];
	let catalog: number | undefined;
	const takeTrailer = (dict: PdfDict | undefined) => {
		for (const key of TRAILER_KEYS) {
			const value = dict?.get(key);
			if (value !== undefined) trailer.set(key, value);
		}
	};
	work.unpacked(bytes.length);
	for (let at = bytes.indexOf('obj'); at >= 0; at = bytes.indexOf('obj', at)) {
		const head = headAt(bytes, at);
		at += 3;
		if (head < 0) continue;
		const found = attempt(() => objectAt(bytes, head, work, (value) => value ?? null));
		if (found === undefined) {
			// An object that breaks off stays known, so that a page that needs it is not sent without it.
			const num = new Syntax(bytes, head, work).integer();
			if (num !== undefined) entries.set(num, head);
			continue;
		}
		entries.set(found.num, head);
		at = Math.max(at, found.end);
		const dict = dictOf(found.value);
		const type = nameOf(dict?.get('Type'));
		if (type === 'Catalog') catalog = found.num;
		if (!(found.value instanceof PdfStream)) continue;
		if (type === 'XRef') takeTrailer(dict);
		if (type === 'ObjStm') lists.push({ num: found.num, at: head, stream: found.value });
	}
	for (let at = bytes.indexOf('trailer'); at >= 0; at = bytes.indexOf('trailer', at + 7)) {
		takeTrailer(attempt(() => dictOf(new Syntax(bytes, at + 7, work).value())));
	}
	// Of a protected file the lists are unreadable, and nobody needs them.
	if (trailer.has('Encrypt')) return { entries, trailer };
	for (const { num: listNum, at, stream } of lists) {
		if (entries.get(listNum) !== at) continue;
		for (const num of attempt(() => numbersIn(stream))?.keys() ?? []) {
			const position = entries.get(num);
			if (position === undefined || position < at) entries.set(num, -listNum);
		}
	}
	if (!trailer.has('Root') && catalog !== undefined) trailer.set('Root', new PdfRef(catalog));
	return { entries, trailer };
}

/** Undefined where something is unreadable; only too much work ends the search. */
function attempt<Result>(read: () => Result): Result | undefined {
	try {
		return read();
	} catch (error) {
		if (isDefect(error)) return undefined;
		throw asThrown(error);
	}
}
