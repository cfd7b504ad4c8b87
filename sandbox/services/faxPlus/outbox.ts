import { faxPlusAccount } from '../../accounts';
import type { StoredDocument } from '../../documents';
import { finalStates } from '../../network';
import type { SubmissionEffect } from '../../scenarios';
import type { ServiceAnswer, ServiceRoute } from '../service';
import { guarded, scopes, voidAnswer, type FaxPlus } from './context';
import { findRecord } from './records';
import { readSendOrder, type SendOrder } from './sendOrder';
import { outboxStatus } from './statuses';
import type { Session } from './store';
import {
	badRequest,
	formatNumber,
	jsonObject,
	makeId,
	notFound,
	Refusal,
	toText,
	toTextOrNull,
} from './wire';

/** Send, and the faxes that are not finished yet (documented, SDK). */
export function outboxRoutes(service: FaxPlus): ServiceRoute[] {
	const one = (uid: string, id: string | undefined): Session => {
		const session = service.store.sessions.get(id ?? '');
		if (session === undefined || session.uid !== uid || !isInOutbox(service, session)) {
			throw notFound('Outbox fax');
		}
		return session;
	};
	return [
		{
			method: 'POST',
			path: '/v3/accounts/:uid/outbox',
			handle: guarded(service, scopes.faxEdit, (request, { grant, uid }) => {
				const order = readSendOrder(jsonObject(request), uid);
				const documents = documentsOf(service, order, uid);
				const effect = service.sandbox.judge(order.to);
				const expires = effect === 'tokenExpires' && grant.kind === 'oAuth2';
				if (expires) service.tokens.expireAccess();
				const refusal = expires
					? new Refusal(401, 'unauthorized', 'The access token is invalid or has expired').answer()
					: refusalOf(effect);
				if (refusal !== null) return refusal;
				return { ...accept(service, order, documents, uid), ...brokenAnswer(effect) };
			}),
		},
		{
			method: 'GET',
			path: '/v3/accounts/:uid/outbox',
			handle: guarded(service, scopes.faxRead, (_request, { uid }) => {
				const sessions = [...service.store.sessions.values()].filter(
					(session) => session.uid === uid && isInOutbox(service, session),
				);
				return { status: 200, body: { records: sessions.map(outboxItem) } };
			}),
		},
		{
			method: 'GET',
			path: '/v3/accounts/:uid/outbox/:faxId',
			handle: guarded(service, scopes.faxRead, ({ params }, { uid }) => {
				return { status: 200, body: outboxItem(one(uid, params.faxId)) };
			}),
		},
		{
			method: 'PUT',
			path: '/v3/accounts/:uid/outbox/:faxId',
			handle: guarded(service, scopes.faxEdit, (request, { uid }) => {
				const { comment } = jsonObject(request);
				if (typeof comment !== 'string') throw badRequest(`'comment' is not of type 'string'`);
				const session = one(uid, request.params.faxId);
				session.comment = { ...session.comment, text: comment };
				session.fax.reference.comment = comment;
				return voidAnswer(service);
			}),
		},
		{
			method: 'DELETE',
			path: '/v3/accounts/:uid/outbox/:faxId',
			handle: guarded(service, scopes.faxEdit, ({ params }, { uid }) => {
				const session = one(uid, params.faxId);
				if (session.fax.state === 'sending' && service.sandbox.switches.cancelWhileSending === 'refuse') {
					throw new Refusal(409, 'fax_in_progress', 'The fax is being transmitted');
				}
				service.sandbox.network.cancel(session.fax);
				return voidAnswer(service);
			}),
		},
	];
}

function isInOutbox(service: FaxPlus, session: Session): boolean {
	return !finalStates.has(session.fax.state) && service.sandbox.clock.now() >= session.visibleFrom;
}

