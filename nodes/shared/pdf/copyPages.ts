import { printedAnnotations } from './annotations';
import type { PdfOutput } from './output';
import { name } from './output';
import { dictOfPage } from './pageTree';
import type { Inherited, PdfPage } from './pageTree';
import type { PdfFile } from './pdfFile';
import { broken } from './problem';
import { PdfRef, PdfStream, dictOf, nameOf } from './values';
import type { PdfDict, PdfValue } from './values';

/** What makes a page look as it does; the rest of it serves screens, search and editors. */
const PAGE_KEYS = ['BleedBox', 'TrimBox', 'ArtBox', 'Group', 'UserUnit'];
/** What describes an object to programs, and may drag half a document along. */
const NEEDLESS_KEYS = new Set([
	'Metadata',
	'PieceInfo',
	'StructParent',
	'StructParents',
	'LastModified',
	'Thumb',
]);
/** Objects that belong to the document as a whole; a page that comes into another one leaves them behind. */
const LEFT_BEHIND = new Set(['Page', 'Pages', 'Catalog', 'StructTreeRoot', 'StructElem', 'Outlines']);

const LETTER = [0, 0, 612, 792];

/** Copies pages of one PDF into another, with all that they need and nothing else, every object once. */
export class PageCopier {
	private readonly renamed = new Map<number, number>();
	private readonly shared = new Map<Inherited, number>();
	private readonly waiting: number[] = [];

	constructor(
		private readonly file: PdfFile,
		private readonly output: PdfOutput,
		private readonly parent: number,
	) {}

	/**
	 * @param number of the page, from 1 on, for errors
	 * @returns the number of the new page
	 * @throws DocumentProblem when its content cannot be read
	 */
	copy(page: PdfPage, number: number): number {
		const { file } = this;
		const from = dictOfPage(file, page);
		const value = (key: string) => from.get(key) ?? page.inherited.get(key)?.value;
		const to: PdfDict = new Map<string, PdfValue>([
			['Type', name('Page')],
			['Parent', new PdfRef(this.parent)],
			['MediaBox', this.box(value('MediaBox')) ?? LETTER],
		]);
		const cropBox = this.box(value('CropBox'));
		if (cropBox !== undefined) to.set('CropBox', cropBox);
		const rotate = file.resolve(value('Rotate'));
		if (typeof rotate === 'number' && rotate % 90 === 0) to.set('Rotate', ((rotate % 360) + 360) % 360);
		for (const key of PAGE_KEYS) {
			const entry = from.get(key);
			if (entry !== undefined) to.set(key, this.adopted(entry));
		}
		to.set('Resources', this.resources(from, page));
		const contents = this.contents(from.get('Contents'), number);
		if (contents !== undefined) to.set('Contents', contents);
		const annotations = printedAnnotations(file, from.get('Annots'));
		if (annotations.length > 0)
			to.set(
				'Annots',
				annotations.map((one) => this.adopted(one)),
			);
		const copy = this.output.add(to);
		this.copyWaiting();
		return copy;
	}

	/** A value for the new file: what it refers to is copied later. */
	adopted(value: PdfValue): PdfValue {
		if (value instanceof PdfRef) return new PdfRef(this.numberOf(value.num));
		if (Array.isArray(value)) return value.map((entry) => this.adopted(entry));
		if (value instanceof PdfStream) return new PdfStream(this.adoptedDict(value.dict), value.data);
		return value instanceof Map ? this.adoptedDict(value) : value;
	}

	private adoptedDict(from: PdfDict): PdfDict {
		const to: PdfDict = new Map();
		for (const [key, value] of from) if (!NEEDLESS_KEYS.has(key)) to.set(key, this.adopted(value));
		return to;
	}

	/** The number that an object has in the new file. */
	private numberOf(num: number): number {
		let renamed = this.renamed.get(num);
		if (renamed === undefined) {
			renamed = this.output.reserve();
			this.renamed.set(num, renamed);
			this.waiting.push(num);
		}
		return renamed;
	}

	/** Writes what was referred to, and what that refers to. */
	copyWaiting(): void {
		for (let num = this.waiting.pop(); num !== undefined; num = this.waiting.pop()) {
			const value = this.file.object(num);
			const isLeft = LEFT_BEHIND.has(nameOf(dictOf(value)?.get('Type')) ?? '');
			this.output.add(isLeft ? null : this.adopted(value), this.numberOf(num));
		}
	}

	/** Resources that pages have in common are written once, however they stand in the file. */
	private resources(from: PdfDict, page: PdfPage): PdfValue {
		const own = from.get('Resources');
		if (own !== undefined) return this.adopted(own);
		const inherited = page.inherited.get('Resources');
		if (inherited === undefined) return new Map();
		if (inherited.value instanceof PdfRef) return this.adopted(inherited.value);
		let num = this.shared.get(inherited);
		if (num === undefined) {
			num = this.output.add(this.adopted(inherited.value));
			this.shared.set(inherited, num);
		}
		return new PdfRef(num);
	}

	/** What is drawn on the page. A page that has lost it must not be sent as an empty one. */
	private contents(value: PdfValue | undefined, number: number): PdfValue | undefined {
		const resolved = this.file.resolve(value);
		const streams = Array.isArray(resolved) ? resolved : [value ?? null];
		const present = streams.filter((stream) => this.file.resolve(stream) instanceof PdfStream);
		const lost = streams.filter((stream) => stream instanceof PdfRef).length - present.length;
		if (lost > 0) throw broken(`the content of page ${number} is missing`);
		return present.length === 0 ? undefined : present.map((stream) => this.adopted(stream));
	}

	private box(value: PdfValue | undefined): number[] | undefined {
		const corners = this.file.resolve(value);
		if (!Array.isArray(corners) || corners.length !== 4) return undefined;
		const numbers = corners.map(this.file.resolve);
		if (!numbers.every((corner): corner is number => typeof corner === 'number')) return undefined;
		const [left, bottom, right, top] = numbers;
		return left === right || bottom === top ? undefined : numbers;
	}
}
