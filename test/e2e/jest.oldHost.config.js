const base = require('./jest.config.js');

/** The suites that tell most about a host, in the last n8n of the releases before 2.0. */
const SUITES = ['package', 'credentials', 'operations', 'triggers'];

/** `npm run test:e2e:old` builds the package and installs that n8n first. */
/** @type {import('jest').Config} */
module.exports = {
	...base,
	displayName: 'n8n 1.123',
	globals: { n8nHost: 'host-1.123' },
	testMatch: SUITES.map((suite) => `<rootDir>/test/e2e/${suite}.test.ts`),
	reporters: [
		'default',
		[
			'jest-junit',
			{ outputDirectory: 'reports', outputName: 'test-e2e-old.xml', reportTestSuiteErrors: 'true' },
		],
	],
};
