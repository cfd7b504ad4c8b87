import type { PdfOutput } from '../output';
import { dict, name } from '../output';
import { Work, notSupported } from '../problem';
import { PdfRef, PdfStream } from '../values';
import { jpegPicture } from './jpeg';
import { placed } from './paper';
import type { Paper } from './paper';
import type { Picture } from './picture';
import { pngPicture } from './png';
import { tiffPicture } from './tiff';
import { TiffFile } from './tiffFile';

interface Pictures {
	count: number;
	/** @param index from 0 on */
	at(index: number): Picture;
}

const READERS: Readonly<Record<string, (bytes: Buffer) => Pictures>> = {
	'image/jpeg': (bytes) => ({ count: 1, at: () => jpegPicture(bytes) }),
	'image/png': (bytes) => ({ count: 1, at: () => pngPicture(bytes) }),
	'image/tiff': (bytes) => {
		const file = new TiffFile(bytes);
		const directories = file.directories();
		const work = new Work();
		return {
			count: directories.length,
			at: (index) => tiffPicture(file, directories[index], index + 1, work),
		};
	},
};

function picturesOf(bytes: Buffer, mimeType: string): Pictures {
	const reader = READERS[mimeType];
	if (reader === undefined) throw notSupported('of a type');
	return reader(bytes);
}

/** How many pages the pictures of a file make. @throws DocumentProblem when it cannot be read */
export function imagePageCount(bytes: Buffer, mimeType: string): number {
	return picturesOf(bytes, mimeType).count;
}

/**
 * Puts each picture of a file on a page of its own.
 * @param chosen which of them, from 0 on; all when null
 * @returns the numbers of the new pages
 * @throws DocumentProblem when one of them cannot be read
 */
export function addImagePages(
	bytes: Buffer,
	mimeType: string,
	chosen: readonly number[] | null,
	target: { output: PdfOutput; tree: number; paper: Paper },
): number[] {
	const pictures = picturesOf(bytes, mimeType);
	const indexes = chosen ?? Array.from({ length: pictures.count }, (_, index) => index);
	return indexes.map((index) => addPage(pictures.at(index), target));
}

function addPage(
	picture: Picture,
	{ output, tree, paper }: { output: PdfOutput; tree: number; paper: Paper },
): number {
	const { mediaBox, matrix } = placed(picture, paper);
	const objects = picture.pieces.map(({ stream }) => new PdfRef(output.add(stream)));
	const isCut = picture.pieces.length > 1;
	const drawing = [
		`q ${matrix.map(short).join(' ')} cm`,
		// The parts at the edges may be larger than the picture.
		...(isCut ? ['0 0 1 1 re W n'] : []),
		...picture.pieces.map(({ left, top, width, height }, index) => {
			const parts = [
				width / picture.width,
				0,
				0,
				height / picture.height,
				left / picture.width,
				1 - (top + height) / picture.height,
			];
			return `q ${parts.map(short).join(' ')} cm /I${index} Do Q`;
		}),
		'Q\n',
	].join('\n');
	const contents = output.add(new PdfStream(dict({}), Buffer.from(drawing, 'latin1')));
	const images = dict(Object.fromEntries(objects.map((object, index) => [`I${index}`, object])));
	return output.add(
		dict({
			Type: name('Page'),
			Parent: new PdfRef(tree),
			MediaBox: mediaBox,
			Resources: dict({ XObject: images }),
			Contents: new PdfRef(contents),
		}),
	);
}

const short = (number: number) => number.toFixed(6).replace(/\.?0+$/, '') || '0';
