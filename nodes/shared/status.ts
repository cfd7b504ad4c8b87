import type { FailureCategory } from './failure';
import type { FaxStatus } from './record';

/** How one word of a service is read. */
export interface StatusEntry {
	status: FaxStatus;
	isFinal: boolean;
	isPartial?: boolean;
	/** the cause, for words that tell one */
	failure?: FailureCategory;
	/** overrides the advice of the category */
	retryable?: boolean;
	hint?: string;
}

export type StatusTable = Readonly<Record<string, StatusEntry>>;

/**
 * Reads a service's status word, whatever its case.
 * A word that no table lists is `unknown` and not final, or `failed` and final if it begins with "fail":
 * services add words, and an invented success or end would be worse than an honest "unknown".
 */
export function readStatus(table: StatusTable, word: string | null | undefined): StatusEntry {
	const key = (word ?? '').trim().toLowerCase();
	if (Object.hasOwn(table, key)) return table[key];
	if (key.startsWith('fail')) return { status: 'failed', isFinal: true, failure: 'unknown' };
	return { status: 'unknown', isFinal: false };
}
