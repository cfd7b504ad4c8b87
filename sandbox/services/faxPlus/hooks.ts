import { createHmac, randomBytes } from 'crypto';
import type { WebhookMessage } from '../../webhooks';
import type { ServiceRoute } from '../service';
import { guarded, scopes, voidAnswer, type FaxPlus } from './context';
import { recordStatus } from './records';
import { fileNameOf, type FaxRecord } from './store';
import { badRequest, formatNumber, isStrings, jsonObject, makeId, notFound, toText } from './wire';

export const hookEvents = ['fax_sent', 'fax_received', 'fax_page_received'];

/** Classic webhooks (SDK, documented). */
export function hookRoutes(service: FaxPlus): ServiceRoute[] {
	const { webhooks, clock } = service.sandbox;
	return [
		{
			method: 'POST',
			path: '/v3/hooks',
			handle: guarded(service, scopes.hooksEdit, (request, { grant }) => {
				const { target, event, numbers } = jsonObject(request);
				if (typeof target !== 'string' || !/^https?:\/\/\S+$/.test(target)) {
					throw badRequest(`'target' is not an address`);
				}
				const known = checkedEvent(event);
				if (numbers !== undefined && (!isStrings(numbers) || numbers.length === 0)) {
					throw badRequest(`'numbers' is not a filled array of strings`);
				}
				const hook = webhooks.register({
					id: makeId(clock.now()),
					service: 'faxPlus',
					url: target,
					event: known,
					numbers: numbers ?? null,
					owner: grant.uid,
					origin: 'api',
				});
				return { status: 201, body: { id: hook.id } };
			}),
		},
		{
			method: 'GET',
			path: '/v3/hooks',
			handle: guarded(service, scopes.hooksRead, ({ query }, { grant }) => {
				const event = checkedEvent(query.event);
				const hooks = webhooks
					.listHooks('faxPlus')
					.filter((hook) => hook.event === event && (hook.owner === null || hook.owner === grant.uid));
				return {
					status: 200,
					body: { data: hooks.map((hook) => ({ id: hook.id, target: hook.url, event: hook.event })) },
				};
			}),
		},
		{
			method: 'DELETE',
			path: '/v3/hooks/:hookId',
			handle: guarded(service, scopes.hooksEdit, ({ params }, { grant }) => {
				const own = webhooks
					.listHooks('faxPlus')
					.find((hook) => hook.id === params.hookId && (hook.owner === null || hook.owner === grant.uid));
				if (own === undefined) throw notFound('Hook');
				webhooks.remove(own.id);
				return voidAnswer(service);
			}),
		},
	];
}

function checkedEvent(event: unknown): string {
	if (typeof event !== 'string' || !hookEvents.includes(event)) {
		throw badRequest(`'event' is not one of ${hookEvents.join(', ')}`);
	}
	return event;
}

/** Tells every hook that wants to know of a finished attempt or a received fax. */
export function announce(service: FaxPlus, record: FaxRecord): void {
	const { webhooks, switches, clock } = service.sandbox;
	const event = record.session === null ? 'fax_received' : 'fax_sent';
	const ownNumber = record.session === null ? record.fax.to : record.fax.from;
	const data = eventData(service, record);
	for (const hook of webhooks.hooksFor('faxPlus', event, ownNumber)) {
		if (hook.owner !== null && hook.owner !== record.uid) continue;
		const classic = {
			hook: { id: record.id, event, event_time: toText(clock.now()), target: hook.url },
			data,
		};
		const isSvix = switches.webhookSigningSecret !== null && switches.signedBody === 'svix';
		const body = JSON.stringify(isSvix ? { type: event, data } : classic);
		void webhooks.deliver({
			service: 'faxPlus',
			url: hook.url,
			event,
			hook,
			message: () => message(service, body),
			retryDelaysMs: switches.webhookRetryDelaysMs,
		});
	}
}

function message(service: FaxPlus, body: string): WebhookMessage {
	return { body, headers: { 'content-type': 'application/json', ...signHeaders(service, body) } };
}

/** The headers of a signed delivery (seen in third-party code only); none while signing is off. */
export function signHeaders(service: FaxPlus, body: string): Record<string, string> {
	const secret = service.sandbox.switches.webhookSigningSecret;
	if (secret === null) return {};
	const id = `msg_${randomBytes(12).toString('hex')}`;
	const timestamp = String(Math.floor(service.sandbox.clock.now() / 1000));
	const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
	const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
	return { 'svix-id': id, 'svix-timestamp': timestamp, 'svix-signature': `v1,${signature}` };
}

/** `data.id` is the session's id; the record's own id goes into `hook.id` (documented, SDK). */
function eventData(service: FaxPlus, record: FaxRecord): object {
	const { fax, attempt, session } = record;
	const [from, to] = [formatNumber(fax.from), formatNumber(fax.to)];
	const numbers =
		service.sandbox.switches.webhookNumberKeys === 'from'
			? { from, to }
			: { from_number: from, to_number: to };
	return {
		id: session?.id ?? record.id,
		uid: record.uid,
		pages: session === null ? attempt.pagesTransferred : fax.pages,
		...numbers,
		start_time: toText(attempt.startedAt),
		file: `${record.fileId}.tiff`,
		file_name: fileNameOf(record),
		status: recordStatus(record),
		cost: attempt.pagesTransferred,
	};
}
