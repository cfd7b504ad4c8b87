import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';
import { at, exists, filesBelow, packageJson, read, readJson } from './support';

interface Step {
	uses?: string;
	run?: string;
	with?: Record<string, unknown>;
	env?: Record<string, string>;
}

interface Job {
	permissions?: Record<string, string>;
	'timeout-minutes'?: number;
	strategy?: { matrix: { node: string[] } };
	steps: Step[];
}

interface Workflow {
	on: { push?: { branches?: string[]; tags?: string[] } };
	permissions: Record<string, string>;
	jobs: Record<string, Job>;
}

const FOLDER = '.github/workflows';
const workflows = Object.fromEntries(
	filesBelow(FOLDER, '.yml').map((file) => [path.basename(file), parse(read(file)) as Workflow]),
);
const stepsOf = ({ jobs }: Workflow): Step[] => Object.values(jobs).flatMap(({ steps }) => steps);
const commandsOf = (steps: Step[]): string[] => steps.flatMap(({ run = '' }) => run.trim().split('\n'));

describe.each(Object.entries(workflows))('the workflow %s', (_name, workflow) => {
	it('runs scripts and tools that exist', () => {
		const text = commandsOf(stepsOf(workflow)).join('\n');
		const scripts = [...text.matchAll(/\bnpm run ([\w:-]+)/g)].map(([, script]) => script);
		if (/\bnpm test\b/.test(text)) scripts.push('test');
		expect(scripts.filter((script) => !Object.hasOwn(packageJson.scripts, script))).toEqual([]);
		const tools = [...text.matchAll(/\bnode ([\w./-]+)/g)].map(([, tool]) => tool);
		expect(tools.filter((tool) => !exists(tool))).toEqual([]);
	});

	it('uses actions of a known commit only', () => {
		const used = stepsOf(workflow).flatMap(({ uses }) => uses ?? []);
		expect(used.length).toBeGreaterThan(0);
		expect(used.filter((action) => !/^actions\/[\w-]+@[0-9a-f]{40}$/.test(action))).toEqual([]);
	});

	it('may by itself only read, does not leave its token behind and comes to an end', () => {
		expect(workflow.permissions).toEqual({ contents: 'read' });
		for (const job of Object.values(workflow.jobs)) expect(job['timeout-minutes']).toBeGreaterThan(0);
		const checkouts = stepsOf(workflow).filter(({ uses }) => uses?.startsWith('actions/checkout@'));
		for (const checkout of checkouts) expect(checkout.with).toEqual({ 'persist-credentials': false });
	});

	it('puts no text of others into a command', () => {
		expect(commandsOf(stepsOf(workflow)).filter((command) => command.includes('${{'))).toEqual([]);
	});
});

describe('continuous integration', () => {
	const { test, e2e } = workflows['ci.yml'].jobs;

	it('runs everything on the oldest Node that the package takes, and on newer ones', () => {
		const [oldest] = /\d+\.\d+/.exec(
			(readJson('package.json') as { engines: { node: string } }).engines.node,
		)!;
		expect(test.strategy!.matrix.node).toEqual([oldest, '22', '24']);
		expect(commandsOf(test.steps).filter(Boolean)).toEqual(['npm ci', 'npm test', 'npm run test:faults']);
	});

	it('runs the package in n8n, with everything there that a test would otherwise be skipped for', () => {
		const commands = commandsOf(e2e.steps);
		expect(commands).toEqual(
			expect.arrayContaining(['npm run test:e2e', 'npm run test:queue', 'npm run test:e2e:old']),
		);
		expect(commands.join('\n')).toMatch(/apt-get install .*\bredis-server\b.*\bpostgresql\b/);
	});
});

describe('publishing', () => {
	const { on, jobs } = workflows['publish.yml'];
	const commands = commandsOf(jobs.publish.steps).filter(Boolean);

	it('begins with a tag, and never without the checks', () => {
		expect(on).toEqual({ push: { tags: ['v*.*.*'] } });
		expect(commands).toEqual([
			'npm ci',
			'node tools/checkRelease.mjs "$GITHUB_REF_NAME"',
			'npm publish --provenance --access public',
		]);
		expect(packageJson.scripts.prepublishOnly).toBe('npm test');
	});

	it('has the right to prove where the package comes from, and no other', () => {
		expect(jobs.publish.permissions).toEqual({ contents: 'read', 'id-token': 'write' });
	});
});

