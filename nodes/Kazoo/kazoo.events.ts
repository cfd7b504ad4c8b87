import { createHash } from 'crypto';
import { toE164OrNull } from '../shared/numbers';
import type { Delivery, FaxEvent, FaxEventName, ParsedDelivery } from '../shared/provider';
import { failureFields, faxRecord } from '../shared/record';
import { readStatus } from '../shared/status';
import { asBoolean, asObject, asText, firstText } from '../shared/values';
import type { Wire } from './kazoo.api';
import { isoFromGregorian } from './kazoo.dates';
import { failureOf } from './kazoo.failures';
import { unfolded } from './kazoo.form';
import { jobIdOf, noteFolder, noteOutboxId } from './kazoo.ids';
import { isPartial, pagesOf, transmissionOf } from './kazoo.normalize';
import { PROVIDER, STATUSES } from './kazoo.tables';

/** The key of a hook's own data under which a delivery brings the secret along. */
export const SECRET_KEY = 'n8n_secret';

/** What each event of the service is here. Documented. */
const EVENTS: Readonly<Record<keyof (typeof STATUSES)['event'], FaxEventName>> = {
	inbound_fax: 'faxReceived',
	inbound_fax_error: 'faxReceiveFailed',
	outbound_fax: 'faxDelivered',
	outbound_fax_error: 'faxFailed',
	outbound_smtp_fax_error: 'faxFailed',
};

const isKnown = (name: string): name is keyof typeof EVENTS => Object.hasOwn(EVENTS, name);

/** The payload of a delivery, whichever encoding the hook has. */
export function payloadOf(delivery: Delivery): Wire {
	return unfolded(delivery.body);
}

/** The event's name; one that older servers give by its hook and its result only is put together. Source code. */
function nameOf(payload: Wire, info: Wire): string {
	const name = asText(payload.event_name);
	if (name !== null) return name.toLowerCase();
	const hook = asText(payload.hook_event)?.toLowerCase() ?? '';
	return asBoolean(info.fax_success) === false ? `${hook}_error` : hook;
}

/** The two numbers: on our side stands the caller of a sent fax and the callee of a received one. */
function partiesOf(payload: Wire): { from: string | null; to: string | null } {
	return {
		from: toE164OrNull(payload.caller_id_number) ?? toE164OrNull(payload.from_user),
		to:
			toE164OrNull(payload.callee_id_number) ?? toE164OrNull(payload.to_user) ?? toE164OrNull(payload.number),
	};
}

/** A failed e-mail became no job and has no id; one is made up that is the same for the same delivery only. */
function madeUpId(payload: Wire): string {
	const mark = createHash('sha256').update(JSON.stringify(payload)).digest('hex');
	return `smtp-${mark.slice(0, 16)}`;
}

function eventFrom(name: keyof typeof EVENTS, payload: Wire): FaxEvent {
	const nested = asObject(payload.fax_info);
	// Older servers put the members of `fax_info` beside the rest.
	const info: Wire = { ...payload, ...nested };
	const inbound = name.startsWith('inbound');
	const folder = inbound ? 'inbox' : 'outbox';
	const id = firstText(payload, 'fax_id', 'fax_jobid') ?? asText(info.fax_doc_id);
	const entry = readStatus(STATUSES.event, name);
	const failed = entry.status === 'failed';
	const pages = pagesOf(info);
	const partial = entry.status !== 'delivered' && isPartial(pages);
	const occurredAt = isoFromGregorian(payload.fax_timestamp) ?? isoFromGregorian(payload.timestamp);
	const jobId = id === null || inbound ? id : jobIdOf(id);
	noteFolder(id, folder);
	if (!inbound && id !== null) noteOutboxId(id);
	const { [SECRET_KEY]: _secret, ...raw } = payload;
	const record = faxRecord({
		provider: PROVIDER,
		id,
		trackingId: jobId ?? madeUpId(raw),
		direction: inbound ? 'inbound' : 'outbound',
		status: entry.status,
		isFinal: entry.isFinal,
		isPartial: partial,
		...partiesOf(payload),
		...pages,
		createdAt: inbound ? occurredAt : null,
		completedAt: occurredAt,
		...failureFields(failed ? failureOf(withError(info), partial) : null),
		providerStatus: name,
		transmission: transmissionOf(info),
		raw,
	});
	return { event: EVENTS[name], record, occurredAt };
}

/** Failures before the call have little in their result; the reason stands beside it. */
function withError(info: Wire): Wire {
	const errors = Array.isArray(info.errors) ? asText(info.errors[0]) : null;
	return { ...info, fax_error: asText(info.fax_error) ?? errors };
}

/** Reads a delivery: JSON or a form, nested or flat. What is no fax event is answered and starts nothing. */
export function parse(delivery: Delivery): ParsedDelivery {
	const payload = payloadOf(delivery);
	const name = nameOf(payload, { ...payload, ...asObject(payload.fax_info) });
	if (name === '') return { ok: false, reason: 'The delivery is not of the form that Kazoo uses' };
	if (!isKnown(name) || asBoolean(payload.preview) === true) return { ok: true, events: [] };
	const event = eventFrom(name, payload);
	if (event.record.id === null && name !== 'outbound_smtp_fax_error') {
		return { ok: false, reason: 'The delivery names no fax' };
	}
	return { ok: true, events: [event] };
}
