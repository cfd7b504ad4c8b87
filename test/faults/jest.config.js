const path = require('path');
const base = require('../../jest.config.js');

/** The faults one by one: too many for every run of the usual tests. */
/** @type {import('jest').Config} */
module.exports = {
	...base,
	rootDir: path.join(__dirname, '../..'),
	testMatch: ['<rootDir>/test/faults/**/*.test.ts'],
	testPathIgnorePatterns: ['/node_modules/', '<rootDir>/dist/'],
	testTimeout: 600_000,
	reporters: [
		'default',
		[
			'jest-junit',
			{ outputDirectory: 'reports', outputName: 'test-faults.xml', reportTestSuiteErrors: 'true' },
		],
	],
};
