import { unpacked } from './filters';
import { MOST_PDF_WORK, Work, asThrown, broken, isDefect, isProtected } from './problem';
import { repaired } from './repair';
import { Syntax } from './syntax';
import { objectAt } from './indirect';
import type { PdfDict, PdfValue } from './values';
import { PdfRef, PdfStream, countOf, dictOf } from './values';
import { headerOf, readXref } from './xref';
import type { Xref } from './xref';

/** Unpacked lists of objects that are kept, so that their neighbours need not be unpacked again. */
const KEPT_BYTES = 8 * 1024 * 1024;
const LONGEST_CHAIN = 20;

interface ObjectList {
	bytes: Buffer;
	/** where each object begins, by its number */
	places: Map<number, number>;
}

/**
 * A PDF whose objects are read when they are asked for and not kept, so that little more than the file is held.
 * A file whose table of contents is wrong is searched for its objects, as other readers do.
 */
export class PdfFile {
	readonly work = new Work(MOST_PDF_WORK);
	private xref: Xref;
	private isRepaired = false;
	private readonly lists = new Map<number, ObjectList>();
	private keptBytes = 0;
	/** objects that are being read, against those that need themselves */
	private readonly reading = new Set<number>();

	/** @throws DocumentProblem when it is no PDF, broken beyond repair or protected */
	constructor(private readonly bytes: Buffer) {
		if (headerOf(bytes) < 0) throw broken('it is no PDF');
		this.xref = readXref(bytes, this.work) ?? this.repair();
		this.refuseProtected();
		if (this.catalog() !== undefined) return;
		this.retryRepaired();
		if (this.catalog() === undefined) throw broken('it has no pages that could be found');
	}

	/** The catalog; undefined when it cannot be found. */
	catalog(): PdfDict | undefined {
		const catalog = dictOf(this.resolve(this.xref.trailer.get('Root')));
		return dictOf(this.resolve(catalog?.get('Pages'))) === undefined ? undefined : catalog;
	}

	/** The object behind a reference; null when there is none. */
	resolve = (value: PdfValue | undefined): PdfValue => {
		let resolved = value ?? null;
		for (let step = 0; resolved instanceof PdfRef; step++) {
			if (step > LONGEST_CHAIN) return null;
			resolved = this.object(resolved.num);
		}
		return resolved;
	};

	/** Looks again, at what a search through the whole file finds; false when that was done before. */
	retryRepaired(): boolean {
		if (this.isRepaired) return false;
		this.xref = this.repair();
		this.refuseProtected();
		return true;
	}

	private refuseProtected(): void {
		if (this.xref.trailer.has('Encrypt')) throw isProtected();
	}

	/** An object by its number; null when there is none. @throws DocumentProblem when it is there but unreadable */
	object(num: number): PdfValue {
		if (this.reading.has(num)) return null;
		this.reading.add(num);
		try {
			const found = this.read(num);
			if (found !== undefined) return found;
			if (!this.retryRepaired()) return null;
			return this.read(num) ?? null;
		} finally {
			this.reading.delete(num);
		}
	}

	/** undefined when it is not where the table of contents says */
	private read(num: number): PdfValue | undefined {
		const entry = this.xref.entries.get(num);
		if (entry === undefined || entry === 0) return null;
		if (entry < 0) return this.listed(num, -entry);
		try {
			const found = objectAt(this.bytes, entry, this.work, this.resolve);
			return found?.num === num ? found.value : undefined;
		} catch (error) {
			if (this.isRepaired || !isDefect(error)) throw asThrown(error);
			return undefined;
		}
	}

	private listed(num: number, listNum: number): PdfValue | undefined {
		const list = this.lists.get(listNum) ?? this.unpackList(listNum);
		const place = list?.places.get(num);
		if (list === undefined || place === undefined) return undefined;
		return new Syntax(list.bytes, place, this.work).value();
	}

	private unpackList(listNum: number): ObjectList | undefined {
		if ((this.xref.entries.get(listNum) ?? 0) <= 0) return undefined;
		const stream = this.object(listNum);
		if (!(stream instanceof PdfStream)) return undefined;
		const bytes = unpacked(stream.dict, stream.data, this.work, this.resolve);
		const list = { bytes, places: placesIn(stream.dict, bytes, this.work, this.resolve) };
		if (this.keptBytes + bytes.length > KEPT_BYTES) {
			this.lists.clear();
			this.keptBytes = 0;
		}
		this.lists.set(listNum, list);
		this.keptBytes += bytes.length;
		return list;
	}

	private repair(): Xref {
		this.isRepaired = true;
		this.lists.clear();
		// Nothing can be looked up yet: what a list says of itself must stand in it.
		const direct = (value: PdfValue | undefined) => value ?? null;
		return repaired(this.bytes, this.work, (list) => {
			const bytes = unpacked(list.dict, list.data, this.work, direct);
			return placesIn(list.dict, bytes, this.work, direct);
		});
	}
}

/** Where the objects of an unpacked list begin. */
function placesIn(
	dict: PdfDict,
	bytes: Buffer,
	work: Work,
	resolve: (value: PdfValue | undefined) => PdfValue,
): Map<number, number> {
	const first = countOf(resolve(dict.get('First'))) ?? 0;
	const count = countOf(resolve(dict.get('N'))) ?? 0;
	const places = new Map<number, number>();
	const syntax = new Syntax(bytes, 0, work);
	for (let index = 0; index < count; index++) {
		const num = syntax.integer();
		const offset = syntax.integer();
		if (num === undefined || offset === undefined) break;
		places.set(num, first + offset);
	}
	work.parsed(syntax.at);
	return places;
}
