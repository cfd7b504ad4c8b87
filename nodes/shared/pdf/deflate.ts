import { DEFLATE_CODES } from './inflate';

const { LENGTH_BASE, LENGTH_EXTRA, DISTANCE_BASE, DISTANCE_EXTRA } = DEFLATE_CODES;
const HASH_BITS = 14;
const SHORTEST = 4;
const LONGEST = 258;
const FARTHEST = 32_768;
const HISTORY = 4 * FARTHEST;

const codeFor = (bases: readonly number[], value: number): number => {
	let low = 0;
	for (let high = bases.length; high - low > 1;) {
		const middle = (low + high) >> 1;
		if (bases[middle] <= value) low = middle;
		else high = middle;
	}
	return low;
};
const LENGTH_CODE = Uint8Array.from({ length: LONGEST + 1 }, (_, length) => codeFor(LENGTH_BASE, length));

/**
 * Packs rows of a picture as zlib data, row by row. It knows one code and one candidate for each repetition: enough
 * for scans and screenshots, whose rows repeat one another, and always the same bytes for the same picture.
 */
export class Deflater {
	private readonly chunks: Buffer[] = [Buffer.from([0x78, 0x01])];
	private out = Buffer.allocUnsafe(65_536);
	private filled = 0;
	private bits = 0;
	private bitCount = 0;
	private readonly heads = new Int32Array(1 << HASH_BITS).fill(-FARTHEST - 1);
	/** what repetitions may refer to, and behind it what is packed now */
	private readonly history = Buffer.allocUnsafe(HISTORY);
	private known = 0;
	/** the position of its first byte in all that was added */
	private base = 0;
	private low = 1;
	private high = 0;

	constructor() {
		// One block to the end, with the fixed code.
		this.put(0b011, 3);
	}

	/** Packs further bytes; they may be changed afterwards. */
	add(bytes: Buffer): void {
		this.sum(bytes);
		for (let at = 0; at < bytes.length;) {
			if (this.known === HISTORY) this.slide();
			const count = Math.min(bytes.length - at, HISTORY - this.known);
			bytes.copy(this.history, this.known, at, at + count);
			this.pack(this.known, this.known + count);
			this.known += count;
			at += count;
		}
	}

	private slide(): void {
		this.history.copyWithin(0, HISTORY - FARTHEST);
		this.base += HISTORY - FARTHEST;
		this.known = FARTHEST;
	}

	/** All of it, in pieces. */
	end(): Buffer[] {
		this.literal(256);
		this.put(0, (8 - (this.bitCount & 7)) & 7);
		for (const byte of [this.high >> 8, this.high & 255, this.low >> 8, this.low & 255]) this.put(byte, 8);
		this.chunks.push(this.out.subarray(0, this.filled));
		return this.chunks;
	}

	private pack(from: number, end: number): void {
		const { history, heads, base } = this;
		for (let at = from; at < end;) {
			let length = 0;
			let distance = 0;
			if (at + SHORTEST <= end) {
				const key = Math.imul(history.readUInt32LE(at), 0x9e3779b1) >>> (32 - HASH_BITS);
				const candidate = heads[key] - base;
				heads[key] = at + base;
				if (candidate >= 0 && at - candidate <= FARTHEST) {
					const most = Math.min(LONGEST, end - at);
					while (length < most && history[candidate + length] === history[at + length]) length++;
					distance = at - candidate;
				}
			}
			if (length < SHORTEST) {
				this.literal(history[at++]);
				continue;
			}
			this.repetition(length, distance);
			at += length;
		}
	}

	private repetition(length: number, distance: number): void {
		const code = LENGTH_CODE[length];
		this.literal(257 + code);
		this.put(length - LENGTH_BASE[code], LENGTH_EXTRA[code]);
		const far = codeFor(DISTANCE_BASE, distance);
		this.put(reversed(far, 5), 5);
		this.put(distance - DISTANCE_BASE[far], DISTANCE_EXTRA[far]);
	}

	/** A symbol in the fixed code of RFC 1951. */
	private literal(symbol: number): void {
		if (symbol < 144) this.put(reversed(0x30 + symbol, 8), 8);
		else if (symbol < 256) this.put(reversed(0x190 + symbol - 144, 9), 9);
		else if (symbol < 280) this.put(reversed(symbol - 256, 7), 7);
		else this.put(reversed(0xc0 + symbol - 280, 8), 8);
	}

	private put(value: number, count: number): void {
		this.bits |= value << this.bitCount;
		this.bitCount += count;
		while (this.bitCount >= 8) {
			if (this.filled === this.out.length) {
				this.chunks.push(this.out);
				this.out = Buffer.allocUnsafe(65_536);
				this.filled = 0;
			}
			this.out[this.filled++] = this.bits & 255;
			this.bits >>>= 8;
			this.bitCount -= 8;
		}
	}

	private sum(bytes: Buffer): void {
		let { low, high } = this;
		for (let at = 0; at < bytes.length;) {
			const end = Math.min(at + 3_800, bytes.length);
			for (; at < end; at++) high += low += bytes[at];
			low %= 65_521;
			high %= 65_521;
		}
		this.low = low;
		this.high = high;
	}
}

function reversed(code: number, length: number): number {
	let result = 0;
	for (let bit = 0; bit < length; bit++) result |= ((code >> bit) & 1) << (length - 1 - bit);
	return result;
}
