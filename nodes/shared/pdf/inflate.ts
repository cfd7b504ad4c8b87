import { asThrown } from './problem';

/** A piece of unpacked data; valid only until the call returns. */
export type Sink = (piece: Buffer) => void;

const WINDOW = 32_768;
const OUTPUT = 3 * WINDOW;
const FAST_BITS = 10;

const LENGTH_BASE: number[] = [];
const LENGTH_EXTRA: number[] = [];
const DISTANCE_BASE: number[] = [];
const DISTANCE_EXTRA: number[] = [];
for (let code = 0, base = 3; code < 28; code++) {
	const extra = code < 4 ? 0 : (code >> 2) - 1;
	LENGTH_BASE.push(base);
	LENGTH_EXTRA.push(extra);
	base += 1 << extra;
}
LENGTH_BASE.push(258);
LENGTH_EXTRA.push(0);
for (let code = 0, base = 1; code < 30; code++) {
	const extra = code < 2 ? 0 : (code >> 1) - 1;
	DISTANCE_BASE.push(base);
	DISTANCE_EXTRA.push(extra);
	base += 1 << extra;
}
/** First values and extra bits of the codes for lengths (from 257 on) and distances, as RFC 1951 lists them. */
export const DEFLATE_CODES = { LENGTH_BASE, LENGTH_EXTRA, DISTANCE_BASE, DISTANCE_EXTRA };

const LENGTHS_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/** A Huffman code: a table for short codes, counting by length for the rare long ones. */
class Code {
	readonly fast = new Uint16Array(1 << FAST_BITS);
	readonly counts = new Uint16Array(16);
	readonly symbols: Uint16Array;

	constructor(lengths: readonly number[]) {
		for (const length of lengths) this.counts[length]++;
		this.counts[0] = 0;
		const offsets = new Uint16Array(16);
		const next = new Uint16Array(16);
		for (let length = 1, code = 0; length < 16; length++) {
			offsets[length] = length === 1 ? 0 : offsets[length - 1] + this.counts[length - 1];
			code = (code + (length === 1 ? 0 : this.counts[length - 1])) << 1;
			next[length] = code;
		}
		this.symbols = new Uint16Array(lengths.length);
		for (let symbol = 0; symbol < lengths.length; symbol++) {
			const length = lengths[symbol];
			if (length === 0) continue;
			this.symbols[offsets[length]++] = symbol;
			const code = next[length]++;
			if (length > FAST_BITS) continue;
			for (let slot = reversed(code, length); slot < 1 << FAST_BITS; slot += 1 << length) {
				this.fast[slot] = (symbol << 4) | length;
			}
		}
	}
}

function reversed(code: number, length: number): number {
	let result = 0;
	for (let bit = 0; bit < length; bit++) result |= ((code >> bit) & 1) << (length - 1 - bit);
	return result;
}

const repeat = (length: number, times: number): number[] => Array.from({ length: times }, () => length);
let fixed: [Code, Code] | undefined;
const fixedCodes = () =>
	(fixed ??= [
		new Code([...repeat(8, 144), ...repeat(9, 112), ...repeat(7, 24), ...repeat(8, 8)]),
		new Code(repeat(5, 30)),
	]);

/** Unpacking comes to the end of what is readable. */
class End extends Error {}

class Inflater {
	private at = 0;
	private bits = 0;
	private bitCount = 0;
	private readonly out = Buffer.allocUnsafe(OUTPUT);
	private filled = 0;
	private given = 0;

	constructor(
		private readonly input: Buffer,
		private readonly sink: Sink,
	) {}

	run(): boolean {
		const [method, flags] = this.input;
		const hasHeader = (method & 15) === 8 && ((method << 8) | flags) % 31 === 0 && (flags & 32) === 0;
		this.at = hasHeader ? 2 : 0;
		let complete = false;
		try {
			for (let last = 0; last === 0;) {
				last = this.take(1);
				const type = this.take(2);
				if (type === 0) this.stored();
				else if (type === 1) this.block(...fixedCodes());
				else if (type === 2) this.block(...this.codes());
				else throw new End();
			}
			complete = true;
		} catch (error) {
			if (!(error instanceof End)) throw asThrown(error);
		}
		this.give();
		return complete;
	}

	/** Fills up to 15 bits and more; behind the end of the input there are none. */
	private fill(count: number): void {
		while (this.bitCount < count) {
			if (this.at >= this.input.length + 4) throw new End();
			this.bits |= (this.input[this.at++] ?? 0) << this.bitCount;
			this.bitCount += 8;
		}
	}

