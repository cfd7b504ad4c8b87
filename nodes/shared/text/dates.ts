/**
 * The day of a moment as it stands on a page, such as "21 November 2026".
 * @param at milliseconds since 1970, or ISO 8601
 */
export function dayText(at: number | string, timeZone: string): string {
	const options = { timeZone, day: 'numeric', month: 'long', year: 'numeric' } as const;
	return new Intl.DateTimeFormat('en-GB', options).format(new Date(at));
}

/** A moment as it stands on a page, to the second and with its zone, such as "21 November 2026, 14:03:05 GMT+1". */
export function momentText(iso: string, timeZone: string): string {
	const options = {
		timeZone,
		hour: '2-digit',
		minute: '2-digit',
		second: '2-digit',
		hourCycle: 'h23',
		timeZoneName: 'shortOffset',
	} as const;
	const time = new Intl.DateTimeFormat('en-GB', options).format(new Date(iso));
	return `${dayText(iso, timeZone)}, ${time}`;
}
