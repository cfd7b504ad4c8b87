import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { NPM, runCommand, tailOf } from './command';
import { ownNpmEnvironment } from './pinnedHost';
import { Problem } from './problem';

/** A package as `npm pack` makes it. */
export interface PackedPackage {
	name: string;
	version: string;
	/** path of the .tgz */
	file: string;
}

/**
 * Packs a built package as it would be published.
 * @param root the package's folder
 * @param into where the tarball goes
 * @throws Problem when it is not built, or npm refuses
 */
export async function packPackage(root: string, into: string): Promise<PackedPackage> {
	if (!existsSync(join(root, 'dist')))
		throw new Problem('The package is not built', 'Run npm run build first.');
	const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', into];
	const { code, stdout, output } = await runCommand(NPM, args, { cwd: root, env: ownNpmEnvironment() });
	if (code !== 0) throw new Problem(`npm pack failed:\n${tailOf(output)}`, 'Put that right and start again.');
	const [{ name, version, filename }] = JSON.parse(stdout) as Array<
		Record<'name' | 'version' | 'filename', string>
	>;
	return { name, version, file: join(into, filename) };
}

/**
 * Lays a package out as n8n's own installer does: unpacked below the user folder, without development, peer and
 * optional dependencies, and named in the list of installed packages. This package has no dependencies of its own.
 * @param userFolder n8n's user folder, the one that holds `.n8n`
 */
export async function installPackage(
	{ name, version, file }: PackedPackage,
	userFolder: string,
): Promise<void> {
	const nodes = join(userFolder, '.n8n', 'nodes');
	const target = join(nodes, 'node_modules', name);
	await mkdir(target, { recursive: true });
	const { code, output } = await runCommand('tar', ['-xzf', file, '-C', target, '--strip-components=1']);
	if (code !== 0) throw new Problem(`tar failed: ${tailOf(output)}`, 'Put that right and start again.');
	const description = join(target, 'package.json');
	const content = JSON.parse(await readFile(description, 'utf8')) as Record<string, unknown>;
	for (const kind of ['devDependencies', 'peerDependencies', 'optionalDependencies']) delete content[kind];
	await writeFile(description, JSON.stringify(content, null, 2));
	const list = { name: 'installed-nodes', private: true, dependencies: { [name]: version } };
	await writeFile(join(nodes, 'package.json'), JSON.stringify(list, null, 2));
}
