import { asNumber } from '../shared/values';

/** Seconds between the beginning of the year 0, from which Kazoo counts, and that of 1970. Inferred, and exact. */
const UNIX_EPOCH = 62_167_219_200;
/** the year 2100: a larger number is no time of this service */
const LATEST = UNIX_EPOCH + 4_102_444_800;

/**
 * ISO 8601 in UTC from gregorian seconds, as a number or as text; null for anything else, such as the text
 * "undefined" that some servers write. Source code.
 */
export function isoFromGregorian(value: unknown): string | null {
	const seconds = asNumber(value);
	if (seconds === null || seconds <= UNIX_EPOCH || seconds > LATEST) return null;
	return new Date((seconds - UNIX_EPOCH) * 1000).toISOString();
}

/** Gregorian seconds from milliseconds since 1970; a part of a second is cut off. */
export function gregorianFrom(milliseconds: number): number {
	return Math.floor(milliseconds / 1000) + UNIX_EPOCH;
}
