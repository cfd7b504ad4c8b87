import { badParameter } from '../shared/failure';

const FIELD = 'Pages';
const EXAMPLE = 'Write pages and ranges separated by commas, counted from 1, e.g. 1-5, 8.';

/**
 * Reads page selections such as `1-5, 8`. One selection holds for every document; several, separated by
 * semicolons, belong to the documents in their order, an empty one meaning all pages.
 * @returns per document the entries for iFax, or null for all pages
 * Throws a FaxFailure that names the field when a selection makes no sense.
 */
export function pageSelections(text: string | null, documents: number): Array<string[] | null> {
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

function selection(text: string): string[] | null {
	if (text.trim() === '') return null;
	return text.split(',').map(pageRange);
}

function pageRange(text: string): string {
	const range = /^(\d{1,5})(?:\s*[-–]\s*(\d{1,5}))?$/.exec(text.trim());
	if (range === null) throw badParameter(FIELD, 'holds something that is no page or range', EXAMPLE);
	const first = Number(range[1]);
	const last = Number(range[2] ?? range[1]);
	if (first < 1) throw badParameter(FIELD, 'names page 0', EXAMPLE);
	if (last < first) {
		throw badParameter(FIELD, `holds the range ${first}-${last}, which runs backwards`, EXAMPLE);
	}
	return first === last ? String(first) : `${first}-${last}`;
}