describe('the check of a release', () => {
	/** Runs the check as the workflow does. @returns what is in the way */
	function obstacles(tag: string, content: object, changelog: string): string[] {
		const folder = mkdtempSync(path.join(tmpdir(), 'release-'));
		writeFileSync(path.join(folder, 'package.json'), JSON.stringify(content));
		writeFileSync(path.join(folder, 'CHANGELOG.md'), changelog);
		const tool = at('tools/checkRelease.mjs');
		const run = spawnSync(process.execPath, [tool, tag], { cwd: folder, encoding: 'utf8' });
		rmSync(folder, { recursive: true });
		const lines = run.stderr.split('\n').filter(Boolean);
		expect(run.status).toBe(lines.length > 0 ? 1 : 0);
		return lines;
	}

	const log =
		'# Changelog\n\n## [Unreleased]\n\n## [1.2.3] - 2026-11-21\n\n### Added\n\n- A thing.\n\n## [1.2.2] - 2026-01-01\n';

	it('lets a release through', () => {
		expect(obstacles('v1.2.3', { version: '1.2.3' }, log)).toEqual([]);
	});

	it.each([
		['another tag', 'v1.2.4', { version: '1.2.3' }, log, /tag is v1\.2\.4.*version 1\.2\.3/],
		['a tag without v', '1.2.3', { version: '1.2.3' }, log, /tag is 1\.2\.3/],
		['a private package', 'v1.2.3', { version: '1.2.3', private: true }, log, /private/],
		['a version without a section', 'v1.3.0', { version: '1.3.0' }, log, /no section for 1\.3\.0/],
		['a section without entries', 'v1.2.2', { version: '1.2.2' }, log, /1\.2\.2 .* is empty/],
		['a section without a date', 'v1.2.3', { version: '1.2.3' }, log.replace(' - 2026-11-21', ''), /no date/],
	])('stops %s', (_what, tag, content, changelog, reason) => {
		expect(obstacles(tag, content, changelog)).toEqual([expect.stringMatching(reason)]);
	});
});

describe('npm publish', () => {
	interface Published {
		name: string;
		version: string;
		files: Array<{ path: string }>;
	}

	/** Asks npm for what it would publish, with no registry in reach and nothing of the user's settings. */
	function dryRun(): Published {
		const home = mkdtempSync(path.join(tmpdir(), 'publish-'));
		const args = ['publish', '--dry-run', '--json', '--ignore-scripts', '--access', 'public'];
		const run = spawnSync('npm', [...args, '--offline', '--registry', 'http://127.0.0.1:9'], {
			cwd: at(),
			encoding: 'utf8',
			env: { PATH: process.env.PATH, HOME: home, npm_config_cache: path.join(home, 'cache') },
		});
		rmSync(home, { recursive: true, force: true });
		if (run.status !== 0) throw new Error(run.stderr);
		const answer = JSON.parse(run.stdout) as Published | Record<string, Published>;
		// npm 11 names the package first, earlier ones do not.
		return packageJson.name in answer
			? (answer as Record<string, Published>)[packageJson.name]
			: (answer as Published);
	}

	it('would publish the built package and nothing else', () => {
		const { name, version, files } = dryRun();
		expect([name, version]).toEqual([packageJson.name, packageJson.version]);
		const built = filesBelow('dist');
		expect(built).toEqual(expect.arrayContaining([...packageJson.n8n.nodes, ...packageJson.n8n.credentials]));
		expect(files.map(({ path: file }) => file).sort()).toEqual(
			['LICENSE', 'README.md', 'index.js', 'package.json', ...built].sort(),
		);
		const odd = built.filter((file) =>
			/\.ts$|\.map$|\.test\.|(^|\/)(test|sandbox|harness|host|demo)\//.test(file),
		);
		expect(odd).toEqual([]);
	});

	it('is found under the names of the services', () => {
		const { keywords } = readJson('package.json') as { keywords: string[] };
		expect(keywords).toEqual(
			expect.arrayContaining([
				'n8n-community-node-package',
				'fax',
				'fax.plus',
				'gofax',
				'ifax',
				'kazoo',
				'sms',
			]),
		);
	});
});
