import { inflate } from '../inflate';
import { unpackLzw } from '../lzw';
import { dict, name } from '../output';
import type { Work } from '../problem';
import { DocumentProblem, broken, notSupported } from '../problem';
import { PdfStream } from '../values';
import { unpackCcitt } from './ccitt';
import type { CcittForm } from './ccitt';
import { jpegStream } from './jpeg';
import { checkPixels } from './picture';
import type { Picture, Piece } from './picture';
import { Raster, imageDict } from './raster';
import { dpiOf } from './tiffFile';
import type { Directory, TiffFile } from './tiffFile';
import { pixelsOf } from './tiffPixels';
import type { Pixels } from './tiffPixels';

const LINES_LOST_BY_DAMAGE = 4;
const JPEG = 7;
const WHITE_IS_ZERO = 0;
const RGB = 2;

/** The ways of packing that fax machines know; the form of their rows lies in the options of T.4. */
const CCITT: Readonly<Record<number, (options: number) => Pick<CcittForm, 'rows' | 'isAligned'>>> = {
	2: () => ({ rows: 'all1d', isAligned: true }),
	3: (options) => ({ rows: (options & 1) === 1 ? 'mixed' : 'all1d', isAligned: false }),
	4: () => ({ rows: 'all2d', isAligned: false }),
};
/** PDF's number for them */
const K: Readonly<Record<CcittForm['rows'], number>> = { all2d: -1, all1d: 0, mixed: 1 };

type Unpack = (input: Buffer, sink: (piece: Buffer) => void) => void;
const UNPACKERS: Readonly<Record<number, Unpack>> = {
	1: (input, sink) => sink(input),
	5: unpackLzw,
	8: inflate,
	32946: inflate,
	32773: unpackBits,
};

/** Runs of equal bytes, as on the first Macintosh. */
function unpackBits(input: Buffer, sink: (piece: Buffer) => void): void {
	for (let at = 0; at < input.length;) {
		const control = input.readInt8(at++);
		if (control >= 0) sink(input.subarray(at, (at += control + 1)));
		else if (control > -128) sink(Buffer.alloc(1 - control, input[at++] ?? 0));
	}
}

/** A part of the picture that is packed by itself. */
interface Block {
	left: number;
	top: number;
	width: number;
	height: number;
	data: Buffer;
}

interface Layout {
	width: number;
	height: number;
	/** rows of blocks, each row from left to right */
	bands: Block[][];
}

function layoutOf(file: TiffFile, directory: Directory): Layout {
	const width = directory.number('width') ?? 0;
	const height = directory.number('height') ?? 0;
	checkPixels(width, height, true);
	const tileWidth = directory.number('tileWidth');
	const isTiled = tileWidth !== undefined;
	const rowsPerStrip = Math.min(directory.number('rowsPerStrip') ?? height, height);
	const size = isTiled
		? { width: tileWidth, height: directory.number('tileHeight') ?? 0 }
		: { width, height: rowsPerStrip };
	if (!(size.width > 0 && size.height > 0)) throw broken('its parts have no size');
	checkPixels(size.width, size.height, true);
	const offsets = directory.numbers(isTiled ? 'tileOffsets' : 'offsets');
	const counts = directory.numbers(isTiled ? 'tileCounts' : 'counts');
	const columns = Math.ceil(width / size.width);
	const rows = Math.ceil(height / size.height);
	if (offsets.length < columns * rows) throw broken('some of its parts are missing');
	const block = (row: number, column: number): Block => {
		const index = row * columns + column;
		const start = offsets[index];
		// Where the sizes are left out there is one part, and it goes to the end.
		const data = file.bytes.subarray(start, start + (counts[index] ?? file.bytes.length));
		if (data.length === 0) throw broken('some of its parts are missing');
		const top = row * size.height;
		const blockHeight = isTiled ? size.height : Math.min(size.height, height - top);
		return { left: column * size.width, top, width: size.width, height: blockHeight, data };
	};
	const bands = Array.from({ length: rows }, (_, row) =>
		Array.from({ length: columns }, (_none, column) => block(row, column)),
	);
	return { width, height, bands };
}

const MIRRORED = Uint8Array.from({ length: 256 }, (_, byte) => {
	let mirrored = 0;
	for (let bit = 0; bit < 8; bit++) mirrored |= ((byte >> bit) & 1) << (7 - bit);
	return mirrored;
});
const mirrored = (data: Buffer): Buffer => Buffer.from(data.map((byte) => MIRRORED[byte]));

/**
 * Unpacks all rows of a fax.
 * @returns how many of them are damaged or missing
 * @throws DocumentProblem when the data breaks off, or most of it is unreadable
 */
function unpackBands(
	form: Pick<CcittForm, 'rows' | 'isAligned'>,
	bands: Block[][],
	height: number,
	take: (rows: Buffer) => void,
): number {
	let damaged = 0;
	for (const [block] of bands) {
		const { width } = block;
		const result = unpackCcitt(block.data, { ...form, width, height: block.height }, take);
		const missing = block.height - result.rows;
		// Damage may swallow the ends of lines, and thereby lines.
		const isExplained = result.hasEnd || missing <= result.damaged * LINES_LOST_BY_DAMAGE;
		if (missing > 0 && !isExplained) {
			throw broken(`its picture ends after ${block.top + result.rows} of ${height} rows`);
		}
		if (missing > 0) take(Buffer.alloc(missing * ((width + 7) >> 3)));
		damaged += result.damaged + missing;
	}
	if (damaged > height / 2) throw broken('most of its picture is unreadable');
	return damaged;
}

