import { clock } from '../clock';

/** How often a service may be asked. */
export interface RateLimit {
	/** requests a second in the long run */
	perSecond: number;
	/** requests that may follow one another without a pause after a rest */
	burst: number;
}

const SECOND_MS = 1_000;

/** Hands out turns no faster than a rate allows, in the order in which they are asked for. */
export class TokenBucket {
	private tokens: number | undefined;
	private filledAt = 0;
	private last: Promise<void> | undefined;

	/** Resolves when it is the caller's turn. Rejects with the signal's reason when it aborts meanwhile. */
	async take(rate: RateLimit, signal?: AbortSignal): Promise<void> {
		const before = this.last;
		let leave = () => {};
		const own = new Promise<void>((resolve) => (leave = resolve));
		this.last = own;
		try {
			await before;
			await this.takeNow(rate, signal);
		} finally {
			if (this.last === own) this.last = undefined;
			leave();
		}
	}

	private async takeNow(rate: RateLimit, signal?: AbortSignal): Promise<void> {
		this.fill(rate);
		const missing = 1 - this.tokens!;
		if (missing > 0) {
			await clock.sleep(Math.ceil((missing / rate.perSecond) * SECOND_MS), signal);
			this.fill(rate);
			// What was waited for has come, whatever the clock says: clocks are also set back.
			this.tokens = Math.max(this.tokens!, 1);
		}
		this.tokens! -= 1;
	}

	private fill({ perSecond, burst }: RateLimit): void {
		const now = clock.now();
		const passed = Math.max(0, now - this.filledAt) / SECOND_MS;
		this.tokens = Math.min(burst, this.tokens === undefined ? burst : this.tokens + passed * perSecond);
		this.filledAt = now;
	}
}
