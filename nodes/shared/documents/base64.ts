/** Something else than base64 where base64 was expected. */
export class NotBase64 extends Error {}

const DATA_URI = /^\s*data:[^,]{0,200},/i;

/** The text without the beginning of a data URI, if it has one. */
export const withoutDataPrefix = (text: string): string => text.replace(DATA_URI, '');

const PLAIN = /^[A-Za-z0-9+/_-]*$/;
const ALPHABETS = [
	'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/',
	'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_',
];
/** More than the 24 bits of a group: what is not of either alphabet. */
const OTHER = 1 << 24;

/** What each character stands for, by its code, at one of the four places of a group. */
const bitsAt = (place: number): Int32Array => {
	const bits = new Int32Array(256).fill(OTHER);
	for (const alphabet of ALPHABETS) {
		for (const [value, character] of [...alphabet].entries()) {
			bits[character.charCodeAt(0)] = value << (18 - 6 * place);
		}
	}
	return bits;
};
const [FIRST, SECOND, THIRD, FOURTH] = [0, 1, 2, 3].map(bitsAt);

/**
 * Decodes whole groups of four characters into `bytes` from `to` on.
 * @returns false when something else than plain characters was among them
 */
function decodeGroups(text: Buffer, start: number, end: number, bytes: Buffer, to: number): boolean {
	let seen = 0;
	let next = to;
	for (let at = start; at < end; at += 4) {
		const group = FIRST[text[at]] | SECOND[text[at + 1]] | THIRD[text[at + 2]] | FOURTH[text[at + 3]];
		seen |= group;
		bytes[next] = group >> 16;
		bytes[next + 1] = group >> 8;
		bytes[next + 2] = group;
		next += 3;
	}
	return seen < OTHER;
}

/**
 * Decodes base64 that comes in pieces of any size: in either alphabet, in lines, with or without padding. What does not
 * fill a group of four characters waits for the next piece.
 */
export class Base64Decoder {
	private rest = '';
	private padding = 0;

	/** The bytes that are complete with this piece. Throws NotBase64. */
	push(text: string): Buffer {
		const first = this.rest === '' ? 0 : 4 - this.rest.length;
		if (this.padding > 0 || text.length < first) return this.pushOther(this.rest + text);
		const end = text.length - ((text.length - first) % 4);
		const bytes = Buffer.allocUnsafe(((this.rest.length + end) / 4) * 3);
		let written = first === 0 ? 0 : bytes.write(this.rest + text.slice(0, first), 0, 'base64');
		// Written in place, not joined first: this is done with every piece of large documents.
		written += bytes.write(text.slice(first, end), written, 'base64');
		// Node leaves out what is not of the alphabet; nothing was, if all characters have become bytes.
		if (written < bytes.length) return this.pushOther(this.rest + text);
		this.rest = text.slice(end);
		return bytes;
	}

	/**
	 * The same for characters that come as bytes. No text is made of them: texts in between are what the memory of many
	 * downloads side by side would mostly consist of.
	 */
	pushBytes(text: Buffer): Buffer {
		const first = this.rest === '' ? 0 : 4 - this.rest.length;
		const end = text.length - ((text.length - first) % 4);
		if (this.padding > 0 || text.length < first) return this.push(text.toString('latin1'));
		const begun = Buffer.from(this.rest + text.toString('latin1', 0, first), 'latin1');
		const rest = text.toString('latin1', end);
		const bytes = Buffer.allocUnsafe(((this.rest.length + end) / 4) * 3);
		const isPlain =
			decodeGroups(begun, 0, begun.length, bytes, 0) &&
			decodeGroups(text, first, end, bytes, (begun.length / 4) * 3) &&
			PLAIN.test(rest);
		if (!isPlain) return this.push(text.toString('latin1'));
		this.rest = rest;
		return bytes;
	}

	/** The last bytes. Throws NotBase64 when the text cannot end here. */
	end(): Buffer {
		const last = this.pushOther(this.rest);
		if (this.rest.length === 1) throw new NotBase64();
		return Buffer.concat([last, Buffer.from(this.rest, 'base64')]);
	}

	/** A piece with white space, padding, or something that is no base64. */
	private pushOther(text: string): Buffer {
		const [, characters, padding] = /^([A-Za-z0-9+/_-]*)(=*)$/.exec(text.replace(/\s+/g, '')) ?? [];
		if (characters === undefined) throw new NotBase64();
		if (this.padding > 0 && characters.length > this.rest.length) throw new NotBase64();
		this.padding += padding.length;
		if (this.padding > 2) throw new NotBase64();
		const whole = characters.length - (characters.length % 4);
		this.rest = characters.slice(whole);
		return Buffer.from(characters.slice(0, whole), 'base64');
	}
}

/**
 * The bytes that a base64 text holds, also in a data URI, in lines or in the URL alphabet.
 * @returns null when it is not base64, or holds nothing
 */
export function base64Bytes(text: string): Buffer | null {
	const decoder = new Base64Decoder();
	try {
		const bytes = decoder.push(withoutDataPrefix(text));
		const last = decoder.end();
		const all = last.length === 0 ? bytes : Buffer.concat([bytes, last]);
		return all.length === 0 ? null : all;
	} catch {
		return null;
	}
}
