import { badParameter } from '../failure';
import type { FontSet } from '../pdf/writeFonts';
import type { Page } from '../pdf/writePdf';
import { moved } from '../pdf/writePdf';
import { Column } from '../text/column';
import type { Field } from '../text/column';
import { MARGINS, PAPERS, RULE, SMALLEST_TYPE, textWidth } from '../text/paper';
import type { PaperName } from '../text/paper';

/** What a cover page says; what is null or empty is left out. All texts as `printable` gives them. */
export interface CoverOrder {
	toName: string | null;
	/** E.164 with +; null when the page goes to several recipients */
	toNumber: string | null;
	fromName: string | null;
	fromNumber: string | null;
	subject: string | null;
	date: string;
	/** of the whole fax, this one included; null when the documents do not tell */
	pages: number | null;
	reference: string | null;
	/** such as "Urgent" */
	marks: readonly string[];
	message: string | null;
	confidentialityNote: string | null;
	paper: PaperName;
}

const TITLE_SIZE = 48;
const TITLE_TOP = 62;
const TITLE_RULE = 3;
const MESSAGE_SIZE = 12.5;
const FIELDS = { size: 14, left: 92, padding: 6 };
const BOLD = { bold: true };

/** The fields in the order in which they stand on the page. */
function fieldsOf(order: CoverOrder): Field[] {
	const person = (name: string | null, number: string | null) => [
		...(name === null ? [] : [{ text: name, bold: true }]),
		...(number === null ? [] : [{ text: number, bold: name === null }]),
	];
	const one = (text: string | null, bold = false) => (text === null ? [] : [{ text, bold }]);
	const fields: Field[] = [
		{ label: 'To', lines: person(order.toName, order.toNumber) },
		{ label: 'From', lines: person(order.fromName, order.fromNumber) },
		{ label: 'Subject', lines: one(order.subject, true) },
		{ label: 'Date', lines: one(order.date) },
		{ label: 'Pages', lines: one(order.pages === null ? null : `${order.pages}, this one included`) },
		{ label: 'Reference', lines: one(order.reference) },
	];
	return fields.filter(({ lines }) => lines.length > 0);
}

/** All texts that the page has, to choose fonts by. */
export function coverTexts(order: CoverOrder): string[] {
	const fields = fieldsOf(order).flatMap(({ lines }) => lines.map(({ text }) => text));
	return [...fields, ...order.marks, order.message ?? '', order.confidentialityNote ?? ''];
}

/** Words in frames, side by side. */
function frames(column: Column, words: readonly string[], fonts: FontSet): void {
	if (words.length === 0) return;
	const size = SMALLEST_TYPE + 1;
	const padding = 7;
	const height = size + 2 * padding - 2;
	column.y += 14;
	let x = 0.75;
	for (const word of words.map((mark) => mark.toUpperCase())) {
		const width = fonts.width(word, BOLD, size) + 2 * padding;
		column.marks.push(
			{ kind: 'box', x, y: column.y, width, height, border: RULE.strong },
			{ kind: 'text', x: x + padding, y: column.y + padding + size * 0.75, text: word, size, style: BOLD },
		);
		x += width + 10;
	}
	column.y += height;
}

/** The note at the foot of the page, measured from its own top. */
function noteColumn(note: string, fonts: FontSet, width: number): Column {
	const column = new Column(0, width, fonts);
	column.rule(RULE.strong);
	column.y += 6;
	column.text(note, SMALLEST_TYPE);
	return column;
}

/**
 * A cover page.
 * @throws FaxFailure that names the field, when the message leaves no room for the rest
 */
export function coverPage(order: CoverOrder, fonts: FontSet): Page {
	const paper = PAPERS[order.paper];
	const width = textWidth(paper);
	const column = new Column(TITLE_TOP - MARGINS.top, width, fonts);
	column.lines([[{ x: -2, width: 0, text: 'Fax', style: BOLD }]], TITLE_SIZE);
	column.y += 2;
	column.rule(TITLE_RULE);
	frames(column, order.marks, fonts);
	column.y += 8;
	for (const each of fieldsOf(order)) column.field(each, FIELDS);
	if (order.message !== null) {
		column.y += 22;
		column.text(order.message, MESSAGE_SIZE, {}, { keepsIndent: true });
	}
	const note =
		order.confidentialityNote === null ? null : noteColumn(order.confidentialityNote, fonts, width);
	const bottom = paper.height - MARGINS.top - MARGINS.bottom;
	const noteTop = bottom - (note?.y ?? 0);
	if (column.y > noteTop - (note === null ? 0 : 12)) {
		throw badParameter(
			'Cover Page',
			'has more text than one page holds',
			"Shorten 'Message', or send the text itself as the document, with Document Source: Text.",
		);
	}
	const noteMarks = (note?.marks ?? []).map((mark) => moved(mark, 0, noteTop));
	return {
		width: paper.width,
		height: paper.height,
		marks: [...column.marks, ...noteMarks].map((mark) => moved(mark, MARGINS.left, MARGINS.top)),
	};
}
