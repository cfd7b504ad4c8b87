/**
 * Does a piece of work so many times, at most so many at once.
 * @throws what a piece of work throws first; the rest is awaited
 */
export async function repeat(
	count: number,
	concurrency: number,
	work: (index: number) => Promise<void>,
): Promise<void> {
	let next = 0;
	const worker = async () => {
		while (next < count) await work(next++);
	};
	const outcomes = await Promise.allSettled(Array.from({ length: Math.min(concurrency, count) }, worker));
	const failed = outcomes.find((outcome) => outcome.status === 'rejected');
	if (failed !== undefined) throw failed.reason;
}

/** The middle of the values. */
export function median(values: readonly number[]): number {
	const sorted = [...values].sort((a, b) => a - b);
	const middle = Math.floor(sorted.length / 2);
	return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
