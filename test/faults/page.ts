import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadProvider } from '../../nodes/FaxInbox/providers';
import type { Effect } from '../../nodes/shared/provider';
import { FAULTS } from './faults';
import type { Outcome, Trial } from './stage';

const ROOT = join(__dirname, '../..');
const MATRIX = 'docs/fault-matrix.md';
const GUIDE = 'docs/what-happens-when.md';

/** One request of one operation, with what came of each fault. */
export interface Row {
	/** as in the records */
	service: string;
	operation: string;
	effect: Effect;
	/** method and path */
	request: string;
	/** by the name of the fault */
	cells: Record<string, { once: Trial; always: Trial }>;
}

const SIGNS: Readonly<Record<Outcome, string>> = { done: '✓', 'not done': '✗', 'not known': '?' };

const sign = ({ outcome, requests, damaged }: Trial) =>
	`${damaged ? '≠' : SIGNS[outcome]}${requests > 1 ? ` ${requests}` : ''}`;

/** What a fault does when it comes once, and, if that differs, when it stays. */
function cell({ once, always }: Row['cells'][string]): string {
	const [first, second] = [sign(once), sign(always)];
	return first === second ? first : `${first} / ${second}`;
}

const INTRODUCTION = `# Fault matrix

Every request of every operation, broken in every way, against the [sandbox](../sandbox/README.md). After each run the
sandbox's own count decides whether the node told the truth: no fax and no text message arrived twice, none that the service
had taken was reported as failed, none that it had refused was reported as taken, and no secret reached another origin.

\`npm run test:faults\` makes this page and fails when it is out of date; with \`FAULT_MATRIX=write\` it writes it anew. What
this means for a workflow is on the page [What happens when …](what-happens-when.md).

## How to read it

| Sign | Meaning |
| --- | --- |
| ✓ | The operation did its work, and the node says so. |
| ✗ | The operation surely did nothing, and the node says so: it may be tried again. |
| ? | Nobody can know. A fax has \`status: unknown\`, everything else is an error of the category \`outcome_unknown\`. Not repeated. |
| ≠ | The service delivered another document than the one it has, in a form that cannot be told from the right one. |

A number behind the sign tells how many requests were made, where it was more than one. Two signs: the first where the fault
comes once, the second where it stays.
`;

/** The matrix, made from all that came of the faults. */
function matrixPage(rows: readonly Row[]): string {
	const groups = new Map<string, Row[]>();
	for (const row of rows) {
		const vector = JSON.stringify(FAULTS.map(({ name }) => cell(row.cells[name])));
		groups.set(vector, [...(groups.get(vector) ?? []), row]);
	}
	const columns = [...groups].map(([vector, members], index) => ({
		letter: String.fromCharCode(65 + index),
		cells: JSON.parse(vector) as string[],
		members,
	}));
	const legend = columns.flatMap(({ letter, members }) => {
		const names = [...new Set(members.map(({ service }) => service))];
		return names.map((service) => {
			const requests = members
				.filter((row) => row.service === service)
				.map(({ request }) => `\`${request}\``);
			return `| ${letter} | ${loadProvider(service).displayName} | ${requests.join('<br>')} |`;
		});
	});
	const lines = FAULTS.map(
		({ name }, index) => `| ${name} | ${columns.map(({ cells }) => cells[index]).join(' | ')} |`,
	);
	return formatted(
		`${INTRODUCTION}
## The faults

| Fault | ${columns.map(({ letter }) => letter).join(' | ')} |
| --- | ${columns.map(() => '---').join(' | ')} |
${lines.join('\n')}

## The requests

Requests with the same outcomes share a column.

| Column | Service | Operation: the request that is broken |
| --- | --- | --- |
${legend.join('\n')}
`,
		MATRIX,
	);
}

/** Which columns the guide for people has, and which requests each tells of. */
const TOLD: ReadonlyArray<[string, (row: Row) => boolean]> = [
	['Send, Resend, Forward', ({ effect, operation }) => effect === 'send' && !operation.includes('.')],
	['Get Status and lists', ({ operation }) => /^(getStatus|list\w+)$/.test(operation)],
	[
		'Cancel, Delete and other changes',
		({ effect, operation }) => effect === 'change' && !/^(send|resend|forward)$/.test(operation),
	],
	['Download', ({ operation }) => operation === 'download'],
];

const inWords = ({ outcome, requests, json, damaged }: Trial): string => {
	const times = requests > 1 ? ` (${requests} requests)` : '';
	if (damaged) return 'another document';
	if (outcome === 'done') return `done${times}`;
	return outcome === 'not known' ? 'unknown' : `\`${String(json.failureCategory)}\`${times}`;
};

/** What became of all these trials; where services differ, each outcome once. */
const told = (trials: readonly Trial[]): string => [...new Set(trials.map(inWords))].sort().join(' or ');

/** The table of the guide: each fault, and what the operations give. */
function guideTable(rows: readonly Row[]): string {
	const lines = FAULTS.map(({ name }) => {
		const cells = TOLD.map(([, belongs]) => {
			const trials = rows.filter(belongs).map(({ cells: all }) => all[name]);
			const [once, always] = [told(trials.map((one) => one.once)), told(trials.map((one) => one.always))];
			return once === always ? once : `${once}; stays: ${always}`;
		});
		return `| ${[name, ...cells].join(' | ')} |`;
	});
	const head = ['Fault', ...TOLD.map(([title]) => title)];
	return [`| ${head.join(' | ')} |`, `| ${head.map(() => '---').join(' | ')} |`, ...lines].join('\n');
}

const REGION = /(<!-- faults -->\n)[\s\S]*?(<!-- end of faults -->)/;

/** The pages with what came of the faults, by file. */
export function pagesOf(rows: readonly Row[]): Record<string, string> {
	const guide = read(GUIDE).replace(REGION, (_all, begin, end) => `${begin}\n${guideTable(rows)}\n\n${end}`);
	return { [MATRIX]: matrixPage(rows), [GUIDE]: formatted(guide, GUIDE) };
}

const formatted = (text: string, file: string): string =>
	execFileSync(
		process.execPath,
		[join(ROOT, 'node_modules/prettier/bin/prettier.cjs'), '--stdin-filepath', file],
		{ cwd: ROOT, input: text, encoding: 'utf8' },
	);

/** A page as it is committed; empty when there is none. */
export function read(file: string): string {
	try {
		return readFileSync(join(ROOT, file), 'utf8');
	} catch {
		return '';
	}
}

export const write = (file: string, text: string): void => writeFileSync(join(ROOT, file), text);
