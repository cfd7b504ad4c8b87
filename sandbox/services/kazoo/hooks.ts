import { kazooAccount } from '../../accounts';
import type { WebhookMessage } from '../../webhooks';
import type { ServiceRoute } from '../service';
import { guarded, type Kazoo } from './context';
import { eventResult, rxResult, txResult } from './statuses';
import type { HookDetail, Job, Received } from './store';
import {
	badIdentifier,
	defined,
	invalid,
	isObject,
	makeId,
	readEnvelope,
	success,
	toGregorian,
} from './wire';

/** The events that a hook of the kind `notifications` can name. */
export const hookEvents = [
	'inbound_fax',
	'inbound_fax_error',
	'outbound_fax',
	'outbound_fax_error',
	'outbound_smtp_fax_error',
	'all',
];
const OLD_HOOKS = ['inbound_fax', 'outbound_fax'];

/** The kinds of hooks of a server, and the hooks of an account (documented, source code). */
export function hookRoutes(kazoo: Kazoo): ServiceRoute[] {
	const { sandbox, store } = kazoo;
	const path = '/v2/accounts/:account/webhooks';
	const own = (accountId: string) => {
		adopt(kazoo);
		return [...store.hooks.values()].filter((hook) => isOf(kazoo, hook, accountId));
	};
	const one = (id: string, accountId: string) => {
		const found = own(accountId).find((hook) => hook.id === id);
		if (found === undefined) throw badIdentifier(id);
		return found;
	};
	return [
		{
			method: 'GET',
			path: '/v2/webhooks',
			handle: () => success(sandbox.clock.now(), null, kinds(kazoo)),
		},
		{
			method: 'GET',
			path,
			handle: guarded(kazoo, (_request, accountId) => ({
				data: own(accountId).map(({ id, fields, enabled, disableReason }) =>
					defined({
						id,
						hook: fields.hook,
						name: fields.name,
						uri: fields.uri,
						enabled,
						disable_reason: disableReason ?? undefined,
					}),
				),
			})),
		},
		{
			method: 'PUT',
			path,
			handle: guarded(kazoo, (request, accountId) => {
				const fields = { http_verb: 'post', retries: 2, ...readEnvelope(request).data };
				check(kazoo, fields);
				const hook = { id: makeId(), accountId, fields, enabled: true, disableReason: null, failures: [] };
				store.hooks.set(hook.id, hook);
				register(kazoo, hook);
				return { data: body(hook), status: 201 };
			}),
		},
		{
			method: 'PATCH',
			path,
			handle: guarded(kazoo, (request, accountId) => {
				if (readEnvelope(request).data['re-enable'] !== true)
					throw invalid('re-enable', 'required', 'Field is required');
				const disabled = own(accountId).filter(({ enabled }) => !enabled);
				for (const hook of disabled)
					Object.assign(hook, { enabled: true, disableReason: null, failures: [] });
				return { data: Object.fromEntries(disabled.map(({ id }) => [id, 'success'])) };
			}),
		},
		{
			method: 'GET',
			path: `${path}/:id`,
			handle: guarded(kazoo, ({ params }, accountId) => ({ data: body(one(params.id ?? '', accountId)) })),
		},
		...(['POST', 'PATCH'] as const).map((method): ServiceRoute => ({
			method,
			path: `${path}/:id`,
			handle: guarded(kazoo, (request, accountId) => {
				const hook = one(request.params.id ?? '', accountId);
				const { enabled = true, ...data } = readEnvelope(request).data;
				const fields = method === 'PATCH' ? merged(hook.fields, data) : data;
				check(kazoo, fields);
				const isEnabled = enabled === true;
				Object.assign(hook, { fields, enabled: isEnabled, disableReason: null, failures: [] });
				sandbox.webhooks.remove(hook.id);
				register(kazoo, hook);
				return { data: body(hook) };
			}),
		})),
		{
			method: 'DELETE',
			path: `${path}/:id`,
			handle: guarded(kazoo, ({ params }, accountId) => {
				const hook = one(params.id ?? '', accountId);
				store.hooks.delete(hook.id);
				sandbox.webhooks.remove(hook.id);
				return { data: body(hook) };
			}),
		},
	];
}

/** PATCH merges, also inside `custom_data`. */
function merged(before: Record<string, unknown>, data: Record<string, unknown>): Record<string, unknown> {
	const custom = {
		...(before.custom_data as object | undefined),
		...(data.custom_data as object | undefined),
	};
	return { ...before, ...data, ...(Object.keys(custom).length > 0 ? { custom_data: custom } : {}) };
}

