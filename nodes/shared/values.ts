/** Tolerant readers of what services answer: each takes anything and returns a clean value or null. */

/** Trimmed text; numbers become text; empty is null. */
export function asText(value: unknown): string | null {
	if (typeof value === 'number' && Number.isFinite(value)) return String(value);
	if (typeof value !== 'string') return null;
	const trimmed = value.trim();
	return trimmed === '' ? null : trimmed;
}

/** A finite number, also from text. */
export function asNumber(value: unknown): number | null {
	if (typeof value === 'number') return Number.isFinite(value) ? value : null;
	if (typeof value !== 'string' || !/^\s*[-+]?\d+(\.\d+)?([eE][-+]?\d+)?\s*$/.test(value)) return null;
	const parsed = Number(value);
	return Number.isFinite(parsed) ? parsed : null;
}

/** A whole number, also from text; fractions are cut off. */
export function asInteger(value: unknown): number | null {
	const parsed = asNumber(value);
	return parsed === null ? null : Math.trunc(parsed);
}

const TRUE_WORDS = new Set(['true', '1', 'yes', 'on']);
const FALSE_WORDS = new Set(['false', '0', 'no', 'off']);

/** A boolean, also from 1/0 and from text in any case; null when it is none. */
export function asBoolean(value: unknown): boolean | null {
	if (typeof value === 'boolean') return value;
	const word = asText(value)?.toLowerCase();
	if (word === undefined) return null;
	if (TRUE_WORDS.has(word)) return true;
	return FALSE_WORDS.has(word) ? false : null;
}

/** A plain object; anything else is an empty one. */
export function asObject(value: unknown): Record<string, unknown> {
	return isObject(value) ? value : {};
}

/** Whether it is an object and neither null nor an array. */
export function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An array; anything else is an empty one. */
export function asList(value: unknown): unknown[] {
	return Array.isArray(value) ? (value as unknown[]) : [];
}

/** The first of the keys that holds text. */
export function firstText(source: Readonly<Record<string, unknown>>, ...keys: string[]): string | null {
	for (const key of keys) {
		const found = asText(source[key]);
		if (found !== null) return found;
	}
	return null;
}

/** The object without entries that are null or undefined. */
export function withoutEmpty(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
	return Object.fromEntries(
		Object.entries(fields).filter(([, value]) => value !== null && value !== undefined),
	);
}

function isoOrNull(milliseconds: number): string | null {
	const date = new Date(milliseconds);
	return Number.isNaN(date.getTime()) ? null : date.toISOString();
}

/** ISO 8601 in UTC from seconds since 1970; 0 and negative values mean "not yet". */
export function isoFromUnixSeconds(value: unknown): string | null {
	const seconds = asNumber(value);
	return seconds === null || seconds <= 0 ? null : isoOrNull(seconds * 1000);
}

const UTC_TEXT = /^(\d{4})-(\d{2})-(\d{2})[ T](\d{2}):(\d{2}):(\d{2})(?:\.\d+)?(?: ?UTC|Z)?$/;

/** ISO 8601 in UTC from `YYYY-MM-DD HH:mm:ss`, with or without ` UTC`. */
export function isoFromUtcText(value: unknown): string | null {
	const parts = UTC_TEXT.exec(asText(value) ?? '');
	if (parts === null) return null;
	const [year, month, day, hour, minute, second] = parts.slice(1).map(Number);
	const milliseconds = Date.UTC(year, month - 1, day, hour, minute, second);
	const date = new Date(milliseconds);
	const unchanged = date.getUTCMonth() === month - 1 && date.getUTCDate() === day && hour < 24;
	return unchanged ? date.toISOString() : null;
}

/** `YYYY-MM-DD HH:mm:ss` in UTC from any ISO 8601 moment. Throws a RangeError when it is none. */
export function utcTextFromIso(iso: string): string {
	return new Date(iso).toISOString().slice(0, 19).replace('T', ' ');
}
