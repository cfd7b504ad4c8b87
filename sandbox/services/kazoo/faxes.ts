import { kazooAccount } from '../../accounts';
import type { StoredDocument } from '../../documents';
import { scenarioOf, type SubmissionEffect } from '../../scenarios';
import type { ServiceAnswer, ServiceRequest, ServiceRoute } from '../service';
import { guarded, type Kazoo, type Payload } from './context';
import { page, type Row } from './lists';
import { readSendOrder, type SendOrder } from './sendOrder';
import type { Faxbox, Job, Received } from './store';
import { createdJob, inboxDetail, inboxRow, jobDetail, outboxDetail, outboxRow, queueRow } from './views';
import { badIdentifier, makeId, monthOf, readEnvelope, Refusal } from './wire';

type Place = { accountId: string; faxbox: Faxbox | null };
type FaxHandler = (request: ServiceRequest, place: Place) => Payload | Promise<Payload>;

/** Everything about faxes, for the account and below each faxbox (documented, source code). */
export function faxRoutes(kazoo: Kazoo): ServiceRoute[] {
	const { sandbox } = kazoo;
	const at = (method: ServiceRoute['method'], path: string, handle: FaxHandler): ServiceRoute[] =>
		['', '/faxboxes/:faxbox'].map((prefix) => ({
			method,
			path: `/v2/accounts/:account${prefix}/faxes${path}`,
			handle: guarded(kazoo, (request, accountId) => handle(request, placeOf(kazoo, request, accountId))),
		}));
	const list = (path: string, rows: (place: Place) => Row[], kind: 'windowed' | 'whole') =>
		at('GET', path, (request, place) =>
			page(rows(place), request.query, sandbox.clock.now(), sandbox.switches, kind),
		);
	const create: FaxHandler = (request, place) => submit(kazoo, request, place);
	const jobs = (place: Place) => [...kazoo.store.jobs.values()].filter((job) => isIn(job, place));
	const switches = () => sandbox.switches;
	return [
		...at('PUT', '', create),
		...at('PUT', '/outgoing', create),
		...list(
			'/outgoing',
			(place) =>
				jobs(place)
					.filter((job) => !job.moved)
					.map((job) => ({ id: job.id, at: job.fax.createdAt, body: () => queueRow(job, switches()) })),
			'whole',
		),
		...at('GET', '/outgoing/:id', ({ params }, place) => {
			const found = jobs(place).find((job) => (job.moved ? job.outboxId : job.id) === params.id);
			if (found === undefined) throw badIdentifier(params.id ?? '');
			return { data: jobDetail(found, switches()) };
		}),
		...at('DELETE', '/outgoing/:id', () => {
			throw new Refusal(405, 'method not allowed', { message: 'method not allowed' });
		}),
		...list(
			'/outbox',
			(place) =>
				jobs(place)
					.filter((job) => job.moved && !job.fax.deleted)
					.map((job) => ({
						id: job.outboxId,
						at: job.fax.createdAt,
						body: () => outboxRow(job, switches()),
					})),
			'windowed',
		),
		...list(
			'/inbox',
			(place) =>
				[...kazoo.store.received.values()]
					.filter((received) => isIn(received, place) && !received.fax.deleted)
					.map((received) => ({
						id: received.id,
						at: received.fax.createdAt,
						body: () => inboxRow(received),
					})),
			'windowed',
		),
		...at('GET', '/outbox/:id', ({ params }, place) => ({
			data: outboxDetail(sent(kazoo, params.id ?? '', place), switches()),
		})),
		...at('GET', '/inbox/:id', ({ params }, place) => ({
			data: inboxDetail(received(kazoo, params.id ?? '', place)),
		})),
		...at('PUT', '/outbox/:id', (request, place) => {
			const original = sent(kazoo, request.params.id ?? '', place);
			return again(kazoo, request, place, 'resubmit', original);
		}),
		...at('PUT', '/inbox/:id', (request, place) => {
			const original = received(kazoo, request.params.id ?? '', place);
			return again(kazoo, request, place, 'forward', original);
		}),
		...folderRoutes(kazoo, at, 'outbox', sent),
		...folderRoutes(kazoo, at, 'inbox', received),
	];
}

