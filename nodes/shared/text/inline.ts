import type { Style } from '../pdf/writeFonts';

/** A piece of text in one style. It may hold line breaks. */
export interface Run {
	text: string;
	style: Style;
}

/**
 * What stands for something else within a line: an escaped sign, code, an image, a link, a line break, marks of emphasis.
 * Lengths are bounded, so that a text full of open brackets takes no longer than another.
 */
const TOKENS =
	/\\([\\`*_{}[\]()#+.!|<>~-])|`([^`\n]{1,2000})`|!?\[([^[\]\n]{0,500})\]\(([^()\s]{0,1000})\)|<br\s*\/?>|(\*{1,3}|_{1,3})/gi;

interface Emphasis {
	index: number;
	text: string;
	opens: boolean;
	closes: boolean;
}

const PLAIN: Style = {};

/** Whether marks of emphasis can begin or end something here: underscores within a word are part of it. */
function sidesOf(marks: string, before: string, after: string): Pick<Emphasis, 'opens' | 'closes'> {
	const isSpace = (sign: string) => sign === '' || /\s/.test(sign);
	const isWord = (sign: string) => /[\p{L}\p{N}]/u.test(sign);
	const within = marks[0] === '_' && isWord(before) && isWord(after);
	return { opens: !isSpace(after) && !within, closes: !isSpace(before) && !within };
}

/** The pairs of marks: for each mark that counts, how the style changes there. The others stand for themselves. */
function pairs(marks: readonly Emphasis[]): Map<number, boolean> {
	const open = new Map<string, number[]>();
	const valid = new Map<number, boolean>();
	for (const { index, text, opens, closes } of marks) {
		const waiting = open.get(text) ?? [];
		open.set(text, waiting);
		if (closes && waiting.length > 0) {
			const start = waiting.pop()!;
			// What was opened in between and not closed has no partner any more.
			for (const others of open.values()) while (others.length > 0 && others.at(-1)! > start) others.pop();
			valid.set(start, true);
			valid.set(index, false);
		} else if (opens) waiting.push(index);
	}
	return valid;
}

/**
 * A text with simple Markdown as runs: bold, italic, code, links with their address in brackets, `<br>`.
 * Marks without a partner stand for themselves.
 */
export function inlineRuns(text: string, base: Style = PLAIN): Run[] {
	if (!/[\\`*_[<]/.test(text)) return [{ text, style: base }];
	const parts: Array<string | Emphasis> = [];
	let at = 0;
	for (const match of text.matchAll(TOKENS)) {
		const [whole, escaped, code, label, address, emphasis] = match;
		if (match.index > at) parts.push(text.slice(at, match.index));
		at = match.index + whole.length;
		if (escaped !== undefined) parts.push(escaped);
		else if (code !== undefined) parts.push(code);
		else if (label !== undefined) parts.push(linkText(label, whole.startsWith('!') ? '' : address));
		else if (emphasis === undefined) parts.push('\n');
		else {
			const before = text.slice(match.index - 1, match.index);
			const sides = sidesOf(emphasis, match.index === 0 ? '' : before, text.slice(at, at + 1));
			parts.push({ index: parts.length, text: emphasis, ...sides });
		}
	}
	parts.push(text.slice(at));
	return styled(parts, base);
}

function linkText(label: string, address: string): string {
	if (address === '' || address === label) return label;
	return label === '' ? address : `${label} (${address})`;
}

function styled(parts: ReadonlyArray<string | Emphasis>, base: Style): Run[] {
	const changes = pairs(parts.filter((part): part is Emphasis => typeof part !== 'string'));
	const runs: Run[] = [];
	let bold = 0;
	let italic = 0;
	for (const part of parts) {
		const change = typeof part === 'string' ? undefined : changes.get(part.index);
		if (typeof part !== 'string' && change !== undefined) {
			const step = change ? 1 : -1;
			if (part.text.length > 1) bold += step;
			if (part.text.length !== 2) italic += step;
			continue;
		}
		const text = typeof part === 'string' ? part : part.text;
		if (text === '') continue;
		const style = { ...base, ...(bold > 0 ? { bold: true } : {}), ...(italic > 0 ? { italic: true } : {}) };
		runs.push({ text, style });
	}
	return runs;
}
