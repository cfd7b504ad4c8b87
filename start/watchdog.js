/**
 * Outlives the program that started it by a moment. It is told over its standard input, a line of JSON each, what that
 * program has started and made: `{ key, group, signal }` for a group of processes, `{ key, folder }` for a folder,
 * `{ key }` when that is over. When the input ends (the program has ended, whatever the reason), it ends and removes
 * what is left.
 */
const { rmSync } = require('fs');
const { createInterface } = require('readline');

/** For programs that clear up behind themselves. */
const PATIENCE_MS = 10_000;
const LOOK_MS = 50;

const watched = new Map();

/** @returns whether somebody was there to get it; signal 0 only looks */
function send(group, signal) {
	try {
		process.kill(process.platform === 'win32' ? group : -group, signal);
		return true;
	} catch {
		return false;
	}
}

async function clearUp() {
	const groups = [...watched.values()].filter(({ group }) => group !== undefined);
	for (const { group, signal } of groups) send(group, signal);
	const deadline = Date.now() + PATIENCE_MS;
	while (groups.some(({ group }) => send(group, 0))) {
		if (Date.now() > deadline) for (const { group } of groups) send(group, 'SIGKILL');
		await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
	}
	for (const { folder } of watched.values()) {
		if (folder !== undefined)
			rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
	}
}

createInterface({ input: process.stdin })
	.on('line', (line) => {
		const { key, ...what } = JSON.parse(line);
		if (Object.keys(what).length > 0) watched.set(key, what);
		else watched.delete(key);
	})
	.on('close', () => void clearUp());
