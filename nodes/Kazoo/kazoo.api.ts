import { fail, FaxFailure } from '../shared/failure';
import { dispositionName, multipartBody } from '../shared/multipart';
import type { Answer, Call, Http, OutgoingDocument, QueryValue } from '../shared/provider';
import { asList, asObject, asText, isObject } from '../shared/values';
import type { Payload } from './kazoo.errors';
import type { Folder } from './kazoo.ids';

/** An object of the service, as it came. */
export type Wire = Readonly<Record<string, unknown>>;

/** The path of a thing of the account; `self` becomes the account of the credential when the request is signed. */
function accountPath(...parts: string[]): string {
	return ['/accounts/self', ...parts.map(encodeURIComponent)].join('/');
}

function unexpected(what: string): FaxFailure {
	return fail('provider_unavailable', {
		message: `Kazoo answered without ${what}`,
		hint: 'Try again later; if it lasts, check the Base URL of the credential.',
	});
}

const payloadOf = (answer: Answer): Payload => answer.json as Payload;

async function read(http: Http, path: string, query?: Call['query']): Promise<Payload> {
	return payloadOf(await http.call({ effect: 'read', method: 'GET', path, query, answer: 'json' }));
}

async function readOne(http: Http, path: string, what: string): Promise<Wire> {
	const { data } = await read(http, path);
	if (!isObject(data)) throw unexpected(what);
	return data;
}

/** A change with the envelope that every body needs. */
async function change(http: Http, method: Call['method'], path: string, data?: Wire): Promise<Wire> {
	const json = data === undefined ? undefined : { data };
	const answer = await http.call({ effect: 'change', method, path, json, answer: 'json' });
	return asObject(payloadOf(answer)?.data);
}

/** What a 404 means where it cannot be about a fax. @param parameter the field that names the thing */
export function unknownThing(failure: FaxFailure, thing: string, parameter: string): FaxFailure {
	return fail(
		'not_found',
		{
			message: `Kazoo knows no ${thing} with the ID in '${parameter}'`,
			hint: 'Check the ID; the thing may have been deleted or belong to another account.',
			code: failure.info.code,
		},
		{ ...failure.context, parameter },
	);
}

/** The same for whatever a piece of work throws. */
export async function naming<T>(work: Promise<T>, thing: string, parameter: string): Promise<T> {
	return await work.catch((failure: unknown) => {
		const isUnknown = failure instanceof FaxFailure && failure.info.category === 'not_found';
		throw isUnknown ? unknownThing(failure, thing, parameter) : failure;
	});
}

/** A page of a list, and the place where the next one begins. */
export interface Page {
	rows: Wire[];
	/** undefined on the last page */
	next: QueryValue;
}

/** One page of a list. `startKey` is what the page before gave. */
export async function readPage(http: Http, path: string, query: Call['query']): Promise<Page> {
	const { data, nextStartKey } = await read(http, path, query);
	if (!Array.isArray(data)) throw unexpected('the list');
	return { rows: asList(data).filter(isObject), next: startKeyOf(nextStartKey) };
}

/** Newer servers give an opaque text; older ones a number, or an array that goes back as JSON. Source code. */
function startKeyOf(key: unknown): QueryValue {
	if (key === undefined || key === null || key === '') return undefined;
	return typeof key === 'string' || typeof key === 'number' ? key : JSON.stringify(key);
}

/** The list of a folder or of the queue, of the whole account or of one faxbox. */
export function faxListPath(folder: Folder | 'outgoing' | 'smtplog', faxboxId: string | null): string {
	return faxboxId === null
		? accountPath('faxes', folder)
		: accountPath('faxboxes', faxboxId, 'faxes', folder);
}

/** A job in the queue; also, where the server allows it, a finished one by its new id. Source code. */
export async function getOutgoing(http: Http, id: string): Promise<Wire> {
	return await readOne(http, accountPath('faxes', 'outgoing', id), 'the fax');
}

export async function getFax(http: Http, folder: Folder, id: string): Promise<Wire> {
	return await readOne(http, accountPath('faxes', folder, id), 'the fax');
}

export async function deleteFax(http: Http, folder: Folder, id: string): Promise<void> {
	await change(http, 'DELETE', accountPath('faxes', folder, id));
}

/**
 * The document of a fax. Any kind of file must be accepted: the server compares Accept with the kind that it has
 * stored, not with the one that it gives. Source code.
 */
export async function getAttachment(http: Http, folder: Folder, id: string): Promise<Answer> {
	return await http.call({
		effect: 'read',
		method: 'GET',
		path: accountPath('faxes', folder, id, 'attachment'),
		headers: { Accept: '*/*' },
		answer: 'document',
	});
}

