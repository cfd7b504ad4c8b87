import { name } from '../output';
import { DocumentProblem, asThrown, broken, notSupported } from '../problem';
import { PdfStream } from '../values';
import { checkPixels, sensibleDpi } from './picture';
import type { Picture } from './picture';
import { imageDict } from './raster';
import { TiffFile, dpiOf } from './tiffFile';

const COLOR_SPACES: Readonly<Record<number, string>> = { 1: 'DeviceGray', 3: 'DeviceRGB', 4: 'DeviceCMYK' };
const CM_PER_INCH = 2.54;

const isFrame = (marker: number) => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
/** what every reader of PDF knows: sequential and progressive, Huffman coded */
const isKnownFrame = (marker: number) => marker <= 0xc2;

interface Facts {
	width: number;
	height: number;
	components: number;
	dpi: Picture['dpi'];
	orientation: number;
	/** the picture was made by Adobe's programs, which store CMYK inverted */
	isAdobe: boolean;
}

/**
 * The segments of a JPEG with marker and content; the data of the picture itself is passed over.
 * @throws DocumentProblem when the file ends before the picture does
 */
function* segments(bytes: Buffer): Generator<{ marker: number; content: Buffer }> {
	for (let at = 2; ;) {
		const start = bytes.indexOf(0xff, at);
		if (start < 0 || start + 1 >= bytes.length) throw broken('the picture in it ends too early');
		const marker = bytes[start + 1];
		at = start + 1;
		// Fill bytes, stuffed data and restarts are no segments.
		if (marker === 0xff || marker === 0 || marker === 1 || (marker >= 0xd0 && marker <= 0xd8)) {
			if (marker !== 0xff) at++;
			continue;
		}
		if (marker === 0xd9) return;
		if (start + 4 > bytes.length) throw broken('the picture in it ends too early');
		at = start + 2 + bytes.readUInt16BE(start + 2);
		if (at > bytes.length) throw broken('the picture in it ends too early');
		yield { marker, content: bytes.subarray(start + 4, at) };
	}
}

function factsOf(bytes: Buffer): Facts {
	const facts: Facts = { width: 0, height: 0, components: 0, dpi: null, orientation: 1, isAdobe: false };
	for (const { marker, content } of segments(bytes)) {
		if (isFrame(marker)) {
			if (!isKnownFrame(marker) || content[0] !== 8) throw notSupported('a rare kind of JPEG');
			facts.height = content.readUInt16BE(1);
			facts.width = content.readUInt16BE(3);
			facts.components = content[5];
		} else if (marker === 0xe0 && content.toString('latin1', 0, 4) === 'JFIF' && content.length >= 12) {
			const factor = content[7] === 2 ? CM_PER_INCH : 1;
			if (content[7] !== 0) {
				facts.dpi = sensibleDpi(content.readUInt16BE(8) * factor, content.readUInt16BE(10) * factor);
			}
		} else if (marker === 0xe1 && content.toString('latin1', 0, 4) === 'Exif') {
			takeExif(content.subarray(6), facts);
		} else if (marker === 0xee && content.toString('latin1', 0, 5) === 'Adobe') {
			facts.isAdobe = true;
		}
	}
	if (facts.components === 0) throw broken('there is no picture in it');
	return facts;
}

/** Remarks of the camera; a defect in them is none of the picture. */
function takeExif(content: Buffer, facts: Facts): void {
	try {
		const file = new TiffFile(content);
		const [directory] = file.directories(1);
		const orientation = directory?.number('orientation') ?? 1;
		if (orientation >= 1 && orientation <= 8) facts.orientation = orientation;
		if (directory !== undefined) facts.dpi ??= dpiOf(directory);
	} catch (error) {
		if (!(error instanceof DocumentProblem || error instanceof RangeError)) throw asThrown(error);
	}
}

/** A JPEG as it is, in the dictionary of an image. @throws DocumentProblem */
export function jpegStream(bytes: Buffer): { facts: Facts; stream: PdfStream } {
	const facts = factsOf(bytes);
	const space = COLOR_SPACES[facts.components];
	if (space === undefined) throw notSupported('a rare kind of JPEG');
	checkPixels(facts.width, facts.height, false);
	const entries = imageDict(facts.width, facts.height, space, 8);
	entries.set('Filter', name('DCTDecode'));
	if (facts.components === 4 && facts.isAdobe) entries.set('Decode', [1, 0, 1, 0, 1, 0, 1, 0]);
	return { facts, stream: new PdfStream(entries, bytes) };
}

/** A JPEG file as a picture; its data is taken over unchanged. @throws DocumentProblem */
export function jpegPicture(bytes: Buffer): Picture {
	const { facts, stream } = jpegStream(bytes);
	const { width, height, dpi, orientation } = facts;
	return { width, height, dpi, orientation, pieces: [{ left: 0, top: 0, width, height, stream }] };
}
