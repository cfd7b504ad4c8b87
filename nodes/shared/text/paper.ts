import type { Paper, PaperName } from '../pdf/paper';

export { PAPERS } from '../pdf/paper';
export type { PaperName } from '../pdf/paper';

/** Empty space around the text, in points: fax machines print a line of their own at the top, and cut off the rim. */
export const MARGINS = { left: 57, right: 57, top: 82, bottom: 68 };

/** Where header and footer stand, in points from the edge of the paper to their baselines. */
export const HEADER_BASELINE = 52;
export const FOOTER_BASELINE = 38;

/** No letter on a fax may be smaller, in points: finer ones are lost at its resolution. */
export const SMALLEST_TYPE = 11;

/** Thin and strong lines in points: at 98 lines an inch, the lowest resolution of fax, one dot is 0.73 high. */
export const RULE = { thin: 0.75, strong: 1.5 };

/** Width of the text, in points. */
export const textWidth = (paper: Paper): number => paper.width - MARGINS.left - MARGINS.right;

/** Countries whose paper is Letter. */
const LETTER_COUNTRIES = ['US', 'CA', 'MX', 'PH', 'CL', 'CO', 'VE', 'CR', 'GT', 'SV', 'NI', 'PA', 'DO', 'PR'];

/** The paper of the recipients; A4 unless all of them are where Letter is usual. @param countries ISO 3166-1, or null */
export function paperFor(countries: ReadonlyArray<string | null>): PaperName {
	const isLetter = (country: string | null) => country !== null && LETTER_COUNTRIES.includes(country);
	return countries.length > 0 && countries.every(isLetter) ? 'letter' : 'a4';
}