/** What both folders do alike: give the document, and delete it or the whole record. */
function folderRoutes(
	kazoo: Kazoo,
	at: (method: ServiceRoute['method'], path: string, handle: FaxHandler) => ServiceRoute[],
	folder: 'inbox' | 'outbox',
	find: (kazoo: Kazoo, id: string, place: Place) => Job | Received,
): ServiceRoute[] {
	const deleted = (entry: Job | Received) => ({
		data: { ...entryBody(kazoo, entry), _read_only: { deleted: true } },
	});
	return [
		...at('DELETE', `/${folder}/:id`, ({ params }, place) => {
			const entry = find(kazoo, params.id ?? '', place);
			entry.fax.deleted = true;
			return deleted(entry);
		}),
		...at('GET', `/${folder}/:id/attachment`, ({ params, headers, query }, place) => {
			const entry = find(kazoo, params.id ?? '', place);
			const document = entry.fax.documents[0];
			if (entry.documentDeleted || document === undefined) {
				throw new Refusal(503, 'datastore_fault', { message: 'no attachment found' });
			}
			const stored = folder === 'inbox' ? 'image/tiff' : document.mimeType;
			return { answer: attachment(kazoo, document, stored, headers.accept ?? '*/*', query.disposition) };
		}),
		...at('DELETE', `/${folder}/:id/attachment`, ({ params }, place) => {
			const entry = find(kazoo, params.id ?? '', place);
			if (entry.documentDeleted) throw badIdentifier(params.id ?? '');
			entry.documentDeleted = true;
			return deleted(entry);
		}),
	];
}

function entryBody(kazoo: Kazoo, entry: Job | Received): object {
	return 'outboxId' in entry ? outboxDetail(entry, kazoo.sandbox.switches) : inboxDetail(entry);
}

function placeOf(kazoo: Kazoo, { params }: ServiceRequest, accountId: string): Place {
	if (params.faxbox === undefined) return { accountId, faxbox: null };
	const faxbox = kazoo.store.faxboxes.get(params.faxbox);
	if (faxbox === undefined || faxbox.accountId !== accountId) throw badIdentifier(params.faxbox);
	return { accountId, faxbox };
}

function isIn(entry: { accountId: string; faxboxId: string | null }, { accountId, faxbox }: Place): boolean {
	return entry.accountId === accountId && (faxbox === null || entry.faxboxId === faxbox.id);
}

const wrongFolder = (folder: string): Refusal => new Refusal(500, `document is not in folder ${folder}`);

function sent(kazoo: Kazoo, id: string, place: Place): Job {
	const job = [...kazoo.store.jobs.values()].find((one) => one.outboxId === id);
	if (job?.moved && !job.fax.deleted && isIn(job, place)) return job;
	if (kazoo.store.received.has(id)) throw wrongFolder('outbox');
	throw badIdentifier(id);
}

function received(kazoo: Kazoo, id: string, place: Place): Received {
	const found = kazoo.store.received.get(id);
	if (found !== undefined && !found.fax.deleted && isIn(found, place)) return found;
	if ([...kazoo.store.jobs.values()].some(({ outboxId, moved }) => outboxId === id && moved))
		throw wrongFolder('inbox');
	throw badIdentifier(id);
}

/** The document as a file; negotiated against the kind that is stored, whatever kind goes out (source code). */
function attachment(
	kazoo: Kazoo,
	document: StoredDocument,
	stored: string,
	accept: string,
	disposition = 'attachment',
): ServiceAnswer {
	const { attachmentFormat, negotiatesAttachments } = kazoo.sandbox.switches;
	const kinds = accept.split(',').map((kind) => kind.split(';')[0]?.trim());
	if (negotiatesAttachments && !kinds.some((kind) => kind === '*/*' || kind === stored)) {
		return { status: 406, body: '' };
	}
	const asTiff = attachmentFormat === 'tiff' && document.tiff !== undefined;
	const type = asTiff ? 'image/tiff' : document.mimeType;
	const date = new Date(kazoo.sandbox.clock.now()).toISOString().slice(0, 19).replace('T', ' ');
	const extension = type === 'image/tiff' ? 'tiff' : 'pdf';
	return {
		status: 200,
		headers: {
			'content-type': type,
			'content-disposition': `${disposition}; filename=fax_document_${date}.${extension}`,
			etag: `"${document.sha256.slice(0, 32)}"`,
		},
		body: (asTiff ? document.tiff : undefined) ?? document.bytes,
	};
}

