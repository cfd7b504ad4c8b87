import { badParameter, fail, failureInfo, FaxFailure } from '../shared/failure';
import { numberParameter } from '../shared/numberParameter';
import { sameNumber } from '../shared/numbers';
import type { Call, CoverPage, Http, SendRequest } from '../shared/provider';
import { failureFields, faxRecord, type FaxRecord } from '../shared/record';
import { asBoolean, asList, asText, isObject, utcTextFromIso } from '../shared/values';
import { postOutbox, uploadFile } from './faxPlus.api';
import { retryOf, senderOf, sendTimeOf, tagsOf } from './faxPlus.check';
import { locate, notFound } from './faxPlus.lookup';
import { commentText, faxPlusRecord, type Wire } from './faxPlus.normalize';
import { PROVIDER } from './faxPlus.tables';
import { noteSend } from './faxPlus.tracking';

/** Uploads the documents of one item, in page order. @returns their paths, good for several recipients */
export async function upload(http: Http, request: Pick<SendRequest, 'documents'>): Promise<string[]> {
	const paths: string[] = [];
	for (const document of request.documents) paths.push(await uploadFile(http, document));
	return paths;
}

/** What stands for the answers of an upload and of a send in a Dry Run. */
export function dryAnswer({ path, json }: Pick<Call, 'path' | 'json'>, count: number): unknown {
	if (path.endsWith('/files')) return { path: `<path of upload ${count}>` };
	const recipients = asList(isObject(json) ? json.to : []).map(String);
	return { ids: Object.fromEntries(recipients.map((to) => [to, '<id of the fax>'])) };
}

/** The time to send at as the service demands it: its pattern allows no minus, so it is always in UTC. SDK. */
export const sendTimeText = (iso: string): string => `${utcTextFromIso(iso)} +0000`;

function commentOf(request: SendRequest): { text: string; tags: string[] } | undefined {
	const comment = asText(request.extra.comment);
	const tags = tagsOf(request.extra.tags);
	// The comment is the only text that comes back; beside one of the user's own, the reference is a tag.
	if (comment !== null && request.reference !== null) tags.push(request.reference);
	const text = comment ?? request.reference;
	return text === null && tags.length === 0 ? undefined : { text: text ?? '', tags };
}

function coverPageOf(cover: CoverPage | null): Record<string, unknown> | undefined {
	if (cover === null) return undefined;
	return {
		name_to: cover.toName,
		name_from: cover.fromName,
		subject: cover.subject,
		...(cover.message ? { message: cover.message } : {}),
		...(cover.flags.length > 0 ? { flags: cover.flags } : {}),
	};
}

function optionsOf(request: SendRequest): Record<string, unknown> | undefined {
	const enhancement = asBoolean(request.extra.enhancement);
	const retry = retryOf(request.extra);
	if (enhancement === null && retry === null) return undefined;
	return { ...(enhancement === null ? {} : { enhancement }), ...(retry === null ? {} : { retry }) };
}

/** The body of a send to one recipient; what was not given is left out. */
export function sendBody(request: SendRequest): Record<string, unknown> {
	const sendAt = sendTimeOf(request.sendAt);
	const optional = {
		comment: commentOf(request),
		options: optionsOf(request),
		send_time: sendAt === null ? undefined : sendTimeText(sendAt),
		cover_page: coverPageOf(request.coverPage),
	};
	return {
		from: senderOf(request.from),
		to: [request.to],
		files: asList(request.uploaded),
		...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
		return_ids: true,
	};
}

/** The id of this recipient's fax: the service may write the number differently from what it was given. */
export function idFor(ids: Wire, to: string): string | null {
	const entries = Object.entries(ids);
	const own = entries.find(([number]) => sameNumber(number, to));
	return asText((own ?? (entries.length === 1 ? entries[0] : undefined))?.[1]);
}

interface Accepted {
	to: string;
	from: string | null;
	reference: string | null;
	scheduledAt?: string | null;
	subject?: string | null;
}

