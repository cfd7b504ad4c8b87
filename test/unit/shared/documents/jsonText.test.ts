import fc from 'fast-check';
import { JsonStringReader, openStringIn } from '../../../../nodes/shared/documents/jsonText';
import { cutAt } from '../../../support/pieces';

/** Reads the string that begins `json` after its quote. */
function read(pieces: readonly string[]): { text: string; after: string | undefined } {
	const reader = new JsonStringReader();
	let text = '';
	let after: string | undefined;
	for (const piece of pieces) {
		if (after !== undefined) {
			after += piece;
			continue;
		}
		const step = reader.push(piece);
		text += step.text;
		after = step.after;
	}
	return { text, after };
}

/** Escapes some characters, each in one of the ways that JSON allows. */
const withEscapes = (text: string, choice: number): string =>
	JSON.stringify(text)
		.slice(1, -1)
		.replace(/\//g, choice % 2 === 0 ? '\\/' : '/')
		.replace(/\+/g, choice % 3 === 0 ? '\\u002B' : choice % 3 === 1 ? '\\u002b' : '+');

describe('a JSON string in pieces', () => {
	it('reads as the whole one does, wherever it is cut', () => {
		const latin = fc.string({ unit: fc.constantFrom(...'aZ09+/="\\\n\t\b{}[],: \u0001é') });
		fc.assert(
			fc.property(latin, fc.nat(5), fc.array(fc.nat(80)), (text, choice, places) => {
				const json = `${withEscapes(text, choice)}","more":"}"}`;
				expect(read(cutAt(json, places))).toEqual({ text, after: ',"more":"}"}' });
			}),
		);
	});

	it.each(['\\x', '\\u00g0', '\\u+123'])('refuses the escape %j', (escape) => {
		expect(() => read([...`abc${escape}0000"`])).toThrow(SyntaxError);
	});

	it('is open as long as its quote has not come', () => {
		expect(read(['abc', 'def\\'])).toEqual({ text: 'abcdef', after: undefined });
	});
});

describe('the string in which a text breaks off', () => {
	it.each([
		['{"data":"abc', ['data']],
		['"abc', []],
		['{"a":{"b":[1,{"c":2},["x","y', ['a', 'b', '2', '1']],
		['{"a":"}]\\"","b":"c', ['b']],
		['{"a\\u0062":"c', ['ab']],
		['{"a":"x\\\\","b":"c\\"d', ['b']],
		[' \n{ "a" : [ ] , "b" : "', ['b']],
	])('is found in %s', (text, path) => {
		const open = openStringIn(text)!;
		expect(open.path).toEqual(path);
		expect(() => JSON.parse(`${text.slice(0, open.start)}"${open.closers}`) as unknown).not.toThrow();
	});

	it.each(['', '{"a', '{"a":1', '{"a":"b"', '{"a":"b"}', '[1,2', '%PDF-'])('is none in %s', (text) => {
		expect(openStringIn(text)).toBeNull();
	});

	it('is found in any JSON that is cut inside one', () => {
		fc.assert(
			fc.property(fc.jsonValue({ maxDepth: 3 }), fc.string({ minLength: 1 }), (value, text) => {
				const json = JSON.stringify({ before: value, here: [text] });
				const cut = json.length - 4;
				expect(openStringIn(json.slice(0, cut + 1))?.path).toEqual(['here', '0']);
			}),
		);
	});
});
