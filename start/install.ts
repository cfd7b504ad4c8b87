import { join } from 'node:path';
import { ensureHost } from './pinnedHost';
import { Problem } from './problem';

/**
 * Installs a pinned n8n where it is not, for tests that must not be surprised by gigabytes. Its folder is `host`, or
 * what is named on the command line.
 */
ensureHost(join(__dirname, '..', process.argv[2] ?? 'host'), (text) =>
	process.stdout.write(`${text}\n`),
).catch((error: unknown) => {
	const hint = error instanceof Problem ? `\n${error.hint}` : '';
	process.stderr.write(`${error instanceof Error ? error.message : String(error)}${hint}\n`);
	process.exitCode = 1;
});
