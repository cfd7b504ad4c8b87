import type { Clock } from '../../nodes/shared/clock';

interface Sleeper {
	at: number;
	wake(): void;
}

/** A clock that only `advance` moves. */
export interface FakeClock extends Clock {
	/** Moves the time on, waking who sleeps, in the order of the times, with everything that follows from it. */
	advance(ms: number): Promise<void>;
}

/** Lets all that is ready to run do so. */
const settle = async () => await new Promise((resolve) => setImmediate(resolve));

/** Makes a clock that stands still at 0. */
export function fakeClock(): FakeClock {
	let now = 0;
	const sleepers: Sleeper[] = [];
	const remove = (sleeper: Sleeper) => {
		const at = sleepers.indexOf(sleeper);
		if (at >= 0) sleepers.splice(at, 1);
	};
	return {
		now: () => now,
		async sleep(ms, signal) {
			signal?.throwIfAborted();
			await new Promise<void>((resolve, reject) => {
				const sleeper: Sleeper = { at: now + ms, wake: resolve };
				sleepers.push(sleeper);
				signal?.addEventListener('abort', () => {
					remove(sleeper);
					reject(signal.reason as Error);
				});
			});
		},
		async advance(ms) {
			const end = now + ms;
			await settle();
			for (;;) {
				const [next] = [...sleepers].sort((a, b) => a.at - b.at);
				if (next === undefined || next.at > end) break;
				now = Math.max(now, next.at);
				remove(next);
				next.wake();
				await settle();
			}
			now = end;
		},
	};
}
