/** How long a process waits at least before it looks whether its marks have stayed, in milliseconds. */
const LEAST_MS = 100;
/** And at most: a store slower than that is no longer waited for. */
const MOST_MS = 3_000;
/** How many times longer than our own slowest access the one of another process may take. */
const MARGIN = 4;
/** How many accesses are looked back on: a few waves of faxes. */
const REMEMBERED = 32;

/**
 * How fast a store is, as this process sees it: its accesses as a whole, reading, writing, and whatever else keeps the
 * process busy meanwhile. Other processes use the same store on a machine like this one, so what they need is judged by it.
 */
export class StorePace {
	private readonly recent: number[] = [];

	/** @param ms how long an access took, in milliseconds */
	note(ms: number): void {
		this.recent.push(Math.max(0, ms));
		if (this.recent.length > REMEMBERED) this.recent.shift();
	}

	/** How long to wait until another process that read before we wrote has surely written, in milliseconds. */
	settlingMs(): number {
		return Math.min(MOST_MS, Math.max(LEAST_MS, MARGIN * Math.max(0, ...this.recent)));
	}
}
