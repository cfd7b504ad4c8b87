import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { ICredentialType, INodeType } from 'n8n-workflow';

export const root = path.join(__dirname, '..', '..');

interface PackageJson {
	name: string;
	version: string;
	main: string;
	files: string[];
	scripts: Record<string, string>;
	repository: { url: string };
	devDependencies: Record<string, string>;
	n8n: { nodes: string[]; credentials: string[] };
}

/** An absolute path inside the repository. */
export const at = (...parts: string[]): string => path.join(root, ...parts);

export const read = (file: string): string => readFileSync(at(file), 'utf8');

export function readJson(file: string): unknown {
	return JSON.parse(read(file));
}

export const packageJson = readJson('package.json') as PackageJson;

export const exists = (file: string): boolean => existsSync(at(file));

/** All files below a folder, as paths from the root of the repository. */
export function filesBelow(folder: string, extension = ''): string[] {
	if (!exists(folder)) throw new Error(`${folder} is missing: run "npm run build" first`);
	return readdirSync(at(folder), { withFileTypes: true, recursive: true })
		.filter((entry) => entry.isFile() && entry.name.endsWith(extension))
		.map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
		.sort();
}

/** The files under version control and those that are about to be. */
export function repositoryFiles(): string[] {
	const list = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], {
		cwd: root,
		encoding: 'utf8',
	});
	return list.split('\0').filter((file) => file !== '' && exists(file) && lstatSync(at(file)).isFile());
}

export interface Built<Type> {
	/** class name */
	name: string;
	/** path of the built file */
	file: string;
	instance: Type;
}

function build<Type>(files: string[]): Array<Built<Type>> {
	return files.map((file) => {
		const name = path.basename(file).split('.')[0];
		const classes = require(at(file)) as Record<string, new () => Type>;
		return { name, file, instance: new classes[name]() };
	});
}

/** The nodes as they are published. */
export const builtNodes = (): Array<Built<INodeType>> => build<INodeType>(packageJson.n8n.nodes);

/** The credentials as they are published. */
export const builtCredentials = (): Array<Built<ICredentialType>> =>
	build<ICredentialType>(packageJson.n8n.credentials);

/** The environment outside of tests; a lint plugin behaves differently when it believes to be under test itself. */
export const ordinaryEnvironment = (): NodeJS.ProcessEnv => ({ ...process.env, NODE_ENV: 'production' });

/** Runs a script of tools/ and reads the JSON that it prints. */
export function runTool<Result>(script: string): Result {
	const run = spawnSync(process.execPath, [at('tools', script), '--json'], {
		cwd: root,
		encoding: 'utf8',
		env: ordinaryEnvironment(),
		maxBuffer: 64e6,
	});
	if (run.stdout.trim() === '') throw new Error(`${script} printed nothing: ${run.stderr}`);
	return JSON.parse(run.stdout) as Result;
}
