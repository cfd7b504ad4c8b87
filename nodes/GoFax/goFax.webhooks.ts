import { createHash } from 'crypto';
import type {
	CredentialData,
	Delivery,
	FaxEvent,
	ParsedDelivery,
	Verification,
	Webhooks,
} from '../shared/provider';
import { parsedBody } from '../shared/trigger/bodyText';
import { bringsBasicAuth, sameText } from '../shared/trigger/webhookAuth';
import { asBoolean, asList, asText, isObject } from '../shared/values';
import { firstId, lowerKeys, type Row } from './goFax.keys';
import { entryOf, receivedFax, sentFax } from './goFax.normalize';
import { namesSms, receivedSms, smsFromEvent } from './goFax.smsRecord';
import { GOFAX_LIMITS, GOFAX_STATUSES } from './goFax.tables';

/** More than GoFax would ever put into one delivery; what is beyond is not looked at. */
const MOST_EVENTS = 100;

/** Names of fields that GoFax sends (documented); whatever else is in a query belongs to the URL itself. */
const SENT_FIELDS = new Set(['recipient', 'id', 'success', 'message', 'subject']);

/**
 * The fields of a query. GoFax appends its own to a URL that has a query already; where it does so with another `?`, the
 * first of them ends up inside the last value of the URL itself.
 */
function queryFields(query: Delivery['query']): Row {
	const pairs = Object.entries(query).flatMap(([key, value]): Array<[string, unknown]> => {
		const text = typeof value === 'string' && !SENT_FIELDS.has(key.toLowerCase()) ? value : '';
		const inside = /^([^?]*)\?(\w+)=(.*)$/s.exec(text);
		return inside === null
			? [[key, value]]
			: [
					[key, inside[1]],
					[inside[2], inside[3]],
				];
	});
	return lowerKeys(Object.fromEntries(pairs));
}

/** The objects in a body, in whichever form it came: form fields, JSON, or multipart, whose fields n8n puts into `data`. */
function bodiesOf({ body, headers }: Delivery): Row[] {
	const value = typeof body === 'string' ? parsedBody(body) : body;
	if (Array.isArray(value)) return asList(value).slice(0, MOST_EVENTS).map(lowerKeys);
	const isMultipart = /^multipart\//i.test(headers['content-type'] ?? '');
	return [lowerKeys(isMultipart && isObject(value) ? value.data : value)];
}

/** GoFax signs nothing: the account's webhook can bring Basic Auth, a URL for one fax only what is in the URL itself. */
function verify(delivery: Delivery, credential: CredentialData): Verification {
	const basic = bringsBasicAuth(delivery, credential);
	const secret = asText(credential.webhookSecret);
	if (basic === true || (basic === null && secret === null)) return { ok: true };
	const given = asText(queryFields(delivery.query).secret);
	if (secret !== null && given !== null && sameText(given, secret)) return { ok: true };
	return {
		ok: false,
		status: 401,
		reason: 'The delivery brings neither the Basic Auth nor the ?secret= that the credential holds',
	};
}

type Kind = 'fax' | 'received' | 'sms';

/** What the URL itself says that it is for, with `?kind=`. */
function kindOf(row: Row): Kind | null {
	const word = asText(row.kind)?.toLowerCase();
	return word === 'fax' || word === 'received' || word === 'sms' ? word : null;
}

/** Whether a delivery is about a message: by the names of its fields, its text, or its form. */
function isSms(row: Row, isJson: boolean): boolean {
	const keys = Object.keys(row).join(' ');
	if (/sms|messageid|mobile/.test(keys)) return true;
	const word = asText(row.message);
	const saysSms = entryOf(GOFAX_STATUSES.sms, word).status !== 'unknown';
	if (saysSms && entryOf(GOFAX_STATUSES.fax, word).status === 'unknown') return true;
	// Webhooks for received messages are JSON, those for faxes are not (documented).
	return isJson && asBoolean(row.success) === null && !keys.includes('fax');
}

