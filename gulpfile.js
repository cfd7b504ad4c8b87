const { readFile } = require('node:fs/promises');
const path = require('node:path');
const esbuild = require('esbuild');
const { dest, parallel, src } = require('gulp');

const outDir = 'dist';
const bundledLibrary = 'libphonenumber-js';

/** Icons stand beside the code that names them. `encoding: false` keeps their bytes. */
function icons() {
	return src('{nodes,credentials}/**/*.{svg,png}', { encoding: false }).pipe(dest(outDir));
}

/** What n8n's node panel knows about each node. */
function codex() {
	return src('nodes/**/*.node.json', { encoding: false }).pipe(dest(outDir));
}

/** n8n installs packages like this one without dependencies, so the one library in use is put into the package. */
async function vendor() {
	const home = path.join('node_modules', bundledLibrary);
	const { version } = JSON.parse(await readFile(path.join(home, 'package.json'), 'utf8'));
	const license = await readFile(path.join(home, 'LICENSE'), 'utf8');
	await esbuild.build({
		entryPoints: ['nodes/shared/vendor/phone.ts'],
		outfile: path.join(outDir, 'nodes/shared/vendor/phone.js'),
		bundle: true,
		minify: true,
		platform: 'node',
		format: 'cjs',
		target: 'node20',
		logLevel: 'warning',
		banner: { js: `/*!\n${bundledLibrary} ${version}\n\n${license.trim()}\n*/` },
	});
}

exports.build = parallel(icons, codex, vendor);
exports.default = exports.build;
