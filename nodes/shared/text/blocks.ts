import type { Run } from './inline';
import { inlineRuns } from './inline';

export type Align = 'left' | 'center' | 'right';

/** A part of a text, as it stands on the page from left to right margin. */
export type Block =
	| { kind: 'heading'; level: 1 | 2 | 3; runs: Run[] }
	| { kind: 'paragraph'; runs: Run[] }
	/** `depth` counts from 0 */
	| { kind: 'listItem'; depth: number; marker: string; runs: Run[] }
	| { kind: 'quote'; runs: Run[] }
	/** as it stands, spaces included */
	| { kind: 'lines'; text: string }
	| { kind: 'table'; number: number; align: Align[]; header: Run[][]; rows: Run[][][] }
	| { kind: 'rule' }
	| { kind: 'pageBreak' };

const HEADING = /^ {0,3}(#{1,6})\s+(.*?)(?:\s+#+)?\s*$/;
const LIST_ITEM = /^( *)([-*+•]|\d{1,9}[.)])\s+(.*)$/;
const RULE = /^ {0,3}(?:(?:\* *){3,}|(?:- *){3,}|(?:_ *){3,})$/;
const FENCE = /^ {0,3}(```|~~~)/;
const QUOTE = /^ {0,3}> ?(.*)$/;
const TABLE_MARKS = /^ *\|? *:?-+:? *(?:\| *:?-+:? *)*\|? *$/;
/** Spaces that a list within a list is moved in by. */
const INDENT = 2;
const DEEPEST = 5;

/** Lines one at a time: a text of a million words is not taken apart before it is known how much of it is wanted. */
class Lines {
	private at = 0;

	constructor(private readonly text: string) {}

	/** the next line without taking it; undefined at the end */
	peek(): string | undefined {
		if (this.at > this.text.length) return undefined;
		const end = this.text.indexOf('\n', this.at);
		return this.text.slice(this.at, end < 0 ? undefined : end);
	}

	/** the line after the next one */
	peekSecond(): string | undefined {
		const end = this.text.indexOf('\n', this.at);
		if (end < 0) return undefined;
		const second = this.text.indexOf('\n', end + 1);
		return this.text.slice(end + 1, second < 0 ? undefined : second);
	}

	take(): string {
		const line = this.peek()!;
		this.at += line.length + 1;
		return line;
	}
}

const isBlank = (line: string) => line.trim() === '';

/** The cells of a row of a table; `\|` is no border. */
function cellsOf(line: string): string[] {
	const inner = line
		.trim()
		.replace(/^\|/, '')
		.replace(/(?<!\\)\|$/, '');
	return inner.split(/(?<!\\)\|/).map((cell) => cell.replace(/\\\|/g, '|').trim());
}

function alignOf(marks: string): Align {
	if (/^:-*:$/.test(marks)) return 'center';
	return marks.endsWith(':') ? 'right' : 'left';
}

const isTableStart = (line: string, next: string | undefined) =>
	line.includes('|') &&
	next !== undefined &&
	next.includes('-') &&
	TABLE_MARKS.test(next) &&
	cellsOf(next).length === cellsOf(line).length;

/** Whether a line begins something other than a paragraph, or ends one. */
const endsParagraph = (line: string, next: string | undefined) =>
	isBlank(line) ||
	line.includes('\f') ||
	[HEADING, LIST_ITEM, RULE, FENCE, QUOTE].some((start) => start.test(line)) ||
	isTableStart(line, next);

function table(lines: Lines, number: number): Block {
	const header = cellsOf(lines.take());
	const align = cellsOf(lines.take()).map(alignOf);
	const rows: Run[][][] = [];
	for (let line = lines.peek(); line !== undefined && line.includes('|'); line = lines.peek()) {
		const cells = cellsOf(lines.take());
		rows.push(header.map((_cell, index) => inlineRuns(cells[index] ?? '')));
	}
	return {
		kind: 'table',
		number,
		align,
		header: header.map((cell) => inlineRuns(cell, { bold: true })),
		rows,
	};
}

/** What follows in a list item or a paragraph; each line of the text stays a line of its own. */
function rest(lines: Lines, first: string): string {
	const parts = [first];
	for (let line = lines.peek(); line !== undefined; line = lines.peek()) {
		if (endsParagraph(line, lines.peekSecond())) break;
		parts.push(lines.take());
	}
	// Two spaces at the end of a line ask for the break that is kept anyway.
	return parts.map((part) => part.trim().replace(/ {2,}/g, ' ')).join('\n');
}

function fenced(lines: Lines): Block {
	const [, fence] = FENCE.exec(lines.take())!;
	const parts: string[] = [];
	for (let line = lines.peek(); line !== undefined; line = lines.peek()) {
		lines.take();
		if (line.trim().startsWith(fence)) break;
		parts.push(line);
	}
	return { kind: 'lines', text: parts.join('\n') };
}

function quote(lines: Lines): Block {
	const parts: string[] = [];
	for (let line = lines.peek(); line !== undefined; line = lines.peek()) {
		const match = QUOTE.exec(line);
		if (match === null) break;
		lines.take();
		parts.push(match[1].trim());
	}
	return { kind: 'quote', runs: inlineRuns(parts.join('\n')) };
}

function listItem(lines: Lines, match: RegExpExecArray): Block {
	const [, indent, marker, text] = match;
	lines.take();
	return {
		kind: 'listItem',
		depth: Math.min(Math.floor(indent.length / INDENT), DEEPEST),
		marker: /\d/.test(marker) ? marker : '•',
		runs: inlineRuns(rest(lines, text)),
	};
}

/** The blocks of a text with simple Markdown, each made when it is asked for. @param text without `\r` and tabs */
export function* markdownBlocks(text: string): Generator<Block> {
	const lines = new Lines(text);
	let tables = 0;
	for (let line = lines.peek(); line !== undefined; line = lines.peek()) {
		const heading = HEADING.exec(line);
		const item = LIST_ITEM.exec(line);
		if (line.includes('\f')) {
			yield { kind: 'pageBreak' };
			const after = lines.take().replace(/\f/g, ' ').trim();
			if (after !== '') yield { kind: 'paragraph', runs: inlineRuns(after) };
		} else if (isBlank(line)) lines.take();
		else if (heading !== null) {
			lines.take();
			const level = Math.min(heading[1].length, 3) as 1 | 2 | 3;
			yield { kind: 'heading', level, runs: inlineRuns(heading[2], { bold: true }) };
		} else if (RULE.test(line)) {
			lines.take();
			yield { kind: 'rule' };
		} else if (FENCE.test(line)) yield fenced(lines);
		else if (QUOTE.test(line)) yield quote(lines);
		else if (isTableStart(line, lines.peekSecond())) yield table(lines, (tables += 1));
		else if (item !== null) yield listItem(lines, item);
		else yield { kind: 'paragraph', runs: inlineRuns(rest(lines, lines.take())) };
	}
}

/** The blocks of a plain text: all of it as it stands; a form feed begins a new page. @param text without `\r` and tabs */
export function* plainBlocks(text: string): Generator<Block> {
	let at = 0;
	for (;;) {
		const end = text.indexOf('\f', at);
		const part = text.slice(at, end < 0 ? undefined : end);
		if (!isBlank(part)) yield { kind: 'lines', text: part.replace(/\s+$/, '') };
		if (end < 0) return;
		yield { kind: 'pageBreak' };
		at = end + 1;
	}
}
