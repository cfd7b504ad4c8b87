import type { FontSet, Style } from '../pdf/writeFonts';
import type { Run } from './inline';

/** A stretch of a line in one style; `x` and `width` in points from the beginning of the line. */
export interface Piece {
	x: number;
	width: number;
	text: string;
	style: Style;
}

export type Line = Piece[];

/** Where a line ends, in points. */
export const lineWidth = (line: Line): number => {
	const last = line.at(-1);
	return last === undefined ? 0 : last.x + last.width;
};

const sameStyle = (a: Style, b: Style) => a.bold === b.bold && a.italic === b.italic;

/** Puts words on lines of a certain width. */
class Wrapper {
	private line: Line = [];
	private word: Run[] = [];
	private wordWidth = 0;
	private gap: Run | undefined;
	private isFresh = true;

	constructor(
		private readonly fonts: FontSet,
		private readonly size: number,
		private readonly width: number,
		private readonly keepsIndent: boolean,
	) {}

	private widthOf({ text, style }: Run): number {
		return this.fonts.width(text, style, this.size);
	}

	private append(run: Run): void {
		const last = this.line.at(-1);
		if (last !== undefined && sameStyle(last.style, run.style)) {
			last.text += run.text;
			last.width += this.widthOf(run);
		} else this.line.push({ x: lineWidth(this.line), width: this.widthOf(run), ...run });
	}

	private *endLine(): Generator<Line> {
		yield this.line;
		this.line = [];
		this.gap = undefined;
		this.isFresh = false;
	}

	/** Cuts a word that is longer than a line. */
	private *cut(): Generator<Line> {
		for (const { text, style } of this.word) {
			for (const character of text) {
				const run = { text: character, style };
				if (this.line.length > 0 && lineWidth(this.line) + this.widthOf(run) > this.width)
					yield* this.endLine();
				this.append(run);
			}
		}
	}

	private *placeWord(): Generator<Line> {
		if (this.word.length === 0) return;
		const gapWidth = this.gap === undefined ? 0 : this.widthOf(this.gap);
		const fits = lineWidth(this.line) + gapWidth + this.wordWidth <= this.width;
		if (!fits && this.line.length > 0) yield* this.endLine();
		if (this.wordWidth > this.width) yield* this.cut();
		else {
			if (this.gap !== undefined && fits) this.append(this.gap);
			for (const run of this.word) this.append(run);
		}
		this.gap = undefined;
		this.word = [];
		this.wordWidth = 0;
	}

	*lines(runs: Iterable<Run>): Generator<Line> {
		for (const { text, style } of runs) {
			for (const [token] of text.matchAll(/\n| +|[^ \n]+/g)) {
				if (token === '\n') {
					yield* this.placeWord();
					yield* this.endLine();
					this.isFresh = true;
				} else if (token[0] === ' ') {
					yield* this.placeWord();
					const leads = this.line.length === 0;
					if (!leads || (this.isFresh && this.keepsIndent)) {
						this.gap = { text: this.keepsIndent ? token : ' ', style };
					}
				} else {
					const run = { text: token, style };
					this.word.push(run);
					this.wordWidth += this.widthOf(run);
				}
			}
		}
		yield* this.placeWord();
		yield this.line;
	}
}

/**
 * Breaks runs into lines, each made when it is asked for. Words longer than a line are cut.
 * @param width of a line, in points
 * @param keepsIndent whether spaces stay as they are, as in a plain text; else several are one
 */
export function wrap(
	runs: Iterable<Run>,
	{
		fonts,
		size,
		width,
		keepsIndent = false,
	}: { fonts: FontSet; size: number; width: number; keepsIndent?: boolean },
): Generator<Line> {
	return new Wrapper(fonts, size, width, keepsIndent).lines(runs);
}
