import fc from 'fast-check';
import { fontsFor } from '../../../../nodes/shared/pdf/writeFonts';
import { writePdf } from '../../../../nodes/shared/pdf/writePdf';
import { printable } from '../../../../nodes/shared/text/characters';
import { PAPERS } from '../../../../nodes/shared/text/paper';
import type { PaperName } from '../../../../nodes/shared/text/paper';
import { framedPages, textBodies } from '../../../../nodes/shared/text/textPages';
import type { TextFormat } from '../../../../nodes/shared/text/textPages';
import { describeWithPdfTools, readPdf, readPdfs, wordsOf } from '../../../support/pdfTools';

interface Order {
	format?: TextFormat;
	paper?: PaperName;
	size?: number;
}

const frame = {
	left: '',
	right: '',
	pageName: (number: number, count: number) => `Page ${number} of ${count}`,
};

/** The pages of a text as they are sent. */
function pagesOf(given: string, { format = 'markdown', paper = 'a4', size = 12 }: Order = {}) {
	const text = printable(given, 'Text');
	const fonts = fontsFor([text]);
	const bodies = [...textBodies({ text, format, paper, size, parameter: 'Text' }, fonts)];
	return { fonts, pages: framedPages(bodies, frame, paper, fonts, 0) };
}

function pdfOf(given: string, order: Order = {}): { bytes: Buffer; pages: number } {
	const { fonts, pages } = pagesOf(given, order);
	return { bytes: writePdf(pages, fonts, 'Fax'), pages: pages.length };
}

const LATIN = 'abcdefghijklmnopqrstuvwxyzäöüßéèñçåøŒ';
const ALPHABETS = [
	LATIN,
	`${LATIN}ąćęłńśźżřůőűğışțđ`,
	'αβγδεζηθικλμνξοπρστυφχψωάέή',
	'абвгдежзийклмнопрстуфхцчшщъыьэюяїєґ',
];

/** Words of one script. Poppler joins what ends with a hyphen, and takes marks of Markdown for what they are: left out. */
const wordUpTo = (maxLength: number) => (alphabet: string) =>
	fc.array(fc.constantFrom(...alphabet), { minLength: 1, maxLength }).map((letters) => letters.join(''));
const word = wordUpTo(12);
/** So short that four of them fit side by side in any size. */
const shortWord = wordUpTo(6);

interface Sample {
	/** as it is written */
	source: string;
	/** the words that must be read, in this order */
	words: string[];
}

const joined = (samples: readonly Sample[], between: string): Sample => ({
	source: samples.map(({ source }) => source).join(between),
	words: samples.flatMap(({ words }) => words),
});

