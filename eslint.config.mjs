import js from '@eslint/js';
import { globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';
import {
	community,
	credentialRules,
	nodeRules,
	nodesBasePlugin,
	packageJsonRules,
} from './tools/n8nRules.mjs';

const published = ['nodes/**/*.ts', 'credentials/**/*.ts'];
const notPublished = [
	'test/**/*.ts',
	'harness/**/*.ts',
	'sandbox/**/*.ts',
	'demo/**/*.ts',
	'start/**/*.ts',
	'bench/**/*.ts',
	'examples/**/*.ts',
	'host/**/*.ts',
	'host-1.123/**/*.ts',
];

const nodeGlobals = Object.fromEntries(
	[
		'process',
		'console',
		'Buffer',
		'URL',
		'__dirname',
		'__filename',
		'setTimeout',
		'clearTimeout',
		'fetch',
	].map((name) => [name, 'readonly']),
);
const commonJsGlobals = { require: 'readonly', module: 'writable', exports: 'writable' };

export default tseslint.config(
	globalIgnores(['dist', 'coverage', 'reports']),
	{ linterOptions: { reportUnusedDisableDirectives: 'error' } },
	nodesBasePlugin,
	{
		files: ['**/*.ts'],
		extends: [js.configs.recommended, tseslint.configs.recommended, community],
		rules: {
			'@typescript-eslint/no-unused-vars': [
				'error',
				{ argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'all' },
			],
			'@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
			eqeqeq: 'error',
		},
	},
	{ files: published, rules: { 'no-console': 'error' } },
	{ files: ['nodes/**/*.ts'], rules: nodeRules },
	{ files: ['credentials/**/*.ts'], rules: credentialRules },
	{
		files: ['package.json'],
		extends: [community],
		rules: packageJsonRules,
		languageOptions: { parser: tseslint.parser, parserOptions: { extraFileExtensions: ['.json'] } },
	},
	{
		// A module that is loaded on first use needs require: import() would need a promise at every caller.
		files: [
			'nodes/*/*.profile.ts',
			'nodes/shared/lazy.ts',
			'nodes/shared/numbers.ts',
			'nodes/shared/documents/arrange.ts',
			'nodes/shared/documents/inspect.ts',
			'nodes/shared/pdf/writeFonts.ts',
			'credentials/*.ts',
		],
		rules: { '@typescript-eslint/no-require-imports': 'off' },
	},
	{
		// Runs on developers' machines only, so the rules for code inside n8n do not apply.
		files: notPublished,
		rules: {
			'@n8n/community-nodes/no-restricted-imports': 'off',
			'@n8n/community-nodes/no-restricted-globals': 'off',
			'@n8n/community-nodes/no-dangerous-functions': 'off',
			'@n8n/community-nodes/no-hardcoded-secrets': 'off',
			'@n8n/community-nodes/require-node-api-error': 'off',
			'@n8n/community-nodes/no-http-request-with-manual-auth': 'off',
			'@n8n/community-nodes/missing-paired-item': 'off',
			'no-console': 'off',
		},
	},
	{
		// Tests look at what is built, at what a process has loaded, and into answers of any shape.
		files: ['test/**/*.ts', 'harness/**/*.ts'],
		rules: {
			'@typescript-eslint/no-require-imports': 'off',
			'@typescript-eslint/no-explicit-any': 'off',
		},
	},
	{
		files: ['**/*.{js,mjs,cjs}'],
		extends: [js.configs.recommended],
		languageOptions: { globals: nodeGlobals },
	},
	{
		files: ['**/*.{js,cjs}'],
		languageOptions: { sourceType: 'commonjs', globals: commonJsGlobals },
	},
);
