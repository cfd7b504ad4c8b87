import { badParameter } from '../failure';
import type { Mark } from '../pdf/writePdf';
import type { Align, Block } from './blocks';
import type { Run } from './inline';
import { RULE } from './paper';
import { LEADING, lineMarks } from './rows';
import type { Row, Setting } from './rows';
import type { Line } from './wrap';
import { lineWidth, wrap } from './wrap';

type Table = Extract<Block, { kind: 'table' }>;

/** Between two columns, and above and below the text of a row, in points. */
const GUTTER = 16;
const PADDING = 3;
/** Longer words are cut where a table would be too wide with them, in points. */
const LONGEST_WORD = 84;
/** Rows with more lines may be parted by the end of a page. */
const MOST_KEPT_LINES = 8;

interface Column {
	/** of the longest word, of the longest line, and as it is set; in points */
	least: number;
	natural: number;
	width: number;
	align: Align;
}

function measured(cells: readonly Run[][], align: Align, { fonts, size }: Setting): Column {
	let least = size;
	let natural = size;
	for (const runs of cells) {
		for (const { text, style } of runs) {
			for (const [word] of text.matchAll(/[^\s]+/g)) least = Math.max(least, fonts.width(word, style, size));
		}
		for (const line of wrap(runs, { fonts, size, width: Infinity }))
			natural = Math.max(natural, lineWidth(line));
	}
	return { least, natural, width: natural, align };
}

/** How wide each column is; the table is as wide as it needs to be. @throws FaxFailure when it is wider than the page */
function columnsOf(table: Table, setting: Setting, parameter: string): Column[] {
	const columns = table.header.map((cell, index) =>
		measured([cell, ...table.rows.map((row) => row[index])], table.align[index], setting),
	);
	const available = setting.width - GUTTER * (columns.length - 1);
	const sum = (key: 'least' | 'natural') => columns.reduce((total, column) => total + column[key], 0);
	if (sum('natural') <= available) return columns;
	if (sum('least') <= available) return fitted(columns, available);
	const cut = columns.map((column) => ({ ...column, least: Math.min(column.least, LONGEST_WORD) }));
	if (cut.reduce((total, { least }) => total + least, 0) <= available) return fitted(cut, available);
	throw badParameter(
		parameter,
		`has a table that is wider than the page (table ${table.number}, with ${columns.length} columns)`,
		'Use fewer columns or shorter words, or send the table as a document of its own.',
	);
}

/** Columns narrowed to fit: the widest give way first, so that short ones stay on one line. */
function fitted(columns: readonly Column[], available: number): Column[] {
	const widthAt = ({ least, natural }: Column, most: number) => Math.min(natural, Math.max(least, most));
	let [low, high] = [0, available];
	// Twenty halvings find the widest that fits to a thousandth of a point.
	for (let step = 0; step < 20; step++) {
		const most = (low + high) / 2;
		const sum = columns.reduce((total, column) => total + widthAt(column, most), 0);
		if (sum > available) high = most;
		else low = most;
	}
	return columns.map((column) => ({ ...column, width: widthAt(column, low) }));
}

const ruleAt = (y: number, toX: number, width: number): Mark => ({
	kind: 'line',
	x: 0,
	y,
	toX,
	toY: y,
	width,
});

/** One row of a table as rows of lines. */
function* cellRows(
	cells: readonly Run[][],
	columns: readonly Column[],
	{ fonts, size }: Setting,
	rule: (height: number) => Mark,
	heading: readonly Row[] | undefined,
): Generator<Row> {
	const lines = cells.map((cell, index) => wrap(cell, { fonts, size, width: columns[index].width + 0.01 }));
	const next = (): Array<Line | undefined> => lines.map((cell) => cell.next().value as Line | undefined);
	let count = 0;
	for (let row = next(); row.some((line) => line !== undefined);) {
		const following = next();
		const isLast = following.every((line) => line === undefined);
		const top = count === 0 ? PADDING : 0;
		const height = top + size * LEADING + (isLast ? PADDING : 0);
		const marks: Mark[] = [];
		let left = 0;
		for (const [index, { width, align }] of columns.entries()) {
			marks.push(...lineMarks(row[index] ?? [], size, { left, top, width, align }));
			left += width + GUTTER;
		}
		if (isLast) marks.push(rule(height));
		yield { height, space: 0, keep: !isLast && count < MOST_KEPT_LINES, marks, heading };
		count += 1;
		row = following;
	}
}

/**
 * A table as rows: text wrapped within its cells, the header again on every page.
 * @param space above it, in points
 * @throws FaxFailure that names the parameter, when it is wider than the page
 */
export function* tableRows(table: Table, setting: Setting, space: number, parameter: string): Generator<Row> {
	const columns = columnsOf(table, setting, parameter);
	const width = columns.reduce((sum, column) => sum + column.width, 0) + GUTTER * (columns.length - 1);
	const strong = (height: number) => ruleAt(height, width, RULE.strong);
	const thin = (height: number) => ruleAt(height, width, RULE.thin);
	const heading = [...cellRows(table.header, columns, setting, strong, undefined)].map((row, index) => ({
		...row,
		keep: true,
		space: index === 0 ? space : 0,
	}));
	yield* heading;
	for (const row of table.rows) yield* cellRows(row, columns, setting, thin, heading);
}
