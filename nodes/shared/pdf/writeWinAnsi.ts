/** What WinAnsi has between 0x80 and 0x9f; a space where it has nothing. */
const FROM_0X80 = '€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ';

const BYTES: ReadonlyMap<string, number> = new Map(
	[...FROM_0X80].flatMap((character, index) => (character === ' ' ? [] : [[character, 0x80 + index]])),
);

/** The byte of a character in WinAnsi, the encoding of PDF's standard fonts; undefined when it has none. */
export function winAnsiByte(character: string): number | undefined {
	const code = character.charCodeAt(0);
	if ((code >= 0x20 && code < 0x7f) || (code >= 0xa0 && code <= 0xff)) return code;
	return BYTES.get(character);
}

/** Matches each character that WinAnsi lacks. */
export const outsideWinAnsi = () =>
	new RegExp(`[^\\x20-\\x7e\\xa0-\\xff\\n\\f${[...BYTES.keys()].join('')}]`, 'gu');
