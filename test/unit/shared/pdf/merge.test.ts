import { readFileSync } from 'node:fs';
import path from 'node:path';
import { deflateSync } from 'node:zlib';
import { PAPERS } from '../../../../nodes/shared/pdf/images/paper';
import { merge, pageCount } from '../../../../nodes/shared/pdf/merge';
import type { MergePart } from '../../../../nodes/shared/pdf/merge';
import { DocumentProblem } from '../../../../nodes/shared/pdf/problem';
import { makePdf, makeTiff } from '../../../../sandbox';
import { makeJpeg, makePng } from '../../../support/pictures';
import { dice, randomPdf } from '../../../support/randomPdf';

const PDF = 'application/pdf';
const letter = readFileSync(path.join(__dirname, '../../../../demo/documents/referral-letter.pdf'));

const partOf = (bytes: Buffer, mimeType = PDF, pages: number[] | null = null): MergePart => ({
	mimeType,
	bytes: async () => bytes,
	pages: pages === null ? null : () => pages,
});

const merged = async (...parts: MergePart[]) => await merge(parts, PAPERS.a4, (error) => error);

/** A PDF of these objects, numbered from 1; the first is the catalog. There is no table: readers must search. */
function pdfOf(objects: Array<string | Buffer>, trailer = '/Root 1 0 R'): Buffer {
	const bodies = objects.map((body, index) => {
		const text = Buffer.isBuffer(body) ? body.toString('latin1') : body;
		return `${index + 1} 0 obj\n${text}\nendobj\n`;
	});
	return Buffer.from(`%PDF-1.5\n${bodies.join('')}trailer <<${trailer}>>\n`, 'latin1');
}

const stream = (entries: string, data: Buffer | string): string => {
	const text = Buffer.isBuffer(data) ? data.toString('latin1') : data;
	return `<<${entries}/Length ${text.length}>>\nstream\n${text}\nendstream`;
};

const CATALOG = '<</Type/Catalog/Pages 2 0 R>>';
const TREE = '<</Type/Pages/Kids[3 0 R]/Count 1>>';
const PAGE = '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>';
const CONTENT = stream('', '0 0 m 9 9 l S');

