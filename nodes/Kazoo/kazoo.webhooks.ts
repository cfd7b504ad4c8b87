import { createHash, timingSafeEqual } from 'crypto';
import { FaxFailure } from '../shared/failure';
import { isGone, orNull } from '../shared/lookups';
import type {
	Delivery,
	FaxEventName,
	Hook,
	HookTarget,
	Http,
	Verification,
	Webhooks,
} from '../shared/provider';
import { asBoolean, asObject, asText } from '../shared/values';
import { deleteHook, getHook, patchHook, putHook, readHookKinds, WEBHOOKS, type Wire } from './kazoo.api';
import { logInOf } from './kazoo.credential';
import { parse, payloadOf, SECRET_KEY } from './kazoo.events';
import { rowsOf } from './kazoo.lists';
import { idOf } from './kazoo.normalize';
import { LIMITS } from './kazoo.tables';

/** A hook as this package registers it. */
interface Kind {
	hook: string;
	/** which notification it is for, on servers where hooks name one */
	type: string | null;
	/** wanted when one of these is */
	for: readonly FaxEventName[];
	/** what it brings for certain */
	covers: readonly FaxEventName[];
	/** a server may lack it, and the trigger works all the same */
	optional?: true;
}

const notification = (type: string, event: FaxEventName): Kind => ({
	hook: 'notifications',
	type,
	for: [event],
	covers: [event],
});

/** From 4.2 on, a hook is for one kind of notification. Documented. */
const NEW_KINDS: readonly Kind[] = [
	notification('inbound_fax', 'faxReceived'),
	notification('inbound_fax_error', 'faxReceiveFailed'),
	notification('outbound_fax', 'faxDelivered'),
	notification('outbound_fax_error', 'faxFailed'),
	{ ...notification('outbound_smtp_fax_error', 'faxFailed'), covers: [], optional: true },
];

/** Before, there was one for each direction, for good and bad ends. Source code. */
const OLD_KINDS: readonly Kind[] = [
	{
		hook: 'inbound_fax',
		type: null,
		for: ['faxReceived', 'faxReceiveFailed'],
		covers: ['faxReceived', 'faxReceiveFailed'],
	},
	{
		hook: 'outbound_fax',
		type: null,
		for: ['faxDelivered', 'faxFailed'],
		covers: ['faxDelivered', 'faxFailed'],
	},
];

async function kindsOf(http: Http): Promise<readonly Kind[]> {
	const known = await readHookKinds(http);
	return known.includes('notifications') ? NEW_KINDS : OLD_KINDS;
}

/** A hook at the service with this trigger's URL. */
interface Found extends Hook {
	kind: Kind | undefined;
	/** it is as it was registered, and enabled */
	sound: boolean;
}

function found(kinds: readonly Kind[], id: string, hook: Wire, target: HookTarget): Found {
	const data = asObject(hook.custom_data);
	const kind = kinds.find((one) => one.hook === hook.hook && (one.type === null || one.type === data.type));
	const sound =
		asBoolean(hook.enabled) !== false &&
		(asText(hook.http_verb) ?? 'post') === 'post' &&
		data[SECRET_KEY] === target.secret;
	return { id, kind, sound, events: sound && kind !== undefined ? kind.covers : [] };
}

/**
 * The hooks at the service with exactly this URL. The list does not show what a hook brings along, so each is looked
 * at alone; one that is disabled or was changed covers no event.
 */
async function find(http: Http, target: HookTarget): Promise<Found[]> {
	const ids: string[] = [];
	for await (const row of rowsOf(http, WEBHOOKS, { page_size: LIMITS.pageSize })) {
		const id = idOf(row);
		if (id !== null && row.uri === target.url) ids.push(id);
	}
	if (ids.length === 0) return [];
	const kinds = await kindsOf(http);
	const hooks: Found[] = [];
	for (const id of ids) {
		const hook = await orNull(getHook(http, id), isGone);
		if (hook !== null) hooks.push(found(kinds, id, hook, target));
	}
	return hooks;
}

function customData(kind: Kind, target: HookTarget): Record<string, string> {
	return {
		...(kind.type === null ? {} : { type: kind.type }),
		[SECRET_KEY]: target.secret ?? '',
	};
}

const isRefused = (failure: unknown) => failure instanceof FaxFailure && failure.info.category === 'rejected';

/** Registers a hook; servers before 4.3 may refuse the wish for JSON, and send forms then. @returns its id */
async function add(http: Http, kind: Kind, target: HookTarget): Promise<string | null> {
	const hook = {
		name: `n8n ${kind.type ?? kind.hook}`,
		uri: target.url,
		hook: kind.hook,
		http_verb: 'post',
		retries: LIMITS.hookRetries,
		custom_data: customData(kind, target),
	};
	if (kind.type === null) return idOf(await putHook(http, hook));
	const made = await orNull(putHook(http, { ...hook, format: 'json' }), isRefused);
	return idOf(made ?? (await putHook(http, hook)));
}

/**
 * Registers a hook for each kind that is needed and not there; one that was disabled or changed is set right and
 * enabled again instead.
 */
async function register(
	http: Http,
	target: HookTarget,
	existing: readonly Hook[],
	registered: (hook: Hook) => void,
): Promise<void> {
	const present = existing as readonly Found[];
	const kinds = await kindsOf(http);
	for (const kind of kinds.filter((one) => one.for.some((event) => target.events.includes(event)))) {
		const same = present.filter((hook) => hook.kind?.hook === kind.hook && hook.kind.type === kind.type);
		if (same.some(({ sound }) => sound)) continue;
		const id = same.length > 0 ? await mend(http, same[0].id, kind, target) : await added(http, kind, target);
		if (id !== null) registered({ id, events: kind.covers });
	}
}

async function mend(http: Http, id: string, kind: Kind, target: HookTarget): Promise<string> {
	await patchHook(http, id, { enabled: true, http_verb: 'post', custom_data: customData(kind, target) });
	return id;
}

async function added(http: Http, kind: Kind, target: HookTarget): Promise<string | null> {
	const adding = add(http, kind, target);
	return kind.optional === true ? await orNull(adding, isRefused) : await adding;
}

async function remove(http: Http, hook: Hook): Promise<void> {
	await orNull(deleteHook(http, hook.id), isGone);
}

const digest = (text: string) => createHash('sha256').update(text).digest();

/**
 * Kazoo signs nothing, but sends what the hook was registered with along: only it can know the secret. The id of the
 * hook stands in a header; which id it is says nothing more, since a hook may be registered anew.
 */
function verify(delivery: Delivery): Verification {
	if (!/^[0-9a-f]{32}$/i.test(delivery.headers['x-hook-id'] ?? '')) {
		return { ok: false, status: 400, reason: 'The delivery does not name its hook as Kazoo does' };
	}
	const secret = asText(payloadOf(delivery)[SECRET_KEY]);
	const expected = delivery.hookSecret ?? null;
	if (secret === null || expected === null || !timingSafeEqual(digest(secret), digest(expected))) {
		return { ok: false, status: 401, reason: 'The delivery does not bear the secret of the hook' };
	}
	return { ok: true };
}

export const webhooks: Webhooks = {
	find,
	register,
	remove,
	// An edited API key or password makes the hooks' secrets invalid until the trigger registers them again.
	secretKey: (credential) => JSON.stringify(logInOf(credential).data),
	verify,
	parse,
	// Anything but 200 counts as a failure, and six of them disable the hook.
	acknowledgement: { status: 200, body: 'OK' },
	patienceMs: LIMITS.webhookPatience,
};
