import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';

/** Something that must not be left behind: a group of processes, by the id of its first one, or a folder. */
export type Guarded = { group: number | undefined; signal?: NodeJS.Signals } | { folder: string };

let watchdog: ChildProcess | undefined;
let keys = 0;
const open = new Set<number>();

function startWatchdog(): ChildProcess {
	const child = spawn(process.execPath, [join(__dirname, 'watchdog.js')], {
		// Ctrl+C in the terminal does not reach it.
		detached: true,
		stdio: ['pipe', 'ignore', 'ignore'],
	});
	child.stdin!.on('error', () => undefined);
	child.on('error', () => undefined);
	// It does not keep this program alive.
	child.unref();
	(child.stdin as unknown as { unref(): void }).unref();
	return child;
}

/**
 * Sees to it that something does not outlive this program, however it ends, by SIGKILL too: the system then closes the
 * pipe to a small process beside it, which clears up. A group gets `signal`, SIGKILL by default, and SIGKILL if it is
 * still there ten seconds later.
 * @returns what ends that; to be called when it is gone
 */
export function guard(what: Guarded): () => void {
	// A program that could not be started leaves nothing behind.
	if ('group' in what && what.group === undefined) return () => undefined;
	const key = ++keys;
	open.add(key);
	watchdog ??= startWatchdog();
	tell({ key, ...('group' in what ? { signal: 'SIGKILL', ...what } : what) });
	return () => {
		if (!open.delete(key)) return;
		tell({ key });
		if (open.size > 0) return;
		watchdog?.stdin?.end();
		watchdog = undefined;
	};
}

const tell = (message: object): void => void watchdog?.stdin?.write(`${JSON.stringify(message)}\n`);
