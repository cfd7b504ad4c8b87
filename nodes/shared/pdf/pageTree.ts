import type { PdfFile } from './pdfFile';
import { broken, tooLarge } from './problem';
import { PdfRef, dictOf, nameOf } from './values';
import type { PdfDict, PdfValue } from './values';

/** No service takes as many pages for one fax. */
export const MOST_PAGES = 5_000;
const MOST_NODES = 50_000;
const DEEPEST = 60;

const INHERITED = ['MediaBox', 'CropBox', 'Rotate', 'Resources'];

/** A page as its tree describes it. */
export interface PdfPage {
	/** the number of its object; undefined where it stands directly in the tree */
	num: number | undefined;
	/** what it has from the nodes above it, by key */
	inherited: ReadonlyMap<string, Inherited>;
}

/** A value that several pages have in common. */
export interface Inherited {
	value: PdfValue;
}

interface Walk {
	file: PdfFile;
	pages: PdfPage[];
	nodes: number;
	above: Set<number>;
}

/**
 * The pages of a PDF in their order.
 * @throws DocumentProblem when there are none, or too many
 */
export function pagesOf(file: PdfFile): PdfPage[] {
	const pages = attemptPages(file);
	if (pages.length > 0) return pages;
	const again = file.retryRepaired() ? attemptPages(file) : [];
	if (again.length === 0) throw broken('it has no pages that could be found');
	return again;
}

function attemptPages(file: PdfFile): PdfPage[] {
	const walk: Walk = { file, pages: [], nodes: 0, above: new Set() };
	visit(walk, file.catalog()?.get('Pages') ?? null, new Map());
	return walk.pages;
}

function visit(walk: Walk, node: PdfValue, inherited: ReadonlyMap<string, Inherited>): void {
	const num = node instanceof PdfRef ? node.num : undefined;
	const dict = dictOf(walk.file.resolve(node));
	// A missing page must not go unnoticed, but a tree that runs in circles has each of its pages once.
	if (dict === undefined) throw broken('one of its pages is missing');
	if (num !== undefined && walk.above.has(num)) return;
	if (++walk.nodes > MOST_NODES || walk.above.size > DEEPEST)
		throw broken('its list of pages makes no sense');
	const kids = walk.file.resolve(dict.get('Kids'));
	if (!Array.isArray(kids) || nameOf(dict.get('Type')) === 'Page') {
		walk.pages.push({ num, inherited });
		if (walk.pages.length > MOST_PAGES) {
			throw tooLarge(`has more than ${MOST_PAGES} pages`, 'Send a part of it.');
		}
		return;
	}
	const own = new Map(inherited);
	for (const key of INHERITED) {
		const value = dict.get(key);
		if (value !== undefined) own.set(key, { value });
	}
	if (num !== undefined) walk.above.add(num);
	for (const kid of kids) visit(walk, kid, own);
	if (num !== undefined) walk.above.delete(num);
}

/** The dictionary of a page. @throws DocumentProblem when it cannot be read any more */
export function dictOfPage(file: PdfFile, page: PdfPage): PdfDict {
	const dict = page.num === undefined ? undefined : dictOf(file.object(page.num));
	if (dict === undefined) throw broken('one of its pages is missing');
	return dict;
}
