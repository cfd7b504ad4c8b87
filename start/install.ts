import { join } from 'node:path';
import { ensureHost } from './pinnedHost';
import { Problem } from './problem';

/**
 * Installs a pinned n8n where it is not, for tests that must not be surprised by gigabytes. Its folder is `host`, or
 * what is named on the command line. `--or-skip`: no failure if it cannot be installed, as its tests are skipped then.
 */
const args = process.argv.slice(2);
const folder = args.find((arg) => !arg.startsWith('-')) ?? 'host';

ensureHost(join(__dirname, '..', folder), (text) => process.stdout.write(`${text}\n`)).catch(
	(error: unknown) => {
		const hint = error instanceof Problem ? `\n${error.hint}` : '';
		process.stderr.write(`${error instanceof Error ? error.message : String(error)}${hint}\n`);
		process.exitCode = args.includes('--or-skip') ? 0 : 1;
	},
);
