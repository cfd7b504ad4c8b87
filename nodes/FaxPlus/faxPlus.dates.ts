import { asText, isoFromUtcText } from '../shared/values';

const OFFSET_TEXT = /^(\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}:\d{2}) ?([+-])(\d{2}):?(\d{2})$/;
const ID = /^[0-9a-f]{24}$/i;

/** ISO 8601 in UTC from `YYYY-MM-DD HH:mm:ss` (UTC). Documented. */
export const fromUtcText = isoFromUtcText;

/** ISO 8601 in UTC from `YYYY-MM-DD HH:mm:ss +HHMM`, the form of a time to send at. SDK. */
export function fromOffsetText(value: unknown): string | null {
	const parts = OFFSET_TEXT.exec(asText(value) ?? '');
	if (parts === null) return null;
	const local = isoFromUtcText(parts[1]);
	if (local === null) return null;
	const offset = (Number(parts[3]) * 60 + Number(parts[4])) * 60_000;
	return new Date(Date.parse(local) + (parts[2] === '+' ? -offset : offset)).toISOString();
}

/** Any of the two text forms, as ISO 8601 in UTC; null when it is neither. */
export function fromText(value: unknown): string | null {
	return fromUtcText(value) ?? fromOffsetText(value);
}

/**
 * When an id was made: its first eight hex digits count seconds since 1970. Inferred: it fits one of the
 * vendor's samples to the second, while another is four hours off, so nothing final hangs on it.
 * @returns ISO 8601 in UTC; null when the id is not of 24 hex digits
 */
export function fromIdClock(id: unknown): string | null {
	const text = asText(id);
	if (text === null || !ID.test(text)) return null;
	return new Date(Number.parseInt(text.slice(0, 8), 16) * 1000).toISOString();
}
