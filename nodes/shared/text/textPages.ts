import type { FontSet } from '../pdf/writeFonts';
import type { Mark, Page } from '../pdf/writePdf';
import { moved } from '../pdf/writePdf';
import { markdownBlocks, plainBlocks } from './blocks';
import { textRows } from './layout';
import { FOOTER_BASELINE, HEADER_BASELINE, MARGINS, PAPERS, RULE, SMALLEST_TYPE, textWidth } from './paper';
import type { PaperName } from './paper';
import { Pages } from './rows';

export type TextFormat = 'markdown' | 'plain';

/** A text to be set on pages. */
export interface TextOrder {
	/** as `printable` gives it */
	text: string;
	format: TextFormat;
	paper: PaperName;
	/** of ordinary text, in points; 11 at least */
	size: number;
	/** display name of the parameter that the text comes from */
	parameter: string;
}

/** What stands above and below the text on every page. */
export interface Frame {
	/** at the left of the header */
	left: string;
	/** at its right */
	right: string;
	/** what a page is called, such as "Page 2 of 3" */
	pageName(number: number, count: number): string;
}

/**
 * The text as pages without header and footer, each made when it is asked for.
 * @throws FaxFailure that names the parameter, when a table is wider than the page
 */
export function* textBodies(order: TextOrder, fonts: FontSet): Generator<Mark[]> {
	const paper = PAPERS[order.paper];
	const blocks = order.format === 'plain' ? plainBlocks(order.text) : markdownBlocks(order.text);
	const setting = { fonts, size: order.size, width: textWidth(paper) };
	const pages = new Pages(paper.height - MARGINS.top - MARGINS.bottom);
	yield* pages.fill(textRows(blocks, setting, order.parameter));
}

/** A text that is cut where it would be wider. */
export function shortened(text: string, fonts: FontSet, size: number, width: number): string {
	if (fonts.width(text, {}, size) <= width) return text;
	let kept = text;
	while (kept !== '' && fonts.width(`${kept}…`, {}, size) > width) kept = kept.slice(0, -1);
	return `${kept.trimEnd()}…`;
}

/** Header and footer of one page. */
function frameMarks(
	frame: Frame,
	paperName: PaperName,
	fonts: FontSet,
	number: number,
	count: number,
): Mark[] {
	const paper = PAPERS[paperName];
	const size = SMALLEST_TYPE;
	const right = paper.width - MARGINS.right;
	const text = (shown: string, x: number, y: number): Mark[] =>
		shown === '' ? [] : [{ kind: 'text', x, y, text: shown, size, style: {} }];
	const footer = frame.pageName(number, count);
	const rightWidth = fonts.width(frame.right, {}, size);
	const left = shortened(frame.left, fonts, size, textWidth(paper) - rightWidth - 2 * size);
	const ruleY = HEADER_BASELINE + 7;
	return [
		...text(left, MARGINS.left, HEADER_BASELINE),
		...text(frame.right, right - rightWidth, HEADER_BASELINE),
		{ kind: 'line', x: MARGINS.left, y: ruleY, toX: right, toY: ruleY, width: RULE.thin },
		...text(footer, right - fonts.width(footer, {}, size), paper.height - FOOTER_BASELINE),
	];
}

/** Pages with header and footer. @param before how many pages of the fax come before these */
export function framedPages(
	bodies: readonly Mark[][],
	frame: Frame,
	paperName: PaperName,
	fonts: FontSet,
	before: number,
): Page[] {
	const { width, height } = PAPERS[paperName];
	const count = before + bodies.length;
	return bodies.map((body, index) => {
		const [header, ...others] = splitFrame(frameMarks(frame, paperName, fonts, before + index + 1, count));
		const marks = [
			...header,
			...body.map((mark) => moved(mark, MARGINS.left, MARGINS.top)),
			...others.flat(),
		];
		return { width, height, marks };
	});
}

/** What stands above the text, and what below: so readers of PDF find the words in their order. */
function splitFrame(marks: readonly Mark[]): [Mark[], Mark[]] {
	return [marks.filter(({ y }) => y < MARGINS.top), marks.filter(({ y }) => y >= MARGINS.top)];
}
