const path = require('path');
const base = require('../../jest.config.js');

/** The end-to-end tests: real n8n, one suite after the other. `npm run test:e2e` builds the package first. */
/** @type {import('jest').Config} */
module.exports = {
	...base,
	rootDir: path.join(__dirname, '../..'),
	testMatch: ['<rootDir>/test/e2e/**/*.test.ts'],
	testPathIgnorePatterns: ['/node_modules/', '<rootDir>/dist/'],
	// The folder of the n8n that the tests run in.
	globals: { n8nHost: 'host' },
	testEnvironment: '<rootDir>/test/e2e/environment.js',
	testSequencer: '<rootDir>/test/e2e/sequencer.js',
	testTimeout: 240_000,
	maxWorkers: 1,
	verbose: true,
	reporters: [
		'default',
		['jest-junit', { outputDirectory: 'reports', outputName: 'test-e2e.xml', reportTestSuiteErrors: 'true' }],
	],
};
