import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { deflateSync, inflateSync } from 'node:zlib';
import { unpackCcitt } from '../../../../nodes/shared/pdf/images/ccitt';
import { jpegPicture } from '../../../../nodes/shared/pdf/images/jpeg';
import { PAPERS, placed } from '../../../../nodes/shared/pdf/images/paper';
import type { Picture } from '../../../../nodes/shared/pdf/images/picture';
import { pngPicture } from '../../../../nodes/shared/pdf/images/png';
import { tiffPicture } from '../../../../nodes/shared/pdf/images/tiff';
import { TiffFile } from '../../../../nodes/shared/pdf/images/tiffFile';
import { Work } from '../../../../nodes/shared/pdf/problem';
import type { PdfDict } from '../../../../nodes/shared/pdf/values';
import { nameOf } from '../../../../nodes/shared/pdf/values';
import { makeTiff } from '../../../../sandbox';
import { makeJpeg, makePng } from '../../../support/pictures';

const folder = path.join(__dirname, 'tiffs');
const tiff = (name: string): Buffer => readFileSync(path.join(folder, `${name}.tif`));

function firstPage(bytes: Buffer): Picture {
	const file = new TiffFile(bytes);
	return tiffPicture(file, file.directories()[0], 1, new Work());
}

/** The picture that the black-and-white files show, drawn by the formula that they were made by. */
const WIDTH = 203;
const HEIGHT = 150;
const isBlack = (x: number, y: number): boolean =>
	y % 25 < 3 ||
	(x - 100) ** 2 + (y - 75) ** 2 < 40 ** 2 ||
	(y > 100 && (x * 7 + y * 13) % 11 === 0) ||
	x === 0 ||
	x === WIDTH - 1;

const ROW_BYTES = (WIDTH + 7) >> 3;

function drawn(): Buffer {
	const rows = Buffer.alloc(ROW_BYTES * HEIGHT);
	for (let y = 0; y < HEIGHT; y++) {
		for (let x = 0; x < WIDTH; x++) if (isBlack(x, y)) rows[y * ROW_BYTES + (x >> 3)] |= 0x80 >> (x & 7);
	}
	return rows;
}

/** Bits behind the end of a row mean nothing. */
function withoutPadding(rows: Buffer): Buffer {
	const clean = Buffer.from(rows);
	for (let end = ROW_BYTES - 1; end < clean.length; end += ROW_BYTES)
		clean[end] &= 0xff << (ROW_BYTES * 8 - WIDTH);
	return clean;
}

function bitsOf(picture: Picture): Buffer {
	const [{ stream }] = picture.pieces;
	if (nameOf(stream.dict.get('Filter')) === 'FlateDecode') return inflateSync(stream.data);
	const k = (stream.dict.get('DecodeParms') as PdfDict).get('K') as number;
	const rows: Buffer[] = [];
	const form = { width: WIDTH, height: HEIGHT, isAligned: false };
	unpackCcitt(stream.data, { ...form, rows: k < 0 ? 'all2d' : k === 0 ? 'all1d' : 'mixed' }, (row) =>
		rows.push(Buffer.from(row)),
	);
	return Buffer.concat(rows);
}

