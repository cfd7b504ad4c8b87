import type { FontSet } from '../pdf/writeFonts';
import type { Mark } from '../pdf/writePdf';
import { moved } from '../pdf/writePdf';
import type { Align } from './blocks';
import type { Line } from './wrap';
import { lineWidth } from './wrap';

/** Something that stands on one page as a whole: a line, or what stands side by side. Lengths are in points. */
export interface Row {
	height: number;
	/** above it, but not at the top of a page */
	space: number;
	/** whether the next row must stand on the same page */
	keep: boolean;
	/** measured from its upper left corner */
	marks: Mark[];
	/** rows to repeat above it when it begins a page */
	heading?: readonly Row[];
}

/** What a text is set with. */
export interface Setting {
	fonts: FontSet;
	/** of ordinary text, in points */
	size: number;
	/** of a line, in points */
	width: number;
}

/** Of the type size: from one baseline to the next, and from the top of a line to its baseline. */
export const LEADING = 1.35;
const BASELINE = 1.02;
/** Of a page: a heading that takes more is not repeated. */
const LARGEST_HEADING = 0.3;

/** A line as marks. @param top of the line; @param width of what it is aligned in */
export function lineMarks(
	line: Line,
	size: number,
	{ left = 0, top = 0, width = 0, align = 'left' as Align } = {},
): Mark[] {
	const rest = width - lineWidth(line);
	const shift = align === 'left' ? 0 : align === 'right' ? rest : rest / 2;
	return line.map(({ x, text, style }) => ({
		kind: 'text' as const,
		x: left + shift + x,
		y: top + size * BASELINE,
		text,
		size,
		style,
	}));
}

/** Lines of text as rows; a first or last line does not stand alone on a page. */
export function* lineRows(
	lines: Iterable<Line>,
	size: number,
	{ left = 0, space = 0, keepAll = false }: { left?: number; space?: number; keepAll?: boolean } = {},
): Generator<Row> {
	let isFirst = true;
	const waiting: Line[] = [];
	const rowOf = (line: Line, keep: boolean): Row => {
		const row = {
			height: size * LEADING,
			space: isFirst ? space : 0,
			keep: keepAll || keep,
			marks: lineMarks(line, size, { left }),
		};
		isFirst = false;
		return row;
	};
	for (const line of lines) {
		waiting.push(line);
		if (waiting.length === 3) yield rowOf(waiting.shift()!, isFirst);
	}
	while (waiting.length > 0) yield rowOf(waiting.shift()!, waiting.length > 0);
}

/** The marks of a page, measured from the upper left corner of its text. */
export type PageMarks = Mark[];

/** Fills pages of a certain height, each given out as soon as it is full. */
export class Pages {
	private page: Mark[] = [];
	private y = 0;
	private isEmpty = true;
	private hasPages = false;

	/** @param height of the text on a page */
	constructor(private readonly height: number) {}

	private *turn(): Generator<PageMarks> {
		yield this.page;
		this.hasPages = true;
		this.page = [];
		this.y = 0;
		this.isEmpty = true;
	}

	private put({ marks, height, space }: Row): void {
		if (!this.isEmpty) this.y += space;
		for (const mark of marks) this.page.push(moved(mark, 0, this.y));
		this.y += height;
		this.isEmpty = false;
	}

	private roomFor(height: number): boolean {
		return this.y + height <= this.height + 0.01;
	}

	private *place(rows: readonly Row[]): Generator<PageMarks> {
		if (rows.length === 0) return;
		const first = this.isEmpty ? 0 : rows[0].space;
		const needed = rows.reduce(
			(sum, { height, space }, index) => sum + height + (index === 0 ? first : space),
			0,
		);
		const isTooTall = needed > this.height;
		if (!isTooTall && !this.roomFor(needed)) yield* this.newPage(rows[0]);
		for (const [index, row] of rows.entries()) {
			// Rows that fill more than a page together cannot be kept together.
			const space = index === 0 && this.isEmpty ? 0 : row.space;
			if (isTooTall && !this.roomFor(row.height + space)) yield* this.newPage(row);
			this.put(row);
		}
	}

	private *newPage({ heading = [] }: Row): Generator<PageMarks> {
		if (!this.isEmpty) yield* this.turn();
		const headingHeight = heading.reduce((sum, row) => sum + row.height, 0);
		if (headingHeight > this.height * LARGEST_HEADING) return;
		for (const row of heading) this.put(row);
	}

	*fill(rows: Iterable<Row | 'pageBreak'>): Generator<PageMarks> {
		let together: Row[] = [];
		let height = 0;
		for (const row of rows) {
			if (row === 'pageBreak') {
				yield* this.place(together);
				together = [];
				if (!this.isEmpty) yield* this.turn();
				continue;
			}
			together.push(row);
			height += row.height + row.space;
			if (row.keep && height <= this.height) continue;
			yield* this.place(together);
			together = [];
			height = 0;
		}
		yield* this.place(together);
		if (!this.isEmpty || !this.hasPages) yield* this.turn();
	}
}
