import { toE164OrNull } from '../shared/numbers';
import { failureFields } from '../shared/record';
import { smsRecord, type SmsRecord } from '../shared/smsRecord';
import type { StatusEntry } from '../shared/status';
import { asText, firstText, isObject } from '../shared/values';
import { moment } from './goFax.dates';
import { firstId, lowerKeys, type Row } from './goFax.keys';
import { entryOf, failureOf, numberIn } from './goFax.normalize';
import { GOFAX_STATUSES, PROVIDER } from './goFax.tables';

const ID_KEYS = ['messageid', 'smsid', 'replyid', 'id'];
const TEXT_KEYS = ['message', 'body', 'text'];
const SENDER_KEYS = ['fromnumber', 'from', 'sender', 'mobile', 'sendernumber'];
const RECIPIENT_KEYS = ['recipient', 'tonumber', 'to', 'number', 'mobilenumber', 'mobile', 'destination'];
/** Fields that hold what people wrote, in which a status would be found by chance. */
const WRITTEN = new Set([...TEXT_KEYS, 'sender', 'fromnumber', 'from', 'subject', 'clientreference']);
const DEEPEST = 4;

const isListed = (word: string) => entryOf(GOFAX_STATUSES.sms, word).status !== 'unknown';

/** Every text for a status, wherever in an answer it stands: only the beginning of its form is public. */
function statusWords(value: unknown, depth = 0): string[] {
	if (depth > DEEPEST) return [];
	if (Array.isArray(value)) return value.flatMap((entry) => statusWords(entry, depth + 1));
	if (typeof value === 'string') return depth > 0 && isListed(value) ? [value] : [];
	return Object.entries(lowerKeys(value)).flatMap(([key, entry]) => {
		if (typeof entry !== 'string') return statusWords(entry, depth + 1);
		if (/^status(text|message|description)?$/.test(key) && /[a-z]/i.test(entry)) return [entry];
		// Only at the top is `Message` known to be the text of the message.
		const isWritten = depth === 0 && WRITTEN.has(key);
		return !isWritten && isListed(entry) ? [entry] : [];
	});
}

interface Summary extends StatusEntry {
	word: string | null;
	isPartial: boolean;
}

/** One status for a message to several recipients: the end only when it has come for all of them. */
function summary(words: readonly string[]): Summary {
	const entries = words.map((word) => ({ word, ...entryOf(GOFAX_STATUSES.sms, word), isPartial: false }));
	const open = entries.find(({ isFinal }) => !isFinal);
	const failed = entries.find(({ status }) => status === 'failed');
	const arrived = entries.some(({ status }) => status === 'delivered');
	const chosen = open ?? failed ?? entries[0];
	if (chosen === undefined) return { status: 'unknown', isFinal: false, isPartial: false, word: null };
	return { ...chosen, isPartial: chosen === failed && arrived };
}

/** The recipients named in lists inside an answer. */
function recipientsIn(row: Row): string | null {
	const rows = Object.values(row).filter(Array.isArray).flat().filter(isObject).map(lowerKeys);
	const numbers = rows.flatMap((entry) => numberIn(entry, RECIPIENT_KEYS) ?? []);
	return numbers.length > 0 ? numbers.join(', ') : numberIn(row, ['recipient', 'tonumber', 'to']);
}

/** The record of a sent message from a status answer. @param id what was asked for */
export function smsFromStatus(payload: unknown, id: string): SmsRecord {
	const row = lowerKeys(payload);
	const words = typeof payload === 'string' ? [payload] : statusWords(payload);
	const status = summary(words);
	return smsRecord({
		provider: PROVIDER,
		id,
		reference: asText(row.clientreference),
		direction: 'outbound',
		status: status.status,
		isFinal: status.isFinal,
		isPartial: status.isPartial,
		from: toE164OrNull(asText(row.fromnumber), { bareDigits: true }),
		to: recipientsIn(row),
		sender: asText(row.sender),
		text: firstText(row, ...TEXT_KEYS),
		createdAt: moment(row, 'issued', 'submitted', 'created'),
		completedAt: status.isFinal ? moment(row, 'completed', 'delivered') : null,
		...failureFields(failureOf(status, status.word)),
		providerStatus: words.length === 0 ? null : [...new Set(words)].join('; '),
		raw: payload,
	});
}

/** Whether a status answer is about a message at all: it has an id, a text or a status. */
export function isAboutSms(payload: unknown): boolean {
	if (typeof payload === 'string') return asText(payload) !== null;
	const row = lowerKeys(payload);
	return namesSms(row) || firstText(row, ...TEXT_KEYS) !== null || statusWords(payload).length > 0;
}

/** The record of a message whose end a webhook tells for one recipient. */
export function smsFromEvent(row: Row, isDelivered: boolean, raw: unknown): SmsRecord {
	const word = asText(row.message);
	const listed = entryOf(GOFAX_STATUSES.sms, word);
	const isCanceled = !isDelivered && /cancel/i.test(word ?? '');
	const entry: StatusEntry = isDelivered
		? { status: 'delivered', isFinal: true }
		: isCanceled
			? { status: 'canceled', isFinal: true }
			: { ...listed, status: 'failed', isFinal: true, failure: listed.failure ?? 'unknown' };
	return smsRecord({
		provider: PROVIDER,
		id: firstId(row, ...ID_KEYS),
		reference: asText(row.clientreference),
		direction: 'outbound',
		status: entry.status,
		isFinal: true,
		to: numberIn(row, RECIPIENT_KEYS),
		...failureFields(failureOf(entry, word)),
		providerStatus: word,
		raw,
	});
}

/** The record of a message that came in, from the replies or a webhook; the names of its fields are not public (inferred). */
export function receivedSms(value: unknown): SmsRecord {
	const row = lowerKeys(value);
	const receivedAt = moment(row, 'received', 'issued', 'created');
	return smsRecord({
		provider: PROVIDER,
		id: firstId(row, ...ID_KEYS),
		direction: 'inbound',
		status: 'received',
		isFinal: true,
		from: numberIn(row, SENDER_KEYS),
		to: numberIn(row, RECIPIENT_KEYS),
		sender: firstText(row, 'sender', 'from', 'fromnumber'),
		text: firstText(row, ...TEXT_KEYS),
		createdAt: receivedAt,
		completedAt: receivedAt,
		providerStatus: asText(row.status),
		raw: value,
	});
}

/** Whether an answer names a message at all. */
export const namesSms = (row: Row): boolean => firstId(row, ...ID_KEYS) !== null;
