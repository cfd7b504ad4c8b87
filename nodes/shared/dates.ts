import { badParameter } from './failure';
import { isObject } from './values';

/** The difference between a zone's clock and UTC at a moment, in milliseconds. */
function zoneOffset(at: number, timeZone: string): number {
	const parts = new Intl.DateTimeFormat('en-US', {
		timeZone,
		hourCycle: 'h23',
		year: 'numeric',
		month: 'numeric',
		day: 'numeric',
		hour: 'numeric',
		minute: 'numeric',
		second: 'numeric',
	}).formatToParts(at);
	const value = (type: string) => Number(parts.find((part) => part.type === type)?.value);
	const local = Date.UTC(
		value('year'),
		value('month') - 1,
		value('day'),
		value('hour'),
		value('minute'),
		value('second'),
	);
	return local - Math.floor(at / 1000) * 1000;
}

const WITHOUT_ZONE = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?)?$/;

/**
 * A moment that a user gave, as ISO 8601 in UTC; null when the parameter is empty.
 * @param value any ISO 8601 text, or a date object of an expression
 * @param timeZone the workflow's zone, for texts without one
 * @throws FaxFailure that names the parameter
 */
export function isoFromParameter(value: unknown, parameter: string, timeZone: string): string | null {
	if (value === undefined || value === null || value === '') return null;
	const source = isObject(value) && typeof value.toISO === 'function' ? String(value.toISO()) : value;
	const text = source instanceof Date ? source.toISOString() : String(source).trim();
	let at = Number.NaN;
	if (WITHOUT_ZONE.test(text)) {
		const asUtc = Date.parse(`${text.replace(' ', 'T')}${text.length === 10 ? 'T00:00' : ''}Z`);
		// Twice, because the offset may differ between the first guess and the moment itself.
		if (!Number.isNaN(asUtc)) {
			at = asUtc - zoneOffset(asUtc - zoneOffset(asUtc, timeZone), timeZone);
		}
	} else if (/^\d{4}-\d{2}-\d{2}/.test(text)) {
		at = Date.parse(text);
	}
	if (Number.isNaN(at)) {
		throw badParameter(
			parameter,
			'is not a date',
			'Write it like 2026-05-31T14:30:00, or choose it in the calendar.',
		);
	}
	return new Date(at).toISOString();
}
