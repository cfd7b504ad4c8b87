import { createHash } from 'crypto';
import type {
	CredentialData,
	Delivery,
	FaxEvent,
	FaxEventName,
	ParsedDelivery,
	Verification,
	Webhooks,
} from '../shared/provider';
import type { FaxDirection, FaxRecord, FaxStatus } from '../shared/record';
import { parsedBody } from '../shared/trigger/bodyText';
import { bringsBasicAuth } from '../shared/trigger/webhookAuth';
import { asList, asText, isObject } from '../shared/values';
import { camelKeys, faxFrom, type Row } from './iFax.normalize';
import { IFAX_LIMITS } from './iFax.tables';

/** More than iFax would ever put into one delivery; what is beyond is not looked at. */
const MOST_FAXES = 100;

const EVENTS: Readonly<Record<FaxDirection, Partial<Record<FaxStatus, FaxEventName>>>> = {
	inbound: { received: 'faxReceived', failed: 'faxReceiveFailed', canceled: 'faxReceiveFailed' },
	outbound: {
		delivered: 'faxDelivered',
		failed: 'faxFailed',
		canceled: 'faxCanceled',
		queued: 'faxSending',
		sending: 'faxSending',
	},
};

/** iFax signs nothing; it can send Basic Auth, which is demanded as soon as the credential holds any. */
function verify(delivery: Delivery, credential: CredentialData): Verification {
	if (bringsBasicAuth(delivery, credential) !== false) return { ok: true };
	return { ok: false, status: 401, reason: 'The Basic Auth of the delivery is not that of the credential' };
}

/** Objects that may describe faxes: the body, or what it wraps in `data` (seen in client code). */
function candidates(body: unknown): Row[] {
	const value = typeof body === 'string' ? parsedBody(body) : body;
	if (Array.isArray(value)) return asList(value).slice(0, MOST_FAXES).map(camelKeys);
	if (!isObject(value)) return [];
	const wrapped = typeof value.data === 'string' ? parsedBody(value.data) : value.data;
	if (isFax(camelKeys(value)) || (!isObject(wrapped) && !Array.isArray(wrapped))) return [camelKeys(value)];
	return asList(Array.isArray(wrapped) ? wrapped : [wrapped])
		.slice(0, MOST_FAXES)
		.map(camelKeys);
}

const isFax = (row: Row) => asText(row.jobId) !== null;

/** The fields with which older accounts deliver a received fax together with its document (one client). */
const isOldFax = (row: Row) => asText(row.sender) !== null || asText(row.receiver) !== null;

type Upload = NonNullable<FaxEvent['upload']>;

/**
 * The file of a multipart delivery. Only the form parser of n8n may name a path, which it does for nothing
 * but multipart: in any other body `files` is what the sender wrote.
 */
function uploadOf(delivery: Delivery): Upload | null {
	const isForm = /^multipart\/form-data\b/i.test(delivery.headers['content-type'] ?? '');
	if (!isForm || delivery.rawBody !== undefined || !isObject(delivery.body)) return null;
	const files = isObject(delivery.body.files) ? Object.values(delivery.body.files) : [];
	const file: unknown = files.flat()[0];
	if (!isObject(file)) return null;
	const path = asText(file.filepath);
	if (path === null) return null;
	return { path, fileName: asText(file.originalFilename), mimeType: asText(file.mimetype) };
}

function eventOf(record: FaxRecord): FaxEventName | undefined {
	return EVENTS[record.direction][record.status];
}

function faxEvent(record: FaxRecord): FaxEvent[] {
	const event = eventOf(record);
	// A status that this package does not know is no event; Get Status shows it as it is.
	if (event === undefined) return [];
	return [{ event, record, occurredAt: record.completedAt ?? record.startedAt ?? record.createdAt }];
}

/**
 * The received fax of an older account, whose document comes along and cannot be fetched. iFax names no id
 * for it, so one is made up that is the same for no other delivery: two faxes must never count as one.
 */
function uploadedFax(row: Row, delivery: Delivery): FaxEvent[] {
	const mark = createHash('sha256').update(JSON.stringify([delivery.receivedAt, row]));
	const trackingId = `delivery-${mark.digest('hex').slice(0, 16)}`;
	return faxEvent({ ...faxFrom(row, { direction: 'inbound', word: 'received' }), id: null, trackingId });
}

/** Hands the received faxes among the events the document that came with their delivery. */
function withUpload(events: FaxEvent[], upload: Upload | null): FaxEvent[] {
	if (upload === null) return events;
	return events.map((event) => (event.event === 'faxReceived' ? { ...event, upload } : event));
}

/** Reads a delivery: JSON, form fields or multipart; one fax or several; wrapped in `data` or not. */
function parse(delivery: Delivery): ParsedDelivery {
	const rows = candidates(delivery.body);
	const faxes = rows.filter(isFax);
	const old = rows.find(isOldFax);
	if (faxes.length === 0 && old === undefined) {
		return { ok: false, reason: 'The delivery describes no fax of iFax: it has no jobId' };
	}
	const events =
		faxes.length > 0
			? faxes.flatMap((row) => faxEvent(faxFrom(row, { direction: 'outbound' })))
			: uploadedFax(old!, delivery);
	return { ok: true, events: withUpload(events, uploadOf(delivery)) };
}

/** The webhooks of iFax, which the user sets on its website: no call of the API lists or registers any. */
export const webhooks: Webhooks = {
	verify,
	parse,
	acknowledgement: { status: 200, body: 'OK' },
	patienceMs: IFAX_LIMITS.webhookPatience,
};
