import { undoPngFilter } from '../filters';
import { inflate } from '../inflate';
import { dict, name } from '../output';
import { broken } from '../problem';
import { PdfStream, PdfString } from '../values';
import type { PdfValue } from '../values';
import { checkPixels, grayOf, onWhite, sensibleDpi } from './picture';
import type { Picture } from './picture';
import { Raster, imageDict } from './raster';

const INCHES_PER_METER = 39.3701;
const GRAY = 0;
const PALETTE = 3;
/** values to a pixel, by the type of colour */
const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
/** the seven passes of an interlaced picture: first column, first row, and the steps between them */
const PASSES = [
	[0, 0, 8, 8],
	[4, 0, 8, 8],
	[0, 4, 4, 8],
	[2, 0, 4, 4],
	[0, 2, 2, 4],
	[1, 0, 2, 2],
	[0, 1, 1, 2],
];

interface Png {
	width: number;
	height: number;
	bits: number;
	type: number;
	interlaced: boolean;
	palette: Buffer;
	transparency: Buffer | null;
	dpi: Picture['dpi'];
	data: Buffer;
}

function parse(bytes: Buffer): Png {
	const data: Buffer[] = [];
	let head: Buffer | undefined;
	let palette: Buffer = Buffer.alloc(0);
	let transparency: Buffer | null = null;
	let dpi: Picture['dpi'] = null;
	let hasEnd = false;
	for (let at = 8; at + 12 <= bytes.length && !hasEnd;) {
		const length = bytes.readUInt32BE(at);
		const kind = bytes.toString('latin1', at + 4, at + 8);
		const content = bytes.subarray(at + 8, at + 8 + length);
		if (content.length < length) break;
		if (kind === 'IHDR') head = content;
		else if (kind === 'PLTE') palette = content;
		else if (kind === 'tRNS') transparency = content;
		else if (kind === 'IDAT') data.push(content);
		else if (kind === 'pHYs' && content[8] === 1) {
			dpi = sensibleDpi(
				content.readUInt32BE(0) / INCHES_PER_METER,
				content.readUInt32BE(4) / INCHES_PER_METER,
			);
		} else if (kind === 'IEND') hasEnd = true;
		at += 12 + length;
	}
	if (head === undefined || data.length === 0) throw broken('there is no picture in it');
	return {
		width: head.readUInt32BE(0),
		height: head.readUInt32BE(4),
		bits: head[8],
		type: head[9],
		interlaced: head[12] === 1,
		palette,
		transparency,
		dpi,
		data: data.length === 1 ? data[0] : Buffer.concat(data),
	};
}

const rowBytes = ({ bits, type }: Png, width: number) => (width * bits * CHANNELS[type] + 7) >> 3;

/** Unpacks the picture row by row, each with its filter before it. @throws DocumentProblem when rows are missing */
function eachFilteredRow(
	png: Png,
	lengthOf: (row: number) => number,
	rows: number,
	take: (row: Buffer) => void,
) {
	let row = Buffer.alloc(0);
	let filled = 0;
	let index = -1;
	const next = () => {
		index++;
		filled = 0;
		const length = index < rows ? lengthOf(index) + 1 : 0;
		row = row.length === length ? row : Buffer.alloc(length);
	};
	next();
	inflate(png.data, (piece) => {
		for (let at = 0; at < piece.length && index < rows;) {
			const count = Math.min(piece.length - at, row.length - filled);
			piece.copy(row, filled, at, at + count);
			at += count;
			filled += count;
			if (filled < row.length) continue;
			if (row[0] > 4) throw broken('the picture in it is damaged');
			take(row);
			next();
		}
	});
	if (index < rows) throw broken(`the picture in it ends after ${index} of ${rows} rows`);
}

/** The data as it is, for the reader of the PDF to unpack; it is gone through once, since a part may be missing. */
function passedOn(png: Png): PdfStream {
	const { width, height, bits, type, palette, transparency } = png;
	eachFilteredRow(
		png,
		() => rowBytes(png, width),
		height,
		() => undefined,
	);
	const channels = CHANNELS[type];
	const entries = imageDict(width, height, channels === 3 ? 'DeviceRGB' : 'DeviceGray', bits);
	entries.set('Filter', name('FlateDecode'));
	entries.set(
		'DecodeParms',
		dict({ Predictor: 15, Colors: channels, BitsPerComponent: bits, Columns: width }),
	);
	if (type === PALETTE) entries.set('ColorSpace', paletteSpace(palette, transparency));
	else if (transparency !== null) {
		// One colour stands for nothing: the page is seen there.
		const key: PdfValue[] = [];
		for (let at = 0; at + 1 < transparency.length && at < channels * 2; at += 2) {
			key.push(transparency.readUInt16BE(at), transparency.readUInt16BE(at));
		}
		if (key.length === channels * 2) entries.set('Mask', key);
	}
	return new PdfStream(entries, png.data);
}

