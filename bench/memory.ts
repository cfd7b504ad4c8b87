/** How often the resident memory is looked at, in milliseconds. */
const EVERY_MS = 5;

/**
 * Watches the resident memory from now on, rubbish collected first where Node allows it (`--expose-gc`).
 * @returns `stop`, which gives by how much it grew at most, in bytes
 */
export function watchMemory(): { stop(): number } {
	(globalThis as { gc?: () => void }).gc?.();
	const before = process.memoryUsage.rss();
	let most = before;
	const look = () => {
		most = Math.max(most, process.memoryUsage.rss());
	};
	const timer = setInterval(look, EVERY_MS);
	return {
		stop() {
			look();
			clearInterval(timer);
			return most - before;
		},
	};
}
