import { boundedOption } from '../shared/action/parameters';
import { badParameter, fail, FaxFailure } from '../shared/failure';
import { numberParameter } from '../shared/numberParameter';
import type { Http, SendRequest } from '../shared/provider';
import type { FaxRecord } from '../shared/record';
import { asList, asText, withoutEmpty } from '../shared/values';
import { putAction, putFaxByUrl, putFaxWithFile, unknownThing, type Accepted, type Wire } from './kazoo.api';
import { isoFromGregorian } from './kazoo.dates';
import { NO_DOCUMENT } from './kazoo.errors';
import { checkedId, hasMonth, noteJob } from './kazoo.ids';
import { faxboxIdOf } from './kazoo.lists';
import { located } from './kazoo.lookup';
import { acceptedFax, idOf } from './kazoo.normalize';
import { LIMITS } from './kazoo.tables';

type Checked = Omit<SendRequest, 'uploaded'>;
type Extra = SendRequest['extra'];

/** What Kazoo alone demands. Throws a FaxFailure that names the field. */
export function checkSend(request: Checked): void {
	const faxboxId = faxboxIdOf(request.extra.faxboxId);
	if (request.from === null && faxboxId === null) {
		throw badParameter(
			'From',
			'is empty',
			"Choose a number of your account, or a 'Faxbox', whose number is then used.",
		);
	}
	sendFields(request);
}

/** The fields of a send besides the document; what is empty is left to the server or the faxbox. Schema. */
export function sendFields(request: Checked): Record<string, unknown> {
	const { extra } = request;
	const [url] = request.documentUrls;
	return withoutEmpty({
		to_number: request.to,
		from_number: request.from,
		from_name: asText(extra.fromName),
		to_name: asText(extra.toName),
		retries: retriesOf(extra),
		fax_identity_name: asText(extra.faxHeader),
		fax_identity_number: asText(extra.faxIdentity),
		timezone: timeZoneOf(extra),
		notifications: notificationsOf(extra),
		document: url === undefined ? null : urlDocument(url, extra),
	});
}

function retriesOf(extra: Extra): number | null {
	const bounds = { least: LIMITS.retriesMin, most: LIMITS.retriesMax, otherwise: -1 };
	const retries = boundedOption({ ...extra } as never, 'serviceRetries', 'Service Retries', bounds);
	return retries < 0 ? null : retries;
}

function timeZoneOf(extra: Extra): string | null {
	const zone = asText(extra.timezone);
	if (zone === null) return null;
	try {
		new Intl.DateTimeFormat('en', { timeZone: zone }).format();
		return zone;
	} catch {
		throw badParameter('Time Zone', 'is not a time zone', 'Write it like Europe/Dublin.');
	}
}

/** Entries separated by commas, or a list. */
function entriesOf(value: unknown): string[] {
	const entries = Array.isArray(value) ? asList(value) : (asText(value) ?? '').split(/[,;\s]+/);
	return entries.flatMap((entry) => asText(entry) ?? []);
}

function notificationsOf(extra: Extra): Record<string, unknown> | null {
	const emails = entriesOf(extra.notifyEmails);
	if (emails.some((email) => !/^[^@]+@[^@]+$/.test(email))) {
		throw badParameter(
			'Notify by Email',
			'holds something that is no e-mail address',
			'Separate several addresses by commas.',
		);
	}
	const given = Array.isArray(extra.notifyNumbers)
		? asList(extra.notifyNumbers)
		: (asText(extra.notifyNumbers) ?? '').split(',');
	const numbers = given.flatMap((number) => numberParameter('Notify by SMS', number) ?? []);
	if (emails.length === 0 && numbers.length === 0) return null;
	return {
		...(emails.length > 0 ? { email: { send_to: emails } } : {}),
		...(numbers.length > 0 ? { sms: { send_to: numbers } } : {}),
	};
}

/** How the server is to fetch the document: `host` and `referer` are headers of that request. Schema. */
function urlDocument(url: string, extra: Extra): Record<string, unknown> {
	const method = asText(extra.urlMethod) ?? 'get';
	const content = asText(extra.urlBody);
	if (method !== 'get' && method !== 'post') {
		throw badParameter('URL Method', 'is neither get nor post', 'Choose one of the two.');
	}
	if (content !== null && method === 'get') {
		throw badParameter('URL Body', 'does not go with the method GET', "Choose POST as 'URL Method'.");
	}
	if (content !== null && content.length > LIMITS.urlBodyLength) {
		throw badParameter('URL Body', 'is too long', `Kazoo takes up to ${LIMITS.urlBodyLength} characters.`);
	}
	return withoutEmpty({
		url,
		method,
		content,
		content_type: asText(extra.urlBodyType),
		host: asText(extra.urlHost),
		referer: asText(extra.urlReferer),
	});
}