describe('TIFF', () => {
	const blackAndWhite = readdirSync(folder)
		.filter((file) => file.startsWith('bw-') && file !== 'bw-bigtiff.tif')
		.map((file) => file.replace('.tif', ''));

	it.each(blackAndWhite)('%s shows what was drawn', (name) => {
		const picture = firstPage(tiff(name));
		expect(picture).toMatchObject({ width: WIDTH, height: HEIGHT, dpi: { x: 200, y: 100 }, orientation: 1 });
		expect(withoutPadding(bitsOf(picture)).equals(drawn())).toBe(true);
	});

	it('a fax in one piece is taken over as it is', () => {
		for (const name of ['bw-group3', 'bw-group3-filled', 'bw-group4', 'bw-group4-mirrored']) {
			expect(nameOf(firstPage(tiff(name)).pieces[0].stream.dict.get('Filter'))).toBe('CCITTFaxDecode');
		}
		const original = tiff('bw-group4');
		expect(original.includes(firstPage(original).pieces[0].stream.data)).toBe(true);
	});

	it.each(['rgb-none', 'rgb-lzw-differences', 'rgb-deflate-tiles'])('%s becomes gray', (name) => {
		const picture = firstPage(tiff(name));
		const gray = inflateSync(picture.pieces[0].stream.data);
		expect(gray.length).toBe(70 * 50);
		for (const [x, y] of [
			[0, 0],
			[69, 0],
			[0, 49],
			[40, 33],
			[69, 49],
		]) {
			const expected = (77 * x * 3 + 150 * y * 5 + 29 * (x + y)) >> 8;
			expect(gray[y * 70 + x]).toBe(expected);
		}
	});

	it('strips of JPEG stay JPEG, each in its place', () => {
		const { pieces } = firstPage(tiff('rgb-jpeg-strips'));
		expect(pieces.map(({ top, height }) => [top, height])).toEqual([
			[0, 16],
			[16, 16],
			[32, 16],
			[48, 2],
		]);
		for (const { stream } of pieces) {
			expect(nameOf(stream.dict.get('Filter'))).toBe('DCTDecode');
			// The tables that all strips have in common are in each of them now.
			expect(stream.data.includes(Buffer.from('ffdb', 'hex'))).toBe(true);
		}
	});

	it.each([
		['bw-bigtiff', /is a BigTIFF/],
		['rgb-planes', /is a rare kind of TIFF, which cannot be merged or cut \(page 1\)/],
	])('%s is refused', (name, says) => {
		expect(() => firstPage(tiff(name))).toThrow(says);
	});

	it('names the page that is broken', () => {
		const bytes = Buffer.from(makeTiff(3));
		const file = new TiffFile(bytes);
		const [, second] = file.directories();
		const cut = new TiffFile(bytes.subarray(0, second.number('offsets')! + 500));
		expect(() => tiffPicture(cut, second, 2, new Work())).toThrow(/is broken: .* \(page 2\)/);
	});

	it('a damaged row is shown like the one before it, most of them are too much', () => {
		const bytes = tiff('bw-group3');
		const at = new TiffFile(bytes).directories()[0].number('offsets')!;
		const scratched = Buffer.from(bytes);
		scratched.fill(0xaa, at + 500, at + 504);
		const picture = firstPage(scratched);
		expect(nameOf(picture.pieces[0].stream.dict.get('Filter'))).toBe('FlateDecode');
		expect(inflateSync(picture.pieces[0].stream.data).length).toBe(ROW_BYTES * HEIGHT);
		const ruined = Buffer.from(bytes);
		for (let place = at; place < bytes.length; place += 12) ruined[place] = 0x5a;
		expect(() => firstPage(ruined)).toThrow(/is broken/);
	});
});

describe('PNG', () => {
	const KINDS: Array<[string, Parameters<typeof makePng>[0]]> = [
		['gray', { type: 0, bits: 8 }],
		['colour', { type: 2, bits: 8 }],
		['palette', { type: 3, bits: 4 }],
		['1 bit', { type: 0, bits: 1 }],
		['16 bits', { type: 2, bits: 16 }],
		['gray with alpha', { type: 4, bits: 8 }],
		['colour with alpha', { type: 6, bits: 16 }],
		['interlaced', { type: 2, bits: 8, interlaced: true }],
		['interlaced palette', { type: 3, bits: 2, interlaced: true }],
	];

	it.each(KINDS)('%s', (_what, kind) => {
		const { width, height, pieces } = pngPicture(makePng({ ...kind, width: 33, height: 21 }));
		expect([width, height]).toEqual([33, 21]);
		const { dict, data } = pieces[0].stream;
		const isGray = kind.interlaced || kind.type >= 4;
		expect(dict.has('DecodeParms')).toBe(!isGray);
		if (isGray) expect(inflateSync(data).length).toBe(33 * 21);
	});

	it('what is transparent becomes white, what is half so half', () => {
		const rows = (alpha: number) =>
			inflateSync(pngPicture(makePng({ type: 6, bits: 8, value: [0, 0, 0, alpha] })).pieces[0].stream.data);
		expect([...new Set(rows(0))]).toEqual([255]);
		expect([...new Set(rows(255))]).toEqual([0]);
		expect([...new Set(rows(128))]).toEqual([127]);
		const palette = pngPicture(makePng({ type: 3, bits: 8, transparency: Buffer.from([0]) }));
		const [, , , table] = palette.pieces[0].stream.dict.get('ColorSpace') as Array<{ raw: Buffer }>;
		expect(table.raw.toString().slice(1, 7)).toBe('ffffff');
	});

	it('that ends too early is refused', () => {
		const short = { type: 2, bits: 8, height: 20 };
		expect(() => pngPicture(makePng({ ...short, data: deflateSync(Buffer.alloc(300)) }))).toThrow(
			/ends after \d+ of 20 rows/,
		);
		expect(() => pngPicture(makePng(short).subarray(0, 30))).toThrow(/is broken/);
	});

	it('of 20,000 pixels is refused before it is unpacked', () => {
		expect(() => pngPicture(makePng({ type: 0, bits: 1, width: 20_000, height: 4 }))).toThrow(
			/is a picture of 20000 × 4 pixels, which is too large/,
		);
		expect(() =>
			pngPicture(makePng({ type: 6, bits: 8, width: 9_000, height: 9_000, data: Buffer.alloc(9) })),
		).toThrow(/too large/);
	});
});

