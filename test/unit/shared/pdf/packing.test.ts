import { constants, deflateRawSync, deflateSync, inflateSync } from 'node:zlib';
import { Deflater } from '../../../../nodes/shared/pdf/deflate';
import { inflate } from '../../../../nodes/shared/pdf/inflate';
import { unpackLzw } from '../../../../nodes/shared/pdf/lzw';
import { dice } from '../../../support/randomPdf';

/** Data with runs, repetitions near and far, and noise. */
function sample(seed: number, size: number): Buffer {
	const die = dice(seed);
	const bytes = Buffer.alloc(size);
	for (let at = 0; at < size;) {
		const count = Math.min(size - at, 1 + die.roll(3_000));
		const kind = die.roll(3);
		if (kind === 0) bytes.fill(die.roll(256), at, at + count);
		else if (kind === 1) for (let index = 0; index < count; index++) bytes[at + index] = die.roll(256);
		else bytes.copy(bytes, at, Math.max(0, at - die.roll(60_000)), at);
		at += count;
	}
	return bytes;
}

function unpack(packed: Buffer): { complete: boolean; bytes: Buffer } {
	const pieces: Buffer[] = [];
	const complete = inflate(packed, (piece) => pieces.push(Buffer.from(piece)));
	return { complete, bytes: Buffer.concat(pieces) };
}

describe('unpacking deflate', () => {
	const strategies = [
		constants.Z_DEFAULT_STRATEGY,
		constants.Z_FIXED,
		constants.Z_HUFFMAN_ONLY,
		constants.Z_RLE,
	];
	const ways = strategies.flatMap((strategy) => [0, 1, 9].map((level) => ({ strategy, level })));

	it.each(ways)('gives what was packed with %p', (way) => {
		for (const size of [0, 1, 100, 40_000, 300_000]) {
			const bytes = sample(size + way.level, size);
			for (const packed of [deflateSync(bytes, way), deflateRawSync(bytes, way)]) {
				if (packed.length < 3) continue;
				const found = unpack(packed);
				expect(found.complete).toBe(true);
				expect(found.bytes.equals(bytes)).toBe(true);
			}
		}
	});

	it('gives what precedes a defect, and says so', () => {
		const bytes = sample(7, 200_000);
		const packed = deflateSync(bytes);
		const cut = unpack(packed.subarray(0, packed.length / 2));
		expect(cut.complete).toBe(false);
		expect(cut.bytes.length).toBeGreaterThan(10_000);
		expect(bytes.subarray(0, cut.bytes.length - 1_000).equals(cut.bytes.subarray(0, -1_000))).toBe(true);
	});

	it('ends with any bytes', () => {
		for (let seed = 0; seed < 300; seed++) {
			const die = dice(seed);
			const packed = deflateSync(sample(seed, 2_000));
			for (let change = 0; change < 5; change++) packed[2 + die.roll(packed.length - 2)] = die.roll(256);
			expect(() => unpack(packed)).not.toThrow();
		}
	});
});

describe('packing rows', () => {
	it.each([0, 1, 5, 300, 70_000, 500_000])('%d bytes can be unpacked by others', (size) => {
		const bytes = sample(size, size);
		const deflater = new Deflater();
		for (let at = 0; at < size; at += 217) deflater.add(bytes.subarray(at, at + 217));
		const packed = Buffer.concat(deflater.end());
		expect(inflateSync(packed).equals(bytes)).toBe(true);
		expect(unpack(packed).bytes.equals(bytes)).toBe(true);
	});

	it('makes the rows of a page small', () => {
		const deflater = new Deflater();
		const row = Buffer.alloc(216);
		for (let y = 0; y < 2_200; y++) deflater.add(row.fill(y % 200 < 20 ? 0xff : 0));
		expect(Buffer.concat(deflater.end()).length).toBeLessThan(10_000);
	});
});

describe('unpacking LZW', () => {
	/** Packs as TIFF does, with the simplest of packers. */
	function pack(bytes: Buffer): Buffer {
		const out: number[] = [];
		let bits = 0;
		let bitCount = 0;
		let table = new Map<string, number>();
		let width = 9;
		const put = (code: number) => {
			bits = (bits << width) | code;
			bitCount += width;
			while (bitCount >= 8) out.push((bits >> (bitCount -= 8)) & 255);
			bits &= (1 << bitCount) - 1;
		};
		const codeOf = (text: string) => (text.length === 1 ? text.charCodeAt(0) : table.get(text)!);
		put(256);
		let known = '';
		for (const byte of bytes) {
			const longer = known + String.fromCharCode(byte);
			if (longer.length === 1 || table.has(longer)) {
				known = longer;
				continue;
			}
			put(codeOf(known));
			table.set(longer, 258 + table.size);
			const next = 258 + table.size;
			if (next === 4094) {
				put(256);
				table = new Map();
				width = 9;
			} else if (next + 1 > 1 << width) width++;
			known = String.fromCharCode(byte);
		}
		if (known !== '') put(codeOf(known));
		put(257);
		if (bitCount > 0) out.push((bits << (8 - bitCount)) & 255);
		return Buffer.from(out);
	}

	it.each([1, 100, 20_000, 200_000])('gives %d packed bytes back', (size) => {
		const bytes = sample(size, size);
		const pieces: Buffer[] = [];
		unpackLzw(pack(bytes), (piece) => pieces.push(Buffer.from(piece)));
		expect(Buffer.concat(pieces).equals(bytes)).toBe(true);
	});

	it('ends with any bytes', () => {
		for (let seed = 0; seed < 100; seed++) {
			expect(() => unpackLzw(sample(seed, 2_000), () => undefined)).not.toThrow();
		}
	});
});
