import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

export const root = path.join(__dirname, '../..');
const home = path.join(__dirname, 'corpus');

/** A document of the table in the docs. */
export interface RealDocument {
	/** package and path inside it */
	file: string;
	/** `3 pages`, or `refused: …` */
	outcome: string;
}

/** The table in the docs is the list of what is tried, and of what must come of it. */
export function realDocuments(): RealDocument[] {
	const rows = readFileSync(path.join(root, 'docs/real-documents.md'), 'utf8').matchAll(
		/^\| `([^`]+)`\s*\|([^|]*)\|([^|]*)\|$/gm,
	);
	return [...rows].map(([, file, , outcome]) => ({ file, outcome: outcome.trim() }));
}

/** Where a document lies once the packages are there. */
export const placeOf = (file: string): string =>
	existsSync(path.join(root, file)) ? path.join(root, file) : path.join(home, 'node_modules', file);

/**
 * Installs the packages that bring the documents along, at the versions that are pinned, without running their scripts.
 * @returns why that failed; null when they are there
 */
export function installCorpus(): string | null {
	const isThere = realDocuments().every(({ file }) => existsSync(placeOf(file)));
	if (isThere) return null;
	const run = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
		cwd: home,
		encoding: 'utf8',
	});
	return run.status === 0 ? null : `npm ci failed in test/documents/corpus: ${run.stderr.slice(-300)}`;
}

/** What became of a document, and what that cost. */
export interface Cost {
	outcome: string;
	milliseconds: number;
	/** by how much the memory of the process grew at most, in bytes */
	growth: number;
	/** how large the merged file is, in bytes */
	size: number;
}

const SCRIPT = `
const { readFileSync, writeFileSync } = require('node:fs');
const { merge } = require('./dist/nodes/shared/pdf/merge.js');
const { PAPERS } = require('./dist/nodes/shared/pdf/images/paper.js');
const { typeByContent } = require('./dist/nodes/shared/documents/fileTypes.js');
const [file, target] = process.argv.slice(1);
const bytes = readFileSync(file);
const part = { mimeType: typeByContent(bytes.subarray(0, 1024))?.mimeType ?? 'unknown', bytes: async () => bytes, pages: null };
const before = process.resourceUsage().maxRSS;
const start = performance.now();
const done = (outcome, merged) => {
	const milliseconds = performance.now() - start;
	const growth = (process.resourceUsage().maxRSS - before) * 1024;
	if (merged) writeFileSync(target, merged);
	console.log(JSON.stringify({ outcome, milliseconds, growth, size: merged?.length ?? 0 }));
};
merge([part], PAPERS.a4, (error) => error).then(
	({ bytes: merged, pages }) => done(pages + (pages === 1 ? ' page' : ' pages'), merged),
	(error) => {
		if (error.name !== 'DocumentProblem') throw error;
		done('refused: ' + error.problem);
	},
);
`;

/**
 * Merges a document in a process of its own, with the built code.
 * @param target where the merged file goes
 * @throws Error when the process crashes or takes longer than ten seconds
 */
export function merged(file: string, target: string): Cost {
	const run = spawnSync(process.execPath, ['-e', SCRIPT, file, target], {
		cwd: root,
		encoding: 'utf8',
		timeout: 10_000,
	});
	if (run.status !== 0) throw new Error(`it ended with ${run.status ?? run.signal}: ${run.stderr}`);
	return JSON.parse(run.stdout) as Cost;
}
