const { mkdirSync, writeFileSync } = require('fs');
const path = require('path');
const { TestEnvironment } = require('jest-environment-node');

const LINES_SHOWN = 40;

/** Node as the tests' environment; n8n's log is shown when a test fails. */
module.exports = class extends TestEnvironment {
	constructor(config, context) {
		super(config, context);
		this.suite = path.basename(context.testPath).split('.')[0];
		this.global.openLabs = [];
	}

	async handleTestEvent(event) {
		if (event.name === 'test_done' && event.test.errors.length > 0) this.showLogs(event.test.name);
		if (event.name === 'hook_failure') this.showLogs('a hook');
	}

	/** The end of n8n's log goes to the console, the whole of it into `reports`. */
	showLogs(testName) {
		for (const [index, lab] of this.global.openLabs.entries()) {
			const log = lab.log();
			const folder = path.join(__dirname, '../../reports/n8n');
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