function documentsOf(service: FaxPlus, order: SendOrder, uid: string): StoredDocument[] {
	const documents = order.files.map((path) => {
		const document = service.store.uploads.get(path);
		if (document === undefined)
			throw badRequest('A file was not found; it must be uploaded first', 'file_not_found');
		return document;
	});
	if (order.fromFax !== null) {
		const record = findRecord(service, uid, order.fromFax);
		if (record === undefined) throw notFound('The fax named by from_fax');
		documents.push(...record.fax.documents);
	}
	const bytes = documents.reduce((sum, document) => sum + document.size, 0);
	if (bytes > service.sandbox.switches.maxSendBytes) {
		throw new Refusal(413, 'payload_too_large', 'The files are too large');
	}
	return documents;
}

function accept(service: FaxPlus, order: SendOrder, documents: StoredDocument[], uid: string): ServiceAnswer {
	const { clock, network, switches } = service.sandbox;
	const ids: Record<string, string> = {};
	order.to.forEach((to, index) => {
		const id = makeId(clock.now());
		const pages = documents.reduce((sum, document) => sum + document.pages, order.coverPage === null ? 0 : 1);
		const fax = network.submit({
			service: 'faxPlus',
			from: order.from[index % order.from.length] ?? faxPlusAccount.number,
			to,
			documents,
			pages,
			sendAt: order.sendAt,
			retries: order.retry.count,
			retryDelayMs: order.retry.delay * switches.retryDelayUnitMs,
			reference: {
				comment: order.comment.text,
				tags: order.comment.tags,
				coverPage: order.coverPage,
				enhancement: order.enhancement,
				retry: order.retry,
			},
		});
		fax.ids.push(id);
		service.store.sessions.set(id, {
			id,
			uid,
			fax,
			comment: order.comment,
			coverPage: order.coverPage,
			enhancement: order.enhancement,
			retry: order.retry,
			filePaths: order.files,
			visibleFrom: clock.now() + switches.visibleAfterMs,
			records: [],
		});
		ids[switches.idsKeys === 'formatted' ? formatNumber(to) : to] = id;
	});
	return { status: 201, body: order.returnIds ? { ids } : {} };
}

function refusalOf(effect: SubmissionEffect | null): ServiceAnswer | null {
	switch (effect) {
		case 'refused':
			return badRequest('The destination is refused', 'invalid_destination').answer();
		case 'errorBefore':
			return new Refusal(500, 'internal_server_error', 'Internal server error').answer();
		case 'rateLimitedFirst':
			return { ...tooManyRequests().answer(), headers: { 'retry-after': '1' } };
		case 'rateLimitedFirstWithoutHint':
			return tooManyRequests().answer();
		default:
			return null;
	}
}

const tooManyRequests = (): Refusal => new Refusal(429, 'too_many_requests', 'Too many requests');

function brokenAnswer(effect: SubmissionEffect | null): Pick<ServiceAnswer, 'brokenBy'> {
	if (effect === 'answerLost') return { brokenBy: { fault: 'resetAfterBody' } };
	return effect === 'errorAfter' ? { brokenBy: { fault: 'status', status: 500 } } : {};
}

/** An outbox item with every field of the SDK's model. */
function outboxItem(session: Session): object {
	const { fax } = session;
	const last = fax.history.at(-1);
	return {
		id: session.id,
		uid: session.uid,
		status: outboxStatus[fax.state],
		src: fax.from,
		designated_src: fax.from,
		to: [fax.to],
		files: session.filePaths,
		comment: session.comment,
		contact_name: '',
		cover_page: session.coverPage,
		options: { enhancement: session.enhancement, retry: session.retry },
		retry: fax.attempts.length,
		should_enhance: session.enhancement,
		page_count: fax.pages,
		send_time: toTextOrNull(fax.scheduledAt),
		submit_time: toText(fax.createdAt),
		last_updated_status_time: toText(last?.at ?? fax.createdAt),
		status_changes: fax.history.map(({ at, state }) => ({ at: toText(at), status: outboxStatus[state] })),
		file_changes: [
			{
				at: toText(fax.createdAt),
				files: fax.documents.map(({ fileName, mimeType, size }) => ({
					file_name: fileName,
					mime_type: mimeType,
					size,
				})),
			},
		],
		initiated_from: { type: 'api', from_id: '' },
		ip: '127.0.0.1',
		extra_info: {},
	};
}
