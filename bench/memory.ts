/** How often the resident memory is looked at, in milliseconds. */
const EVERY_MS = 5;

/**
 * Watches the resident memory from now on, rubbish collected first where Node allows it (`--expose-gc`).
 * @returns `growth`, which gives by how much it has grown at most so far, in bytes, and `stop`, which gives the same and
 *   ends the watch
 */
export function watchMemory(): { growth(): number; stop(): number } {
	(globalThis as { gc?: () => void }).gc?.();
	const before = process.memoryUsage.rss();
	let most = before;
	const look = () => {
		most = Math.max(most, process.memoryUsage.rss());
	};
	const timer = setInterval(look, EVERY_MS);
	const growth = () => {
		look();
		return most - before;
	};
	return {
		growth,
		stop() {
			clearInterval(timer);
			return growth();
		},
	};
}
