/**
 * Lints the package as n8n's scan of community packages does: what is published (dist, index.js, package.json)
 * and what it is built from (nodes, credentials), with comments that switch rules off being ignored.
 * `node tools/scan.mjs [--json]`; exit code 1 when there are errors.
 */
import { fileURLToPath } from 'node:url';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import { community, credentialRules, nodeRules, nodesBasePlugin, packageJsonRules } from './n8nRules.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

const eslint = new ESLint({
	cwd: root,
	allowInlineConfig: false,
	overrideConfigFile: true,
	errorOnUnmatchedPattern: false,
	overrideConfig: [
		community,
		{ rules: { 'no-console': 'error' } },
		nodesBasePlugin,
		{ files: ['package.json'], rules: packageJsonRules },
		{ files: ['credentials/**/*.ts'], rules: credentialRules },
		{ files: ['nodes/**/*.ts'], rules: nodeRules },
		{ files: ['**/*.ts', '**/*.json'], languageOptions: { parser: tseslint.parser } },
	],
});

const published = ['package.json', 'index.js', 'dist/**/*.js', 'dist/**/*.json'];
const sources = ['nodes/**/*.{ts,json}', 'credentials/**/*.ts'];
const results = await eslint.lintFiles([...published, ...sources]);

const problems = results.flatMap((result) =>
	result.messages.map((message) => ({
		file: result.filePath.slice(root.length),
		line: message.line ?? 0,
		severity: message.severity === 2 ? 'error' : 'warning',
		rule: message.ruleId ?? 'parse',
		message: message.message,
	})),
);
const failed = problems.some((problem) => problem.severity === 'error');

if (process.argv.includes('--json')) {
	console.log(
		JSON.stringify({ files: results.map((result) => result.filePath.slice(root.length)), problems }),
	);
} else {
	for (const { file, line, severity, rule, message } of problems) {
		console.log(`${file}:${line} ${severity} ${rule}: ${message}`);
	}
	console.log(`${results.length} files, ${problems.length} problems`);
}
process.exitCode = failed ? 1 : 0;
