const { mkdir, readdir, readFile, writeFile } = require('node:fs/promises');
const path = require('node:path');
const esbuild = require('esbuild');
const { dest, parallel, series, src } = require('gulp');

const outDir = 'dist';
const bundledLibrary = 'libphonenumber-js';

/** Icons stand beside the code that names them. `encoding: false` keeps their bytes. */
function icons() {
	return src('{nodes,credentials}/**/*.{svg,png}', { base: '.', encoding: false }).pipe(dest(outDir));
}

/** What n8n's node panel knows about each node. */
function codex() {
	return src('nodes/**/*.node.json', { base: '.', encoding: false }).pipe(dest(outDir));
}

/**
 * n8n installs packages like this one without dependencies, so the one library in use is put into the package,
 * with its license and that of the numbering plans inside it.
 */
async function vendor() {
	const home = path.join('node_modules', bundledLibrary);
	const target = path.join(outDir, 'nodes/shared/vendor');
	const { version } = JSON.parse(await readFile(path.join(home, 'package.json'), 'utf8'));
	const licenses = await Promise.all(
		['LICENSE', 'LICENSE.Apache'].map((file) => readFile(path.join(home, file), 'utf8')),
	);
	await mkdir(target, { recursive: true });
	await writeFile(
		path.join(target, 'phone.LICENSE.txt'),
		`phone.js holds ${bundledLibrary} ${version}, which is under the first license; its numbering plans come from\n` +
			`Google's libphonenumber and are under the second.\n\n${licenses.join('\n\n')}`,
	);
	await esbuild.build({
		entryPoints: ['nodes/shared/vendor/phone.ts'],
		outfile: path.join(target, 'phone.js'),
		bundle: true,
		minify: true,
		platform: 'node',
		format: 'cjs',
		target: 'node20',
		logLevel: 'warning',
		banner: { js: `/*! ${bundledLibrary} ${version}, bundled; licenses in phone.LICENSE.txt */` },
	});
}

/** The font for texts outside Western European scripts comes with its license. */
function fontLicense() {
	return src('nodes/shared/vendor/font.LICENSE.txt', { base: '.', encoding: false }).pipe(dest(outDir));
}

/** Long enough to save most of what line breaks and indentation take, short enough to find a place from a stack. */
const LINE_LENGTH = 120;

/**
 * Takes the indentation out of the compiled code, a fifth of its size. Names stay, so that stacks can be read and n8n's
 * scan sees the code as it was written.
 */
async function squeeze() {
	const files = await readdir(outDir, { recursive: true, withFileTypes: true });
	const compiled = files.filter((file) => file.isFile() && file.name.endsWith('.js'));
	await Promise.all(
		compiled.map(async ({ parentPath, name }) => {
			const file = path.join(parentPath, name);
			const { code } = await esbuild.transform(await readFile(file, 'utf8'), {
				minifyWhitespace: true,
				lineLimit: LINE_LENGTH,
				target: 'node20',
				logLevel: 'warning',
			});
			await writeFile(file, code);
		}),
	);
}

exports.build = series(squeeze, parallel(icons, codex, vendor, fontLicense));
exports.default = exports.build;
