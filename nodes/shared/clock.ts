import { sleep } from 'n8n-workflow';

/** The only source of time in this package, so that tests need not wait. */
export interface Clock {
	/** milliseconds since 1970, UTC */
	now(): number;
	/** Resolves after `ms` milliseconds, or rejects with the signal's reason as soon as it aborts. */
	sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

const systemClock: Clock = {
	now: () => Date.now(),
	async sleep(ms, signal) {
		if (signal === undefined) return await sleep(ms);
		signal.throwIfAborted();
		await new Promise<void>((resolve, reject) => {
			// Newer hosts end their timer with the signal; older ones ignore it, so it is listened to here as well.
			const abort = () => reject(signal.reason);
			signal.addEventListener('abort', abort, { once: true });
			sleep(ms, signal).then(() => {
				signal.removeEventListener('abort', abort);
				resolve();
			}, reject);
		});
	},
};

let current: Clock = systemClock;

/** The clock in use. */
export const clock: Clock = {
	now: () => current.now(),
	sleep: async (ms, signal) => await current.sleep(ms, signal),
};

/** Puts another clock in place (tests); without an argument the system's clock is back. */
export function useClock(replacement: Clock = systemClock): void {
	current = replacement;
}

/** The present moment as ISO 8601 in UTC. */
export function nowIso(): string {
	return new Date(clock.now()).toISOString();
}
