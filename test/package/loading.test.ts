import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ordinaryEnvironment, packageJson, root } from './support';

/** Runs a script in a process of its own and reads the JSON that it prints last. */
function inProcess<Result>(script: string): Result {
	const output = execFileSync(process.execPath, ['-e', script], {
		cwd: root,
		encoding: 'utf8',
		env: {
			...ordinaryEnvironment(),
			N8N_ENCRYPTION_KEY: 'example',
			N8N_LOG_LEVEL: 'error',
			N8N_USER_FOLDER: mkdtempSync(path.join(tmpdir(), 'n8n-')),
		},
	});
	return JSON.parse(output.trim().split('\n').at(-1)!) as Result;
}

jest.setTimeout(60_000);

it("is loaded by n8n's own loader, with icons and codex", () => {
	interface Loaded {
		nodes: Array<{
			name: string;
			iconUrl?: { light: string; dark: string };
			codex?: { categories: string[] };
		}>;
		credentials: Array<{
			name: string;
			iconUrl?: { light: string; dark: string };
			supportedNodes?: string[];
		}>;
	}
	const { nodes, credentials } = inProcess<Loaded>(`
		require('reflect-metadata');
		const { PackageDirectoryLoader } = require('n8n-core');
		const loader = new PackageDirectoryLoader(process.cwd());
		loader.loadAll().then(() => console.log(JSON.stringify(loader.types)));
	`);
	expect(nodes).toHaveLength(packageJson.n8n.nodes.length);
	expect(credentials).toHaveLength(packageJson.n8n.credentials.length);
	for (const { name, iconUrl, codex } of nodes) {
		expect([name, iconUrl]).toEqual([name, { light: expect.any(String), dark: expect.any(String) }]);
		expect([name, codex?.categories]).toEqual([name, expect.arrayContaining(['Communication'])]);
	}
	for (const { name, iconUrl, supportedNodes } of credentials) {
		expect([name, iconUrl]).toEqual([name, { light: expect.any(String), dark: expect.any(String) }]);
		expect([name, supportedNodes?.length]).not.toEqual([name, 0]);
	}
});

it('costs n8n little at start and loads no bundled library', () => {
	interface Start {
		ms: number;
		files: string[];
	}
	const start = () =>
		inProcess<Start>(`
			require('n8n-workflow');
			const path = require('node:path');
			const { n8n } = require('./package.json');
			const before = new Set(Object.keys(require.cache));
			const started = process.cpuUsage();
			for (const file of [...n8n.nodes, ...n8n.credentials]) {
				const name = path.basename(file).split('.')[0];
				new (require(path.resolve(file))[name])();
			}
			const { user, system } = process.cpuUsage(started);
			const ms = (user + system) / 1000;
			const files = Object.keys(require.cache).filter((file) => !before.has(file));
			console.log(JSON.stringify({ ms, files: files.map((file) => path.relative(process.cwd(), file)) }));
		`);
	// The work of the best of three, because other tests run beside this one.
	const runs = [start(), start(), start()];
	expect(Math.min(...runs.map((run) => run.ms))).toBeLessThan(100);
	expect(runs[0].files.filter((file) => !file.startsWith('dist/') || file.includes('/vendor/'))).toEqual([]);
	expect(runs[0].files).toEqual(expect.arrayContaining(packageJson.n8n.nodes));
});
