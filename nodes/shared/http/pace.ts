import { BoundedMap } from '../boundedMap';
import { clock } from '../clock';
import { TokenBucket } from './tokenBucket';
import type { RateLimit } from './tokenBucket';

/** More at once than this is never kept back. */
const NO_LONGER_SLOW = 200;

/** One request under way. */
export interface Turn {
	/** It was answered, or failed for another reason than too many requests. */
	done(): void;
	/** The service had too many requests: nobody asks it again for so many milliseconds, and then fewer at once. */
	tooMany(pauseMs: number): void;
}

/**
 * The pace at which the requests of one credential are made, whichever nodes and executions make them. After an answer
 * that there were too many requests all of them pause, and half as many as before go on at once; each good answer lets
 * a little more go. Of the waiting only the callers themselves are held.
 */
export class Pace {
	private readonly bucket = new TokenBucket();
	private pause: { until: number } | undefined;
	private running = 0;
	private most = Infinity;
	private slowed = 0;
	private readonly waiting: Array<() => void> = [];

	/**
	 * Waits for a turn. Whoever gets one must end it.
	 * @param rate what the service allows; null when nothing is known
	 * @throws the signal's reason when it aborts meanwhile
	 */
	async begin(rate: RateLimit | null, signal?: AbortSignal): Promise<Turn> {
		if (rate !== null) await this.bucket.take(rate, signal);
		try {
			for (;;) {
				if (this.pause !== undefined) await this.endOfPause(this.pause, signal);
				else if (this.places() <= 0) await this.freePlace(signal);
				else return this.start();
			}
		} catch {
			// The place that this one was woken for is another's.
			this.wake();
			throw aborted(signal);
		}
	}

	private places(): number {
		return Math.floor(this.most) - this.running;
	}

	private start(): Turn {
		this.running++;
		const atStart = this.slowed;
		const leave = () => {
			this.running--;
			this.wake();
		};
		return {
			done: () => {
				if (this.most < NO_LONGER_SLOW) this.most += 1 / this.most;
				if (this.most >= NO_LONGER_SLOW) this.most = Infinity;
				leave();
			},
			tooMany: (pauseMs) => {
				const until = clock.now() + pauseMs;
				if (this.pause === undefined || until > this.pause.until) this.pause = { until };
				// Requests that were under way together tell the same thing once.
				if (atStart === this.slowed) {
					this.most = Math.max(1, Math.min(this.most, this.running) / 2);
					this.slowed++;
				}
				leave();
			},
		};
	}

	private async endOfPause(pause: { until: number }, signal?: AbortSignal): Promise<void> {
		const left = pause.until - clock.now();
		if (left > 0) await clock.sleep(left, signal);
		// A longer one may have begun meanwhile.
		if (this.pause === pause) this.pause = undefined;
	}

	private async freePlace(signal?: AbortSignal): Promise<void> {
		signal?.throwIfAborted();
		await new Promise<void>((resolve, reject) => {
			const go = () => {
				signal?.removeEventListener('abort', stop);
				resolve();
			};
			const stop = () => {
				this.waiting.splice(this.waiting.indexOf(go), 1);
				reject(signal!.reason);
			};
			signal?.addEventListener('abort', stop, { once: true });
			this.waiting.push(go);
		});
	}

	private wake(): void {
		const free = Math.min(this.places(), this.waiting.length);
		for (let count = 0; count < free; count++) this.waiting.shift()?.();
	}
}

const aborted = (signal: AbortSignal | undefined): unknown => signal?.reason;

const HOUR_MS = 60 * 60 * 1000;
const paces = new BoundedMap<Pace>(1_000, HOUR_MS, () => clock.now());

/** The pace of a credential in this process. @param place its name, with that of the service */
export function paceOf(place: string): Pace {
	const pace = paces.get(place) ?? new Pace();
	// Set anew, so that it is kept for an hour after its last use.
	paces.set(place, pace);
	return pace;
}
