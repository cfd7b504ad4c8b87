import * as fc from 'fast-check';
import { isoFromParameter } from '../../../nodes/shared/dates';
import { isoFromUnixSeconds, isoFromUtcText, utcTextFromIso } from '../../../nodes/shared/values';

describe('a moment that a user gives', () => {
	it.each([
		['2026-03-02T09:00:00Z', 'Europe/Berlin', '2026-03-02T09:00:00.000Z'],
		['2026-03-02T09:00:00+02:00', 'America/New_York', '2026-03-02T07:00:00.000Z'],
		['2026-01-15T12:00:00', 'Europe/Berlin', '2026-01-15T11:00:00.000Z'],
		['2026-07-15T12:00:00', 'Europe/Berlin', '2026-07-15T10:00:00.000Z'],
		['2026-07-15 12:00', 'America/New_York', '2026-07-15T16:00:00.000Z'],
		['2026-07-15', 'Asia/Kolkata', '2026-07-14T18:30:00.000Z'],
		// An hour after the clocks go forward, and one before they go back.
		['2026-03-29T03:30:00', 'Europe/Berlin', '2026-03-29T01:30:00.000Z'],
		['2026-10-25T01:30:00', 'Europe/Berlin', '2026-10-24T23:30:00.000Z'],
		['2026-12-31T23:59:59.500', 'Pacific/Auckland', '2026-12-31T10:59:59.500Z'],
	])('%s in %s', (text, zone, expected) => {
		expect(isoFromParameter(text, 'Send At', zone)).toBe(expected);
	});

	it('may be a date object, or one of an expression', () => {
		const date = new Date('2026-03-02T09:00:00Z');
		expect(isoFromParameter(date, 'Send At', 'UTC')).toBe('2026-03-02T09:00:00.000Z');
		expect(isoFromParameter({ toISO: () => '2026-03-02T10:00:00.000+01:00' }, 'Send At', 'UTC')).toBe(
			'2026-03-02T09:00:00.000Z',
		);
	});

	it.each([undefined, null, ''])('%p is none', (value) => {
		expect(isoFromParameter(value, 'Send At', 'UTC')).toBeNull();
	});

	it.each(['tomorrow', '02/03/2026', '2026-13-01', '2026-02-30T25:00:00', 7, {}])(
		'%p is refused by name',
		(value) => {
			expect(() => isoFromParameter(value, 'Send At', 'UTC')).toThrow(/'Send At' is not a date/);
		},
	);
});

describe('the forms of services', () => {
	it('go there and back', () => {
		fc.assert(
			fc.property(fc.integer({ min: 1, max: 4_000_000_000 }), (seconds) => {
				const iso = isoFromUnixSeconds(seconds)!;
				expect(Date.parse(iso)).toBe(seconds * 1000);
				expect(isoFromUtcText(utcTextFromIso(iso))).toBe(iso);
			}),
		);
	});

	it.each([0, -1, '0', '', null, undefined, 'x', Number.NaN, 1e20])('%p is no moment', (value) => {
		expect(isoFromUnixSeconds(value)).toBeNull();
	});

	it.each(['2026-02-30 10:00:00', '2026-01-01 24:00:00', '2026-01-01', 'x', null])(
		'%p is no UTC text',
		(value) => {
			expect(isoFromUtcText(value)).toBeNull();
		},
	);
});
