import type { ServiceRoute } from '../service';
import { guarded, scopes, voidAnswer, type FaxPlus } from './context';
import { sentStatus } from './statuses';
import { fileNameOf, type FaxRecord } from './store';
import { badRequest, fromText, jsonObject, notFound, toText, toTextOrNull } from './wire';

const CATEGORIES = ['inbox', 'sent', 'spam'] as const;
type Category = (typeof CATEGORIES)[number];
const DEFAULT_LIMIT = 50;

/** Finished and received faxes (SDK, documented). */
export function recordRoutes(service: FaxPlus): ServiceRoute[] {
	const one = (uid: string, id: string | undefined): FaxRecord => {
		const record = findRecord(service, uid, id ?? '');
		if (record === undefined) throw notFound('Fax');
		return record;
	};
	return [
		{
			method: 'GET',
			path: '/v3/accounts/:uid/faxes',
			handle: guarded(service, scopes.faxRead, ({ query }, { uid }) => {
				const filter = readFilter(query);
				const records = [...service.store.records.values()]
					.filter((record) => record.uid === uid && isVisible(service, record) && matches(record, filter))
					.sort((a, b) => b.attempt.startedAt - a.attempt.startedAt)
					.slice(0, filter.limit);
				return { status: 200, body: { data: { records: records.map((entry) => faxBody(service, entry)) } } };
			}),
		},
		{
			method: 'GET',
			path: '/v3/accounts/:uid/faxes/:faxId',
			handle: guarded(service, scopes.faxRead, ({ params }, { uid }) => {
				return { status: 200, body: faxBody(service, one(uid, params.faxId)) };
			}),
		},
		{
			method: 'PUT',
			path: '/v3/accounts/:uid/faxes/:faxId',
			handle: guarded(service, scopes.faxEdit, (request, { uid }) => {
				const { comment, is_read: isRead } = jsonObject(request);
				if (typeof comment !== 'string')
					throw badRequest(`'comment' is a required property of type 'string'`);
				if (typeof isRead !== 'boolean')
					throw badRequest(`'is_read' is a required property of type 'boolean'`);
				const record = one(uid, request.params.faxId);
				Object.assign(record, { comment, isRead, updatedAt: service.sandbox.clock.now() });
				record.fax.reference.comment = comment;
				record.fax.reference.isRead = isRead;
				return voidAnswer(service);
			}),
		},
		{
			method: 'DELETE',
			path: '/v3/accounts/:uid/faxes/:faxId',
			handle: guarded(service, scopes.faxEdit, ({ params }, { uid }) => {
				const record = one(uid, params.faxId);
				service.store.records.delete(record.id);
				record.fax.deleted = true;
				return voidAnswer(service);
			}),
		},
	];
}

/** The record that an id finds: its own id, or the session id by the switch `sessionLookup`. */
export function findRecord(service: FaxPlus, uid: string, id: string): FaxRecord | undefined {
	const { sessionLookup } = service.sandbox.switches;
	const session = service.store.sessions.get(id);
	const latest = session?.records.filter((record) => service.store.records.has(record.id)).at(-1);
	const exact = service.store.records.get(id);
	const found = sessionLookup === 'latest' ? (latest ?? exact) : (exact ?? latest);
	const isHidden = sessionLookup === 'listOnly' && session !== undefined;
	return found?.uid === uid && !isHidden && isVisible(service, found) ? found : undefined;
}

function isVisible(service: FaxPlus, record: FaxRecord): boolean {
	return record.session === null || service.sandbox.clock.now() >= record.session.visibleFrom;
}

interface Filter {
	category: string | undefined;
	after: number;
	before: number;
	limit: number;
}

function readFilter(query: Record<string, string>): Filter {
	const { category } = query;
	if (category !== undefined && !CATEGORIES.includes(category as Category)) {
		throw badRequest(`'category' is not one of ${CATEGORIES.join(', ')}`);
	}
	return {
		category,
		after: timeOf(query.after, 'after', -Infinity),
		before: timeOf(query.before, 'before', Infinity),
		limit: limitOf(query.limit),
	};
}

function matches(record: FaxRecord, { category, after, before }: Filter): boolean {
	// The answers carry whole seconds, so whole seconds are compared.
	const start = Math.floor(record.attempt.startedAt / 1000) * 1000;
	return (category === undefined || categoryOf(record) === category) && start >= after && start < before;
}

function categoryOf(record: FaxRecord): Category {
	if (record.session !== null) return 'sent';
	return record.isSpam ? 'spam' : 'inbox';
}

function timeOf(text: string | undefined, name: string, fallback: number): number {
	if (text === undefined) return fallback;
	const at = fromText(text);
	if (at === null) throw badRequest(`'${name}' does not match YYYY-MM-DD HH:mm:ss`);
	return at;
}

function limitOf(text: string | undefined): number {
	if (text === undefined) return DEFAULT_LIMIT;
	if (!/^[1-9]\d*$/.test(text)) throw badRequest(`'limit' is not a positive integer`);
	return Number(text);
}

/** The service's word for what a record tells. */
export function recordStatus(record: FaxRecord): string {
	if (record.session !== null) return sentStatus[record.attempt.outcome ?? 'lineError'];
	if (record.attempt.endedAt === null) return 'in_progress';
	return record.fax.isPartial ? 'partially_received' : 'success';
}

/** A fax record with every field of the SDK's model. */
function faxBody(service: FaxPlus, record: FaxRecord): object {
	const { fax, attempt, session } = record;
	const numbers =
		service.sandbox.switches.listNumberKeys === 'from'
			? { from: fax.from, to: fax.to }
			: { from_number: fax.from, to_number: fax.to };
	const status = recordStatus(record);
	return {
		comment: record.comment,
		cost: attempt.pagesTransferred,
		cost_details: { multiplier: 1, notification_cost: 0 },
		cover_page: session?.coverPage ?? null,
		description: status === 'success' ? 'OK' : status.replace(/_/g, ' '),
		direction: fax.direction === 'inbound' ? 'incoming' : 'outgoing',
		duration: attempt.endedAt === null ? 0 : Math.ceil((attempt.endedAt - attempt.startedAt) / 1000),
		file: `${record.fileId}.tiff`,
		file_name: fileNameOf(record),
		header: null,
		id: record.id,
		is_read: record.isRead,
		is_spam: record.isSpam,
		last_update: toText(record.updatedAt),
		max_retry: session?.retry.count ?? null,
		owner_id: record.uid,
		pages: session === null ? attempt.pagesTransferred : fax.pages,
		retry_delay: session?.retry.delay ?? null,
		scheduled_time: toTextOrNull(fax.scheduledAt),
		start_time: toText(attempt.startedAt),
		status,
		submit_time: session === null ? null : toText(fax.createdAt),
		...numbers,
	};
}
