/** How a picture is packed by the rules of fax machines (ITU-T T.4 and T.6). */
export interface CcittForm {
	width: number;
	height: number;
	/** each row by the one before it (T.6); some rows so, as marked (T.4); none */
	rows: 'all2d' | 'mixed' | 'all1d';
	/** each row begins with a whole byte, and nothing stands between rows */
	isAligned: boolean;
}

/** What came of unpacking. */
export interface CcittResult {
	rows: number;
	/** rows that were unreadable; each is shown like the one before it */
	damaged: number;
	/** the data says itself that it ends there */
	hasEnd: boolean;
}

const WHITE =
	'00110101 000111 0111 1000 1011 1100 1110 1111 10011 10100 00111 01000 001000 000011 110100 110101 101010 101011 ' +
	'0100111 0001100 0001000 0010111 0000011 0000100 0101000 0101011 0010011 0100100 0011000 00000010 00000011 ' +
	'00011010 00011011 00010010 00010011 00010100 00010101 00010110 00010111 00101000 00101001 00101010 00101011 ' +
	'00101100 00101101 00000100 00000101 00001010 00001011 01010010 01010011 01010100 01010101 00100100 00100101 ' +
	'01011000 01011001 01011010 01011011 01001010 01001011 00110010 00110011 00110100 ' +
	'11011 10010 010111 0110111 00110110 00110111 01100100 01100101 01101000 01100111 011001100 011001101 011010010 ' +
	'011010011 011010100 011010101 011010110 011010111 011011000 011011001 011011010 011011011 010011000 010011001 ' +
	'010011010 011000 010011011';
const BLACK =
	'0000110111 010 11 10 011 0011 0010 00011 000101 000100 0000100 0000101 0000111 00000100 00000111 000011000 ' +
	'0000010111 0000011000 0000001000 00001100111 00001101000 00001101100 00000110111 00000101000 00000010111 ' +
	'00000011000 000011001010 000011001011 000011001100 000011001101 000001101000 000001101001 000001101010 ' +
	'000001101011 000011010010 000011010011 000011010100 000011010101 000011010110 000011010111 000001101100 ' +
	'000001101101 000011011010 000011011011 000001010100 000001010101 000001010110 000001010111 000001100100 ' +
	'000001100101 000001010010 000001010011 000000100100 000000110111 000000111000 000000100111 000000101000 ' +
	'000001011000 000001011001 000000101011 000000101100 000001011010 000001100110 000001100111 ' +
	'0000001111 000011001000 000011001001 000001011011 000000110011 000000110100 000000110101 0000001101100 ' +
	'0000001101101 0000001001010 0000001001011 0000001001100 0000001001101 0000001110010 0000001110011 0000001110100 ' +
	'0000001110101 0000001110110 0000001110111 0000001010010 0000001010011 0000001010100 0000001010101 0000001011010 ' +
	'0000001011011 0000001100100 0000001100101';
/** runs from 1792 on, of either colour */
const LONG =
	'00000001000 00000001100 00000001101 000000010010 000000010011 000000010100 000000010101 000000010110 ' +
	'000000010111 000000011100 000000011101 000000011110 000000011111';
/** pass, horizontal, and vertical by -3 to 3 */
const MODES = '0001 001 0000010 000010 010 1 011 000011 0000011';
const PASS = 0;
const HORIZONTAL = 1;
const VERTICAL_ZERO = 5;

/** Codes by their next bits: number and length of the code, or 0. */
interface Table {
	bits: number;
	slots: Uint16Array;
}

function tableOf(bits: number, codes: string): Table {
	const slots = new Uint16Array(1 << bits);
	for (const [index, code] of codes.split(' ').entries()) {
		const first = Number.parseInt(code, 2) << (bits - code.length);
		slots.fill((index << 4) | code.length, first, first + (1 << (bits - code.length)));
	}
	return { bits, slots };
}

let tables: { runs: [Table, Table]; modes: Table } | undefined;
const tablesOf = () =>
	(tables ??= {
		runs: [tableOf(13, `${WHITE} ${LONG}`), tableOf(13, `${BLACK} ${LONG}`)],
		modes: tableOf(7, MODES),
	});

/** How long the run is that a code stands for. */
const runOf = (index: number) => (index < 64 ? index : (index - 63) * 64);

class Reader {
	/** in bits */
	at = 0;
	private readonly end: number;

	constructor(private readonly bytes: Buffer) {
		this.end = bytes.length * 8;
	}

	/** up to 16 bits; zeros behind the end */
	peek(count: number): number {
		const byte = this.at >> 3;
		const { bytes } = this;
		const value = ((bytes[byte] ?? 0) << 16) | ((bytes[byte + 1] ?? 0) << 8) | (bytes[byte + 2] ?? 0);
		return (value >> (24 - count - (this.at & 7))) & ((1 << count) - 1);
	}

