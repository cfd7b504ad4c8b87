import { toE164OrNull } from '../shared/numbers';
import { failureFields, faxRecord, type FaxRecord, type TransmissionInfo } from '../shared/record';
import { readStatus } from '../shared/status';
import { asBoolean, asInteger, asObject, asText, firstText, isObject } from '../shared/values';
import type { Wire } from './kazoo.api';
import { isoFromGregorian } from './kazoo.dates';
import { failureOf } from './kazoo.failures';
import { jobIdOf, noteFolder } from './kazoo.ids';
import { PROVIDER, STATUSES, type Place } from './kazoo.tables';

/** A live text of the worker without the numbers in it: `Sent Page 1 of 3` is `sent page`. Source code. */
function wordOf(text: string): string {
	return text
		.trim()
		.toLowerCase()
		.replace(/^(sent page|fax negotiated at)\b.*$/, '$1');
}

/** The pages that a live text tells of. */
function livePages(text: string | null): { pages: number | null; pagesTransferred: number | null } {
	const found = /^sent page (\d+) of (\d+)/i.exec(text ?? '');
	return { pages: asInteger(found?.[2]), pagesTransferred: asInteger(found?.[1]) };
}

/** Private fields of stored documents are nobody's business. */
export function withoutPrivate(value: unknown): unknown {
	if (!isObject(value)) return value;
	const visible = Object.entries(value).filter(([key]) => !/^(pvt_|_rev$)/.test(key));
	return Object.fromEntries(visible);
}

/** What the modem reported. Keys stand with or without `fax_` before them. Source code. */
export function transmissionOf(result: Wire): TransmissionInfo | null {
	const either = (...keys: string[]) => firstText(result, ...keys.flatMap((key) => [key, `fax_${key}`]));
	const info = {
		remoteStationId: either('remote_station_id', 'receiver_id'),
		speed: asInteger(either('transfer_rate', 'speed')),
		errorCorrection: asBoolean(
			result.ecm_used ?? result.fax_ecm_used ?? result.fax_ecn_used ?? result.fax_error_correction,
		),
		badRows: asInteger(either('bad_rows')),
	};
	const nothing = info.remoteStationId === null && (info.speed ?? 0) === 0;
	return nothing ? null : info;
}

/** The pages of a fax, from the result of its transmission. */
export function pagesOf(result: Wire): { pages: number | null; pagesTransferred: number | null } {
	return {
		pages: asInteger(firstText(result, 'total_pages', 'fax_total_pages')),
		pagesTransferred: asInteger(
			firstText(result, 'transferred_pages', 'fax_transferred_pages', 'pages_sent', 'fax_pages_sent'),
		),
	};
}

/** Whether pages are missing from a fax of which some arrived. */
export function isPartial({ pages, pagesTransferred }: ReturnType<typeof pagesOf>): boolean {
	return pages !== null && pagesTransferred !== null && pagesTransferred > 0 && pagesTransferred < pages;
}

/** The status word; without one, what the place and the result imply. Source code. */
function statusText(fax: Wire, place: Place, result: Wire): string | null {
	const word = asText(fax.status) ?? asText(asObject(fax._read_only).status) ?? asText(fax.pvt_job_status);
	if (word !== null) return word;
	if (place === 'inbox') return 'received';
	if (place !== 'outbox') return null;
	return asBoolean(result.success) === true ? 'completed' : 'failed';
}

export function idOf(fax: Wire): string | null {
	return firstText(fax, 'id', '_id');
}

/**
 * The record of a fax from the queue, the outbox or the inbox, whether it comes from a list or alone.
 * @param fallback the id under which it was asked for
 */
export function faxFrom(
	fax: Wire,
	place: Exclude<Place, 'event'>,
	fallback: string | null = null,
): FaxRecord {
	const inbound = place === 'inbox';
	const result = asObject(inbound ? fax.rx_result : fax.tx_result);
	const id = idOf(fax) ?? fallback;
	const text = statusText(fax, place, result);
	const entry = readStatus(STATUSES[place], wordOf(text ?? ''));
	// Before the first attempt has ended, the result is nothing but its default.
	const isOver = entry.isFinal;
	const pages = isOver ? pagesOf(result) : livePages(text);
	const partial = isOver && entry.status !== 'delivered' && isPartial(pages);
	const created = firstTime(fax.created, asObject(fax._read_only).created, fax.timestamp, fax.pvt_created);
	const delivered = firstTime(result.pvt_delivered_date, fax.delivered);
	if (place !== 'outgoing') noteFolder(id, place);
	return faxRecord({
		provider: PROVIDER,
		id,
		trackingId: id === null || inbound ? id : jobIdOf(id),
		direction: inbound ? 'inbound' : 'outbound',
		status: entry.status,
		isFinal: entry.isFinal,
		isPartial: partial,
		from: toE164OrNull(fax.from_number) ?? toE164OrNull(fax.from),
		to: toE164OrNull(fax.to_number) ?? toE164OrNull(fax.to),
		...pages,
		attempts: inbound ? null : asInteger(fax.attempts),
		durationSeconds: isOver ? asInteger(result.time_elapsed) : null,
		createdAt: created,
		completedAt: isOver ? (delivered ?? (inbound ? created : null)) : null,
		...failureFields(entry.status === 'failed' ? failureOf(result, partial) : null),
		providerStatus: text,
		transmission: isOver ? transmissionOf(result) : null,
		raw: withoutPrivate(fax),
	});
}

/** The first of the values that is a time. */
function firstTime(...values: unknown[]): string | null {
	return values.map(isoFromGregorian).find((iso) => iso !== null) ?? null;
}

/** The record of a job that Kazoo has just accepted: queued, never more. The numbers are those that were asked for. */
export function acceptedFax(
	job: Wire,
	id: string | null,
	asked: { from: string | null; to: string | null },
): FaxRecord {
	const record = faxFrom(job, 'outgoing', id);
	return {
		...record,
		id,
		trackingId: id,
		status: 'queued',
		isFinal: false,
		from: record.from ?? asked.from,
		to: record.to ?? asked.to,
		...failureFields(null),
	};
}
