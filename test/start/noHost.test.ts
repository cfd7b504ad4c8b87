import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

const ROOT = join(__dirname, '../..');
const CONFIG = 'test/e2e/jest.oldHost.config.js';

let home: string;

beforeEach(() => {
	home = mkdtempSync(join(tmpdir(), 'no-host-'));
});

afterEach(() => {
	rmSync(home, { recursive: true, force: true });
});

interface Outcome {
	code: number | null;
	counted: string;
	names: string[];
}

/** A suite for a real n8n, run as `npm run test:e2e:old` does, in a jest of its own; what is counted of it. */
function run(env: NodeJS.ProcessEnv, options: string[] = []): Outcome {
	const jest = join(ROOT, 'node_modules/jest/bin/jest.js');
	const ofReport = { JEST_JUNIT_OUTPUT_DIR: home, JEST_JUNIT_OUTPUT_NAME: 'one.xml' };
	const { status } = spawnSync(process.execPath, [jest, '-c', CONFIG, 'e2e/package', ...options], {
		cwd: ROOT,
		env: { ...process.env, ...ofReport, ...env },
	});
	const count = [join(ROOT, 'tools/count-tests.mjs'), home];
	const { stdout } = spawnSync(process.execPath, count, { encoding: 'utf8' });
	const report = readFileSync(join(home, 'one.xml'), 'utf8');
	const names = [...report.matchAll(/<testcase [^>]*\bname="([^"]*)"/g)].map(([, name]) => name);
	return { code: status, counted: stdout.trim(), names };
}

/** @param reason as every name ends */
function expectSkipped({ code, counted, names }: Outcome, reason: string): void {
	expect(code).toBe(0);
	expect(names.length).toBeGreaterThan(0);
	expect(counted).toBe(`0 passed, 0 failed, ${names.length} skipped`);
	expect(names.filter((name) => !name.endsWith(`(skipped: ${reason})`))).toEqual([]);
}

it('counts tests as skipped, with the reason, where n8n is not installed', () => {
	writeFileSync(join(home, 'package.json'), JSON.stringify({ config: { size: '1 GB' }, dependencies: {} }));
	const n8nHost = relative(ROOT, home);
	const outcome = run({}, ['--globals', JSON.stringify({ n8nHost })]);
	const name = n8nHost.split('/').at(-1);
	expectSkipped(outcome, `n8n is not installed in ${name}/; npx tsx start/install.ts ${n8nHost}`);
}, 60_000);

it('counts tests as skipped, with the reason, where they are dropped for lack of time', () => {
	expectSkipped(run({ E2E_DROPPED: 'the hour is over' }), 'the hour is over');
}, 60_000);
