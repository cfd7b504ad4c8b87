const base = require('../../jest.config.js');

/** n8n in queue mode, with Redis and PostgreSQL. `npm run test:queue` builds the package and installs n8n first. */
module.exports = {
	...base,
	rootDir: '../..',
	testMatch: ['<rootDir>/test/queue/**/*.test.ts'],
	testPathIgnorePatterns: ['/node_modules/', '<rootDir>/dist/'],
	testTimeout: 900_000,
	maxWorkers: 1,
};
