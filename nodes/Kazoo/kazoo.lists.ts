import { clock } from '../shared/clock';
import { badParameter } from '../shared/failure';
import { entriesAhead } from '../shared/pagesAhead';
import type { Http, ListQuery, QueryValue } from '../shared/provider';
import type { FaxRecord } from '../shared/record';
import { asText } from '../shared/values';
import { faxListPath, readPage, type Wire } from './kazoo.api';
import { gregorianFrom } from './kazoo.dates';
import type { Folder } from './kazoo.ids';
import { faxFrom, idOf } from './kazoo.normalize';
import { LIMITS } from './kazoo.tables';

const WINDOW_SECONDS = LIMITS.listDays * 86_400;

/** A range that one list request may ask for, in gregorian seconds, both included. */
export interface Window {
	from: number;
	to: number;
}

/** The windows of 31 days and less that cover a range without overlap, the latest first; without end when `from` is null. */
export function* windowsOf(from: number | null, to: number): Iterable<Window> {
	for (let end = to; from === null || end >= from; end -= WINDOW_SECONDS) {
		const start = end - WINDOW_SECONDS + 1;
		yield { from: from === null ? start : Math.max(from, start), to: end };
	}
}

/** What a list is asked for. */
export interface Range {
	/** ISO 8601, included */
	after?: string;
	/** ISO 8601, not included */
	before?: string;
	limit?: number;
}

/** The pages of a list, each row once: older servers begin a page with rows that have been seen. */
async function* pagesOf(
	http: Http,
	path: string,
	query: Readonly<Record<string, QueryValue>>,
	seen: Set<string> = new Set(),
): AsyncIterable<Wire[]> {
	let startKey: QueryValue;
	for (;;) {
		const { rows, next } = await readPage(http, path, { ...query, start_key: startKey });
		yield rows.filter((row) => {
			const id = idOf(row);
			if (id === null) return true;
			const isNew = !seen.has(id);
			seen.add(id);
			return isNew;
		});
		// A server that does not move on must not keep this going for ever.
		if (next === undefined || next === startKey) return;
		startKey = next;
	}
}

/** The rows of a list, each once. Reads no further than it is asked for. */
export async function* rowsOf(
	http: Http,
	path: string,
	query: Readonly<Record<string, QueryValue>>,
): AsyncIterable<Wire> {
	for await (const rows of pagesOf(http, path, query)) yield* rows;
}

const pageSize = (limit: number | undefined) => Math.min(limit ?? LIMITS.pageSize, LIMITS.pageSize);

/**
 * The pages of a list that is kept by month, the latest first. A range may span 31 days, so longer ones are walked;
 * without a beginning, until half a year has brought nothing.
 */
async function* datedPages(http: Http, path: string, { after, before, limit }: Range): AsyncIterable<Wire[]> {
	// Times are whole seconds: a part of one counts as begun for the first, as not yet over for the last.
	const from = after === undefined ? null : gregorianFrom(Math.ceil(Date.parse(after) / 1000) * 1000);
	const to =
		before === undefined
			? gregorianFrom(clock.now()) + LIMITS.clockSkew
			: gregorianFrom(Math.ceil(Date.parse(before) / 1000) * 1000) - 1;
	const seen = new Set<string>();
	let empty = 0;
	for (const window of windowsOf(from, to)) {
		const range = { created_from: window.from, created_to: window.to, page_size: pageSize(limit) };
		const known = seen.size;
		yield* pagesOf(http, path, range, seen);
		empty = seen.size === known ? empty + 1 : 0;
		if (from === null && empty >= LIMITS.emptyWindows) return;
	}
}

/** The rows of a list that is kept by month, each once, the latest first. Reads no further than it is asked for. */
export async function* datedRows(http: Http, path: string, range: Range): AsyncIterable<Wire> {
	for await (const rows of datedPages(http, path, range)) yield* rows;
}

/** The faxbox that a parameter names; null when it is empty. Throws a FaxFailure when it cannot be one. */
export function faxboxIdOf(value: unknown): string | null {
	const id = asText(value);
	if (id === null || /^[0-9a-f]{32}$/i.test(id)) return id?.toLowerCase() ?? null;
	throw badParameter(
		'Faxbox',
		'is not the ID of a faxbox',
		'Choose one from the list, or give its 32 digits and letters.',
	);
}

async function* records(http: Http, folder: Folder, query: ListQuery): AsyncIterable<FaxRecord> {
	const path = faxListPath(folder, faxboxIdOf(query.extra.faxboxId));
	for await (const row of entriesAhead(datedPages(http, path, query), query.limit)) {
		yield faxFrom(row, folder);
	}
}

/** Received faxes, the latest first. */
export const listInbox = (http: Http, query: ListQuery) => records(http, 'inbox', query);

/** Finished faxes, sent or failed, the latest first. */
export const listSent = (http: Http, query: ListQuery) => records(http, 'outbox', query);

/** Faxes that wait or are being sent; their list has no range. */
export async function* listQueued(http: Http, query: ListQuery): AsyncIterable<FaxRecord> {
	const path = faxListPath('outgoing', faxboxIdOf(query.extra.faxboxId));
	const pages = pagesOf(http, path, { page_size: pageSize(query.limit) });
	for await (const row of entriesAhead(pages, query.limit)) {
		yield faxFrom(row, 'outgoing');
	}
}
