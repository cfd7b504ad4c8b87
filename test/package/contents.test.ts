import { execFileSync } from 'node:child_process';
import path from 'node:path';
import ts from 'typescript';
import { exists, filesBelow, packageJson, read, readJson, root } from './support';

/** The modules that a file loads; `<computed>` for a load that cannot be read from the text. */
function loadedModules(file: string): string[] {
	const source = ts.createSourceFile(file, read(file), ts.ScriptTarget.ES2022, true, ts.ScriptKind.JS);
	const found: string[] = [];
	const argumentOf = (call: ts.CallExpression) => {
		const [argument] = call.arguments;
		return argument !== undefined && ts.isStringLiteralLike(argument) ? argument.text : '<computed>';
	};
	const visit = (node: ts.Node): void => {
		if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
			found.push(argumentOf(node));
		} else if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) {
			const { moduleSpecifier } = node;
			if (moduleSpecifier) found.push((moduleSpecifier as ts.StringLiteral).text);
		} else if (ts.isIdentifier(node) && node.text === 'require') {
			const { parent } = node;
			const isName = ts.isPropertyAccessExpression(parent) && parent.name === node;
			const isCall = ts.isCallExpression(parent) && parent.expression === node;
			if (isCall) found.push(argumentOf(parent));
			else if (!isName) found.push('<computed>');
		}
		ts.forEachChild(node, visit);
	};
	visit(source);
	return found;
}

describe('what the package loads', () => {
	const files = [packageJson.main, ...filesBelow('dist', '.js')];

	it.each(files)('%s loads only n8n-workflow, crypto and files of the package', (file) => {
		const foreign = loadedModules(file).filter((module) => {
			if (['n8n-workflow', 'crypto', 'node:crypto'].includes(module)) return false;
			if (!/^\.\.?\//.test(module)) return true;
			const target = path.join(path.dirname(file), module);
			const inside = target.startsWith('dist/');
			return (
				!inside || ![target, `${target}.js`, `${target}/index.js`].some((candidate) => exists(candidate))
			);
		});
		expect(foreign).toEqual([]);
	});

	it('finds loads of every kind', () => {
		// Guards the guard: the file that loads its library on first use does so by require.
		expect(loadedModules('dist/nodes/shared/numbers.js')).toContain('./vendor/phone');
	});
});

describe('what is published', () => {
	interface Packed {
		files: Array<{ path: string; size: number }>;
		unpackedSize: number;
	}
	const pack = (): Packed => {
		const output = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
			cwd: root,
			encoding: 'utf8',
			stdio: ['ignore', 'pipe', 'ignore'],
		});
		return (JSON.parse(output) as Packed[])[0];
	};
	const { files } = pack();
	const bytes = (selected: typeof files) => selected.reduce((sum, file) => sum + file.size, 0);
	const isVendor = (file: { path: string }) => file.path.includes('/vendor/');

	it('is dist and the four files that npm always adds', () => {
		const others = files.map((file) => file.path).filter((file) => !file.startsWith('dist/'));
		expect(others.sort()).toEqual(['LICENSE', 'README.md', 'index.js', 'package.json']);
	});

	it('holds code, icons, codex files and the licenses of what is bundled', () => {
		const odd = files
			.map((file) => file.path)
			.filter((file) => file.startsWith('dist/') && !/\.(js|svg|png|node\.json)$/.test(file));
		expect(odd.sort()).toEqual([
			'dist/nodes/shared/vendor/font.LICENSE.txt',
			'dist/nodes/shared/vendor/phone.LICENSE.txt',
		]);
	});

	it('stays small', () => {
		expect(bytes(files)).toBeLessThan(900_000);
		expect(bytes(files.filter(isVendor))).toBeLessThan(200_000);
	});
});

describe('how it is installed', () => {
	it('pins every development dependency', () => {
		const loose = Object.entries(packageJson.devDependencies).filter(
			([, version]) => !/^\d+\.\d+\.\d+$/.test(version),
		);
		expect(loose).toEqual([]);
	});

	interface LockedPackage {
		version: string;
		resolved?: string;
		devDependencies?: Record<string, string>;
		optionalDependencies?: Record<string, string>;
	}
	const { packages } = readJson('package-lock.json') as { packages: Record<string, LockedPackage> };

	it('has a lock file that agrees and names no registry', () => {
		expect(packages[''].devDependencies).toEqual(packageJson.devDependencies);
		const located = Object.keys(packages).filter((name) => packages[name].resolved !== undefined);
		expect(located).toEqual([]);
	});

	it('has a lock file that knows the binaries of every platform', () => {
		// npm leaves out what the registry at hand did not have, and "npm ci" then refuses the lock file.
		const wanted = Object.values(packages).flatMap((entry) => Object.keys(entry.optionalDependencies ?? {}));
		const missing = wanted.filter(
			(name) => !Object.keys(packages).some((file) => file.endsWith(`node_modules/${name}`)),
		);
		expect(missing).toEqual([]);
	});
});
