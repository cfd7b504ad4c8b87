import type { Sink } from './inflate';

const CLEAR = 256;
const END = 257;
const MOST_CODES = 4096;

/**
 * Unpacks LZW data as TIFF and PDF have it, piece by piece.
 * @param early 1 where codes grow one code early, as is usual; 0 where they do not
 * @returns whether the data came to its proper end
 */
export function unpackLzw(input: Buffer, sink: Sink, early = 1): boolean {
	const prefixes = new Uint16Array(MOST_CODES);
	const suffixes = new Uint8Array(MOST_CODES);
	const lengths = new Uint16Array(MOST_CODES).fill(1, 0, CLEAR);
	for (let code = 0; code < CLEAR; code++) suffixes[code] = code;
	const out = Buffer.allocUnsafe(65_536);
	let filled = 0;
	let next = 258;
	let width = 9;
	let previous = -1;
	let bits = 0;
	let bitCount = 0;
	let complete = false;
	for (let at = 0; at < input.length;) {
		while (bitCount < width && at < input.length) {
			bits = ((bits << 8) | input[at++]) & 0xffffff;
			bitCount += 8;
		}
		if (bitCount < width) break;
		const code = (bits >> (bitCount - width)) & ((1 << width) - 1);
		bitCount -= width;
		if (code === END) {
			complete = true;
			break;
		}
		if (code === CLEAR) {
			next = 258;
			width = 9;
			previous = -1;
			continue;
		}
		const isNew = code === next && previous >= 0;
		if (!isNew && (code >= next || (code > 255 && previous < 0))) break;
		const length = isNew ? lengths[previous] + 1 : lengths[code];
		if (filled + length > out.length) {
			sink(out.subarray(0, filled));
			filled = 0;
		}
		// Written from its end, since each code knows what comes before its last byte.
		let to = filled + length;
		if (isNew) to--;
		for (let walk = isNew ? previous : code; to > filled; walk = prefixes[walk]) out[--to] = suffixes[walk];
		if (isNew) out[filled + length - 1] = out[filled];
		if (previous >= 0 && next < MOST_CODES) {
			prefixes[next] = previous;
			suffixes[next] = out[filled];
			lengths[next] = lengths[previous] + 1;
			next++;
		}
		filled += length;
		previous = code;
		if (next + early >= 1 << width && width < 12) width++;
	}
	if (filled > 0) sink(out.subarray(0, filled));
	return complete;
}