	private take(count: number): number {
		if (count === 0) return 0;
		this.fill(count);
		const value = this.bits & ((1 << count) - 1);
		this.bits >>>= count;
		this.bitCount -= count;
		return value;
	}

	private symbol({ fast, counts, symbols }: Code): number {
		this.fill(15);
		const entry = fast[this.bits & ((1 << FAST_BITS) - 1)];
		if (entry !== 0) {
			this.bits >>>= entry & 15;
			this.bitCount -= entry & 15;
			return entry >> 4;
		}
		for (let length = 1, code = 0, first = 0, index = 0; length < 16; length++) {
			code |= (this.bits >> (length - 1)) & 1;
			const count = counts[length];
			if (code - count < first) {
				this.bits >>>= length;
				this.bitCount -= length;
				const symbol = symbols[index + code - first];
				// Lengths that make no code at all.
				if (symbol === undefined) throw new End();
				return symbol;
			}
			index += count;
			first = (first + count) << 1;
			code <<= 1;
		}
		throw new End();
	}

	private codes(): [Code, Code] {
		const literals = this.take(5) + 257;
		const distances = this.take(5) + 1;
		const orders = this.take(4) + 4;
		const lengths = repeat(0, 19);
		for (let index = 0; index < orders; index++) lengths[LENGTHS_ORDER[index]] = this.take(3);
		const code = new Code(lengths);
		const all: number[] = [];
		while (all.length < literals + distances) {
			const symbol = this.symbol(code);
			if (symbol < 16) all.push(symbol);
			else if (symbol === 16) all.push(...repeat(all.at(-1) ?? 0, this.take(2) + 3));
			else all.push(...repeat(0, symbol === 17 ? this.take(3) + 3 : this.take(7) + 11));
		}
		return [new Code(all.slice(0, literals)), new Code(all.slice(literals, literals + distances))];
	}

	private stored(): void {
		// Whole bytes were read ahead; they are handed back.
		this.at -= this.bitCount >> 3;
		this.bits = this.bitCount = 0;
		const { input } = this;
		if (this.at + 4 > input.length) throw new End();
		const length = input.readUInt16LE(this.at);
		if ((input.readUInt16LE(this.at + 2) ^ length) !== 0xffff) throw new End();
		const start = (this.at += 4);
		const end = Math.min(start + length, input.length);
		while (this.at < end) {
			const count = Math.min(end - this.at, OUTPUT - this.filled);
			input.copy(this.out, this.filled, this.at, this.at + count);
			this.at += count;
			this.filled += count;
			if (this.filled === OUTPUT) this.slide();
		}
		if (start + length > input.length) throw new End();
	}

	private block(literals: Code, distances: Code): void {
		const { out } = this;
		for (;;) {
			if (this.filled + 258 > OUTPUT) this.slide();
			const symbol = this.symbol(literals);
			if (this.at - (this.bitCount >> 3) > this.input.length) throw new End();
			if (symbol < 256) {
				out[this.filled++] = symbol;
				continue;
			}
			if (symbol === 256) return;
			if (symbol > 285) throw new End();
			const length = LENGTH_BASE[symbol - 257] + this.take(LENGTH_EXTRA[symbol - 257]);
			const code = this.symbol(distances);
			if (code > 29) throw new End();
			const distance = DISTANCE_BASE[code] + this.take(DISTANCE_EXTRA[code]);
			if (distance > this.filled) throw new End();
			let to = this.filled;
			for (const end = to + length; to < end; to++) out[to] = out[to - distance];
			this.filled = to;
		}
	}

	/** Hands out what is new and keeps the window that copies may refer to. */
	private slide(): void {
		this.give();
		this.out.copyWithin(0, this.filled - WINDOW, this.filled);
		this.filled = this.given = WINDOW;
	}

	private give(): void {
		if (this.filled > this.given) this.sink(this.out.subarray(this.given, this.filled));
		this.given = this.filled;
	}
}

/**
 * Unpacks zlib or raw deflate data piece by piece, so that only a window of it is held.
 * n8n lets nodes load no compression of Node.js.
 * @returns whether the data came to its proper end; what precedes a defect has been handed out
 */
export function inflate(input: Buffer, sink: Sink): boolean {
	return input.length > 2 && new Inflater(input, sink).run();
}
