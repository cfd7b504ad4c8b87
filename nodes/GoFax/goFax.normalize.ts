import { failureInfo, type FailureCategory, type FailureInfo } from '../shared/failure';
import { toE164OrNull } from '../shared/numbers';
import { failureFields, faxRecord, type FaxRecord } from '../shared/record';
import { readStatus, type StatusEntry, type StatusTable } from '../shared/status';
import { asInteger, asText, firstText } from '../shared/values';
import { moment } from './goFax.dates';
import { receivedId } from './goFax.ids';
import { firstFlag, firstId, idOf, lowerKeys, type Row } from './goFax.keys';
import { causeIn, CAUSES, GOFAX_STATUSES, PROVIDER } from './goFax.tables';

/** Names under which the text of a status may stand: GoFax's own answer is not public (inferred). */
const STATUS_KEYS = ['status', 'statustext', 'statusmessage', 'statusdescription', 'result', 'message'];
const FLAG_KEYS = ['success', 'successful', 'issuccess'];
const RECIPIENT_KEYS = ['sendto', 'recipient', 'tonumber', 'faxnumber', 'to'];
/** Names of a received fax's id; `ReceiveFaxID` comes from the service's older API. */
const RECEIVED_ID_KEYS = ['receivefaxid', 'faxid', 'receiveid', 'id'];
const SENDER_KEYS = ['fromnumber', 'from', 'sendernumber', 'sender', 'callerid', 'cli', 'remotenumber'];
const RECEIVER_KEYS = ['tonumber', 'to', 'recipient', 'faxnumber', 'destination', 'number'];

/** A number of the account's world; GoFax writes E.164 without + (documented). */
export const numberIn = (row: Row, keys: readonly string[]): string | null =>
	toE164OrNull(firstText(row, ...keys), { bareDigits: true });

/** The recipient of a fax that was sent. */
export const recipientIn = (row: Row): string | null => numberIn(row, RECIPIENT_KEYS);

/** The entry of a text; a full stop at its end does not matter. */
export const entryOf = (table: StatusTable, word: string | null): StatusEntry =>
	readStatus(table, word?.trim().replace(/\.$/, ''));

/** Why something failed, as far as its text tells. */
export function failureOf(entry: StatusEntry, word: string | null): FailureInfo | null {
	if (entry.status !== 'failed') return null;
	const listed = entry.failure === 'unknown' ? undefined : entry.failure;
	const category: FailureCategory = listed ?? causeIn(CAUSES, word) ?? 'unknown';
	const said = word?.slice(0, 200) ?? null;
	return failureInfo(category, {
		message: category === 'unknown' && said !== null ? `GoFax reports: ${said}` : undefined,
		hint: entry.hint,
		code: said,
	});
}

/** The text of a status; a bare number is a code that nobody has published, so a text beside it says more. */
function statusWord(row: Row): string | null {
	const words = STATUS_KEYS.flatMap((key) => asText(row[key]) ?? []);
	return words.find((word) => /\D/.test(word)) ?? words[0] ?? null;
}

/**
 * The record of a sent fax from a status answer.
 * @param payload an object, or nothing but the text
 * @param id what was asked for
 */
export function faxFromStatus(payload: unknown, id: string): FaxRecord {
	const row = lowerKeys(payload);
	const word = typeof payload === 'string' ? asText(payload) : statusWord(row);
	const listed = entryOf(GOFAX_STATUSES.fax, word);
	const flag = firstFlag(row, ...FLAG_KEYS);
	// The flag can also mean "not yet", so only its yes counts, and only where the text says nothing.
	const isDelivered = listed.status === 'unknown' && flag === true;
	const entry: StatusEntry = isDelivered ? { status: 'delivered', isFinal: true } : listed;
	return sentFax(row, { id, entry, word, raw: payload });
}

/**
 * Whether a status answer is about a fax at all. Its form is not public, so any sign will do: a status, a flag, a
 * recipient, the id.
 */
export function isAboutFax(payload: unknown, id: string): boolean {
	if (typeof payload === 'string') return asText(payload) !== null;
	const row = lowerKeys(payload);
	const says = statusWord(row) ?? firstFlag(row, ...FLAG_KEYS) ?? recipientIn(row);
	return says !== null || Object.values(row).some((value) => idOf(value) === id);
}

interface Sent {
	id: string | null;
	entry: StatusEntry;
	word: string | null;
	raw: unknown;
}

/** The record of a sent fax whose status is known. */
export function sentFax(row: Row, { id, entry, word, raw }: Sent): FaxRecord {
	const failure = failureOf(entry, word);
	const transferred = asInteger(row.pagessent) ?? asInteger(row.pagestransferred);
	const pages = asInteger(row.pages) ?? asInteger(row.pagecount) ?? asInteger(row.totalpages) ?? transferred;
	const isShort = transferred !== null && pages !== null && transferred > 0 && transferred < pages;
	const isPartial = failure !== null && (isShort || failure.category === 'partial_transmission');
	return faxRecord({
		provider: PROVIDER,
		id,
		reference: asText(row.clientreference),
		direction: 'outbound',
		status: entry.status,
		isFinal: entry.isFinal,
		isPartial,
		from: numberIn(row, ['fromnumber', 'sendfrom']),
		to: recipientIn(row),
		pages,
		pagesTransferred: transferred,
		attempts: asInteger(row.attempts),
		durationSeconds: asInteger(row.durationseconds) ?? asInteger(row.duration),
		createdAt: moment(row, 'issued', 'submitted', 'created'),
		completedAt: entry.isFinal ? moment(row, 'completed', 'sent', 'finished') : null,
		subject: asText(row.subject),
		...failureFields(failure),
		providerStatus: word,
		raw,
	});
}

/** The id in a row about a received fax; null when none is in it. */
function receivedIdIn(row: Row): string | null {
	const known = firstId(row, ...RECEIVED_ID_KEYS);
	if (known !== null) return known;
	const others = Object.keys(row).filter((key) => key.endsWith('id') && !RECEIVED_ID_KEYS.includes(key));
	return firstId(row, ...others.filter((key) => !/caller|station|account|client/.test(key)));
}

/** The record of a received fax, from a list or a webhook; the names of its fields are not public (inferred). */
export function receivedFax(value: unknown): FaxRecord {
	const row = lowerKeys(value);
	const id = receivedIdIn(row);
	const receivedAt = moment(row, 'received', 'issued', 'created');
	const { status, isFinal } = GOFAX_STATUSES.received.received;
	return faxRecord({
		provider: PROVIDER,
		id: id === null ? null : receivedId(id),
		direction: 'inbound',
		status,
		isFinal,
		from: numberIn(row, SENDER_KEYS),
		to: numberIn(row, RECEIVER_KEYS),
		pages: asInteger(row.pages) ?? asInteger(row.pagecount) ?? asInteger(row.totalpages),
		createdAt: receivedAt,
		completedAt: receivedAt,
		subject: asText(row.subject),
		providerStatus: asText(row.status),
		raw: value,
	});
}
