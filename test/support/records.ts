import { expectedRecordKeys } from './recordKeys';

/** ISO 8601 in UTC, to the millisecond. */
export const aMoment = (): unknown => expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

const NOTHING: Record<string, unknown> = {
	...Object.fromEntries(expectedRecordKeys.map((key) => [key, null])),
	isFinal: false,
	isPartial: false,
};

/** A whole record: what is not given is `null`, and not final or partial. */
export function wholeRecord(fields: Record<string, unknown>): Record<string, unknown> {
	return { ...NOTHING, trackingId: fields.id ?? null, ...fields };
}

/** Every key of the record in the documented order, each with the expected value. */
export function expectRecord(json: unknown, expected: Record<string, unknown>): void {
	expect(Object.keys(json as object)).toEqual(expectedRecordKeys);
	expect(json).toEqual(wholeRecord(expected));
}
