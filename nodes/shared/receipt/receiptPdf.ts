import { fontsFor } from '../pdf/writeFonts';
import type { FontSet } from '../pdf/writeFonts';
import { moved, writePdf } from '../pdf/writePdf';
import { printableAnyhow } from '../text/characters';
import { Column } from '../text/column';
import { MARGINS, PAPERS, RULE, SMALLEST_TYPE, textWidth } from '../text/paper';
import type { PaperName } from '../text/paper';
import type { ReceiptFacts } from './receiptFacts';

const TITLE_SIZE = 22;
const RESULT_SIZE = 18;
const FIELDS = { size: SMALLEST_TYPE, left: 88, padding: 2.5 };
/** What a service or a file name may say at most, so that one value does not take the room of the others. */
const LONGEST_VALUE = 140;

const short = (text: string) =>
	text.length <= LONGEST_VALUE ? text : `${text.slice(0, LONGEST_VALUE).trimEnd()} ...`;

const clean = (text: string) => short(printableAnyhow(text));

/** The facts in characters that the fonts have. */
function cleanFacts(facts: ReceiptFacts): ReceiptFacts {
	return {
		...facts,
		explanation: facts.explanation === null ? null : clean(facts.explanation),
		fields: facts.fields.map(({ label, value }) => ({ label, value: clean(value) })),
	};
}

/** The statement at the foot, measured from its own top. */
function foot(facts: ReceiptFacts, issued: string, width: number, fonts: FontSet): Column {
	const column = new Column(0, width, fonts);
	column.rule(RULE.strong);
	column.y += 6;
	column.text(facts.statement, SMALLEST_TYPE);
	column.y += 4;
	column.text(issued, SMALLEST_TYPE);
	return column;
}

/**
 * A receipt as a PDF of one page. What does not fit, beginning with the earliest attempts' successors at the end of the
 * list, is left out: the same facts stand in the item.
 * @param issuedAt such as "21 November 2026, 14:03:05 GMT"
 */
export function receiptPdf(given: ReceiptFacts, issuedAt: string, paperName: PaperName): Buffer {
	const facts = cleanFacts(given);
	const texts = [facts.explanation ?? '', ...facts.fields.map(({ value }) => value)];
	const fonts = fontsFor(texts);
	const paper = PAPERS[paperName];
	const width = textWidth(paper);
	const footer = foot(facts, `Issued ${issuedAt}`, width, fonts);
	const footTop = paper.height - MARGINS.top - MARGINS.bottom - footer.y;
	const column = new Column(-14, width, fonts);
	column.text(facts.title, TITLE_SIZE, { bold: true });
	column.y += 3;
	column.rule(RULE.strong * 2);
	column.y += 10;
	column.text(facts.result, RESULT_SIZE, { bold: true });
	if (facts.explanation !== null) column.text(facts.explanation, SMALLEST_TYPE + 1);
	column.y += 8;
	column.rule(RULE.thin);
	for (const { label, value } of facts.fields) {
		const before = { y: column.y, marks: column.marks.length };
		column.field({ label, lines: [{ text: value }] }, FIELDS);
		if (column.y <= footTop - 10) continue;
		column.y = before.y;
		column.marks.length = before.marks;
		break;
	}
	const marks = [...column.marks, ...footer.marks.map((mark) => moved(mark, 0, footTop))];
	const page = { ...paper, marks: marks.map((mark) => moved(mark, MARGINS.left, MARGINS.top)) };
	return writePdf([page], fonts, facts.title);
}
