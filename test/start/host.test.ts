import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, delimiter, dirname, join } from 'node:path';
import { packPackage } from '../../start/packing';
import { ensureHost, lackOf, pinnedHost } from '../../start/pinnedHost';
import type { Problem } from '../../start/problem';
import { startServer } from '../../start/server';

const PATH = process.env.PATH!;

let home: string;
let host: string;

beforeEach(() => {
	home = mkdtempSync(join(tmpdir(), 'host-test-'));
	host = join(home, 'host');
	put('host/package.json', JSON.stringify({ config: { size: '2.4 GB' }, dependencies: { n8n: '2.41.1' } }));
	put('host/package-lock.json', '{}');
});

afterEach(() => {
	process.env.PATH = PATH;
	rmSync(home, { recursive: true, force: true });
});

function put(file: string, text = ''): void {
	mkdirSync(dirname(join(home, file)), { recursive: true });
	writeFileSync(join(home, file), text);
}

const N8N = 'host/node_modules/n8n/bin/n8n';
const SQLITE = 'host/node_modules/sqlite3/build/Release/node_sqlite3.node';
const calls = () => readFileSync(join(home, 'calls'), 'utf8').trim().split('\n');

/** Puts an npm into the path that notes how it is called and then runs these lines of a shell. */
function useNpm(script: string): void {
	put('bin/npm', `#!/bin/sh\necho "$*" >> "${home}/calls"\n${script}\n`);
	chmodSync(join(home, 'bin/npm'), 0o755);
	process.env.PATH = `${join(home, 'bin')}${delimiter}${PATH}`;
}

const INSTALLS = `mkdir -p node_modules/n8n/bin node_modules/sqlite3/build/Release
	case "$1" in
		ci) rm -f node_modules/.installed; touch node_modules/n8n/bin/n8n;;
		rebuild) touch node_modules/sqlite3/build/Release/node_sqlite3.node;;
	esac`;

/** What a person is told, progress and end. */
async function told(): Promise<{ progress: string[]; problem?: Problem }> {
	const progress: string[] = [];
	try {
		await ensureHost(host, (text) => progress.push(text));
		return { progress };
	} catch (error) {
		return { progress, problem: error as Problem };
	}
}

it('installs n8n where it is not, once', async () => {
	expect(lackOf(pinnedHost(host))).toBe('n8n is not installed in host/');
	useNpm(INSTALLS);
	const { progress, problem } = await told();
	expect(problem).toBeUndefined();
	expect(progress).toEqual([
		'Installing n8n 2.41.1 into host/: about 2.4 GB, some minutes, only this once …',
		'Building SQLite, the database that n8n uses …',
	]);
	expect(calls()).toEqual(['ci --no-audit --no-fund', 'rebuild sqlite3 --ignore-scripts=false']);
	expect(lackOf(pinnedHost(host))).toBeUndefined();
	expect(await told()).toEqual({ progress: [] });
	expect(calls()).toHaveLength(2);
});

describe('an installation by half', () => {
	const half: Array<[string, () => void, string]> = [
		['that broke off', () => put(N8N), `by half: ${SQLITE.slice('host/'.length)} is missing`],
		[
			'that was not finished',
			() => [N8N, SQLITE].forEach((file) => put(file)),
			'by half: the installation did not come to its end',
		],
		[
			'of other versions',
			() => [N8N, SQLITE, 'host/node_modules/.installed'].forEach((file) => put(file, 'another hash')),
			'what is installed in host/ is not what its package-lock.json says',
		],
	];

	it.each(half)('%s is named and made anew', async (_how, prepare, words) => {
		prepare();
		expect(lackOf(pinnedHost(host))).toContain(words);
		useNpm(INSTALLS);
		const { progress, problem } = await told();
		expect(problem).toBeUndefined();
		expect(progress[0]).toMatch(/^It is installed anew: /);
		expect(progress[0]).toContain(words);
		expect(lackOf(pinnedHost(host))).toBeUndefined();
	});
});

describe('an installation that fails', () => {
	it('says so with the last words of npm, and what it needs', async () => {
		useNpm('echo "npm error ENOSPC no space left on device" >&2; exit 228');
		const { problem } = await told();
		expect(problem?.message).toContain('npm ci --no-audit --no-fund failed');
		expect(problem?.message).toContain('ENOSPC no space left on device');
		expect(problem?.hint).toBe(
			'n8n needs about 2.4 GB of disk and the npm registry. Start again when both are there.',
		);
		expect(existsSync(join(host, 'node_modules/.installed'))).toBe(false);
	});

	it('quotes the reason, not the page of usage that npm adds to it', async () => {
		useNpm(`echo "npm error code EUSAGE" >&2
			echo "npm error Missing: a-package from lock file" >&2
			for line in $(seq 40); do echo "npm error   --option-$line" >&2; done; exit 1`);
		const { problem } = await told();
		expect(problem?.message).toContain('Missing: a-package from lock file');
		expect(problem!.message.split('\n').length).toBeLessThan(20);
	});

	it('says how to get a compiler', async () => {
		useNpm(`case "$1" in rebuild) echo "gyp ERR! not found: make" >&2; exit 1;; esac\n${INSTALLS}`);
		const { problem } = await told();
		expect(problem?.message).toContain('not found: make');
		expect(problem?.hint).toContain('apt-get install -y build-essential python3');
		expect(lackOf(pinnedHost(host))).toBe(`n8n is installed in host/ by half: ${SQLITE.slice(5)} is missing`);
	});

	it('does not take the word of npm for it', async () => {
		useNpm('mkdir -p node_modules');
		const { problem } = await told();
		expect(problem?.message).toContain('npm came to its end, and still n8n is installed in host/ by half');
		expect(problem?.hint).toBe(`Delete ${join(host, 'node_modules')} and start again.`);
	});

	it('says that npm is not there', async () => {
		process.env.PATH = join(home, 'nothing');
		const { problem } = await told();
		expect(problem?.message).toMatch(/^npm(\.cmd)? is not installed, or not in PATH$/);
		expect(problem?.hint).toMatch(/^Install npm/);
	});
});

describe('an n8n that does not start', () => {
	const start = async (script: string): Promise<Problem | undefined> => {
		put('n8n.js', script);
		const server = { folder: home, node: process.execPath, n8n: join(home, 'n8n.js'), env: {} };
		return await startServer(server, { userFolder: home, port: 9 }).then(
			() => undefined,
			(error: Problem) => error,
		);
	};

	it('is quoted, and its installation named as a reason', async () => {
		const problem = await start('console.error("Cannot find module express"); process.exit(1)');
		expect(problem?.message).toBe('n8n ended while it started:\nCannot find module express');
		expect(problem?.hint).toContain(`delete ${join(basename(home), 'node_modules')} and start again`);
	});

	it('may have lost its port to another program', async () => {
		const problem = await start(`console.log("n8n's port 9 is already in use"); process.exit(1)`);
		expect(problem?.hint).toBe('Another program listens on that port. Choose another.');
	});
});

it('says that the package is not built', async () => {
	const problem = await packPackage(home, home).catch((error: Problem) => error);
	expect(problem).toMatchObject({ message: 'The package is not built', hint: 'Run npm run build first.' });
});
