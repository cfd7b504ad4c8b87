import { failureInfo } from '../shared/failure';
import { toE164OrNull } from '../shared/numbers';
import { failureFields, faxRecord, type FaxDirection, type FaxRecord } from '../shared/record';
import { readStatus, type StatusEntry, type StatusTable } from '../shared/status';
import { trackingMemory } from '../shared/trackingMemory';
import { asInteger, asList, asNumber, asObject, asText, firstText } from '../shared/values';
import { fromText } from './faxPlus.dates';
import { INCOMING_STATUSES, OUTBOX_STATUSES, OUTGOING_STATUSES, PROVIDER } from './faxPlus.tables';

/** An object of the service, as it came. */
export type Wire = Readonly<Record<string, unknown>>;

type Fields = Partial<FaxRecord>;

function statusFields(table: StatusTable, word: string | null): Fields {
	const entry: StatusEntry = readStatus(table, word);
	const failure = entry.failure
		? failureInfo(entry.failure, { retryable: entry.retryable, hint: entry.hint, code: word })
		: null;
	return {
		status: entry.status,
		isFinal: entry.isFinal,
		isPartial: entry.isPartial ?? false,
		providerStatus: word,
		...failureFields(failure),
	};
}

/** The text of a comment: an object in the outbox, plain text in a fax record. */
export function commentText(comment: unknown): string | null {
	return asText(comment) ?? asText(asObject(comment).text);
}

const subjectOf = (wire: Wire) => asText(asObject(wire.cover_page).subject);

function trackingIdOf(id: string | null): string | null {
	return id === null ? null : (trackingMemory.trackingIdOf(PROVIDER, id) ?? id);
}

/** The first moment at which the job entered a state; null when its history does not say. */
function firstChange(wire: Wire, status: string): string | null {
	const change = asList(wire.status_changes)
		.map(asObject)
		.find((entry) => asText(entry.status)?.toLowerCase() === status);
	return fromText(change?.at);
}

/** The record of a fax that waits in the outbox or is being transmitted. */
export function outboxRecord(item: Wire, known: { trackingId?: string } = {}): FaxRecord {
	const id = asText(item.id);
	return faxRecord({
		provider: PROVIDER,
		id,
		direction: 'outbound',
		status: 'unknown',
		...statusFields(OUTBOX_STATUSES, asText(item.status)),
		trackingId: known.trackingId ?? trackingIdOf(id),
		reference: commentText(item.comment),
		from: toE164OrNull(item.src) ?? toE164OrNull(item.designated_src),
		to: toE164OrNull(asList(item.to)[0] ?? item.to),
		pages: asInteger(item.page_count),
		createdAt: fromText(item.submit_time),
		scheduledAt: fromText(item.send_time),
		startedAt: firstChange(item, 'sending'),
		subject: subjectOf(item),
		raw: item,
	});
}

/** The sender's number; some versions of the API spell the key `from_number`. */
export const fromOf = (fax: Wire): string | null => toE164OrNull(firstText(fax, 'from', 'from_number'));

/** The recipient's number; some versions of the API spell the key `to_number`. */
export const toOf = (fax: Wire): string | null => toE164OrNull(firstText(fax, 'to', 'to_number'));

function directionOf(fax: Wire, otherwise: FaxDirection): FaxDirection {
	const word = asText(fax.direction)?.toLowerCase();
	if (word === 'incoming') return 'inbound';
	return word === 'outgoing' ? 'outbound' : otherwise;
}

export interface KnownOfFax {
	/** the id that Send returned, where it is known */
	trackingId?: string | null;
	/** for records that do not say it */
	direction?: FaxDirection;
}

/** The record of a finished or received fax, also of one in a webhook. */
export function faxPlusRecord(fax: Wire, known: KnownOfFax = {}): FaxRecord {
	const id = asText(fax.id);
	const direction = directionOf(fax, known.direction ?? 'outbound');
	const fields = statusFields(
		direction === 'inbound' ? INCOMING_STATUSES : OUTGOING_STATUSES,
		asText(fax.status),
	);
	const pages = asInteger(fax.pages);
	const startedAt = fromText(fax.start_time);
	const complete = fields.status === 'delivered' || (fields.status === 'received' && !fields.isPartial);
	return faxRecord({
		provider: PROVIDER,
		id,
		direction,
		status: 'unknown',
		...fields,
		trackingId: known.trackingId ?? trackingIdOf(id),
		reference: commentText(fax.comment),
		from: fromOf(fax),
		to: toOf(fax),
		pages,
		pagesTransferred: complete ? pages : null,
		// The service writes 0 where it has not measured: a fax of two pages in its own sample took "0".
		durationSeconds: asInteger(fax.duration) || null,
		createdAt: fromText(fax.submit_time) ?? startedAt,
		scheduledAt: fromText(fax.scheduled_time),
		startedAt,
		completedAt: fields.isFinal ? fromText(fax.last_update) : null,
		costAmount: asNumber(fax.cost),
		costUnit: asNumber(fax.cost) === null ? null : 'pages',
		subject: subjectOf(fax),
		raw: fax,
	});
}
