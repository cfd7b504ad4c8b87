import { tooLarge } from '../problem';
import type { PdfStream } from '../values';

/** A part of a picture, as an image of PDF. */
export interface Piece {
	/** in pixels, as are the next three; counted from the top left */
	left: number;
	top: number;
	width: number;
	height: number;
	stream: PdfStream;
}

/** A picture that can be put on a page. */
export interface Picture {
	/** in pixels, as stored */
	width: number;
	height: number;
	/** pixels to the inch; null where the file does not say it, or nothing sensible */
	dpi: { x: number; y: number } | null;
	/** how it must be turned, 1 to 8 as in TIFF and EXIF */
	orientation: number;
	pieces: Piece[];
}

const LONGEST_SIDE = 16_000;
/** 50 megapixels: a page of A4 at more than 700 dpi. */
const MOST_PIXELS = 50_000_000;

/**
 * @param isUnpacked whether its pixels must be worked on; what is only passed on may be larger
 * @throws DocumentProblem when it is empty or too large
 */
export function checkPixels(width: number, height: number, isUnpacked: boolean): void {
	const isTooMany = isUnpacked && width * height > MOST_PIXELS;
	if (width > 0 && height > 0 && Math.max(width, height) <= LONGEST_SIDE && !isTooMany) return;
	throw tooLarge(
		width > 0 && height > 0
			? `is a picture of ${width} × ${height} pixels, which is too large`
			: 'is a picture without any pixels',
		`Make it smaller: a page of a fax has 1728 pixels in each row. ${LONGEST_SIDE} are possible.`,
	);
}

/** Pixels to the inch where the numbers make sense; screens and cameras often give none or nonsense. */
export function sensibleDpi(x: number, y: number): Picture['dpi'] {
	const isSensible = (dpi: number) => dpi >= 50 && dpi <= 4_800;
	return isSensible(x) && isSensible(y) ? { x, y } : null;
}

/** How bright a colour is, 0 to 255. */
export const grayOf = (red: number, green: number, blue: number): number =>
	(77 * red + 150 * green + 29 * blue) >> 8;

/** What is seen of a pixel before a white page. @param alpha 0 to 255 */
export const onWhite = (gray: number, alpha: number): number =>
	255 - Math.round(((255 - gray) * alpha) / 255);
