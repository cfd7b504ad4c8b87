import { badParameter } from '../failure';

const FIELD = 'Pages';
const EXAMPLE = 'Write pages and ranges separated by commas, counted from 1, e.g. 1-5, 8, 12-.';

/** Pages of a document, counted from 1. */
export interface PageRange {
	first: number;
	/** null for the last page, whatever its number */
	last: number | null;
}

/** The ranges of one document, in the order in which they were written; null for all pages. */
export type PageSelection = readonly PageRange[] | null;

/** Pages without an open end. */
export interface ClosedRange extends PageRange {
	last: number;
}

/**
 * Reads page selections such as `1-5, 8, 12-`. One selection holds for every document; several, separated by
 * semicolons, belong to the documents in their order, an empty one meaning all pages.
 * @throws FaxFailure that names the field when a selection makes no sense
 */
export function pageSelections(text: string | null, documents: number): PageSelection[] {
	const parts = (text ?? '').split(';');
	if (parts.length === 1) {
		const all = selection(parts[0]);
		return Array.from({ length: documents }, () => all);
	}
	if (parts.length !== documents) {
		throw badParameter(
			FIELD,
			`has ${parts.length} selections for ${documents} ${documents === 1 ? 'document' : 'documents'}`,
			'Separate the selections of the documents by semicolons, one for each, e.g. 1-2; 1, 4-5.',
		);
	}
	return parts.map(selection);
}

function selection(text: string): PageSelection {
	return text.trim() === '' ? null : text.split(',').map(pageRange);
}

function pageRange(text: string): PageRange {
	const range = /^(\d{1,5})(?:\s*([-–])\s*(\d{1,5})?)?$/.exec(text.trim());
	if (range === null) throw badParameter(FIELD, 'holds something that is no page or range', EXAMPLE);
	const [, start, dash, end] = range;
	const first = Number(start);
	if (first < 1) throw badParameter(FIELD, 'names page 0', EXAMPLE);
	if (dash !== undefined && end === undefined) return { first, last: null };
	const last = Number(end ?? start);
	if (last < first) {
		throw badParameter(FIELD, `holds the range ${first}-${last}, which runs backwards`, EXAMPLE);
	}
	return { first, last };
}

/**
 * The ranges with their ends.
 * @param count pages of the document; null when it does not tell
 * @param name of the document, for errors
 * @throws FaxFailure that names the field when a page does not exist, or an open end is not known
 */
export function closedRanges(
	ranges: readonly PageRange[],
	count: number | null,
	name: string,
): ClosedRange[] {
	return ranges.map(({ first, last }) => {
		const end = last ?? count;
		if (end === null) {
			throw badParameter(
				FIELD,
				`holds the range ${first}-, but it cannot be told how many pages ${name} has`,
				'Name the last page, too, e.g. 3-9.',
			);
		}
		if (count !== null && Math.max(first, end) > count) {
			throw badParameter(
				FIELD,
				`names page ${Math.max(first, end)}, but ${name} has ${count}`,
				'Name pages that are there; an open range such as 3- ends with the last one.',
			);
		}
		return { first, last: end };
	});
}

/** The pages of the ranges in the order of the document, each once, counted from 0. */
export function pagesIn(ranges: readonly ClosedRange[]): number[] {
	const pages = new Set<number>();
	for (const { first, last } of ranges) for (let page = first; page <= last; page++) pages.add(page - 1);
	return [...pages].sort((a, b) => a - b);
}
