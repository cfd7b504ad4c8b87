/**
 * Runs a task for every index from 0 to `count - 1`, at most `limit` at once, started in order.
 * `stopped` is asked before each start: once it is true nothing more starts, and what runs is awaited.
 * The task must not throw.
 */
export async function runPool(
	count: number,
	limit: number,
	task: (index: number) => Promise<void>,
	stopped: () => boolean = () => false,
): Promise<void> {
	let next = 0;
	const worker = async () => {
		while (next < count && !stopped()) await task(next++);
	};
	await Promise.all(Array.from({ length: Math.min(limit, count) }, worker));
}
