const path = require('path');
const base = require('../../jest.config.js');

/** Documents in bulk, judged by other programs: too slow for every run of the usual tests. */
/** @type {import('jest').Config} */
module.exports = {
	...base,
	rootDir: path.join(__dirname, '../..'),
	testMatch: ['<rootDir>/test/documents/**/*.test.ts'],
	testPathIgnorePatterns: ['/node_modules/', '<rootDir>/dist/'],
	testTimeout: 600_000,
	reporters: [
		'default',
		[
			'jest-junit',
			{ outputDirectory: 'reports', outputName: 'test-documents.xml', reportTestSuiteErrors: 'true' },
		],
	],
};
