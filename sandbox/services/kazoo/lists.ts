import type { Payload } from './context';
import type { KazooSwitches } from './switches';
import { invalid, Refusal, toGregorian } from './wire';

/** One row with what it is sorted by. */
export interface Row {
	id: string;
	/** Unix milliseconds. */
	at: number;
	body: () => object;
}

const NUMBER = /^\d+$/;

/** The range of a list that is kept by month. Throws 400 when it is too long or turned round. */
function rangeOf(
	query: Record<string, string>,
	now: number,
	switches: KazooSwitches,
): { from: number; to: number } {
	const to = NUMBER.test(query.created_to ?? '') ? Number(query.created_to) : toGregorian(now);
	const from = NUMBER.test(query.created_from ?? '')
		? Number(query.created_from)
		: to - switches.maximumRange;
	const range = (message: string) => invalid('created_from', 'date_range', message, { cause: from });
	if (from > to) throw range('created_from is prior to created_to');
	if (to - from > switches.maximumRange) {
		throw range(`created_to is more than ${switches.maximumRange} seconds from created_from`);
	}
	return { from, to };
}

/** A place in a list: opaque from 4.2 on, the plain key before, which rows of the same second share. */
function startKey(row: Row, switches: KazooSwitches): string | number {
	const created = toGregorian(row.at);
	if (switches.generation === '4.1') return created;
	return Buffer.from(JSON.stringify([created, row.id])).toString('base64url');
}

function startIndex(rows: Row[], given: string | undefined, switches: KazooSwitches): number {
	if (given === undefined) return 0;
	const index = rows.findIndex((row) => String(startKey(row, switches)) === given);
	if (index < 0) throw new Refusal(404, 'faulty request', { message: 'invalid start key' });
	return index;
}

/** One page of a list, newest first unless asked otherwise. */
export function page(
	all: Row[],
	query: Record<string, string>,
	now: number,
	switches: KazooSwitches,
	kind: 'windowed' | 'whole',
): Payload {
	const { from, to } = kind === 'whole' ? { from: 0, to: Infinity } : rangeOf(query, now, switches);
	const sign = query.ascending === 'true' ? 1 : -1;
	const rows = all
		.filter(({ at }) => toGregorian(at) >= from && toGregorian(at) <= to)
		.sort((a, b) => sign * (toGregorian(a.at) - toGregorian(b.at) || a.id.localeCompare(b.id)));
	if (query.paginate === 'false') return { data: rows.map(({ body }) => body()) };
	const size = sizeOf(query.page_size, switches);
	const start = startIndex(rows, query.start_key, switches);
	const shown = rows.slice(start, start + size);
	const next = rows[start + size];
	const keys = {
		page_size: shown.length,
		...(query.start_key === undefined ? {} : { start_key: query.start_key }),
		...(next === undefined ? {} : { next_start_key: startKey(next, switches) }),
	};
	return { data: shown.map(({ body }) => body()), siblings: keys };
}

function sizeOf(text: string | undefined, switches: KazooSwitches): number {
	if (text === undefined) return switches.pageSize;
	if (!/^[1-9]\d*$/.test(text)) throw new Refusal(404, 'faulty request', { message: 'bad page_size' });
	return Number(text);
}