/** The record of a fax that the service accepted, with or without telling its id. */
function acceptedRecord(ids: Wire, fax: Accepted): FaxRecord {
	const id = idFor(ids, fax.to);
	if (id !== null) noteSend(id, fax.to);
	const lost = failureInfo('outcome_unknown', {
		message: 'Fax.Plus accepted the fax but did not tell its id',
		hint: 'Look for it with List Queued and List Sent before you send it again.',
	});
	return faxRecord({
		provider: PROVIDER,
		id,
		direction: 'outbound',
		...fax,
		status: id === null ? 'unknown' : 'queued',
		...failureFields(id === null ? lost : null),
		raw: { ids },
	});
}

/** The sender for the record; which one of several is taken the service does not say. */
const singleSender = (from: string): string | null =>
	from.startsWith('+') && !from.includes(',') ? from : null;

/** Sends to one recipient. A fax that was accepted without an id is `unknown`, and must not be sent again. */
export async function send(http: Http, request: SendRequest): Promise<FaxRecord> {
	return acceptedRecord(await postOutbox(http, sendBody(request)), {
		to: request.to,
		from: singleSender(senderOf(request.from)),
		reference: asText(request.extra.comment) ?? request.reference,
		scheduledAt: sendTimeOf(request.sendAt),
		subject: request.coverPage?.subject || null,
	});
}

/** Sends, and once more with an empty list of files if the service insists on one: a 400 has sent nothing. */
async function postFromFax(http: Http, body: Record<string, unknown>): Promise<Wire> {
	try {
		return await postOutbox(http, body);
	} catch (failure) {
		if (wantsFiles(failure)) return await postOutbox(http, { ...body, files: [] });
		throw asThrown(failure);
	}
}

// Whether `files` may be left out beside `from_fax` is not documented.
function wantsFiles(failure: unknown): boolean {
	return (
		failure instanceof FaxFailure &&
		failure.context.httpStatus === 400 &&
		/\bfiles\b/i.test(failure.info.message)
	);
}

function asThrown(failure: unknown): Error {
	return failure instanceof Error ? failure : new Error(String(failure));
}

/**
 * Sends the document of an earlier fax again: a sent one to its recipient or another, a received one to whom
 * 'Recipient' names. Throws `configuration` when the recipient cannot be told, `not_found` for an unknown id.
 * @param extra `resendTo`, `resendFrom`: numbers, both optional
 */
export async function resend(
	http: Http,
	id: string,
	extra: Readonly<Record<string, unknown>>,
): Promise<FaxRecord> {
	const givenTo = numberParameter('Recipient', extra.resendTo);
	const givenFrom = asText(extra.resendFrom);
	const sender = givenFrom === null ? null : senderOf(givenFrom, 'Sender');
	const found = await locate(http, id);
	if (found === null) throw notFound();
	if (found.place === 'outbox') {
		throw fail('rejected', {
			message: 'The fax is still in the outbox, so it cannot be sent again yet',
			hint: 'Wait until Get Status says that it is final.',
		});
	}
	const earlier = faxPlusRecord(found.fax);
	const isSent = earlier.direction === 'outbound';
	const to = givenTo ?? (isSent ? earlier.to : null);
	if (to === null) {
		throw badParameter('Recipient', 'is needed to send a received fax on', "Add the option 'Recipient'.");
	}
	const from = sender ?? (isSent ? earlier.from : earlier.to);
	if (from === null) {
		throw badParameter('Sender', 'is needed: the earlier fax tells none', "Add the option 'Sender'.");
	}
	const reference = isSent ? commentText(found.fax.comment) : null;
	const ids = await postFromFax(http, {
		from,
		to: [to],
		from_fax: earlier.id ?? id,
		...(reference === null ? {} : { comment: { text: reference, tags: [] } }),
		// The document has been optimised for fax already.
		options: { enhancement: false },
		return_ids: true,
	});
	return acceptedRecord(ids, { to, from: singleSender(from), reference });
}
