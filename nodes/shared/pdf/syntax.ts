import type { Work } from './problem';
import { broken } from './problem';
import type { PdfDict, PdfValue } from './values';
import { PdfName, PdfRef, PdfString } from './values';

/** Dictionaries and lists within one another; real documents have a handful. */
const DEEPEST = 100;

const SPACE = 1;
const DELIMITER = 2;
/** what each byte is to the syntax; 0 for ordinary characters */
const KIND = new Uint8Array(256);
for (const byte of [0, 9, 10, 12, 13, 32]) KIND[byte] = SPACE;
for (const character of '()<>[]{}/%') KIND[character.charCodeAt(0)] = DELIMITER;

const isDigit = (byte: number) => byte >= 0x30 && byte <= 0x39;

/** A word that is no value, such as `endobj`. */
export class Keyword {
	constructor(readonly word: string) {}
}

/** Reads PDF syntax from a position on. Every way through the bytes ends: each step moves on or throws. */
export class Syntax {
	constructor(
		readonly bytes: Buffer,
		public at: number,
		private readonly work: Work,
	) {}

	/** One value. @throws DocumentProblem when there is none */
	value(): PdfValue {
		const start = this.at;
		const value = this.token(0);
		this.work.parsed(this.at - start);
		if (value instanceof Keyword) throw broken('something else stands where a value should be');
		return value;
	}

	/** The next word if it is this one; otherwise nothing moves. */
	takes(word: string): boolean {
		const before = this.at;
		this.skipSpace();
		const end = this.at + word.length;
		const found = this.bytes.toString('latin1', this.at, end) === word;
		this.at = found ? end : before;
		return found;
	}

	/** A whole number from 0 on, or undefined; then nothing moves. */
	integer(): number | undefined {
		const before = this.at;
		this.skipSpace();
		const start = this.at;
		while (isDigit(this.bytes[this.at]) && this.at - start < 16) this.at++;
		if (this.at > start) return Number(this.bytes.toString('latin1', start, this.at));
		this.at = before;
		return undefined;
	}

	skipSpace(): void {
		const { bytes } = this;
		for (;;) {
			while (this.at < bytes.length && KIND[bytes[this.at]] === SPACE) this.at++;
			if (bytes[this.at] !== 0x25) return;
			while (this.at < bytes.length && bytes[this.at] !== 10 && bytes[this.at] !== 13) this.at++;
		}
	}

	private token(depth: number): PdfValue | Keyword {
		if (depth > DEEPEST) throw broken('its objects lie too deep within one another');
		this.skipSpace();
		const byte = this.bytes[this.at];
		switch (byte) {
			case undefined:
				throw broken('it ends too early');
			case 0x2f:
				this.at++;
				return new PdfName(this.word());
			case 0x28:
				return this.literalString();
			case 0x3c:
				return this.bytes[this.at + 1] === 0x3c ? this.dict(depth) : this.hexString();
			case 0x5b:
				return this.list(depth);
			case 0x5d:
			case 0x7b:
			case 0x7d:
			case 0x29:
				this.at++;
				return new Keyword(String.fromCharCode(byte));
			case 0x3e:
				this.at += this.bytes[this.at + 1] === 0x3e ? 2 : 1;
				return new Keyword('>>');
		}
		if (isDigit(byte)) return this.reference() ?? this.number();
		if (byte === 0x2b || byte === 0x2d || byte === 0x2e) return this.number();
		const word = this.word();
		return word === 'true' ? true : word === 'false' ? false : word === 'null' ? null : new Keyword(word);
	}

	private word(): string {
		const start = this.at;
		while (this.at < this.bytes.length && KIND[this.bytes[this.at]] === 0) this.at++;
		return this.bytes.toString('latin1', start, this.at);
	}

	/** Badly written numbers count as far as they make sense, as every reader does it. */
	private number(): number {
		const number = Number.parseFloat(this.word().replace(/^([+-])[+-]+/, '$1'));
		return Number.isFinite(number) ? number : 0;
	}

	private reference(): PdfRef | undefined {
		const before = this.at;
		const num = this.integer();
		const space = this.at;
		if (num !== undefined && this.integer() !== undefined && this.at > space) {
			this.skipSpace();
			const next = this.bytes[this.at + 1];
			if (this.bytes[this.at] === 0x52 && (next === undefined || KIND[next] !== 0)) {
				this.at++;
				return new PdfRef(num);
			}
		}
		this.at = before;
		return undefined;
	}

	private literalString(): PdfString {
		const { bytes } = this;
		const start = this.at;
		let open = 0;
		for (let at = start; at < bytes.length; at++) {
			const byte = bytes[at];
			if (byte === 0x5c) at++;
			else if (byte === 0x28) open++;
			else if (byte === 0x29 && --open === 0) {
				this.at = at + 1;
				return new PdfString(bytes.subarray(start, this.at));
			}
		}
		throw broken('a text in it does not end');
	}

	private hexString(): PdfString {
		const end = this.bytes.indexOf(0x3e, this.at);
		if (end < 0) throw broken('a text in it does not end');
		const raw = this.bytes.subarray(this.at, end + 1);
		this.at = end + 1;
		return new PdfString(raw);
	}

	private list(depth: number): PdfValue[] {
		this.at++;
		const list: PdfValue[] = [];
		for (;;) {
			const value = this.token(depth + 1);
			if (!(value instanceof Keyword)) list.push(value);
			else if (value.word === ']') return list;
			else if (value.word.startsWith('end')) throw broken('a list in it does not end');
		}
	}

	private dict(depth: number): PdfDict {
		this.at += 2;
		const dict: PdfDict = new Map();
		for (;;) {
			const key = this.token(depth + 1);
			if (key instanceof Keyword && key.word === '>>') return dict;
			if (key instanceof Keyword && key.word.startsWith('end')) {
				throw broken('a dictionary in it does not end');
			}
			if (!(key instanceof PdfName)) continue;
			const value = this.token(depth + 1);
			if (!(value instanceof Keyword)) dict.set(key.name, value);
			else if (value.word === '>>') return dict;
			else if (value.word.startsWith('end')) throw broken('a dictionary in it does not end');
		}
	}
}
