import { asText } from '../shared/values';
import type { Row } from './goFax.keys';

const FORM = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?(Z|[+-]\d{2}:\d{2})?$/;

/** A moment without a zone, read in the one given; a zone that is there counts. Null when it is not of that form. */
function read(value: unknown, zone: string): string | null {
	const parts = FORM.exec(typeof value === 'string' ? value.trim() : '');
	if (parts === null) return null;
	const [, seconds, fraction = '', given] = parts;
	// A day that does not exist would be moved to another one without a word.
	const asWritten = new Date(`${seconds}Z`);
	if (Number.isNaN(asWritten.getTime()) || !asWritten.toISOString().startsWith(seconds)) return null;
	const at = new Date(`${seconds}.${fraction.slice(0, 3).padEnd(3, '0')}${given ?? zone}`);
	return Number.isNaN(at.getTime()) ? null : at.toISOString();
}

/** `IssuedUtc` and its like: UTC, though no Z says so (documented by example). */
export const fromUtc = (value: unknown): string | null => read(value, 'Z');

/** `Issued` and its like: Queensland's time, which has no summer time (documented by example). */
export const fromLocal = (value: unknown): string | null => read(value, '+10:00');

/** The first of the names that holds a moment; of a name the form in UTC before the local one. */
export function moment(row: Row, ...names: string[]): string | null {
	for (const name of names) {
		const found =
			fromUtc(row[`${name}utc`]) ??
			fromLocal(row[name]) ??
			fromUtc(row[`date${name}utc`]) ??
			fromLocal(row[`date${name}`]);
		if (found !== null) return found;
	}
	return asText(row.dateutc) === null ? fromLocal(row.date) : fromUtc(row.dateutc);
}