	isOver(): boolean {
		return this.at >= this.end;
	}

	/** Number of the next code, or -1 when there is none such. */
	code({ bits, slots }: Table): number {
		const slot = slots[this.peek(bits)];
		if (slot === 0) return -1;
		this.at += slot & 15;
		return slot >> 4;
	}

	/** The length of the next run, -1 when it is unreadable. */
	run(table: Table): number {
		let length = 0;
		for (;;) {
			const code = this.code(table);
			if (code < 0) return -1;
			length += runOf(code);
			if (code < 64) return length;
		}
	}

	align(): void {
		this.at = (this.at + 7) & ~7;
	}

	/** Passes over an end-of-line code with the zeros before it, if that is what comes next. */
	endOfLine(): boolean {
		if (this.peek(11) !== 0) return false;
		let at = this.at + 11;
		while (at < this.end && (this.bytes[at >> 3] & (0x80 >> (at & 7))) === 0) at++;
		if (at >= this.end) return false;
		this.at = at + 1;
		return true;
	}

	/** Moves to the next end of a line; false when there is none. */
	resync(): boolean {
		for (; this.at < this.end; this.at++) if (this.peek(12) === 1) return true;
		return false;
	}
}

/**
 * Where the colour changes in a row, white first; -1 when it is unreadable. `changes` is filled up with the width.
 * @returns how many changes
 */
function row1d(reader: Reader, width: number, changes: Int32Array): number {
	const { runs } = tablesOf();
	let count = 0;
	for (let at = 0, color = 0; at < width; color ^= 1) {
		const run = reader.run(runs[color]);
		if (run < 0) return -1;
		at += run;
		if (at > width) return -1;
		changes[count++] = at;
		// Rows of runs without length would never end.
		if (count > width + 2) return -1;
	}
	return count;
}

function row2d(reader: Reader, width: number, above: Int32Array, changes: Int32Array): number {
	const { runs, modes } = tablesOf();
	let count = 0;
	let at = -1;
	let color = 0;
	for (let near = 0; at < width;) {
		while (near > 0 && above[near - 1] > at) near--;
		while (above[near] <= at && above[near] < width) near++;
		const first = (near & 1) === color ? near : near + 1;
		const mode = reader.code(modes);
		if (mode === PASS) {
			at = above[first + 1];
		} else if (mode === HORIZONTAL) {
			const one = reader.run(runs[color]);
			const two = one < 0 ? -1 : reader.run(runs[color ^ 1]);
			if (two < 0) return -1;
			const middle = Math.max(at, 0) + one;
			at = middle + two;
			if (at > width || count + 2 > width + 2) return -1;
			changes[count++] = middle;
			changes[count++] = at;
		} else if (mode >= 0) {
			const to = above[first] + mode - VERTICAL_ZERO;
			if (to < Math.max(at, 0) || to > width || count + 1 > width + 2) return -1;
			changes[count++] = to;
			at = to;
			color ^= 1;
		} else return -1;
	}
	return count;
}

function paint(row: Buffer, changes: Int32Array, count: number, width: number): void {
	row.fill(0);
	for (let index = 0; index < count; index += 2) {
		const end = index + 1 < count ? changes[index + 1] : width;
		for (let x = changes[index]; x < end;) {
			if ((x & 7) === 0 && end - x >= 8) {
				row[x >> 3] = 0xff;
				x += 8;
			} else {
				row[x >> 3] |= 0x80 >> (x & 7);
				x++;
			}
		}
	}
}

/**
 * Unpacks a picture row by row, a bit for each pixel, 1 for black.
 * @param take gets each row; it is filled anew afterwards
 */
export function unpackCcitt(bytes: Buffer, form: CcittForm, take: (row: Buffer) => void): CcittResult {
	const { width, height } = form;
	const reader = new Reader(bytes);
	const row = Buffer.alloc((width + 7) >> 3);
	let above = new Int32Array(width + 8).fill(width);
	let changes = new Int32Array(width + 8);
	let damaged = 0;
	let rows = 0;
	for (; rows < height; rows++) {
		let is2d = form.rows === 'all2d';
		if (form.isAligned) reader.align();
		else {
			let ends = 0;
			while (reader.endOfLine()) {
				ends++;
				if (form.rows !== 'mixed') continue;
				is2d = reader.peek(1) === 0;
				reader.at++;
			}
			// Two in a row end the page.
			if (ends > 1) return { rows, damaged, hasEnd: true };
		}
		if (reader.isOver()) break;
		const count = is2d ? row2d(reader, width, above, changes) : row1d(reader, width, changes);
		if (count < 0) {
			damaged++;
			if (form.rows === 'all2d' || form.isAligned || !reader.resync()) break;
		} else {
			changes.fill(width, count);
			paint(row, changes, count, width);
			[above, changes] = [changes, above];
		}
		take(row);
	}
	return { rows, damaged, hasEnd: false };
}
