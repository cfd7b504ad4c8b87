import { join } from 'node:path';
import { ensureHost } from './pinnedHost';
import { Problem } from './problem';

/** Installs the pinned n8n where it is not, for tests that must not be surprised by gigabytes. */
ensureHost(join(__dirname, '..', 'host'), (text) => process.stdout.write(`${text}\n`)).catch(
	(error: unknown) => {
		const hint = error instanceof Problem ? `\n${error.hint}` : '';
		process.stderr.write(`${error instanceof Error ? error.message : String(error)}${hint}\n`);
		process.exitCode = 1;
	},
);