function markdownOf(alphabet: string): fc.Arbitrary<Sample> {
	const words = fc.array(word(alphabet), { minLength: 1, maxLength: 40 });
	const plain = words.map((list): Sample => ({ source: list.join(' '), words: list }));
	const emphasized = fc
		.tuple(words, fc.constantFrom('**', '*', '***', '__', '_'))
		.map(([list, mark]): Sample => ({ source: `${mark}${list.join(' ')}${mark}`, words: list }));
	const inline = fc
		.array(fc.oneof(plain, emphasized), { minLength: 1, maxLength: 4 })
		.map((parts) => joined(parts, ' '));
	const heading = fc
		.tuple(fc.integer({ min: 1, max: 3 }), plain)
		.map(([level, { source, words: list }]) => ({ source: `${'#'.repeat(level)} ${source}`, words: list }));
	const bullets = fc.array(inline, { minLength: 1, maxLength: 8 }).map((items): Sample => ({
		source: items.map(({ source }) => `- ${source}`).join('\n'),
		words: items.flatMap((item) => ['•', ...item.words]),
	}));
	const numbered = fc.array(inline, { minLength: 1, maxLength: 8 }).map((items): Sample => ({
		source: items.map(({ source }, index) => `${index + 1}. ${source}`).join('\n'),
		words: items.flatMap((item, index) => [`${index + 1}.`, ...item.words]),
	}));
	// One word in each cell: of wrapped cells readers may give the lines in either order.
	const tables = fc.integer({ min: 1, max: 4 }).chain((columns) =>
		fc
			.array(fc.array(shortWord(alphabet), { minLength: columns, maxLength: columns }), {
				minLength: 1,
				maxLength: 12,
			})
			.map(([header, ...rows]): Sample => {
				const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
				return {
					source: [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n'),
					words: [header, ...rows].flat(),
				};
			}),
	);
	const block = fc.oneof(inline, heading, bullets, numbered, tables);
	return fc.array(block, { minLength: 1, maxLength: 14 }).map((blocks) => joined(blocks, '\n\n'));
}

const samples = fc.constantFrom(...ALPHABETS).chain(markdownOf);

/** What is read without header and footer. */
const bodyWords = (text: string): string[] => wordsOf(text.replace(/^Page \d+ of \d+$/gm, ''));

/** Whether these words come in this order, with others between them at most. */
function isWithin(words: readonly string[], all: readonly string[]): boolean {
	let at = 0;
	for (const each of all) if (each === words[at]) at += 1;
	return at === words.length;
}

describeWithPdfTools('the pages of a text, read by other programs', () => {
	it('have all words in their order, and the pages that were made, in 500 random texts', () => {
		const orders = fc.sample(
			fc.record({
				sample: samples,
				paper: fc.constantFrom<PaperName>('a4', 'letter'),
				size: fc.integer({ min: 11, max: 18 }),
			}),
			{ numRuns: 500, seed: 7 },
		);
		const made = orders.map(({ sample, paper, size }) => pdfOf(sample.source, { paper, size }));
		const read = readPdfs(made.map(({ bytes }) => bytes));
		for (const [index, { sample }] of orders.entries()) {
			const { pages } = made[index];
			const { text } = read[index];
			expect(read[index].pages).toBe(pages);
			// A table that goes on has its header again, so there the words are a few more.
			if (pages === 1 || !sample.source.includes('|')) expect(bodyWords(text)).toEqual(sample.words);
			else expect(isWithin(sample.words, bodyWords(text))).toBe(true);
			for (let page = 1; page <= pages; page++) expect(text).toContain(`Page ${page} of ${pages}`);
		}
		// Guards the test: the texts are long enough for page ends to matter.
		expect(Math.max(...made.map(({ pages }) => pages))).toBeGreaterThan(2);
	}, 300_000);

	it('keep plain text as it stands', () => {
		const text = '  # 1 *not* a heading\n\n  - no | list\n| a | b |\n|---|---|\n1. __no__';
		const { bytes } = pdfOf(text, { format: 'plain' });
		expect(bodyWords(readPdf(bytes).text)).toEqual(wordsOf(text));
	});

	it('are A4 or Letter', () => {
		expect(readPdf(pdfOf('Hello').bytes).size).toContain('(A4)');
		expect(readPdf(pdfOf('Hello', { paper: 'letter' }).bytes).size).toContain('(letter)');
	});

	it('repeat the header of a table on every page', () => {
		const rows = Array.from({ length: 90 }, (_, index) => `| item ${index + 1} | ${index * 3} |`);
		const { bytes, pages } = pdfOf(['| Article | Amount |', '|---|--:|', ...rows].join('\n'));
		const read = readPdf(bytes);
		expect(pages).toBe(3);
		const parts = read.text.split('\f').slice(0, pages);
		expect(parts.map((part) => wordsOf(part).slice(0, 2))).toEqual(parts.map(() => ['Article', 'Amount']));
		expect(rows.every((_row, index) => read.text.includes(`item ${index + 1}`))).toBe(true);
	});
});

describe('the pages of a text', () => {
	it('are the same bytes for the same text', () => {
		const text = '# One\n\nTwo **three** Ωμέγα\n';
		expect(pdfOf(text).bytes.equals(pdfOf(text).bytes)).toBe(true);
	});

	it('have nothing outside of the margins, and no type below 11 points', () => {
		fc.assert(
			fc.property(samples, fc.constantFrom<PaperName>('a4', 'letter'), (sample, paper) => {
				const { fonts, pages } = pagesOf(sample.source, { paper });
				for (const { marks } of pages) {
					for (const mark of marks) {
						const { width, height } = PAPERS[paper];
						expect(mark.x).toBeGreaterThanOrEqual(50);
						expect(mark.y).toBeGreaterThan(30);
						expect(mark.y).toBeLessThan(height - 30);
						if (mark.kind !== 'text') continue;
						expect(mark.size).toBeGreaterThanOrEqual(11);
						expect(mark.x + fonts.width(mark.text, mark.style, mark.size)).toBeLessThan(width - 56);
					}
				}
			}),
			{ numRuns: 100, seed: 11 },
		);
	});

	it('begin anew at a form feed', () => {
		expect(pdfOf('one\ftwo', { format: 'plain' }).pages).toBe(2);
		expect(pdfOf('one\n\f\ntwo').pages).toBe(2);
	});

	it('cut a word that is longer than a line', () => {
		const { pages } = pagesOf('x'.repeat(20_000), { format: 'plain' });
		const lines = pages.flatMap(({ marks }) =>
			marks.flatMap((mark) => (mark.kind === 'text' ? [mark.text] : [])),
		);
		expect(lines.filter((line) => /^x+$/.test(line)).join('')).toBe('x'.repeat(20_000));
	});

	it('are made no further than they are asked for', () => {
		const text = printable('word '.repeat(1_000_000), 'Text');
		const fonts = fontsFor([text]);
		let measured = 0;
		const counting = {
			...fonts,
			width(...of: Parameters<typeof fonts.width>) {
				measured += 1;
				return fonts.width(...of);
			},
		};
		const order = { text, format: 'markdown' as const, paper: 'a4' as const, size: 12, parameter: 'Text' };
		const bodies = textBodies(order, counting);
		for (let page = 0; page < 20; page++) bodies.next();
		// Twenty pages have some 15,000 words; each is measured a few times.
		expect(measured).toBeLessThan(100_000);
	});

	it.each([
		'`'.repeat(200_000),
		'['.repeat(200_000),
		'*a '.repeat(70_000),
		'**a* '.repeat(50_000),
		'|'.repeat(200_000),
		'> '.repeat(100_000),
		'\\'.repeat(200_000),
	])('take no longer for a text that is all signs of Markdown (%#)', (text) => {
		const begun = Date.now();
		const fonts = fontsFor([text]);
		const bodies = textBodies({ text, format: 'markdown', paper: 'a4', size: 12, parameter: 'Text' }, fonts);
		for (let page = 0; page < 20; page++) bodies.next();
		expect(Date.now() - begun).toBeLessThan(20_000);
	});
});

describe('a table', () => {
	const table = (columns: number, word = 'Wort') =>
		[Array(columns).fill(word), Array(columns).fill('---'), Array(columns).fill(word)]
			.map((cells) => `|${cells.join('|')}|`)
			.join('\n');

	it('that is wider than the page is refused, by number and columns', () => {
		expect(() => pdfOf(`${table(2)}\n\n${table(14)}`)).toThrow(
			"'Text' has a table that is wider than the page (table 2, with 14 columns)",
		);
	});

	it('with words longer than their columns is wrapped', () => {
		expect(pdfOf(table(4, 'Donaudampfschifffahrtsgesellschaftskapitän')).pages).toBe(1);
	});
});

describe('a character that no font has', () => {
	it.each([
		['Hello 😀', "'Text' has the character U+1F600 ('😀'), which the fonts for faxes lack"],
		['שלום', "'Text' has the character U+05E9 ('ש'), which the fonts for faxes lack"],
		['\u0007', "'Text' has the character U+0007, which the fonts for faxes lack"],
	])('is named: %j', (text, message) => {
		expect(() => pdfOf(text)).toThrow(message);
	});

	it('is not one that cannot be seen, or that has an equal', () => {
		const { pages } = pagesOf('a\u200bb\u00adc e\u0301 x\u2009y 1\u20112');
		const [mark] = pages[0].marks.filter((each) => each.kind === 'text');
		expect(mark).toMatchObject({ text: 'abc é x\u00a0y 1-2' });
	});
});
