import type { Paper } from '../paper';
import type { Picture } from './picture';

export { PAPERS } from '../paper';
export type { Paper } from '../paper';

const POINTS_PER_INCH = 72;
/** for pictures that say nothing about their size */
const SCREEN_DPI = 96;
/** about 1 cm, which fax machines may cut off */
const MARGIN = 28;
/** A scan of a page may be larger than the page by so much; it is then made to fit. */
const SCAN_TOLERANCE = 1.05;

/** Where a picture lies on its page. */
export interface Place {
	mediaBox: [number, number, number, number];
	/** from the unit square of the picture to the page, as PDF writes it */
	matrix: number[];
}

/** From the unit square of the stored picture to that of the upright one, by orientation. */
const TURNS: readonly number[][] = [
	[1, 0, 0, 1, 0, 0],
	[-1, 0, 0, 1, 1, 0],
	[-1, 0, 0, -1, 1, 1],
	[1, 0, 0, -1, 0, 1],
	[0, -1, -1, 0, 1, 1],
	[0, -1, 1, 0, 0, 1],
	[0, 1, 1, 0, 0, 0],
	[0, 1, -1, 0, 1, 0],
];

/**
 * Puts a picture on a sheet: a scan as large as the page that was scanned, others in their own size or as large as
 * the margins allow, never enlarged. A wide picture that would have to shrink gets the sheet sideways.
 */
export function placed(picture: Picture, paper: Paper): Place {
	const isSideways = picture.orientation > 4;
	const dpi = picture.dpi ?? { x: SCREEN_DPI, y: SCREEN_DPI };
	const stored = [(picture.width / dpi.x) * POINTS_PER_INCH, (picture.height / dpi.y) * POINTS_PER_INCH];
	const [width, height] = isSideways ? stored.reverse() : stored;
	const isWide = width > height && width > paper.width - 2 * MARGIN;
	const sheet = isWide ? { width: paper.height, height: paper.width } : paper;
	const isScan =
		picture.dpi !== null &&
		width <= sheet.width * SCAN_TOLERANCE &&
		height <= sheet.height * SCAN_TOLERANCE &&
		(width > sheet.width - 2 * MARGIN || height > sheet.height - 2 * MARGIN);
	const margin = isScan ? 0 : MARGIN;
	const scale = Math.min(1, (sheet.width - 2 * margin) / width, (sheet.height - 2 * margin) / height);
	const [shownWidth, shownHeight] = [width * scale, height * scale];
	const left = (sheet.width - shownWidth) / 2;
	const bottom = isScan ? (sheet.height - shownHeight) / 2 : sheet.height - margin - shownHeight;
	const [a, b, c, d, e, f] = TURNS[picture.orientation - 1] ?? TURNS[0];
	return {
		mediaBox: [0, 0, sheet.width, sheet.height],
		matrix: [
			a * shownWidth,
			b * shownHeight,
			c * shownWidth,
			d * shownHeight,
			e * shownWidth + left,
			f * shownHeight + bottom,
		],
	};
}
