const base = require('../../jest.config.js');

/** The end-to-end tests: real n8n, one after the other. `npm run test:e2e` builds the package first. */
module.exports = {
	...base,
	rootDir: '../..',
	testMatch: ['<rootDir>/test/e2e/**/*.test.ts'],
	testPathIgnorePatterns: ['/node_modules/', '<rootDir>/dist/'],
	testTimeout: 180_000,
	maxWorkers: 1,
};