/** The id of a new job: newer servers name it in `_id` and in the address only. Source code. */
export function newJobId({ job, location }: Accepted): string | null {
	return idOf(job) ?? asText(location?.replace(/\/+$/, '').split('/').pop());
}

function accepted(
	answer: Accepted,
	id: string | null,
	asked: { from: string | null; to: string | null },
): FaxRecord {
	const record = acceptedFax(answer.job, id, asked);
	if (id !== null) noteJob(id, record.createdAt ?? isoFromGregorian(answer.job.pvt_created));
	return record;
}

/**
 * Sends one fax. The record is `queued`; its id is null when Kazoo accepts the fax without naming a job,
 * which is never a reason to send it again.
 */
export async function send(http: Http, request: SendRequest): Promise<FaxRecord> {
	const faxboxId = faxboxIdOf(request.extra.faxboxId);
	const fields = sendFields(request);
	const [document] = request.documents;
	let answer: Accepted;
	try {
		answer =
			document === undefined
				? await putFaxByUrl(http, faxboxId, fields)
				: await putFaxWithFile(http, faxboxId, fields, document);
	} catch (error) {
		throw namingThePlace(error, faxboxId);
	}
	return accepted(answer, newJobId(answer), request);
}

/** A 404 to a send says nothing about a fax: the faxbox does not exist, or the account. */
function namingThePlace(error: unknown, faxboxId: string | null): unknown {
	if (!(error instanceof FaxFailure) || error.info.category !== 'not_found') return error;
	return faxboxId === null
		? unknownThing(error, 'account', 'Account ID')
		: unknownThing(error, 'faxbox', 'Faxbox');
}

/** What a copied fax is to have instead of its own: numbers, and attempts. */
function overrides(to: string | null, from: string | null, extra: Extra): Wire {
	return withoutEmpty({ to_number: to, from_number: from, retries: retriesOf(extra) });
}

async function sendCopy(
	http: Http,
	id: string,
	folder: 'inbox' | 'outbox',
	data: Wire,
): Promise<{ answer: Accepted; id: string }> {
	const action = folder === 'inbox' ? 'forward' : 'resubmit';
	try {
		const found = await located(
			http,
			id,
			async (_folder, name) => await putAction(http, folder, name, action, data),
			[folder],
		);
		return { answer: found.value, id: found.id };
	} catch (error) {
		throw withDocumentHint(error);
	}
}

/** The server says no more than that it went wrong; a document that was deleted is the likeliest reason. */
function withDocumentHint(error: unknown): unknown {
	const isDocument = error instanceof FaxFailure && error.info.category === 'document_error';
	const isGone = error instanceof FaxFailure && error.info.code === NO_DOCUMENT;
	if (!isDocument && !isGone) return error;
	const hint = 'Its document may have been deleted from Kazoo: send the file itself with the operation Send.';
	return fail(error.info.category, { ...error.info, hint }, error.context);
}

/**
 * Sends a finished fax again as a new job; the earlier one stays. Documented; that fields can be changed: source code.
 * @param extra `resendTo`, `resendFrom`: numbers; `serviceRetries`; all optional
 */
export async function resend(http: Http, id: string, extra: Extra): Promise<FaxRecord> {
	const to = numberParameter('Recipient', extra.resendTo);
	const from = numberParameter('Sender', extra.resendFrom);
	const { answer } = await sendCopy(http, id, 'outbox', overrides(to, from, extra));
	// The address in the answer is that of the earlier fax.
	return accepted(answer, idOf(answer.job), { to, from });
}

/**
 * Sends a received fax on. Undocumented, known from source code: numbers that are not given would be those of the
 * received fax, and nothing checks them, so both are demanded.
 * @param extra `forwardTo`, `forwardFrom`: numbers; `serviceRetries`
 */
export async function forward(http: Http, givenId: string, extra: Extra): Promise<FaxRecord> {
	const to = demanded('Forward To', extra.forwardTo);
	const from = demanded('Forward From', extra.forwardFrom);
	const id = checkedId(givenId);
	if (!hasMonth(id)) {
		throw badParameter(
			'Fax ID',
			'is not that of a received fax',
			'Use the id that List Inbox or the trigger gave; a sent fax is sent again with Resend.',
		);
	}
	const { answer } = await sendCopy(http, id, 'inbox', overrides(to, from, extra));
	return accepted(answer, idOf(answer.job), { to, from });
}

function demanded(name: string, value: unknown): string {
	const number = numberParameter(name, value);
	if (number !== null) return number;
	throw badParameter(name, 'is empty', 'Write a fax number with + and country code.');
}
