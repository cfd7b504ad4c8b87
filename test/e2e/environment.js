const { mkdirSync, writeFileSync } = require('fs');
const path = require('path');
const { TestEnvironment } = require('jest-environment-node');

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const LINES_SHOWN = 40;

/** Node as the tests' environment; n8n's log is shown when a test fails, and no n8n outlives the tests. */
module.exports = class extends TestEnvironment {
	constructor(config, context) {
		super(config, context);
		this.suite = path.basename(context.testPath).split('.')[0];
		this.global.openLabs = [];
		this.onSignal = (signal) => {
			this.abandonLabs();
			// As if nobody had listened.
			process.removeListener(signal, this.onSignal);
			process.kill(process.pid, signal);
		};
		this.onExit = () => this.abandonLabs();
	}

	async setup() {
		await super.setup();
		for (const signal of SIGNALS) process.on(signal, this.onSignal);
		process.on('exit', this.onExit);
	}

	async teardown() {
		for (const signal of SIGNALS) process.removeListener(signal, this.onSignal);
		process.removeListener('exit', this.onExit);
		await super.teardown();
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

	abandonLabs() {
		for (const lab of this.global.openLabs) {
			try {
				lab.abandon();
			} catch (error) {
				process.stderr.write(`A folder of n8n was left behind: ${error.message}\n`);
			}
		}
	}
};
