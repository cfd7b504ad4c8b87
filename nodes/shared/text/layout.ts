import type { Block } from './blocks';
import type { Run } from './inline';
import { RULE } from './paper';
import { LEADING, lineMarks, lineRows } from './rows';
import type { Row, Setting } from './rows';
import { tableRows } from './table';
import { wrap } from './wrap';

/** Of the ordinary type size. */
const HEADING_SIZES = { 1: 1.5, 2: 1.22, 3: 1.05 };
/** In points. */
const LIST_INDENT = 20;
const QUOTE_INDENT = 16;

type Kind = Block['kind'];

/** The space above a block in ordinary type sizes: less between the items of a list. */
function spaceAbove(kind: Kind, before: Kind | undefined): number {
	if (kind === 'heading') return before === 'heading' ? 0.5 : 1.3;
	if (kind === 'listItem') return before === 'listItem' ? 0.2 : 0.55;
	if (before === 'heading') return 0.35;
	return kind === 'table' || before === 'table' || kind === 'rule' ? 0.9 : 0.7;
}

/** A list item: the marker beside its first line. */
function* listRows(
	item: Extract<Block, { kind: 'listItem' }>,
	setting: Setting,
	space: number,
): Generator<Row> {
	const { fonts, size } = setting;
	const left = LIST_INDENT * (item.depth + 1);
	const markerWidth = fonts.width(item.marker, {}, size);
	const markerLeft = Math.max(0, item.marker === '•' ? left - LIST_INDENT + 6 : left - 6 - markerWidth);
	const lines = wrap(item.runs, { fonts, size, width: setting.width - left });
	let isFirst = true;
	for (const row of lineRows(lines, size, { left, space })) {
		const marker = [{ x: 0, width: markerWidth, text: item.marker, style: {} }];
		if (isFirst) row.marks.unshift(...lineMarks(marker, size, { left: markerLeft }));
		isFirst = false;
		yield row;
	}
}

/** A quotation: moved in, with a line at its side. */
function* quoteRows(runs: Run[], setting: Setting, space: number): Generator<Row> {
	const { fonts, size } = setting;
	const lines = wrap(runs, { fonts, size, width: setting.width - QUOTE_INDENT });
	for (const row of lineRows(lines, size, { left: QUOTE_INDENT, space })) {
		const side = { kind: 'line' as const, x: 3, y: 0, toX: 3, toY: row.height, width: RULE.strong };
		yield { ...row, marks: [side, ...row.marks] };
	}
}

function blockRows(
	block: Exclude<Block, { kind: 'pageBreak' }>,
	setting: Setting,
	space: number,
	parameter: string,
) {
	const { fonts, size, width } = setting;
	switch (block.kind) {
		case 'heading': {
			const large = size * HEADING_SIZES[block.level];
			const lines = wrap(block.runs, { fonts, size: large, width });
			return lineRows(lines, large, { space, keepAll: true });
		}
		case 'paragraph':
			return lineRows(wrap(block.runs, { fonts, size, width }), size, { space });
		case 'lines': {
			const lines = wrap([{ text: block.text, style: {} }], { fonts, size, width, keepsIndent: true });
			return lineRows(lines, size, { space });
		}
		case 'listItem':
			return listRows(block, setting, space);
		case 'quote':
			return quoteRows(block.runs, setting, space);
		case 'table':
			return tableRows(block, setting, space, parameter);
		case 'rule': {
			const y = size * LEADING * 0.3;
			const marks = [{ kind: 'line' as const, x: 0, y, toX: width, toY: y, width: RULE.thin }];
			return [{ height: y * 2, space, keep: false, marks }];
		}
	}
}

/**
 * Blocks as rows to be put on pages, each made when it is asked for.
 * @param parameter where the text comes from
 * @throws FaxFailure that names the parameter, when a table is wider than the page
 */
export function* textRows(
	blocks: Iterable<Block>,
	setting: Setting,
	parameter: string,
): Generator<Row | 'pageBreak'> {
	let before: Kind | undefined;
	for (const block of blocks) {
		if (block.kind === 'pageBreak') yield 'pageBreak';
		else yield* blockRows(block, setting, setting.size * spaceAbove(block.kind, before), parameter);
		before = block.kind;
	}
}
