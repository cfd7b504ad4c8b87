import { inflate } from './inflate';
import type { Sink } from './inflate';
import { unpackLzw } from './lzw';
import type { Work } from './problem';
import { broken, notSupported } from './problem';
import { countOf, dictOf, nameOf } from './values';
import type { PdfDict, PdfValue } from './values';

/** Larger lists of objects do not occur; a small file that claims one is meant to do harm. */
const LARGEST_BYTES = 128 * 1024 * 1024;
const SURELY_FINE_BYTES = 4 * 1024 * 1024;
const UTMOST_RATIO = 200;

const FILTERS: Readonly<Record<string, (input: Buffer, sink: Sink, parameters?: PdfDict) => void>> = {
	FlateDecode: inflate,
	Fl: inflate,
	LZWDecode: (input, sink, parameters) =>
		void unpackLzw(input, sink, parameters?.get('EarlyChange') === 0 ? 0 : 1),
	ASCIIHexDecode: (input, sink) => sink(Buffer.from(hexDigits(input), 'hex')),
	ASCII85Decode: (input, sink) => sink(ascii85(input)),
};

function hexDigits(input: Buffer): string {
	const digits = input
		.toString('latin1')
		.replace(/>[^]*/, '')
		.replace(/[^\da-f]/gi, '');
	return digits.length % 2 === 0 ? digits : `${digits}0`;
}

function ascii85(input: Buffer): Buffer {
	const bytes: number[] = [];
	let group: number[] = [];
	const give = (count: number) => {
		while (group.length < 5) group.push(84);
		const value = group.reduce((sum, digit) => sum * 85 + digit, 0);
		for (let index = 0; index < count; index++) bytes.push(Math.floor(value / 256 ** (3 - index)) & 255);
		group = [];
	};
	for (const byte of input) {
		if (byte === 0x7e) break;
		if (byte === 0x7a && group.length === 0) bytes.push(0, 0, 0, 0);
		else if (byte >= 0x21 && byte <= 0x75 && group.push(byte - 0x21) === 5) give(4);
	}
	if (group.length > 1) give(group.length - 1);
	return Buffer.from(bytes);
}

/**
 * The data of a stream that holds objects, unpacked as far as it is readable.
 * @param resolve gives the object behind a reference
 * @throws DocumentProblem when it is packed in another way, or unpacks to more than it can need
 */
export function unpacked(
	dict: PdfDict,
	data: Buffer,
	work: Work,
	resolve: (value: PdfValue | undefined) => PdfValue,
): Buffer {
	const listOf = (value: PdfValue | undefined): PdfValue[] => {
		const resolved = resolve(value);
		return Array.isArray(resolved) ? resolved.map(resolve) : [resolved];
	};
	const names = listOf(dict.get('Filter')).flatMap((name) => nameOf(name) ?? []);
	const parameters = listOf(dict.get('DecodeParms')).map((value) => dictOf(value));
	let bytes = data;
	for (const [index, name] of names.entries()) {
		const filter = FILTERS[name];
		if (filter === undefined) throw notSupported('packed in an unusual way');
		const most = Math.min(LARGEST_BYTES, Math.max(SURELY_FINE_BYTES, bytes.length * UTMOST_RATIO));
		const pieces: Buffer[] = [];
		let size = 0;
		filter(
			bytes,
			(piece) => {
				size += piece.length;
				work.unpacked(piece.length);
				if (size > most) throw broken('a part of it unpacks to far more than it can need');
				pieces.push(Buffer.from(piece));
			},
			parameters[index],
		);
		bytes = unpredicted(Buffer.concat(pieces, size), parameters[index]);
	}
	return bytes;
}

/** Undoes what makes tables of numbers pack better. */
function unpredicted(bytes: Buffer, parameters: PdfDict | undefined): Buffer {
	const predictor = countOf(parameters?.get('Predictor')) ?? 1;
	if (predictor < 10) return bytes;
	const colors = countOf(parameters?.get('Colors')) ?? 1;
	const bits = countOf(parameters?.get('BitsPerComponent')) ?? 8;
	const columns = countOf(parameters?.get('Columns')) ?? 1;
	const pixel = Math.max(1, (colors * bits) >> 3);
	const row = (colors * bits * columns + 7) >> 3;
	if (!(row > 0 && row < 65_536)) throw broken('its table of contents makes no sense');
	const rows = Math.floor(bytes.length / (row + 1));
	const out = Buffer.alloc(rows * row);
	let above = Buffer.alloc(row);
	for (let index = 0; index < rows; index++) {
		const from = index * (row + 1);
		const line = out.subarray(index * row, (index + 1) * row);
		bytes.copy(line, 0, from + 1, from + 1 + row);
		undoPngFilter(bytes[from], line, above, pixel);
		above = line;
	}
	return out;
}

/**
 * Undoes one of PNG's filters in place.
 * @param above the row before it, undone
 * @param pixel bytes from one pixel to the next
 */
export function undoPngFilter(kind: number, line: Buffer, above: Buffer, pixel: number): void {
	if (kind === 0) return;
	for (let at = 0; at < line.length; at++) {
		const left = at < pixel ? 0 : line[at - pixel];
		const up = above[at];
		if (kind === 1) line[at] += left;
		else if (kind === 2) line[at] += up;
		else if (kind === 3) line[at] += (left + up) >> 1;
		else line[at] += paeth(left, up, at < pixel ? 0 : above[at - pixel]);
	}
}

function paeth(left: number, up: number, corner: number): number {
	const guess = left + up - corner;
	const toLeft = Math.abs(guess - left);
	const toUp = Math.abs(guess - up);
	const toCorner = Math.abs(guess - corner);
	if (toLeft <= toUp && toLeft <= toCorner) return left;
	return toUp <= toCorner ? up : corner;
}
