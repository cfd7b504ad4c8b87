/** @type {import('jest').Config} */
module.exports = {
	testEnvironment: 'node',
	testMatch: ['<rootDir>/test/**/*.test.ts'],
	testPathIgnorePatterns: [
		'/node_modules/',
		'<rootDir>/dist/',
		'<rootDir>/test/faults/',
		'<rootDir>/test/documents/',
		'<rootDir>/test/e2e/',
		'<rootDir>/test/queue/',
	],
	transform: {
		'\\.ts$': [
			'@swc/jest',
			{
				jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
				module: { type: 'commonjs', ignoreDynamic: true },
				sourceMaps: 'inline',
			},
		],
	},
	// The built package is tested as it is published.
	transformIgnorePatterns: ['/node_modules/', '<rootDir>/dist/'],
	testTimeout: 20_000,
	maxWorkers: 2,
	// A test file that cannot even be loaded counts as a failure in the report, too.
	reporters: ['default', ['jest-junit', { outputDirectory: 'reports', reportTestSuiteErrors: 'true' }]],
};