describe('JPEG', () => {
	it.each([1, 3, 4])('with %d components is taken over unchanged', (components) => {
		const bytes = makeJpeg({ components });
		const picture = jpegPicture(bytes);
		expect(picture).toMatchObject({ width: 40, height: 30, orientation: 1, dpi: null });
		expect(picture.pieces[0].stream.data).toBe(bytes);
	});

	it('tells how it is turned, and its resolution', () => {
		expect(jpegPicture(makeJpeg({ orientation: 6, dpi: 300 }))).toMatchObject({
			orientation: 6,
			dpi: { x: 300, y: 300 },
		});
		// Nonsense of a camera is none of the picture.
		expect(jpegPicture(makeJpeg({ orientation: 77, dpi: 1 }))).toMatchObject({ orientation: 1, dpi: null });
	});

	it.each([
		['that ends too early', makeJpeg({}).subarray(0, -2), /ends too early/],
		['without a picture', Buffer.from('ffd8ffd9', 'hex'), /no picture/],
		['of a rare kind', makeJpeg({ frame: 0xc3 }), /is a rare kind of JPEG/],
		['of 20,000 pixels', makeJpeg({ width: 20_000 }), /20000 × 30 pixels, which is too large/],
	])('%s is refused', (_what, bytes, says) => {
		expect(() => jpegPicture(bytes)).toThrow(says);
	});
});

describe('the place on the sheet', () => {
	const picture = (more: Partial<Picture>): Picture => ({
		width: 1728,
		height: 2292,
		dpi: { x: 204, y: 196 },
		orientation: 1,
		pieces: [],
		...more,
	});
	/** where the corners of the stored picture come to lie: left bottom and right top */
	const corners = ({ matrix: [a, b, c, d, e, f] }: ReturnType<typeof placed>) =>
		[
			[e, f],
			[a + c + e, b + d + f],
		].map((corner) => corner.map(Math.round));

	it('a scan fills it, whatever the shape of its pixels', () => {
		for (const [height, y] of [
			[2292, 196],
			[1146, 98],
		]) {
			const place = placed(picture({ height, dpi: { x: 204, y } }), PAPERS.a4);
			const [[left, bottom], [right, top]] = corners(place);
			expect(right - left).toBeGreaterThan(590);
			expect(right - left).toBeLessThanOrEqual(596);
			expect((top - bottom) / (right - left)).toBeCloseTo(1.38, 1);
		}
	});

	it('a photo gets a margin and stays in its proportions', () => {
		const place = placed(picture({ width: 3000, height: 4000, dpi: { x: 72, y: 72 } }), PAPERS.letter);
		expect(corners(place)).toEqual([
			[30, 28],
			[582, 764],
		]);
		expect(place.mediaBox).toEqual([0, 0, 612, 792]);
	});

	it('a small picture is not enlarged, and stays on an upright sheet', () => {
		const place = placed(picture({ width: 192, height: 96, dpi: null }), PAPERS.a4);
		expect(corners(place)[1][0] - corners(place)[0][0]).toBe(144);
		expect(place.mediaBox[2]).toBeLessThan(place.mediaBox[3]);
	});

	it('a wide picture gets the sheet sideways, also when only its camera says so', () => {
		expect(placed(picture({ width: 4000, height: 3000, dpi: null }), PAPERS.a4).mediaBox[2]).toBe(841.89);
		const turned = placed(picture({ width: 3000, height: 4000, dpi: null, orientation: 6 }), PAPERS.a4);
		expect(turned.mediaBox[2]).toBe(841.89);
		const [[left, bottom], [right, top]] = corners(turned);
		// The lower left corner of what is stored is seen at the upper left, the upper right at the lower right.
		expect([left < right, bottom > top]).toEqual([true, true]);
	});
});