/** Hooks that were set by hand are hooks of the account like all others. */
function adopt({ sandbox, store }: Kazoo): void {
	for (const hook of sandbox.webhooks.listHooks('kazoo')) {
		if (hook.origin !== 'hand' || store.hooks.has(hook.id)) continue;
		const isOld = sandbox.switches.generation === '4.1';
		const kind = isOld ? (hook.event ?? 'inbound_fax') : 'notifications';
		const custom = { ...(isOld ? {} : { type: hook.event ?? 'all' }), ...hook.data };
		store.hooks.set(hook.id, {
			id: hook.id,
			accountId: kazooAccount.accountId,
			fields: {
				name: 'by hand',
				uri: hook.url,
				hook: kind,
				http_verb: 'post',
				retries: 2,
				custom_data: custom,
			},
			enabled: true,
			disableReason: null,
			failures: [],
		});
	}
}

/** A hook that was removed by hand is gone here, too. */
function isOf(kazoo: Kazoo, hook: HookDetail, accountId: string): boolean {
	const isThere = kazoo.sandbox.webhooks.listHooks('kazoo').some(({ id }) => id === hook.id);
	return hook.accountId === accountId && isThere;
}

function register({ sandbox }: Kazoo, { id, accountId, fields }: HookDetail): void {
	const custom = isObject(fields.custom_data) ? fields.custom_data : {};
	const event = fields.hook === 'notifications' ? String(custom.type) : String(fields.hook);
	sandbox.webhooks.register({
		id,
		service: 'kazoo',
		url: String(fields.uri),
		event: event === 'all' ? null : event,
		owner: accountId,
		origin: 'api',
	});
}

function body({ id, fields, enabled, disableReason }: HookDetail): object {
	return defined({ id, ...fields, enabled, disable_reason: disableReason ?? undefined });
}

function kinds({ sandbox }: Kazoo): object[] {
	const old = OLD_HOOKS.map((id) => ({ id, name: id.replace('_', ' '), description: `Fires on ${id}` }));
	const object = { id: 'object', name: 'Object', description: 'Fires on document changes' };
	if (sandbox.switches.generation === '4.1') return [...old, object];
	const modifiers = { type: { type: 'array', items: hookEvents } };
	return [
		{ id: 'notifications', name: 'Notifications', description: 'Fires on notifications', modifiers },
		object,
	];
}

function check(kazoo: Kazoo, fields: Record<string, unknown>): void {
	for (const name of ['name', 'uri', 'hook']) {
		if (typeof fields[name] !== 'string' || fields[name] === '') {
			throw invalid(name, 'required', 'Field is required but missing');
		}
	}
	const known = kinds(kazoo).map((kind) => (kind as { id: string }).id);
	if (!known.includes(String(fields.hook))) {
		throw invalid('hook', 'enum', 'Value not found in enumerated list of values', { target: known });
	}
	const { retries, http_verb: verb, format, custom_data: custom } = fields;
	if (!Number.isInteger(retries) || Number(retries) < 0 || Number(retries) > 4) {
		throw invalid('retries', 'maximum', 'Value is not from 0 to 4', { target: 4 });
	}
	if (verb !== 'get' && verb !== 'post' && verb !== 'put')
		throw invalid('http_verb', 'enum', 'Value not found');
	if (format !== undefined && format !== 'json' && format !== 'form-data') {
		throw invalid('format', 'enum', 'Value not found', { target: ['form-data', 'json'] });
	}
	if (
		custom !== undefined &&
		(!isObject(custom) || !Object.values(custom).every((one) => typeof one === 'string'))
	) {
		throw invalid('custom_data', 'type', 'Value did not match type(s): object of strings');
	}
	if (fields.hook !== 'notifications') return;
	const type = isObject(custom) ? custom.type : undefined;
	if (type === undefined) throw invalid('custom_data.type', 'required', 'Field is required but missing');
	if (!hookEvents.includes(String(type))) {
		throw invalid('custom_data.type', 'enum', 'Value not found', { target: hookEvents });
	}
}

const isOutbound = (entry: Job | Received): entry is Job => 'outboxId' in entry;

/** Tells the hooks of the account of a fax that has come to its end. */
export function announce(kazoo: Kazoo, entry: Job | Received): void {
	const outbound = isOutbound(entry);
	const good = outbound ? entry.fax.state === 'delivered' : true;
	const event = `${outbound ? 'outbound' : 'inbound'}_fax${good ? '' : '_error'}`;
	const own = outbound ? entry.fax.from : entry.fax.to;
	const old = kazoo.sandbox.switches.generation === '4.1';
	adopt(kazoo);
	for (const hook of kazoo.sandbox.webhooks.hooksFor(
		'kazoo',
		old ? event.replace('_error', '') : event,
		own,
	)) {
		if (hook.owner !== null && hook.owner !== entry.accountId) continue;
		const detail = kazoo.store.hooks.get(hook.id);
		if (detail?.enabled === false) continue;
		const fields = detail?.fields ?? {};
		const retries = Number(fields.retries ?? 2);
		void kazoo.sandbox.webhooks.deliver({
			service: 'kazoo',
			url: hook.url,
			event,
			hook,
			message: () => message(kazoo, entry, event, hook.id, fields),
			retryDelaysMs: Array.from(
				{ length: Math.max(0, retries - 1) },
				() => kazoo.sandbox.switches.webhookRetryMs,
			),
			isSuccess: (status) => status === 200 || (status === 201 && fields.http_verb === 'put'),
			retriesWithoutAnswerOnly: true,
			patienceMs: 10_000,
			attempted: (_delivery, succeeded) => {
				if (!succeeded && detail !== undefined) countFailure(kazoo, detail);
			},
		});
	}
}

