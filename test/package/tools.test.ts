import { spawnSync } from 'node:child_process';
import { mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { at } from './support';

function count(reports: Record<string, string>, failedSteps = 0): { line: string; code: number | null } {
	const folder = mkdtempSync(path.join(tmpdir(), 'reports-'));
	for (const [name, text] of Object.entries(reports)) writeFileSync(path.join(folder, name), text);
	const run = spawnSync(process.execPath, [at('tools/count-tests.mjs'), folder, String(failedSteps)], {
		encoding: 'utf8',
	});
	return { line: run.stdout, code: run.status };
}

const report = (...cases: string[]) =>
	`<?xml version="1.0"?><testsuites><testsuite name="a">${cases.join('')}</testsuite></testsuites>`;
const passed = '<testcase classname="a" name="a &lt;failure&gt; b" time="0.1"></testcase>';
const short = '<testcase classname="a" name="b"/>';
const failed = '<testcase name="c"><failure>Error: &lt;skipped/&gt;</failure></testcase>';
const broken = '<testcase name="d"><error>could not be loaded</error></testcase>';
const skipped = '<testcase name="e"><skipped/></testcase>';

describe('counting tests', () => {
	it('adds up all reports', () => {
		const all = {
			'a.xml': report(passed, short, skipped),
			'b.xml': report(passed, failed, broken),
			'c.txt': '',
		};
		expect(count(all)).toEqual({ line: '3 passed, 2 failed, 1 skipped\n', code: 1 });
	});

	it('succeeds only when nothing failed, steps included', () => {
		expect(count({ 'a.xml': report(passed) })).toEqual({ line: '1 passed, 0 failed, 0 skipped\n', code: 0 });
		expect(count({ 'a.xml': report(passed) }, 1)).toEqual({
			line: '1 passed, 1 failed, 0 skipped\n',
			code: 1,
		});
	});
});

describe('programs that tests need', () => {
	const script = at('tools/programs.sh');

	/** Runs the script where only these programs are to be found. */
	function run(programs: Record<string, string>) {
		const folder = mkdtempSync(path.join(tmpdir(), 'programs-'));
		for (const name of ['bash', 'cp', 'echo', 'id', 'sort', 'xargs']) {
			const { stdout } = spawnSync('bash', ['-c', `type -P ${name}`], { encoding: 'utf8' });
			if (!(name in programs)) symlinkSync(stdout.trim(), path.join(folder, name));
		}
		for (const [name, text] of Object.entries(programs)) {
			writeFileSync(path.join(folder, name), `#!${path.join(folder, 'bash')}\n${text}\n`, { mode: 0o755 });
		}
		const { status, stdout, stderr } = spawnSync(path.join(folder, 'bash'), [script], {
			encoding: 'utf8',
			env: { PATH: folder, HERE: folder },
		});
		return { status, stdout, stderr };
	}

	it('are named with their purpose where they cannot be installed, and nothing fails', () => {
		const { status, stdout, stderr } = run({});
		expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
		expect(stdout).toMatch(/No chromium for the tests in the editor; on Debian: apt-get install -y chromium/);
		expect(stdout).toMatch(/No redis-server for n8n with several workers/);
	});

	it('are installed where that is possible, and one that cannot be had does not keep the others away', () => {
		const made = run({
			id: 'echo 0',
			// Chromium cannot be had here; what is installed is a program by the package's name.
			'apt-get': `
case "$*" in update) exit 0;; *chromium*) exit 100;; esac
for package in "\${@:4}"; do cp "$HERE/installed" "$HERE/$package"; done`,
			installed: '',
		});
		expect(made.status).toBe(0);
		expect(made.stdout).toMatch(/Missing: .*chromium.* qpdf redis-server/);
		expect(made.stdout).toMatch(/No chromium/);
		expect(made.stdout).not.toMatch(/No (qpdf|redis-server)/);
	});
});
