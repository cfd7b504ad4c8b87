import type { FontSet, Style } from '../pdf/writeFonts';
import type { Mark } from '../pdf/writePdf';
import { RULE, SMALLEST_TYPE } from './paper';
import { LEADING, lineMarks } from './rows';
import type { Line } from './wrap';
import { wrap } from './wrap';

/** A label with what belongs to it. */
export interface Field {
	label: string;
	lines: ReadonlyArray<{ text: string; bold?: boolean }>;
}

/** How fields are set, in points. */
export interface FieldSetting {
	/** of the values */
	size: number;
	/** from the left margin to the values */
	left: number;
	/** above and below */
	padding: number;
}

/** Marks one below the other, measured from the upper left corner of the text. Lengths are in points. */
export class Column {
	readonly marks: Mark[] = [];

	/** @param y where it begins, and then: where it ends */
	constructor(
		public y: number,
		private readonly width: number,
		private readonly fonts: FontSet,
	) {}

	/** A line from margin to margin. */
	rule(width: number): void {
		this.marks.push({ kind: 'line', x: 0, y: this.y, toX: this.width, toY: this.y, width });
	}

	lines(lines: Iterable<Line>, size: number, left = 0): void {
		for (const line of lines) {
			this.marks.push(...lineMarks(line, size, { left, top: this.y }));
			this.y += size * LEADING;
		}
	}

	/** A text wrapped to the width that is left. */
	text(text: string, size: number, style: Style = {}, { left = 0, keepsIndent = false } = {}): void {
		const width = this.width - left;
		this.lines(wrap([{ text, style }], { fonts: this.fonts, size, width, keepsIndent }), size, left);
	}

	/** A label and its values, with a thin line below. */
	field({ label, lines }: Field, { size, left, padding }: FieldSetting): void {
		this.y += padding + 1;
		const top = this.y + (size - SMALLEST_TYPE) * 1.02;
		this.marks.push(...lineMarks([{ x: 0, width: 0, text: label, style: {} }], SMALLEST_TYPE, { top }));
		for (const { text, bold } of lines) this.text(text, size, bold ? { bold: true } : {}, { left });
		this.y += padding;
		this.rule(RULE.thin);
	}
}
