/** Something else than base64 where base64 was expected. */
export class NotBase64 extends Error {}

const DATA_URI = /^\s*data:[^,]{0,200},/i;

/** The text without the beginning of a data URI, if it has one. */
export const withoutDataPrefix = (text: string): string => text.replace(DATA_URI, '');

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
