import { PAPERS } from '../../nodes/shared/pdf/images/paper';
import { merge } from '../../nodes/shared/pdf/merge';
import type { MergePart } from '../../nodes/shared/pdf/merge';
import { makeTiff } from '../../sandbox';
import { dice, randomPdf } from '../support/randomPdf';
import type { Dice, RandomPage } from '../support/randomPdf';
import { readersMissing, seenIn } from './readers';

const MERGED = 500;
const PER_TEST = 50;

const rethrown = (error: unknown) => error;

/** A part of a merged PDF and what must be seen of it. */
function randomPart(die: Dice, name: string): { part: MergePart; expected: RandomPage[] } {
	if (die.chance(0.1)) {
		const bytes = makeTiff(1 + die.roll(3));
		const pages = Array.from({ length: bytes.length > 20_000 ? 3 : bytes.length > 10_000 ? 2 : 1 }, () => ({
			text: '',
			...PAPERS.a4,
		}));
		return { part: { mimeType: 'image/tiff', bytes: async () => bytes, pages: null }, expected: pages };
	}
	const { bytes, pages } = randomPdf(die, name);
	const isCut = die.chance(0.3);
	const chosen = pages.flatMap((_, index) => (!isCut || die.chance(0.6) ? [index] : []));
	const wanted = chosen.length === 0 ? [0] : chosen;
	return {
		part: { mimeType: 'application/pdf', bytes: async () => bytes, pages: isCut ? () => wanted : null },
		expected: wanted.map((index) => pages[index]),
	};
}

const describeWithReaders = readersMissing === null ? describe : describe.skip;
if (readersMissing !== null) console.warn(`Merged PDFs are not judged by other readers: ${readersMissing}`);

describeWithReaders(`${MERGED} merged PDFs, read by qpdf and poppler`, () => {
	it.each(Array.from({ length: MERGED / PER_TEST }, (_, index) => index * PER_TEST))(
		'from number %d on: accepted, with all pages in their order, size and turn',
		async (first) => {
			for (let seed = first; seed < first + PER_TEST; seed++) {
				const die = dice(seed);
				const parts = Array.from({ length: 1 + die.roll(4) }, (_, index) =>
					randomPart(die, `File ${index + 1}`),
				);
				const order = parts.map(({ part }) => part);
				const { bytes, pages } = await merge(order, PAPERS.a4, rethrown);
				const expected = parts.flatMap((part) => part.expected);
				const seen = seenIn(bytes);
				const rounded = (list: RandomPage[]) =>
					list.map(({ text, width, height }) => `${text} ${Math.round(width)} × ${Math.round(height)}`);
				expect([seed, ...rounded(seen)]).toEqual([seed, ...rounded(expected)]);
				expect(pages).toBe(expected.length);
				// The same parts give the same file.
				expect((await merge(order, PAPERS.a4, rethrown)).bytes.equals(bytes)).toBe(true);
			}
		},
	);
});