/** Too many failures within a short time disable a hook (documented). */
function countFailure({ sandbox }: Kazoo, hook: HookDetail): void {
	const now = sandbox.clock.now();
	const { disableAfterFailures, disableWithinMs } = sandbox.switches;
	hook.failures = [...hook.failures.filter((at) => now - at < disableWithinMs), now];
	if (hook.failures.length < disableAfterFailures) return;
	hook.enabled = false;
	hook.disableReason = `disabled due to ${disableAfterFailures} failures`;
}

function message(
	kazoo: Kazoo,
	entry: Job | Received,
	event: string,
	hookId: string,
	fields: Record<string, unknown>,
): WebhookMessage {
	const custom = isObject(fields.custom_data) ? { ...fields.custom_data } : {};
	delete custom.type;
	delete custom.action;
	const payload = { ...payloadOf(kazoo, entry, event), ...custom };
	const asJson = fields.format === 'json' && kazoo.sandbox.switches.generation !== '4.1';
	return {
		method: fields.http_verb === 'put' ? 'PUT' : 'POST',
		body: asJson ? JSON.stringify(payload, null, 2) : formEncoded(payload),
		headers: {
			'content-type': asJson ? 'application/json' : 'application/x-www-form-urlencoded',
			// Hooks that were set by hand have ids of another form in the sandbox.
			'x-hook-id': hookId.replace(/-/g, ''),
			'x-account-id': entry.accountId,
		},
	};
}

/** What a delivery says: below 4.2 flat, from then on with `fax_info`. */
function payloadOf(kazoo: Kazoo, entry: Job | Received, event: string): Record<string, unknown> {
	const { fax } = entry;
	const id = isOutbound(entry) ? entry.outboxId : entry.id;
	const result = isOutbound(entry) ? txResult(entry, toGregorian) : rxResult(fax);
	const info = { ...eventResult(result), fax_doc_id: id, fax_timezone: 'Europe/Dublin' };
	const direction = isOutbound(entry) ? { fax_jobid: id } : parties(fax.from, fax.to);
	const common = defined({
		event_name: event,
		account_id: entry.accountId,
		call_id: `${fax.key}@sandbox`,
		caller_id_number: fax.from,
		caller_id_name: fax.from,
		callee_id_number: fax.to,
		callee_id_name: fax.to,
		fax_id: id,
		fax_timestamp: toGregorian(fax.completedAt ?? kazoo.sandbox.clock.now()),
		faxbox_id: entry.faxboxId ?? undefined,
		fax_error: event.endsWith('_error') ? (info as Record<string, unknown>).fax_result_text : undefined,
		...direction,
	});
	if (kazoo.sandbox.switches.generation === '4.1') {
		return { ...common, ...info, hook_event: event.replace('_error', '') };
	}
	return {
		event_category: 'notification',
		app_name: 'fax',
		app_version: '4.0.0',
		msg_id: makeId(),
		node: 'sandbox',
		...common,
		fax_info: info,
		fax_notifications: { email: { send_to: ['desk@sandbox.example'] } },
	};
}

const parties = (from: string, to: string): object => ({
	from_user: from,
	from_realm: '10.20.0.1',
	to_user: to,
	to_realm: '192.168.0.1',
});

/** `fax_info[fax_success]=true&fax_notifications[email][send_to][]=a%40b.c`: nested keys in brackets, all values text. */
function formEncoded(payload: Record<string, unknown>): string {
	const pairs = (value: unknown, name: string): string[] => {
		if (Array.isArray(value)) return value.flatMap((entry) => pairs(entry, `${name}[]`));
		if (isObject(value)) {
			return Object.entries(value).flatMap(([key, entry]) =>
				pairs(entry, name === '' ? key : `${name}[${key}]`),
			);
		}
		if (value === undefined || value === null) return [];
		const key = encodeURIComponent(name).replace(/%5B/g, '[').replace(/%5D/g, ']');
		return [`${key}=${encodeURIComponent(String(value))}`];
	};
	return pairs(payload, '').join('&');
}
