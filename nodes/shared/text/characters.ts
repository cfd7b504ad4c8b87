import { badParameter } from '../failure';
import { missingCharacter } from '../pdf/writeFonts';

/** Signs that only steer the display, and marks that choose between two looks of a sign. */
const INVISIBLE = /[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]|[\ufe00-\ufe0f]/g;
/** Spaces of a certain width. */
const WIDE_SPACES = /[\u1680\u2000-\u2006\u2008\u205f\u3000]/g;
const NARROW_SPACES = /[\u2007\u2009\u200a\u202f]/g;

/** A text with one sign for each kind of line end, space and hyphen, and with accents joined to their letters. */
export function plainCharacters(text: string): string {
	return text
		.normalize('NFC')
		.replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n')
		.replace(/\v/g, '\n')
		.replace(/\t/g, '    ')
		.replace(INVISIBLE, '')
		.replace(WIDE_SPACES, ' ')
		.replace(NARROW_SPACES, '\u00a0')
		.replace(/\u2011/g, '-');
}

/**
 * A text as it can be put on a page.
 * @param parameter where it comes from
 * @throws FaxFailure that names the parameter and the first character that no font here has
 */
export function printable(text: string, parameter: string): string {
	const plain = plainCharacters(text);
	const missing = missingCharacter(plain);
	if (missing === null) return plain;
	const code = missing.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0');
	const shown = /\p{C}/u.test(missing) ? '' : ` ('${missing}')`;
	throw badParameter(
		parameter,
		`has the character U+${code}${shown}, which the fonts for faxes lack`,
		'Latin, Greek and Cyrillic letters and common signs can be written. Remove other signs such as emojis; for other scripts, make a PDF first and send that.',
	);
}

/** A text of somebody else's as it can be put on a page: on one line, a question mark for each character that no font has. */
export function printableAnyhow(text: string): string {
	const plain = plainCharacters(text)
		.replace(/[\p{Cc}\s]+/gu, ' ')
		.trim();
	return missingCharacter(plain) === null
		? plain
		: [...plain].map((character) => (missingCharacter(character) === null ? character : '?')).join('');
}
