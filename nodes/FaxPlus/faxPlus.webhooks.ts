import { isGone, orNull } from '../shared/lookups';
import type {
	CredentialData,
	Delivery,
	FaxEvent,
	FaxEventName,
	Hook,
	HookTarget,
	Http,
	ParsedDelivery,
	Verification,
	Webhooks,
} from '../shared/provider';
import type { FaxRecord } from '../shared/record';
import { asObject, asText, firstText, isoFromUnixSeconds } from '../shared/values';
import { deleteHook, listHooks, postHook, type HookType } from './faxPlus.api';
import { fromText } from './faxPlus.dates';
import { faxPlusRecord, type Wire } from './faxPlus.normalize';
import { verifySignature } from './faxPlus.signature';
import { noteRenamed } from './faxPlus.tracking';

/** Which events each kind of hook brings; the service raises `fax_sent` for good and bad ends alike. */
const EVENTS_OF: Readonly<Record<HookType, readonly FaxEventName[]>> = {
	fax_received: ['faxReceived', 'faxReceiveFailed'],
	fax_sent: ['faxDelivered', 'faxFailed'],
};
const HOOK_TYPES = Object.keys(EVENTS_OF) as HookType[];

function typesFor(events: readonly FaxEventName[]): HookType[] {
	return HOOK_TYPES.filter((type) => EVENTS_OF[type].some((event) => events.includes(event)));
}

async function hooksOf(http: Http, url: string, type: HookType): Promise<Hook[]> {
	const hooks = await listHooks(http, type);
	return hooks
		.filter((hook) => hook.target === url && (asText(hook.event) ?? type) === type)
		.flatMap((hook) => asText(hook.id) ?? [])
		.map((id) => ({ id, events: EVENTS_OF[type] }));
}

/** The hooks at the service with exactly this URL, of the kinds that the events need. */
async function find(http: Http, target: HookTarget): Promise<Hook[]> {
	const found: Hook[] = [];
	for (const type of typesFor(target.events)) found.push(...(await hooksOf(http, target.url, type)));
	return found;
}

/** Registers one hook for each kind that is needed and not there yet. */
async function register(
	http: Http,
	target: HookTarget,
	existing: readonly Hook[],
	registered: (hook: Hook) => void,
): Promise<void> {
	const covered = typesFor(existing.flatMap((hook) => hook.events));
	for (const type of typesFor(target.events).filter((needed) => !covered.includes(needed))) {
		const id = await postHook(http, target.url, type);
		const hooks = id === null ? await hooksOf(http, target.url, type) : [{ id, events: EVENTS_OF[type] }];
		for (const hook of hooks) registered(hook);
	}
}

async function remove(http: Http, hook: Hook): Promise<void> {
	await orNull(deleteHook(http, hook.id), isGone);
}

interface Envelope {
	type: string | null;
	hook: Wire;
	data: Wire;
}

/** The parts of a delivery: the classic form has `hook` and `data`, the signed one `type` or `event` and `data`. */
function envelopeOf(body: unknown): Envelope {
	const outer = asObject(body);
	const hook = asObject(outer.hook);
	return {
		type: firstText(hook, 'event') ?? firstText(outer, 'type', 'event', 'event_type'),
		hook,
		data: asObject(outer.data),
	};
}

const NOT_OF_THE_FORM = 'The delivery is not of the form that Fax.Plus uses';

/** Signed deliveries are checked by their signature; classic ones have none, so only their form can be. */
function verify(delivery: Delivery, credential: CredentialData): Verification {
	const secret = asText(credential.webhookSigningSecret);
	if (secret !== null) return verifySignature(delivery, secret);
	const { type, data } = envelopeOf(delivery.body);
	if (type !== null && asText(data.id) !== null) return { ok: true };
	return { ok: false, status: 400, reason: NOT_OF_THE_FORM };
}

/** Which event a record stands for; null when it is none that anybody can wait for. */
function eventOf(type: HookType, record: FaxRecord): FaxEventName | null {
	if (type === 'fax_received') {
		if (record.status === 'failed') return 'faxReceiveFailed';
		// A word that is new to this package must not lose a fax that has come in.
		return record.status === 'received' || record.status === 'unknown' ? 'faxReceived' : null;
	}
	if (record.status === 'delivered') return 'faxDelivered';
	return record.status === 'failed' ? 'faxFailed' : null;
}

/**
 * The fax event in a delivery. The fax's `id` in `data` names the transmission; `hook.id`, when it differs,
 * is the id of a retry's own record.
 */
function parse(delivery: Delivery): ParsedDelivery {
	const { type, hook, data } = envelopeOf(delivery.body);
	const trackingId = asText(data.id);
	if (type === null || trackingId === null) return { ok: false, reason: NOT_OF_THE_FORM };
	const known = HOOK_TYPES.find((one) => one === type);
	// Other events exist, such as one for each page; they are answered and start nothing.
	if (known === undefined) return { ok: true, events: [] };

	const id = asText(hook.id) ?? trackingId;
	const occurredAt = fromText(hook.event_time) ?? isoFromUnixSeconds(delivery.headers['svix-timestamp']);
	const direction = known === 'fax_received' ? 'inbound' : 'outbound';
	// The kind of hook is the surer sign of the direction.
	const record = faxPlusRecord({ ...data, id, direction: undefined }, { trackingId, direction });
	const event = eventOf(known, record);
	if (event === null) return { ok: true, events: [] };
	noteRenamed(id, trackingId);
	const completedAt = record.isFinal ? (record.completedAt ?? occurredAt) : null;
	const item: FaxEvent = { event, record: { ...record, completedAt, raw: delivery.body }, occurredAt };
	return { ok: true, events: [item] };
}

export const webhooks: Webhooks = {
	find,
	register,
	remove,
	verify,
	parse,
	acknowledgement: { status: 200, body: 'OK' },
	patienceMs: 8_000,
};
