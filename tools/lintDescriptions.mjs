/**
 * Lints the descriptions of the built nodes and credentials. In sources they are put together from shared parts,
 * which linters cannot see; so each is printed as one literal into a class file of its right name and linted there.
 * `node tools/lintDescriptions.mjs [--json] [--keep]`; exit code 1 when there are problems.
 */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import { credentialClass, nodeClass } from './literals.mjs';
import { community, credentialRules, nodeRules, nodesBasePlugin } from './n8nRules.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const require = createRequire(import.meta.url);
const { n8n } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));

/** Writes the class file that stands for a built one, at the same place below `folder`. */
function print(folder, builtFile, toClass) {
	const name = path.basename(builtFile).split('.')[0];
	const instance = new (require(path.join(root, builtFile))[name])();
	const file = path.join(folder, path.relative('dist', builtFile).replace(/\.js$/, '.ts'));
	mkdirSync(path.dirname(file), { recursive: true });
	writeFileSync(file, toClass(name, instance));
}

const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'descriptions-')));
try {
	// Rules look up icons beside the file and credentials in package.json above it.
	cpSync(path.join(root, 'package.json'), path.join(folder, 'package.json'));
	cpSync(path.join(root, 'dist'), folder, {
		recursive: true,
		filter: (file) => !/\.(js|json)$/.test(file),
	});
	for (const file of n8n.credentials) print(folder, file, credentialClass);
	for (const file of n8n.nodes) print(folder, file, nodeClass);

	const eslint = new ESLint({
		cwd: folder,
		overrideConfigFile: true,
		overrideConfig: [
			community,
			nodesBasePlugin,
			{ files: ['credentials/**/*.ts'], rules: credentialRules },
			{ files: ['nodes/**/*.ts'], rules: nodeRules },
			{ files: ['**/*.ts'], languageOptions: { parser: tseslint.parser } },
		],
	});
	const results = await eslint.lintFiles(['**/*.ts']);
	const files = results.map((result) => path.relative(folder, result.filePath));
	const problems = results.flatMap((result) => {
		const lines = readFileSync(result.filePath, 'utf8').split('\n');
		return result.messages.map((message) => ({
			file: path.relative(folder, result.filePath),
			rule: message.ruleId ?? 'parse',
			message: message.message,
			at: lines
				.slice(message.line - 1, message.line + 2)
				.map((line) => line.trim())
				.join(' ')
				.slice(0, 160),
		}));
	});

	if (process.argv.includes('--json')) console.log(JSON.stringify({ files, problems }));
	else {
		for (const { file, rule, message, at } of problems) console.log(`${file} ${rule}: ${message}\n\t${at}`);
		console.log(`${files.length} descriptions, ${problems.length} problems`);
	}
	process.exitCode = problems.length > 0 ? 1 : 0;
} finally {
	if (process.argv.includes('--keep')) console.error(folder);
	else rmSync(folder, { recursive: true, force: true });
}
