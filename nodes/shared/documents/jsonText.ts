/** The string in which the beginning of a JSON text breaks off. */
export interface OpenString {
	/** the keys and indexes that lead to it */
	path: string[];
	/** where its characters begin, after the quote */
	start: number;
	/** what closes all that is open around it */
	closers: string;
}

interface Level {
	closer: string;
	/** the present key of an object, or index of a list */
	key: string;
	expectsKey: boolean;
}

const isEscaped = (text: string, at: number): boolean => {
	let before = at;
	while (text[before - 1] === '\\') before--;
	return (at - before) % 2 === 1;
};

/** Where the string that begins after `start` ends: the index of its quote, or -1. */
function endOfString(text: string, start: number): number {
	let end = text.indexOf('"', start);
	while (end >= 0 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
	return end;
}

function plainKey(raw: string): string {
	try {
		return JSON.parse(`"${raw}"`) as string;
	} catch {
		return raw;
	}
}

/**
 * Looks whether the beginning of a JSON text breaks off inside a string that is a value.
 * @param text whose form is not judged: what is no JSON gives null, or a place that means nothing
 */
export function openStringIn(text: string): OpenString | null {
	const levels: Level[] = [];
	const open = (closer: string) => levels.push({ closer, key: '0', expectsKey: closer === '}' });
	for (let at = 0; at < text.length; at++) {
		const level = levels.at(-1);
		switch (text[at]) {
			case '"': {
				const end = endOfString(text, at + 1);
				const isKey = level?.expectsKey === true;
				if (end < 0) {
					if (isKey) return null;
					const closers = levels.map(({ closer }) => closer).reverse();
					return { path: levels.map(({ key }) => key), start: at + 1, closers: closers.join('') };
				}
				if (isKey) {
					level.key = plainKey(text.slice(at + 1, end));
					level.expectsKey = false;
				}
				at = end;
				break;
			}
			case '{':
				open('}');
				break;
			case '[':
				open(']');
				break;
			case '}':
			case ']':
				levels.pop();
				break;
			case ',':
				if (level?.closer === '}') level.expectsKey = true;
				else if (level !== undefined) level.key = String(Number(level.key) + 1);
				break;
		}
	}
	return null;
}

const ESCAPES: Readonly<Record<string, string>> = {
	'"': '"',
	'\\': '\\',
	'/': '/',
	b: '\b',
	f: '\f',
	n: '\n',
	r: '\r',
	t: '\t',
};
const LONGEST_ESCAPE = 6;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** The character that an escape stands for; undefined when there is no such escape. */
function escaped(escape: string): string | undefined {
	if (escape[1] !== 'u') return ESCAPES[escape[1]];
	return /^[0-9a-f]{4}$/i.test(escape.slice(2))
		? String.fromCharCode(parseInt(escape.slice(2), 16))
		: undefined;
}

/** Reads the characters of a JSON string that comes in pieces of any size. */
export class JsonStringReader {
	private carried = '';

	/** Whether all of this piece, given as bytes, is text of the string as it stands. */
	isPlain(piece: Buffer): boolean {
		return this.carried === '' && !piece.includes(QUOTE) && !piece.includes(BACKSLASH);
	}

	/**
	 * The characters of this piece, and what follows the string if it ends here.
	 * Throws a SyntaxError for an escape that JSON does not know.
	 */
	push(piece: string): { text: string; after?: string } {
		const raw = this.carried + piece;
		this.carried = '';
		const parts: string[] = [];
		let at = 0;
		let quote = raw.indexOf('"');
		for (;;) {
			const escape = raw.indexOf('\\', at);
			if (quote >= 0 && quote < at) quote = raw.indexOf('"', at);
			if (escape < 0 || (quote >= 0 && quote < escape)) {
				if (quote < 0) return { text: parts.join('') + raw.slice(at) };
				return { text: parts.join('') + raw.slice(at, quote), after: raw.slice(quote + 1) };
			}
			parts.push(raw.slice(at, escape));
			const length = raw[escape + 1] === 'u' ? LONGEST_ESCAPE : 2;
			if (escape + length > raw.length) {
				this.carried = raw.slice(escape);
				return { text: parts.join('') };
			}
			const character = escaped(raw.slice(escape, escape + length));
			if (character === undefined) throw new SyntaxError();
			parts.push(character);
			at = escape + length;
		}
	}
}