/** Sends again what was sent, or sends on what was received; fields in `data` take the place of the copied ones. */
async function again(
	kazoo: Kazoo,
	request: ServiceRequest,
	place: Place,
	expected: 'resubmit' | 'forward',
	original: Job | Received,
): Promise<Payload> {
	const { data, action } = readEnvelope(request);
	if (action === undefined) throw new Refusal(500, 'action required');
	if (action !== expected) throw new Refusal(500, 'invalid action');
	const document = original.documentDeleted ? null : (original.fax.documents[0] ?? null);
	const copied = 'fields' in original ? original.fields : { retries: 1, fax_timezone: 'Europe/Dublin' };
	const fields = { ...copied, to_number: original.fax.to, from_number: original.fax.from, ...data };
	const order: SendOrder = {
		to: String(fields.to_number),
		from: String(fields.from_number),
		fields,
		document,
		fetchStatus: 404,
		uploaded: false,
	};
	const refusal = refusalOf(kazoo, order.to);
	if (refusal.answer !== null) return { answer: refusal.answer };
	const job = accept(kazoo, order, { ...place, faxbox: null });
	const location = { location: request.params.id ?? '' };
	return {
		data: createdJob(job, kazoo.sandbox.switches),
		status: 201,
		headers: location,
		...brokenBy(refusal.effect),
	};
}

async function submit(kazoo: Kazoo, request: ServiceRequest, place: Place): Promise<Payload> {
	const order = await readSendOrder(request, place.faxbox, kazoo.sandbox.switches);
	const refusal = refusalOf(kazoo, order.to);
	if (refusal.answer !== null) return { answer: refusal.answer };
	const job = accept(kazoo, order, place);
	const location = `${kazoo.sandbox.address()}/kazoo/v2/accounts/${place.accountId}/faxes/${job.id}`;
	return {
		data: createdJob(job, kazoo.sandbox.switches),
		status: 201,
		headers: { location },
		...brokenBy(refusal.effect),
	};
}

const OWN_NUMBERS: readonly string[] = [kazooAccount.number, kazooAccount.secondNumber];

function accept(kazoo: Kazoo, order: SendOrder, { accountId, faxbox }: Place): Job {
	const { sandbox, store } = kazoo;
	const retries = Number(order.fields.retries);
	const fax = sandbox.network.submit({
		service: 'kazoo',
		from: order.from,
		to: order.to,
		documents: order.document === null ? [] : [order.document],
		pages: order.document?.pages ?? 0,
		// The service counts attempts, and makes one at least.
		retries: Math.max(1, retries) - 1,
		retryDelayMs: sandbox.switches.retryAfterMs,
		reference: order.fields,
	});
	const id = makeId();
	const job: Job = {
		id,
		outboxId: `${monthOf(fax.createdAt)}-${id}`,
		accountId,
		fax,
		fields: order.fields,
		faxboxId: faxbox?.id ?? (typeof order.fields.faxbox_id === 'string' ? order.fields.faxbox_id : null),
		attempts: 0,
		uploaded: order.uploaded,
		earlyFailure: null,
		moved: false,
		documentDeleted: order.document === null,
		reads: 0,
	};
	if (order.document === null) {
		fax.scenario = scenarioOf('57');
		job.earlyFailure = {
			result_code: 0,
			result_text: `could not retrieve file, HTTP response ${order.fetchStatus}`,
		};
	} else if (!OWN_NUMBERS.includes(order.from)) {
		fax.scenario = scenarioOf('58');
		job.earlyFailure = { result_code: 400, result_text: `invalid fax cid number: ${order.from}` };
	}
	store.jobs.set(id, job);
	fax.ids.push(id);
	return job;
}

/** What the recipient's scenario does to the request before anything is accepted. */
function refusalOf(
	kazoo: Kazoo,
	to: string,
): { answer: ServiceAnswer | null; effect: SubmissionEffect | null } {
	const effect = kazoo.sandbox.judge([to]);
	if (effect === 'refused')
		throw new Refusal(400, 'validation error', {
			to_number: { invalid: { message: 'the destination is refused' } },
		});
	if (effect === 'errorBefore') throw new Refusal(500, 'internal error');
	if (effect === 'rateLimitedFirstWithoutHint') throw new Refusal(429, 'too_many_requests');
	if (effect === 'rateLimitedFirst') {
		const body = { data: {}, error: '429', message: 'too_many_requests', status: 'error' };
		return { effect, answer: { status: 429, headers: { 'retry-after': '1' }, body } };
	}
	if (effect === 'tokenExpires') {
		kazoo.sessions.expire();
		throw new Refusal(401, 'invalid_credentials', { message: 'invalid credentials' });
	}
	return { answer: null, effect };
}

function brokenBy(effect: SubmissionEffect | null): Pick<ServiceAnswer, 'brokenBy'> {
	if (effect === 'answerLost') return { brokenBy: { fault: 'resetAfterBody' } };
	return effect === 'errorAfter' ? { brokenBy: { fault: 'status', status: 500 } } : {};
}