export async function deleteAttachment(http: Http, folder: Folder, id: string): Promise<void> {
	await change(http, 'DELETE', accountPath('faxes', folder, id, 'attachment'));
}

/** What a send was answered with. */
export interface Accepted {
	job: Wire;
	/** newer servers name the job here and in `_id` only */
	location: string | null;
}

async function send(http: Http, call: Pick<Call, 'path' | 'json' | 'body'>): Promise<Accepted> {
	const answer = await http.call({ effect: 'send', method: 'PUT', answer: 'json', ...call });
	return { job: asObject(payloadOf(answer)?.data), location: asText(answer.headers.location) };
}

function sendPath(faxboxId: string | null): string {
	return faxboxId === null ? accountPath('faxes') : accountPath('faxboxes', faxboxId, 'faxes');
}

/** Sends a document that the server fetches. */
export async function putFaxByUrl(http: Http, faxboxId: string | null, data: Wire): Promise<Accepted> {
	return await send(http, { path: sendPath(faxboxId), json: { data } });
}

/** Sends a document that comes along: the fields as JSON, then the bytes. Documented, in this layout. */
export async function putFaxWithFile(
	http: Http,
	faxboxId: string | null,
	data: Wire,
	document: OutgoingDocument,
): Promise<Accepted> {
	const named = (fileName: string) => `form-data; name="content"; filename="${dispositionName(fileName)}"`;
	const body = () =>
		multipartBody(
			[
				{
					headers: { 'Content-Disposition': named('fax.json'), 'Content-Type': 'application/json' },
					content: Buffer.from(JSON.stringify({ data })),
				},
				{
					headers: {
						'Content-Disposition': named(document.fileName),
						'Content-Type': document.mimeType,
					},
					content: document,
				},
			],
			'mixed',
		);
	return await send(http, { path: sendPath(faxboxId), body });
}

/** Sends a fax again, or a received one on; fields in `data` take the place of those of the copied record. Source code. */
export async function putAction(
	http: Http,
	folder: Folder,
	id: string,
	action: 'resubmit' | 'forward',
	data: Wire,
): Promise<Accepted> {
	return await send(http, { path: accountPath('faxes', folder, id), json: { action, data } });
}

/** One page of the account's numbers that are in service. Documented. */
export async function readNumbers(
	http: Http,
	startKey: QueryValue,
): Promise<{ numbers: Wire; next: QueryValue }> {
	const query = { filter_state: 'in_service', start_key: startKey };
	const { data, nextStartKey } = await read(http, accountPath('phone_numbers'), query);
	return { numbers: asObject(asObject(data).numbers), next: startKeyOf(nextStartKey) };
}

export const FAXBOXES = accountPath('faxboxes');

export async function getFaxbox(http: Http, id: string): Promise<Wire> {
	return await readOne(http, accountPath('faxboxes', id), 'the faxbox');
}

export async function putFaxbox(http: Http, data: Wire): Promise<Wire> {
	return await change(http, 'PUT', FAXBOXES, data);
}

/** Changes the given fields; the name must be among them. Source code. */
export async function patchFaxbox(http: Http, id: string, data: Wire): Promise<Wire> {
	return await change(http, 'PATCH', accountPath('faxboxes', id), data);
}

export async function deleteFaxbox(http: Http, id: string): Promise<void> {
	await change(http, 'DELETE', accountPath('faxboxes', id));
}

export async function getSmtpEntry(http: Http, id: string): Promise<Wire> {
	return await readOne(http, accountPath('faxes', 'smtplog', id), 'the entry');
}

/** The ids of the kinds of hooks that this server knows. Documented. */
export async function readHookKinds(http: Http): Promise<string[]> {
	const { data } = await read(http, '/webhooks');
	return asList(data).flatMap((kind) => asText(asObject(kind).id) ?? []);
}

export const WEBHOOKS = accountPath('webhooks');

export async function getHook(http: Http, id: string): Promise<Wire> {
	return await readOne(http, accountPath('webhooks', id), 'the webhook');
}

export async function putHook(http: Http, data: Wire): Promise<Wire> {
	return await change(http, 'PUT', WEBHOOKS, data);
}

export async function patchHook(http: Http, id: string, data: Wire): Promise<Wire> {
	return await change(http, 'PATCH', accountPath('webhooks', id), data);
}

export async function deleteHook(http: Http, id: string): Promise<void> {
	await change(http, 'DELETE', accountPath('webhooks', id));
}
