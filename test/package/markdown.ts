import { filesBelow, read } from './support';

/** All documents for people that link to each other. */
export const documents = (): string[] => [
	'README.md',
	'CONTRIBUTING.md',
	'CHANGELOG.md',
	'sandbox/README.md',
	...filesBelow('docs', '.md'),
];

const withoutCode = (text: string): string =>
	text.replace(/^(```|~~~)[\s\S]*?^\1/gm, '').replace(/`[^`\n]*`/g, '');

/** The targets of the links and pictures in a document; what stands in code is none. */
export function linksIn(file: string): string[] {
	const text = withoutCode(read(file));
	const inline = [...text.matchAll(/\]\(<?([^)\s>]+)>?(?:\s+"[^"]*")?\)/g)].map(([, target]) => target);
	const named = [...text.matchAll(/^\[[^\]]+\]:\s+<?(\S+?)>?$/gm)].map(([, target]) => target);
	return [...inline, ...named];
}

/** A heading as GitHub makes it the end of an address. */
const slugOf = (heading: string): string =>
	heading
		.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
		.replace(/[`*]/g, '')
		.trim()
		.toLowerCase()
		.replace(/[^\p{L}\p{N}\s_-]/gu, '')
		.replace(/\s/g, '-');

/** The anchors of a document's headings. */
export function anchorsIn(file: string): Set<string> {
	const text = read(file).replace(/^(```|~~~)[\s\S]*?^\1/gm, '');
	const anchors = new Set<string>();
	for (const [, heading] of text.matchAll(/^#{1,6}\s+(.+?)\s*#*$/gm)) {
		const slug = slugOf(heading);
		let anchor = slug;
		for (let count = 1; anchors.has(anchor); count++) anchor = `${slug}-${count}`;
		anchors.add(anchor);
	}
	return anchors;
}

/** The text below a heading, up to the next one of the same or a higher level. */
export function section(file: string, heading: string): string {
	const lines = read(file).split('\n');
	const start = lines.findIndex((line) => new RegExp(`^#+ ${heading}$`).test(line));
	if (start < 0) throw new Error(`${file} has no heading "${heading}"`);
	const level = /^#+/.exec(lines[start])![0].length;
	const length = lines
		.slice(start + 1)
		.findIndex((line) => /^#+ /.test(line) && /^#+/.exec(line)![0].length <= level);
	return lines.slice(start + 1, length < 0 ? undefined : start + 1 + length).join('\n');
}

/** The cells of a text's first table, without its head. */
export function rowsOf(text: string): string[][] {
	const lines = text.split('\n');
	const start = lines.findIndex((line) => line.startsWith('|'));
	const after = lines.slice(start).findIndex((line) => !line.startsWith('|'));
	const table = lines.slice(start, after < 0 ? undefined : start + after);
	return table.slice(2).map((line) =>
		line
			.split(/(?<!\\)\|/)
			.slice(1, -1)
			.map((cell) => cell.trim()),
	);
}

/** The first column of a text's first table, without backticks. */
export const firstColumn = (text: string): string[] => rowsOf(text).map(([cell]) => cell.replaceAll('`', ''));
