import { badParameter } from '../shared/failure';
import { entriesAhead } from '../shared/pagesAhead';
import type { Http, ListQuery } from '../shared/provider';
import type { FaxRecord } from '../shared/record';
import { inTimeRange } from '../shared/timeRange';
import { asObject, asText } from '../shared/values';
import { postFaxLists, postInboundList, postInboundListAll, type ListFilter } from './iFax.api';
import { faxFrom, rowsOf } from './iFax.normalize';
import { numberIdsOf } from './iFax.numbers';
import { IFAX_LIMITS } from './iFax.tables';

const DAY_MS = 24 * 60 * 60 * 1000;

/** A day as iFax's filters want it, moved by whole days. */
export function filterDay(iso: string, days: number): string {
	const [year, month, day] = new Date(Date.parse(iso) + days * DAY_MS).toISOString().slice(0, 10).split('-');
	return `${month}/${day}/${year}`;
}

/** The days to ask for: widened, because nobody says in which time zone iFax's days begin. */
function daysOf({ after, before }: ListQuery): ListFilter {
	return {
		...(after === undefined ? {} : { startDate: filterDay(after, -IFAX_LIMITS.filterWidening) }),
		...(before === undefined ? {} : { endDate: filterDay(before, IFAX_LIMITS.filterWidening) }),
	};
}

/** The number of the filter: text, or what n8n's resource locator holds. */
function filterNumber(query: ListQuery): string | null {
	return asText(query.extra.inboxNumber) ?? asText(asObject(query.extra.inboxNumber).value);
}

type Page = (filter: ListFilter) => Promise<unknown>;

/** The pages of the inbox of all numbers, or of the one in the filters. */
async function inboxPage(http: Http, query: ListQuery): Promise<Page> {
	const number = filterNumber(query);
	if (number === null) return async (filter) => await postInboundListAll(http, filter);
	const ids = await numberIdsOf(http, number);
	if (ids === null) {
		throw badParameter(
			'Number',
			'is not a number of this iFax account',
			'Choose one from the list, or leave it empty for the faxes of all numbers.',
		);
	}
	return async (filter) => await postInboundList(http, ids, filter);
}

/** The records that were not seen before, in their order; they count as seen from then on. */
function unseen(records: FaxRecord[], seen: Set<string>): FaxRecord[] {
	return records.filter(({ id }) => {
		if (id === null) return true;
		const isNew = !seen.has(id);
		seen.add(id);
		return isNew;
	});
}

/** Pages of received faxes, each fax once, until a page brings nothing new. */
async function* inboxPages(page: Page, days: ListFilter): AsyncIterable<FaxRecord[]> {
	const seen = new Set<string>();
	let lastFaxId: string | undefined;
	for (;;) {
		const rows = rowsOf(await page(lastFaxId === undefined ? days : { ...days, lastFaxId }));
		// A row of this list has been received unless it says otherwise (inferred).
		const records = rows.map((row) => faxFrom(row, { direction: 'inbound', word: 'received' }));
		const known = seen.size;
		yield unseen(records, seen);
		const last = records.at(-1)?.id?.split(':')[0];
		// A service that ignores the cursor, or repeats rows, must not keep this going for ever.
		if (last === undefined || last === lastFaxId || seen.size === known) return;
		lastFaxId = last;
	}
}

async function* pagesInRange(http: Http, query: ListQuery): AsyncIterable<FaxRecord[]> {
	for await (const records of inboxPages(await inboxPage(http, query), daysOf(query))) {
		yield records.filter((record) => inTimeRange(record, query));
	}
}

/** The received faxes, newest first. */
export const listInbox = (http: Http, query: ListQuery): AsyncIterable<FaxRecord> =>
	entriesAhead(pagesInRange(http, query), query.limit);

/** One received fax in the newest pages of the inbox, or null. */
export async function findInInbox(http: Http, id: string): Promise<FaxRecord | null> {
	let pages = 0;
	for await (const records of inboxPages(async (filter) => await postInboundListAll(http, filter), {})) {
		const found = records.find((record) => record.id === id);
		if (found !== undefined) return found;
		if (++pages >= IFAX_LIMITS.lookupPages) break;
	}
	return null;
}

/** The sent faxes, as far as `fax-lists` names them. Experimental: iFax documents neither rows nor paging. */
export async function* listSent(http: Http): AsyncIterable<FaxRecord> {
	for (const row of rowsOf(await postFaxLists(http))) {
		const record = faxFrom(row, { direction: 'outbound' });
		if (record.direction === 'outbound') yield record;
	}
}
