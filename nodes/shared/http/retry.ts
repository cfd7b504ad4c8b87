/** The longest that a service may make us wait before the call fails instead, in milliseconds. */
export const LONGEST_WAIT_MS = 60_000;

const FIRST_PAUSE_MS = 1_000;

/**
 * What `Retry-After` asks for, in milliseconds from now; undefined when it says nothing usable.
 * @param value seconds, or a date as HTTP writes it
 */
export function retryAfterMs(value: string | undefined, now: number): number | undefined {
	const text = value?.trim() ?? '';
	if (/^\d+$/.test(text)) return Number(text) * 1000;
	const at = text === '' ? Number.NaN : Date.parse(text);
	return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}

/** The pause before the try after `tries` failed ones: doubling from a second, spread so that items do not march in step. */
export function pauseMs(tries: number, askedFor: number | undefined, random = Math.random()): number {
	if (askedFor !== undefined) return askedFor;
	return Math.round(FIRST_PAUSE_MS * 2 ** (tries - 1) * (0.75 + random / 2));
}