/** The colours as they look on white. */
function paletteSpace(palette: Buffer, transparency: Buffer | null): PdfValue {
	const count = Math.floor(palette.length / 3);
	if (count === 0 || count > 256) throw broken('its list of colours is missing');
	const colors = Buffer.from(palette.subarray(0, count * 3));
	for (let index = 0; index < Math.min(count, transparency?.length ?? 0); index++) {
		for (let at = index * 3; at < index * 3 + 3; at++) colors[at] = onWhite(colors[at], transparency![index]);
	}
	const table = new PdfString(Buffer.from(`<${colors.toString('hex')}>`, 'latin1'));
	return [name('Indexed'), name('DeviceRGB'), count - 1, table];
}

/** Reads the brightness of each pixel of a row, before white. */
function grayReader({ bits, type, palette, transparency }: Png): (row: Buffer, x: number) => number {
	const channels = CHANNELS[type];
	const most = 2 ** Math.min(bits, 8) - 1;
	/** a value of the row; of 16 bits the upper 8 count */
	const raw = (row: Buffer, index: number): number => {
		if (bits >= 8) return row[(index * bits) >> 3];
		const bit = index * bits;
		return (row[bit >> 3] >> (8 - bits - (bit & 7))) & most;
	};
	if (type === PALETTE) {
		const grays = Array.from({ length: 256 }, (_, index) =>
			onWhite(
				grayOf(palette[index * 3] ?? 0, palette[index * 3 + 1] ?? 0, palette[index * 3 + 2] ?? 0),
				transparency?.[index] ?? 255,
			),
		);
		return (row, x) => grays[raw(row, x)];
	}
	const scale = 255 / most;
	const color = (row: Buffer, x: number): number => {
		const first = x * channels;
		if (channels < 3) return raw(row, first) * scale;
		return grayOf(raw(row, first), raw(row, first + 1), raw(row, first + 2));
	};
	if (channels % 2 === 1) return color;
	return (row, x) => onWhite(color(row, x), raw(row, x * channels + channels - 1));
}

function flattened(png: Png): PdfStream {
	const { width, height } = png;
	const gray = grayReader(png);
	const raster = new Raster(width, height, 8);
	const pixel = Math.max(1, (png.bits * CHANNELS[png.type]) >> 3);
	const line = Buffer.alloc(width);
	if (!png.interlaced) {
		let above = Buffer.alloc(rowBytes(png, width));
		eachFilteredRow(
			png,
			() => above.length,
			height,
			(filtered) => {
				const row = Buffer.from(filtered.subarray(1));
				undoPngFilter(filtered[0], row, above, pixel);
				for (let x = 0; x < width; x++) line[x] = gray(row, x);
				raster.add(line);
				above = row;
			},
		);
		return raster.stream();
	}
	const picture = Buffer.alloc(width * height, 255);
	const rows = PASSES.flatMap(([left, top, right, down]) => {
		const columns = Math.ceil((width - left) / right);
		if (columns <= 0) return [];
		const count = Math.max(0, Math.ceil((height - top) / down));
		return Array.from({ length: count }, (_, index) => ({
			columns,
			isFirst: index === 0,
			start: (top + index * down) * width + left,
			step: right,
		}));
	});
	let index = 0;
	let above = Buffer.alloc(0);
	eachFilteredRow(
		png,
		(row) => rowBytes(png, rows[row].columns),
		rows.length,
		(filtered) => {
			const { columns, isFirst, start, step } = rows[index++];
			const row = Buffer.from(filtered.subarray(1));
			undoPngFilter(filtered[0], row, isFirst ? Buffer.alloc(row.length) : above, pixel);
			for (let x = 0; x < columns; x++) picture[start + x * step] = gray(row, x);
			above = row;
		},
	);
	raster.add(picture);
	return raster.stream();
}

/**
 * A PNG as a picture. Its data is taken over unchanged where PDF knows its form; what is transparent or interlaced is
 * made gray on white.
 * @throws DocumentProblem
 */
export function pngPicture(bytes: Buffer): Picture {
	const png = parse(bytes);
	const { width, height, bits, type, dpi } = png;
	const isKnown = CHANNELS[type] !== undefined && [1, 2, 4, 8, 16].includes(bits);
	if (!isKnown || (bits < 8 && type !== GRAY && type !== PALETTE)) throw broken('its header makes no sense');
	const passes = !png.interlaced && CHANNELS[type] % 2 === 1;
	checkPixels(width, height, !passes);
	const stream = passes ? passedOn(png) : flattened(png);
	return { width, height, dpi, orientation: 1, pieces: [{ left: 0, top: 0, width, height, stream }] };
}
