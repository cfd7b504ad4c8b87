import { notSupported } from '../problem';
import { grayOf, onWhite } from './picture';
import type { Directory, TiffFile } from './tiffFile';

const WHITE_IS_ZERO = 0;
const BLACK_IS_ZERO = 1;
const RGB = 2;
const PALETTE = 3;
const SEPARATED = 5;
const HORIZONTAL = 2;

/** How the unpacked rows of a picture become rows of an image of PDF. */
export interface Pixels {
	/** bits of each pixel afterwards */
	bits: 1 | 8;
	/** whether 0 is white afterwards */
	isInverted: boolean;
	/** @param width in pixels */
	rowBytes(width: number): number;
	/**
	 * Puts a row into others.
	 * @param at where the row of the whole picture begins in `to`
	 * @param left the first pixel in that row
	 * @param count how many pixels
	 */
	put(row: Buffer, to: Buffer, at: number, left: number, count: number): void;
}

/** @throws DocumentProblem for pixels of a rare kind */
export function pixelsOf(file: TiffFile, directory: Directory): Pixels {
	const rare = () => notSupported('a rare kind of TIFF');
	const [bits = 1, ...others] = directory.numbers('bits');
	const samples = directory.number('samples') ?? 1;
	const photometric = directory.number('photometric') ?? BLACK_IS_ZERO;
	const isPlanar = samples > 1 && (directory.number('planes') ?? 1) !== 1;
	const isNumber = (directory.number('sampleFormat') ?? 1) === 1;
	if (![1, 2, 4, 8, 16].includes(bits) || others.some((other) => other !== bits)) throw rare();
	if (isPlanar || !isNumber || samples > 8) throw rare();
	const rowBytes = (width: number) => (width * samples * bits + 7) >> 3;
	if (bits === 1 && samples === 1 && photometric <= BLACK_IS_ZERO) {
		return {
			bits: 1,
			isInverted: photometric === WHITE_IS_ZERO,
			rowBytes,
			// Parts begin at whole bytes: their width is a multiple of 16.
			put: (row, to, at, left, count) => void row.copy(to, at + (left >> 3), 0, (count + 7) >> 3),
		};
	}
	const undoPredictor = directory.number('predictor') === HORIZONTAL;
	if (undoPredictor && bits < 8) throw rare();
	const value = valueReader(bits, file.isLittle);
	const gray = grayReader(directory, photometric, bits);
	if (gray === undefined) throw rare();
	const colors = photometric === RGB ? 3 : photometric === SEPARATED ? 4 : 1;
	if (samples < colors) throw rare();
	const hasAlpha = samples > colors && [1, 2].includes(directory.number('extraSamples') ?? 0);
	const isAssociated = directory.number('extraSamples') === 1;
	const most = 2 ** bits - 1;
	const pixel = new Array<number>(samples);
	return {
		bits: 8,
		isInverted: false,
		rowBytes,
		put(row, to, at, left, count) {
			pixel.fill(0);
			for (let x = 0; x < count; x++) {
				for (let sample = 0; sample < samples; sample++) {
					const read = value(row, x * samples + sample);
					pixel[sample] = undoPredictor ? (pixel[sample] + read) & most : read;
				}
				const seen = gray(pixel);
				if (!hasAlpha) to[at + left + x] = seen;
				else {
					const alpha = (pixel[colors] / most) * 255;
					// Colours that were multiplied already only lack the white behind them.
					to[at + left + x] = isAssociated ? Math.min(255, seen + 255 - alpha) : onWhite(seen, alpha);
				}
			}
		},
	};
}

function valueReader(bits: number, isLittle: boolean): (row: Buffer, index: number) => number {
	if (bits === 8) return (row, index) => row[index];
	if (bits === 16) {
		return isLittle
			? (row, index) => row.readUInt16LE(index * 2)
			: (row, index) => row.readUInt16BE(index * 2);
	}
	const most = 2 ** bits - 1;
	return (row, index) => (row[(index * bits) >> 3] >> (8 - bits - ((index * bits) & 7))) & most;
}

/** How bright a pixel is, 0 to 255; undefined for colours of a rare kind. */
function grayReader(
	directory: Directory,
	photometric: number,
	bits: number,
): ((pixel: readonly number[]) => number) | undefined {
	const scale = 255 / (2 ** bits - 1);
	switch (photometric) {
		case WHITE_IS_ZERO:
			return ([value]) => 255 - value * scale;
		case BLACK_IS_ZERO:
			return ([value]) => value * scale;
		case RGB:
			return ([red, green, blue]) => grayOf(red * scale, green * scale, blue * scale);
		case SEPARATED:
			return ([cyan, magenta, yellow, black]) => {
				const ink = (one: number) => 255 - Math.min(255, (one + black) * scale);
				return grayOf(ink(cyan), ink(magenta), ink(yellow));
			};
		case PALETTE: {
			const colors = directory.numbers('colors');
			const count = 2 ** bits;
			if (bits > 8 || colors.length < 3 * count) return undefined;
			const grays = Array.from({ length: count }, (_, index) =>
				grayOf(colors[index] >> 8, colors[count + index] >> 8, colors[2 * count + index] >> 8),
			);
			return ([value]) => grays[value];
		}
		default:
			return undefined;
	}
}
