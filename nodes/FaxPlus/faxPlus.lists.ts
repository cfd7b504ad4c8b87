import { entriesAhead } from '../shared/pagesAhead';
import type { Http, ListQuery } from '../shared/provider';
import type { FaxRecord } from '../shared/record';
import { asText, utcTextFromIso } from '../shared/values';
import { listFaxes, listOutbox, type Category } from './faxPlus.api';
import { faxPlusRecord, outboxRecord, type Wire } from './faxPlus.normalize';
import { LIMITS } from './faxPlus.tables';
import { startedAt, trackingIdsOf } from './faxPlus.tracking';

const SECOND_MS = 1000;

const utcText = (at: number) => utcTextFromIso(new Date(at).toISOString());

export interface Range {
	/** ISO 8601, as is `before` */
	after?: string;
	before?: string;
	/** how many are wanted; undefined for all */
	limit?: number;
	/** how many pages are read at most */
	maxPages?: number;
}

/**
 * Reads a list page by page, newest first or not. The service has no cursor: the next page is what lies before
 * the oldest record of this one. Whether `before` includes its own second is not documented, so that second is
 * asked for again and known records are dropped.
 */
export async function* faxPages(http: Http, category: Category, range: Range): AsyncIterable<Wire[]> {
	const limit = Math.max(1, Math.min(LIMITS.listPageSize, range.limit ?? LIMITS.listPageSize));
	const after = range.after === undefined ? undefined : utcTextFromIso(range.after);
	let before = range.before === undefined ? undefined : utcTextFromIso(range.before);
	const seen = new Set<string>();
	const asked = new Set([before]);
	for (let page = 0; page < (range.maxPages ?? Infinity); page++) {
		const records = await listFaxes(http, { category, after, before, limit });
		const fresh = records.filter((record) => !seen.has(asText(record.id) ?? ''));
		for (const record of fresh) seen.add(asText(record.id) ?? '');
		if (fresh.length > 0) yield fresh;
		if (records.length < limit) return;
		const oldest = Math.min(...records.map(startedAt));
		const next = [oldest + SECOND_MS, oldest].map(utcText).find((text) => !asked.has(text));
		// Neither second brings anything further: the service ignores the bound, or does not know times.
		if (oldest <= 0 || next === undefined) return;
		asked.add(next);
		before = next;
	}
}

async function* recordPages(http: Http, category: Category, query: ListQuery): AsyncIterable<FaxRecord[]> {
	const direction = category === 'sent' ? 'outbound' : 'inbound';
	for await (const page of faxPages(http, category, query)) {
		const tracking = category === 'sent' ? trackingIdsOf(page) : new Map<string, string>();
		yield page.map((fax) =>
			faxPlusRecord(fax, { direction, trackingId: tracking.get(asText(fax.id) ?? '') }),
		);
	}
}

const records = (http: Http, category: Category, query: ListQuery): AsyncIterable<FaxRecord> =>
	entriesAhead(recordPages(http, category, query), query.limit);

/** Received faxes, the newest first. */
export const listInbox = (http: Http, query: ListQuery): AsyncIterable<FaxRecord> =>
	records(http, 'inbox', query);

/** Sent faxes, each attempt a record of its own; retries carry the id that Send returned where it can be told. */
export const listSent = (http: Http, query: ListQuery): AsyncIterable<FaxRecord> =>
	records(http, 'sent', query);

/** Received faxes that the service takes for junk. */
export const listSpam = (http: Http, query: ListQuery): AsyncIterable<FaxRecord> =>
	records(http, 'spam', query);

/** Faxes that wait or are being transmitted. */
export async function* listQueued(http: Http): AsyncIterable<FaxRecord> {
	for (const item of await listOutbox(http)) yield outboxRecord(item);
}