/** Tells the events of one message to several recipients apart, without giving a number away. */
const partOf = (to: string | null) =>
	to === null ? undefined : createHash('sha256').update(to).digest('hex').slice(0, 8);

function smsEvent(row: Row, raw: unknown): FaxEvent | null {
	const isDelivered = asBoolean(row.success);
	if (isDelivered !== null) {
		const record = smsFromEvent(row, isDelivered, raw);
		const event = isDelivered ? 'smsDelivered' : 'smsFailed';
		return { event, record, occurredAt: null, part: partOf(record.to) };
	}
	const record = receivedSms(raw);
	if (!namesSms(row) && record.from === null && record.text === null) return null;
	return { event: 'smsReceived', record: named(record, raw), occurredAt: record.createdAt };
}

/** A send webhook comes only when the fax has come to its end (documented). */
function sentEvent(row: Row, isDelivered: boolean, raw: unknown): FaxEvent | null {
	const id = firstId(row, 'id', 'sendfaxid', 'faxid');
	if (id === null) return null;
	const word = asText(row.message);
	const listed = entryOf(GOFAX_STATUSES.fax, word);
	const isCanceled = /cancel/i.test(word ?? '');
	const failed = {
		...listed,
		status: 'failed',
		isFinal: true,
		failure: listed.failure ?? 'unknown',
	} as const;
	const canceled = { status: 'canceled', isFinal: true } as const;
	const entry = isDelivered
		? ({ status: 'delivered', isFinal: true } as const)
		: isCanceled
			? canceled
			: failed;
	const event = isDelivered ? 'faxDelivered' : isCanceled ? 'faxCanceled' : 'faxFailed';
	const record = sentFax(row, { id, entry, word, raw });
	return { event, record, occurredAt: record.completedAt };
}

function receivedEvent(raw: Row): FaxEvent | null {
	const record = receivedFax(raw);
	const isFax = record.id !== null || record.from !== null || record.to !== null;
	return isFax ? { event: 'faxReceived', record: named(record, raw), occurredAt: record.createdAt } : null;
}

/** Without an id, two deliveries must never count as one; but the same one, repeated, should. */
function named<R extends { id: string | null; trackingId: string | null }>(record: R, raw: unknown): R {
	if (record.id !== null) return record;
	const mark = createHash('sha256').update(JSON.stringify(raw)).digest('hex').slice(0, 16);
	return { ...record, trackingId: `delivery-${mark}` };
}

function eventOf(fields: Row, isJson: boolean): FaxEvent | null {
	const kind = kindOf(fields);
	const row = Object.fromEntries(
		Object.entries(fields).filter(([key]) => key !== 'secret' && key !== 'kind'),
	);
	if (kind === 'sms' || (kind === null && isSms(row, isJson))) return smsEvent(row, row);
	const isDelivered = kind === 'received' ? null : asBoolean(row.success);
	if (isDelivered !== null) return sentEvent(row, isDelivered, row);
	return kind === 'fax' ? null : receivedEvent(row);
}

/** Reads a delivery: form fields, multipart, JSON, or fields appended to the URL; keys in any case. */
function parse(delivery: Delivery): ParsedDelivery {
	const fromQuery = queryFields(delivery.query);
	const isJson = /\bjson\b/i.test(delivery.headers['content-type'] ?? '');
	const events = bodiesOf(delivery).map((body) => eventOf({ ...fromQuery, ...body }, isJson));
	const found = events.filter((event) => event !== null);
	return found.length > 0
		? { ok: true, events: found }
		: { ok: false, reason: 'The delivery is none of GoFax: it names neither a fax nor a message' };
}

/** The webhooks of GoFax, which the user sets in its portal: the API's settings call would overwrite other settings. */
export const webhooks: Webhooks = {
	verify,
	parse,
	acknowledgement: { status: 200, body: 'OK' },
	patienceMs: GOFAX_LIMITS.webhookPatience,
};
