const { mkdirSync, writeFileSync } = require('fs');
const path = require('path');
const { TestEnvironment } = require('jest-environment-node');
const { lackOf, pinnedHost } = require('../../start/pinnedHost');

const LINES_SHOWN = 40;

const ROOT = path.join(__dirname, '../..');

/** Why no test can run in the n8n of this folder; undefined when they can. */
function obstacleIn(folder) {
	const lack = lackOf(pinnedHost(path.join(ROOT, folder)));
	return lack && `${lack}; npx tsx start/install.ts ${folder}`;
}

/** Every test below is counted as skipped, and its name says why. */
function skip(block, reason) {
	for (const child of block.children) {
		child.mode = 'skip';
		if (child.type === 'describeBlock') skip(child, reason);
		else child.name += ` (skipped: ${reason})`;
	}
}

/**
 * Node as the tests' environment. Without an n8n to run in, tests are skipped; n8n's log is shown when one fails.
 */
module.exports = class extends TestEnvironment {
	constructor(config, context) {
		super(config, context);
		const { n8nHost } = config.projectConfig.globals;
		this.obstacle = process.env.E2E_DROPPED ?? obstacleIn(n8nHost);
		this.suite = path.basename(context.testPath).split('.')[0];
		this.global.openLabs = [];
	}

	async handleTestEvent(event, state) {
		if (event.name === 'run_start' && this.obstacle !== undefined)
			skip(state.rootDescribeBlock, this.obstacle);
		if (event.name === 'test_done' && event.test.errors.length > 0) this.showLogs(event.test.name);
		if (event.name === 'hook_failure') this.showLogs('a hook');
	}

	/** The end of n8n's log goes to the console, the whole of it into `reports`. */
	showLogs(testName) {
		for (const [index, lab] of this.global.openLabs.entries()) {
			const log = lab.log();
			const folder = path.join(ROOT, 'reports/n8n');
			const file = path.join(folder, `${this.suite}-${index}.log`);
			mkdirSync(folder, { recursive: true });
			writeFileSync(file, log);
			const lines = log.split('\n').filter((line) => !/\bdebug\b/.test(line.slice(0, 60)));
			const end = lines.slice(-LINES_SHOWN).join('\n');
			process.stderr.write(
				`n8n's log when "${testName}" failed (all of it: ${path.relative(process.cwd(), file)}):\n${end}\n`,
			);
		}
	}
};