describe('merging', () => {
	it('gives the pages of all parts in their order', async () => {
		const { bytes, pages } = await merged(
			partOf(makePdf([['one'], ['two']])),
			partOf(makeTiff(2), 'image/tiff'),
			partOf(makePng({ type: 2, bits: 8 }), 'image/png'),
			partOf(makeJpeg({}), 'image/jpeg'),
			partOf(letter, PDF, [2, 0]),
		);
		expect(pages).toBe(8);
		expect(pageCount(bytes, PDF)).toBe(8);
		expect([...bytes.toString('latin1').matchAll(/\((one|two)\) Tj/g)].map(([, word]) => word)).toEqual([
			'one',
			'two',
		]);
	});

	it('gives the same bytes for the same parts, with nothing random in them', async () => {
		const one = await merged(partOf(letter), partOf(makeTiff(1), 'image/tiff'));
		const two = await merged(partOf(letter), partOf(makeTiff(1), 'image/tiff'));
		expect(one.bytes.equals(two.bytes)).toBe(true);
		expect(one.bytes.toString('latin1')).not.toMatch(/\/ID|Date|Producer/);
	});

	it('reads what it wrote, and random documents of other kinds', async () => {
		for (let seed = 0; seed < 60; seed++) {
			const { bytes, pages } = randomPdf(dice(seed), 'File');
			const once = await merged(partOf(bytes));
			expect([seed, once.pages]).toEqual([seed, pages.length]);
			expect((await merged(partOf(once.bytes))).pages).toBe(pages.length);
			expect(pageCount(bytes, PDF)).toBe(pages.length);
		}
	});

	it('takes only what the chosen pages need', async () => {
		const all = await merged(partOf(letter));
		const last = await merged(partOf(letter, PDF, [2]));
		expect(last.bytes.length).toBeLessThan(all.bytes.length);
		const text = last.bytes.toString('latin1');
		expect(text.match(/\/Type \/Page(?!s)/g)).toHaveLength(1);
	});

	it('keeps layers off that were off', async () => {
		const layered = pdfOf([
			'<</Type/Catalog/Pages 2 0 R/OCProperties<</OCGs[5 0 R 6 0 R]/D<</BaseState/OFF/ON[6 0 R]>>>>>>',
			TREE,
			'<</Type/Page/Contents 4 0 R/Resources<</Properties<</a 5 0 R/b 6 0 R>>>>>>',
			CONTENT,
			'<</Type/OCG/Name(hidden)>>',
			'<</Type/OCG/Name(shown)>>',
		]);
		const text = (await merged(partOf(layered))).bytes.toString('latin1');
		const hidden = /(\d+) 0 obj\n<<\/Type \/OCG\n\/Name \(hidden\)>>/.exec(text)![1];
		expect(text).toContain(`/OFF [${hidden} 0 R]`);
	});

	it('keeps stamps and filled fields, and leaves out links, actions and the rest of the document', async () => {
		const form = pdfOf([
			'<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[6 0 R]>>/Outlines 9 0 R>>',
			TREE,
			'<</Type/Page/Contents 4 0 R/Annots[6 0 R 7 0 R 8 0 R]/AA<</O 10 0 R>>>>',
			CONTENT,
			stream('/Type/XObject/Subtype/Form/BBox[0 0 9 9]', '(look) Tj'),
			'<</Subtype/Widget/FT/Tx/V(filled)/Rect[0 0 9 9]/AP<</N 5 0 R>>/P 3 0 R/Parent 3 0 R>>',
			'<</Subtype/Link/Rect[0 0 9 9]/A<</S/URI/URI(https://example.com)>>>>',
			'<</Subtype/Widget/FT/Tx/V()/Rect[0 0 9 9]>>',
			'<</Type/Outlines>>',
			'<</S/JavaScript/JS(app.alert)>>',
		]);
		const text = (await merged(partOf(form))).bytes.toString('latin1');
		expect(text).toContain('(look) Tj');
		expect(text).toMatch(/\/Annots \[<<\/Subtype \/Widget/);
		expect(text).not.toMatch(/example\.com|JavaScript|Outlines|AcroForm|\/Parent 3 /);
	});

	it('writes what pages have in common once, however it stands in the file', async () => {
		const count = 200;
		const kids = Array.from({ length: count }, (_, index) => `${index + 4} 0 R`).join(' ');
		const shared = `/Resources<</ProcSet[${'/PDF '.repeat(5_000)}]>>`;
		const pages = Array.from({ length: count }, () => '<</Type/Page/Parent 2 0 R>>');
		const bytes = pdfOf([CATALOG, `<</Type/Pages/Kids[${kids}]/Count ${count}${shared}>>`, 'null', ...pages]);
		const result = await merged(partOf(bytes));
		expect(result.pages).toBe(count);
		expect(result.bytes.length).toBeLessThan(2 * bytes.length + 20_000);
	});
});

/** Every one of these must be refused with the reason, quickly. */
const REFUSED: Array<[string, () => Buffer, RegExp, string?]> = [
	['protected', () => pdfOf([CATALOG, TREE, PAGE, CONTENT], '/Root 1 0 R/Encrypt 9 0 R'), /protected/],
	['no PDF', () => Buffer.from('plain text'), /it is no PDF/],
	['empty', () => Buffer.from('%PDF-1.4\n%%EOF'), /no pages/],
	['without pages', () => pdfOf([CATALOG, '<</Type/Pages/Kids[]/Count 0>>']), /no pages/],
	[
		'a page is missing',
		() => pdfOf([CATALOG, '<</Type/Pages/Kids[3 0 R 7 0 R]>>', PAGE, CONTENT]),
		/pages is missing/,
	],
	['the content is missing', () => pdfOf([CATALOG, TREE, PAGE]), /content of page 1 is missing/],
	[
		'it breaks off in its content',
		() => {
			const whole = pdfOf([CATALOG, TREE, PAGE, stream('', 'x'.repeat(500))]);
			return whole.subarray(0, whole.indexOf('xxx') + 100);
		},
		/ends in the middle of its data/,
	],
	[
		'a tree that contains itself',
		() => pdfOf([CATALOG, '<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>']),
		/no pages/,
	],
	[
		'a tree that doubles at every level',
		() =>
			pdfOf([
				CATALOG,
				...Array.from(
					{ length: 40 },
					(_, level) => `<</Type/Pages/Kids[${level + 3} 0 R ${level + 3} 0 R]>>`,
				),
				'<</Type/Page>>',
			]),
		/more than 5000 pages/,
	],
	['a reference to itself', () => pdfOf([CATALOG, '2 0 R']), /no pages/],
	['endless brackets', () => pdfOf([CATALOG, TREE, `${'['.repeat(100_000)}`]), /is broken/],
	[
		'objects that unpack to a thousand times their size',
		() => {
			const bomb = deflateSync(Buffer.alloc(300_000_000, ' '), { level: 9 });
			return pdfOf([
				'<</Type/Catalog/Pages 900 0 R>>',
				stream('/Type/ObjStm/N 1/First 6/Filter/FlateDecode', bomb),
			]);
		},
		/no pages|unpacks to far more|too complex/,
	],
	[
		'bombs within bombs',
		() => {
			const inner = deflateSync(Buffer.alloc(200_000_000, ' '), { level: 9 });
			return pdfOf([
				'<</Type/Catalog/Pages 900 0 R>>',
				...Array.from({ length: 60 }, () =>
					stream('/Type/ObjStm/N 1/First 6/Filter[/FlateDecode/FlateDecode]', deflateSync(inner)),
				),
			]);
		},
		/no pages|unpacks to far more|too complex/,
	],
	[
		'tables of contents that refer to one another',
		() => {
			const text =
				'%PDF-1.4\nxref\n0 1\n0000000000 65535 f \ntrailer <</Root 1 0 R/Prev 9>>\nstartxref\n9\n%%EOF';
			return Buffer.from(text);
		},
		/no pages/,
	],
	[
		'a million objects at one place',
		() => {
			const head = `%PDF-1.4\n1 0 obj\n[${'(x) '.repeat(20_000)}]\nendobj\n`;
			const kids = Array.from({ length: 4_000 }, (_, index) => `${index + 4} 0 R`).join(' ');
			const rows = '0000000009 00000 n \n'.repeat(60_000);
			return Buffer.from(
				`${head}xref\n0 60000\n${rows}trailer <</Root <</Pages <</Kids[${kids}]>>>>>>\nstartxref\n${head.length}\n%%EOF`,
			);
		},
		/is broken|too complex/,
	],
	[
		'a form that only its program can show',
		() =>
			pdfOf([
				CATALOG,
				TREE,
				'<</Type/Page/Annots[<</Subtype/Widget/Parent 5 0 R>>]>>',
				'null',
				'<</FT/Tx/V(Jane)>>',
			]),
		/only a form program can show/,
	],
	['a TIFF whose pages go round', () => loopedTiff(), /list of pages leads nowhere/, 'image/tiff'],
	['a TIFF that breaks off', () => makeTiff(2).subarray(0, 8_000), /is broken/, 'image/tiff'],
];

function loopedTiff(): Buffer {
	const bytes = Buffer.from(makeTiff(1));
	bytes.writeUInt32LE(8, 8 + 2 + 9 * 12);
	return bytes;
}

describe('what cannot be merged is refused with the reason', () => {
	it.each(REFUSED)('%s', async (_what, make, says, mimeType = PDF) => {
		const bytes = make();
		const start = performance.now();
		await expect(merged(partOf(bytes, mimeType))).rejects.toThrow(says);
		await expect(merged(partOf(bytes, mimeType))).rejects.toBeInstanceOf(DocumentProblem);
		// Two tries, with room for a machine that is slow and busy.
		expect(performance.now() - start).toBeLessThan(15_000);
	});

	it('names the part', async () => {
		const located = (error: unknown, part: number) => new Error(`${part}: ${(error as Error).message}`);
		const parts = [partOf(letter), partOf(Buffer.from('%PDF-1.4'))];
		await expect(merge(parts, PAPERS.a4, located)).rejects.toThrow(/^1: is broken/);
	});
});

describe('damaged files', () => {
	const SAMPLES: Array<[string, string, () => Buffer]> = [
		['letter', PDF, () => letter],
		['random PDF', PDF, () => randomPdf(dice(3), 'File').bytes],
		['TIFF', 'image/tiff', () => makeTiff(2)],
		['fax', 'image/tiff', () => readFileSync(path.join(__dirname, 'tiffs/bw-group3-2d-strips.tif'))],
		['LZW', 'image/tiff', () => readFileSync(path.join(__dirname, 'tiffs/rgb-lzw-differences.tif'))],
		['PNG', 'image/png', () => makePng({ type: 6, bits: 8, interlaced: true })],
		['JPEG', 'image/jpeg', () => makeJpeg({ orientation: 3, dpi: 200 })],
	];

	it.each(SAMPLES)(
		'%s: changed or cut anywhere, it is merged or refused, and nothing else',
		async (_what, mimeType, make) => {
			const original = make();
			let refused = 0;
			for (let seed = 0; seed < 150; seed++) {
				const die = dice(seed);
				let bytes = Buffer.from(original);
				for (let change = die.roll(8); change >= 0; change--) bytes[die.roll(bytes.length)] = die.roll(256);
				if (die.chance(0.3)) bytes = bytes.subarray(0, die.roll(bytes.length));
				try {
					await merged(partOf(bytes, mimeType));
				} catch (error) {
					if (!(error instanceof DocumentProblem)) throw new Error(`seed ${seed}: ${(error as Error).stack}`);
					refused++;
				}
			}
			expect(refused).toBeGreaterThan(0);
		},
	);
});
