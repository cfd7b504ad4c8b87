import { broken, notSupported } from '../problem';
import { sensibleDpi } from './picture';
import type { Picture } from './picture';

const TAGS = {
	width: 256,
	height: 257,
	bits: 258,
	compression: 259,
	photometric: 262,
	fillOrder: 266,
	offsets: 273,
	orientation: 274,
	samples: 277,
	rowsPerStrip: 278,
	counts: 279,
	xResolution: 282,
	yResolution: 283,
	planes: 284,
	t4Options: 292,
	resolutionUnit: 296,
	predictor: 317,
	colors: 320,
	tileWidth: 322,
	tileHeight: 323,
	tileOffsets: 324,
	tileCounts: 325,
	extraSamples: 338,
	sampleFormat: 339,
	jpegTables: 347,
} as const;

export type TagName = keyof typeof TAGS;

/** bytes of one value, by type */
const SIZES: Readonly<Record<number, number>> = { 1: 1, 3: 2, 4: 4, 5: 8, 7: 1 };
const MOST_DIRECTORIES = 5_000;
const CENTIMETERS = 3;
const CM_PER_INCH = 2.54;

interface Field {
	type: number;
	count: number;
	at: number;
}

/** What a TIFF says of one of its pictures. */
export class Directory {
	constructor(
		private readonly file: TiffFile,
		private readonly fields: ReadonlyMap<number, Field>,
	) {}

	/** The values of a field; empty when it is not there. */
	numbers(tag: TagName): number[] {
		const field = this.fields.get(TAGS[tag]);
		return field === undefined ? [] : this.file.values(field.type, field.count, field.at);
	}

	number(tag: TagName): number | undefined {
		return this.numbers(tag)[0];
	}

	/** The bytes of a field; empty when it is not there. */
	slice(tag: TagName): Buffer {
		const field = this.fields.get(TAGS[tag]);
		return field === undefined ? Buffer.alloc(0) : this.file.bytes.subarray(field.at, field.at + field.count);
	}
}

/** The directories of a TIFF, which also cameras put into their JPEG files. */
export class TiffFile {
	readonly isLittle: boolean;

	/** @throws DocumentProblem when it is no TIFF */
	constructor(readonly bytes: Buffer) {
		const order = bytes.toString('latin1', 0, 2);
		if (bytes.length < 8 || (order !== 'II' && order !== 'MM')) throw broken('it is no TIFF');
		this.isLittle = order === 'II';
		if (this.word(2) === 43) throw notSupported('a BigTIFF');
		if (this.word(2) !== 42) throw broken('it is no TIFF');
	}

	/** Follows the chain of directories. @throws DocumentProblem when it leads nowhere or in circles */
	directories(most = MOST_DIRECTORIES): Directory[] {
		const found: Directory[] = [];
		const seen = new Set<number>();
		for (let at = this.long(4); at !== 0 && found.length < most;) {
			if (seen.has(at) || at + 2 > this.bytes.length) throw broken('its list of pages leads nowhere');
			seen.add(at);
			const count = this.word(at);
			const end = at + 2 + count * 12;
			if (end > this.bytes.length) throw broken('its list of pages breaks off');
			const fields = new Map<number, Field>();
			for (let entry = at + 2; entry < end; entry += 12) {
				const field = this.field(entry);
				if (field !== undefined) fields.set(this.word(entry), field);
			}
			found.push(new Directory(this, fields));
			// Some programs leave out the end of the chain.
			at = end + 4 <= this.bytes.length ? this.long(end) : 0;
		}
		return found;
	}

	/** undefined for types that none of the known fields has, and for what lies outside of the file */
	private field(entry: number): Field | undefined {
		const type = this.word(entry + 2);
		const count = this.long(entry + 4);
		const size = (SIZES[type] ?? 0) * count;
		const at = size <= 4 ? entry + 8 : this.long(entry + 8);
		return size > 0 && at + size <= this.bytes.length ? { type, count, at } : undefined;
	}

	values(type: number, count: number, at: number): number[] {
		const size = SIZES[type];
		return Array.from({ length: count }, (_, index) => {
			const position = at + index * size;
			if (type === 3) return this.word(position);
			if (type === 4) return this.long(position);
			return type === 5 ? this.long(position) / this.long(position + 4) : this.bytes[position];
		});
	}

	private word(at: number): number {
		return this.isLittle ? this.bytes.readUInt16LE(at) : this.bytes.readUInt16BE(at);
	}

	private long(at: number): number {
		return this.isLittle ? this.bytes.readUInt32LE(at) : this.bytes.readUInt32BE(at);
	}
}

/** The resolution that a directory states. */
export function dpiOf(directory: Directory): Picture['dpi'] {
	const factor = directory.number('resolutionUnit') === CENTIMETERS ? CM_PER_INCH : 1;
	const x = directory.number('xResolution') ?? 0;
	return sensibleDpi(x * factor, (directory.number('yResolution') ?? x) * factor);
}
