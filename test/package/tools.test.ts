import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
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
