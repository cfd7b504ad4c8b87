import type { PdfFile } from './pdfFile';
import { DocumentProblem } from './problem';
import { PdfString, countOf, dictOf, nameOf } from './values';
import type { PdfDict, PdfValue } from './values';

/** What an annotation looks like; what it does when it is clicked is of no use on paper. */
const KEPT_KEYS = new Set([
	...[
		'Type',
		'Subtype',
		'Rect',
		'AP',
		'AS',
		'F',
		'C',
		'IC',
		'BS',
		'Border',
		'BE',
		'CA',
		'L',
		'LE',
		'QuadPoints',
	],
	...['InkList', 'Vertices', 'DA', 'DS', 'RC', 'Contents', 'Q', 'RD', 'CL', 'MK', 'OC', 'Name', 'IT', 'Sy'],
]);
/** These are seen on screens only. */
const NEVER_PRINTED = new Set(['Link', 'Popup']);
const HIDDEN = 2;
const DEEPEST_FIELD = 20;

/**
 * What stands on a page beside its content: filled fields, stamps, notes.
 * @throws DocumentProblem when a field is filled whose look the file does not hold
 */
export function printedAnnotations(file: PdfFile, list: PdfValue | undefined): PdfDict[] {
	const annotations = file.resolve(list);
	if (!Array.isArray(annotations)) return [];
	return annotations.flatMap((entry) => {
		const annotation = dictOf(file.resolve(entry));
		return annotation !== undefined && isPrinted(file, annotation) ? [withoutActions(annotation)] : [];
	});
}

function isPrinted(file: PdfFile, annotation: PdfDict): boolean {
	const subtype = nameOf(file.resolve(annotation.get('Subtype'))) ?? '';
	const flags = countOf(file.resolve(annotation.get('F'))) ?? 0;
	if (NEVER_PRINTED.has(subtype) || (flags & HIDDEN) !== 0) return false;
	if (subtype !== 'Widget') return true;
	const looks = dictOf(file.resolve(annotation.get('AP')));
	if (looks?.has('N')) return true;
	if (isFilled(file, annotation)) {
		throw new DocumentProblem(
			'is a form whose entries only a form program can show',
			'Open it in the program it was filled in with, print it to a new PDF and send that.',
		);
	}
	return false;
}

/** Whether a field has a value, which may stand in a field above it. */
function isFilled(file: PdfFile, annotation: PdfDict): boolean {
	let field: PdfDict | undefined = annotation;
	for (let depth = 0; field !== undefined && depth < DEEPEST_FIELD; depth++) {
		const value = file.resolve(field.get('V'));
		if (value instanceof PdfString) return /[^\s()<>]/.test(value.raw.toString('latin1'));
		if (value !== null) return nameOf(value) !== undefined && nameOf(value) !== 'Off';
		field = dictOf(file.resolve(field.get('Parent')));
	}
	return false;
}

function withoutActions(annotation: PdfDict): PdfDict {
	return new Map([...annotation].filter(([key]) => KEPT_KEYS.has(key)));
}
