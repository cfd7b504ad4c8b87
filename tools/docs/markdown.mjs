/** Markdown tables and the marked regions that hold them. */

const cell = (text) =>
	String(text ?? '')
		.replace(/\s+/g, ' ')
		.replaceAll('|', '\\|')
		.trim();

/**
 * A table in the form that Prettier leaves alone.
 * @param {string[]} head
 * @param {string[][]} rows
 */
export function table(head, rows) {
	const lines = [head, ...rows].map((row) => row.map(cell));
	const widths = head.map((_name, column) => Math.max(3, ...lines.map((line) => [...line[column]].length)));
	const print = (line) =>
		`| ${line.map((text, column) => text + ' '.repeat(widths[column] - [...text].length)).join(' | ')} |`;
	const [first, ...rest] = lines;
	return [
		print(first),
		`| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`,
		...rest.map(print),
	].join('\n');
}

const REGION = /(<!-- table: ([\w-]+) -->\n)([\s\S]*?)(<!-- end of table: \2 -->)/g;

/** The names of the regions in a text. */
export const regionsIn = (text) => [...text.matchAll(REGION)].map(([, , name]) => name);

/**
 * The text with every region filled anew.
 * @param {(name: string) => string} fill gives the content of a region; throws for a name that it does not know
 */
export function refilled(text, fill) {
	return text.replace(REGION, (_region, begin, name, _old, end) => `${begin}\n${fill(name)}\n\n${end}`);
}