/** What the fax machine packed. Where it is in one piece and without defects it is taken over as it is. */
function ccittPieces(directory: Directory, { width, height, bands }: Layout, isInverted: boolean): Piece[] {
	const compression = directory.number('compression')!;
	const form = CCITT[compression](directory.number('t4Options') ?? 0);
	const flips = directory.number('fillOrder') === 2;
	if (flips) for (const [block] of bands) block.data = mirrored(block.data);
	const raster = new Raster(width, height, 1, !isInverted);
	const isOnePiece = bands.length === 1;
	// Gone through first, since what is sent as it is must be without defects.
	const isTakenOver = isOnePiece && unpackBands(form, bands, height, () => undefined) === 0;
	if (!isTakenOver) unpackBands(form, bands, height, (rows) => raster.add(rows));
	const stream = isTakenOver ? passedOn() : raster.stream();
	return [{ left: 0, top: 0, width, height, stream }];

	function passedOn(): PdfStream {
		const entries = imageDict(width, height, 'DeviceGray', 1);
		entries.set('Filter', name('CCITTFaxDecode'));
		entries.set(
			'DecodeParms',
			dict({
				K: K[form.rows],
				Columns: width,
				Rows: height,
				EncodedByteAlign: form.isAligned,
				BlackIs1: isInverted,
			}),
		);
		return new PdfStream(entries, bands[0][0].data);
	}
}

/** Each part is a JPEG; what they have in common stands once in the file. */
function jpegPieces(directory: Directory, { bands }: Layout): Piece[] {
	const tables = directory.slice('jpegTables').subarray(2, -2);
	return bands.flat().map(({ left, top, data }) => {
		const whole = tables.length > 0 ? Buffer.concat([data.subarray(0, 2), tables, data.subarray(2)]) : data;
		const { facts, stream } = jpegStream(whole);
		if (directory.number('photometric') === RGB && !facts.isAdobe) {
			stream.dict.set('DecodeParms', dict({ ColorTransform: 0 }));
		}
		return { left, top, width: facts.width, height: facts.height, stream };
	});
}

/** All other ways of packing: unpacked, and made black and white or gray. */
function unpackedPieces(layout: Layout, unpack: Unpack, pixels: Pixels, work: Work): Piece[] {
	const { width, height, bands } = layout;
	const raster = new Raster(width, height, pixels.bits, pixels.isInverted);
	const bandRow = pixels.bits === 1 ? (width + 7) >> 3 : width;
	for (const band of bands) {
		const shown = Math.min(band[0].height, height - band[0].top);
		const rows = Buffer.alloc(shown * bandRow);
		for (const block of band) {
			const rowBytes = pixels.rowBytes(block.width);
			const data = unpackedBlock(block, rowBytes, shown, unpack, work);
			for (let y = 0; y < shown; y++) {
				const row = data.subarray(y * rowBytes, (y + 1) * rowBytes);
				pixels.put(row, rows, y * bandRow, block.left, Math.min(block.width, width - block.left));
			}
		}
		raster.add(rows);
	}
	return [{ left: 0, top: 0, width, height, stream: raster.stream() }];
}

function unpackedBlock(block: Block, rowBytes: number, rows: number, unpack: Unpack, work: Work): Buffer {
	const data = Buffer.alloc(rowBytes * rows);
	let size = 0;
	unpack(block.data, (piece) => {
		work.unpacked(piece.length);
		piece.copy(data, size, 0, Math.min(piece.length, data.length - size));
		size = Math.min(data.length, size + piece.length);
	});
	if (size < data.length) {
		throw broken(`its picture ends after ${block.top + Math.floor(size / rowBytes)} rows`);
	}
	return data;
}

function piecesOf(file: TiffFile, directory: Directory, layout: Layout, work: Work): Piece[] {
	const compression = directory.number('compression') ?? 1;
	if (CCITT[compression] !== undefined) {
		if (layout.bands.some((band) => band.length > 1)) throw notSupported('a rare kind of TIFF');
		return ccittPieces(directory, layout, directory.number('photometric') !== WHITE_IS_ZERO);
	}
	if (compression === JPEG) return jpegPieces(directory, layout);
	const unpack = UNPACKERS[compression];
	if (unpack === undefined) throw notSupported('a rare kind of TIFF');
	return unpackedPieces(layout, unpack, pixelsOf(file, directory), work);
}

const onPage = (error: unknown, page: number): unknown =>
	error instanceof DocumentProblem
		? new DocumentProblem(`${error.problem} (page ${page})`, error.hint)
		: error;

/**
 * A page of a TIFF as a picture.
 * @param page from 1 on, for errors
 * @throws DocumentProblem
 */
export function tiffPicture(file: TiffFile, directory: Directory, page: number, work: Work): Picture {
	try {
		const layout = layoutOf(file, directory);
		const { width, height } = layout;
		const orientation = directory.number('orientation') ?? 1;
		return {
			width,
			height,
			dpi: dpiOf(directory),
			orientation: orientation >= 1 && orientation <= 8 ? orientation : 1,
			pieces: piecesOf(file, directory, layout, work),
		};
	} catch (error) {
		throw onPage(error, page);
	}
}
