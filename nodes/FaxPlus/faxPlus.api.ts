import { fail, type FaxFailure } from '../shared/failure';
import { dispositionName, multipartBody } from '../shared/multipart';
import type { Answer, Call, Http, OutgoingDocument } from '../shared/provider';
import { asList, asText, isObject } from '../shared/values';
import type { Wire } from './faxPlus.normalize';

/** `inbox`, `sent` or `spam`: what a list of faxes holds. */
export type Category = 'inbox' | 'sent' | 'spam';
/** The two kinds of hooks that this package uses. */
export type HookType = 'fax_received' | 'fax_sent';

const encode = encodeURIComponent;

function accountPath(http: Http, ...parts: string[]): string {
	return ['/accounts', ...[http.account.userId || 'self', ...parts].map((part) => encode(part))].join('/');
}

function unexpected(what: string): FaxFailure {
	return fail('provider_unavailable', {
		message: `Fax.Plus answered without ${what}`,
		hint: 'Try again later; if it lasts, check the Base URL of the credential.',
	});
}

function objectIn(json: unknown, what: string): Wire {
	if (!isObject(json)) throw unexpected(what);
	return json;
}

/** One fax. An answer without its id and its status is from somewhere else: a fax has both (seen in the SDK). */
function faxIn(json: unknown): Wire {
	const fax = objectIn(json, 'the fax');
	if (asText(fax.id) === null && asText(fax.status) === null) throw unexpected('the fax');
	return fax;
}

/** The objects of a list; an answer without the list is no empty list. */
function listIn(json: unknown, key: string): Wire[] {
	const list = isObject(json) ? json[key] : undefined;
	if (!Array.isArray(list)) throw unexpected(`the list '${key}'`);
	return asList(list).filter(isObject);
}

async function read(http: Http, path: string, query?: Call['query']): Promise<unknown> {
	const answer = await http.call({ effect: 'read', method: 'GET', path, query, answer: 'json' });
	return answer.json;
}

async function change(http: Http, method: Call['method'], path: string, json?: unknown): Promise<void> {
	await http.call({ effect: 'change', method, path, json, answer: 'none' });
}

/** Uploads one document. @returns the path that a send refers to */
export async function uploadFile(http: Http, document: OutgoingDocument): Promise<string> {
	const { json } = await http.call({
		effect: 'change',
		// A file that no fax refers to harms nobody, so it may be uploaded twice.
		repeatable: true,
		method: 'POST',
		path: accountPath(http, 'files'),
		body: () =>
			multipartBody([
				{
					headers: {
						'Content-Disposition': `form-data; name="fax_file"; filename="${dispositionName(document.fileName)}"`,
						'Content-Type': document.mimeType,
					},
					content: document,
				},
			]),
		answer: 'json',
	});
	const path = asText(objectIn(json, 'the path of the file').path);
	if (path === null) throw unexpected('the path of the file');
	return path;
}

/** Sends. @returns the answer's `ids` by recipient; empty when it names none */
export async function postOutbox(http: Http, json: unknown): Promise<Wire> {
	const answer = await http.call({
		effect: 'send',
		method: 'POST',
		path: accountPath(http, 'outbox'),
		json,
		answer: 'json',
	});
	const ids = isObject(answer.json) ? answer.json.ids : undefined;
	return isObject(ids) ? ids : {};
}

export async function getOutbox(http: Http, id: string): Promise<Wire> {
	return faxIn(await read(http, accountPath(http, 'outbox', id)));
}

/** All faxes in the outbox; the service has no pages here. */
export async function listOutbox(http: Http): Promise<Wire[]> {
	return listIn(await read(http, accountPath(http, 'outbox')), 'records');
}

/** Changes the comment of a fax in the outbox; here it is plain text. */
export async function putOutboxComment(http: Http, id: string, comment: string): Promise<void> {
	await change(http, 'PUT', accountPath(http, 'outbox', id), { comment });
}

export async function deleteOutbox(http: Http, id: string): Promise<void> {
	await change(http, 'DELETE', accountPath(http, 'outbox', id));
}

export interface FaxQuery {
	category: Category;
	/** `YYYY-MM-DD HH:mm:ss`, UTC, as is `before` */
	after?: string;
	before?: string;
	limit: number;
}

/** One page of finished or received faxes. */
export async function listFaxes(http: Http, query: FaxQuery): Promise<Wire[]> {
	const json = await read(http, accountPath(http, 'faxes'), { ...query });
	return listIn(objectIn(json, 'the list of faxes').data, 'records');
}

export async function getFax(http: Http, id: string): Promise<Wire> {
	return faxIn(await read(http, accountPath(http, 'faxes', id)));
}

/** Writes comment and read mark; the service demands both. */
export async function putFax(
	http: Http,
	id: string,
	json: { comment: string; is_read: boolean },
): Promise<void> {
	await change(http, 'PUT', accountPath(http, 'faxes', id), json);
}

export async function deleteFax(http: Http, id: string): Promise<void> {
	await change(http, 'DELETE', accountPath(http, 'faxes', id));
}

const ACCEPT: Readonly<Record<string, string>> = { pdf: 'application/pdf', tiff: 'image/tiff' };

/**
 * The document of a fax; `Accept` and the query say the same, as either alone may be ignored.
 * @param format `pdf` or `tiff`
 */
export async function getFile(http: Http, id: string, format: string): Promise<Answer> {
	return await http.call({
		effect: 'read',
		method: 'GET',
		path: accountPath(http, 'files', id),
		query: { format },
		headers: { Accept: ACCEPT[format] },
		answer: 'document',
	});
}

/** The confirmation report of a sent fax, a PDF. */
export async function getReport(http: Http, id: string): Promise<Answer> {
	return await http.call({
		effect: 'read',
		method: 'GET',
		path: accountPath(http, 'report', id),
		headers: { Accept: ACCEPT.pdf },
		answer: 'document',
	});
}

/** The numbers of the account; a member sees those assigned to it. */
export async function listNumbers(http: Http): Promise<Wire[]> {
	return listIn(await read(http, accountPath(http, 'numbers')), 'numbers');
}

/** The hooks of one kind. */
export async function listHooks(http: Http, event: HookType): Promise<Wire[]> {
	return listIn(await read(http, '/hooks', { event }), 'data');
}

/** Registers a hook. @returns its id; null when the answer names none */
export async function postHook(http: Http, target: string, event: HookType): Promise<string | null> {
	const { json } = await http.call({
		effect: 'change',
		method: 'POST',
		path: '/hooks',
		json: { target, event },
		answer: 'json',
	});
	return isObject(json) ? asText(json.id) : null;
}

export async function deleteHook(http: Http, id: string): Promise<void> {
	await change(http, 'DELETE', `/hooks/${encode(id)}`);
}
