import { Deflater } from '../deflate';
import { dict, name } from '../output';
import { PdfStream } from '../values';

/** Packs rows of a picture, black and white or gray, as an image of PDF; holds only what is packed already. */
export class Raster {
	private readonly deflater = new Deflater();

	/**
	 * @param bits of each pixel: 1 or 8
	 * @param isInverted whether 0 is white
	 */
	constructor(
		readonly width: number,
		readonly height: number,
		private readonly bits: 1 | 8,
		private readonly isInverted = false,
	) {}

	/** Whole rows; they may be changed afterwards. */
	add(rows: Buffer): void {
		this.deflater.add(rows);
	}

	stream(): PdfStream {
		const entries = imageDict(this.width, this.height, 'DeviceGray', this.bits);
		entries.set('Filter', name('FlateDecode'));
		if (this.isInverted) entries.set('Decode', [1, 0]);
		return new PdfStream(entries, Buffer.concat(this.deflater.end()));
	}
}

/** What every image of a PDF says of itself. */
export function imageDict(width: number, height: number, colors: string, bits: number) {
	return dict({
		Type: name('XObject'),
		Subtype: name('Image'),
		Width: width,
		Height: height,
		ColorSpace: name(colors),
		BitsPerComponent: bits,
	});
}
