import { jsonBody } from '../shared/jsonBody';
import type { Answer, Call, Effect, Http } from '../shared/provider';

/** The endpoints of GoFax. Their paths hold the API version; documented ones are built here, others in `goFax.paths`. */

const path = (http: Http, rest: string) => `/${http.account.apiVersion}/${rest}`;

async function json(http: Http, call: Omit<Call, 'answer'>): Promise<unknown> {
	return (await http.call({ ...call, answer: 'json' })).json;
}

/** A body whose documents are streamed as base64, made anew for each try. */
const withBody = (method: Call['method'], effect: Effect, to: string, value: unknown) => ({
	method,
	effect,
	path: to,
	body: () => jsonBody(value),
});

/** `PUT SendFax` (documented). */
export const putSendFax = async (http: Http, fax: unknown): Promise<unknown> =>
	await json(http, withBody('PUT', 'send', path(http, 'SendFax'), fax));

/** `PUT SendFaxes`: a bare array of faxes (documented; its answer is not). */
export const putSendFaxes = async (http: Http, faxes: readonly unknown[]): Promise<unknown> =>
	await json(http, withBody('PUT', 'send', path(http, 'SendFaxes'), faxes));

/** A read at a path that the user can correct. */
export const getOpen = async (http: Http, at: string): Promise<unknown> =>
	await json(http, { method: 'GET', effect: 'read', path: at });

/** A resend: POST without a body (documented), at a path that the user can correct. */
export const postOpen = async (http: Http, at: string): Promise<unknown> =>
	await json(http, { method: 'POST', effect: 'send', path: at });

/** `GET ReceiveFax/{id}/Document` (documented): base64, in a wrapper that is not. */
export const getDocument = async (http: Http, id: string, documentAt: Call['documentAt']): Promise<Answer> =>
	await http.call({
		method: 'GET',
		effect: 'read',
		path: path(http, `ReceiveFax/${encodeURIComponent(id)}/Document`),
		answer: 'document',
		documentAt,
	});

/** `PUT SMS` (documented). */
export const putSms = async (http: Http, message: unknown): Promise<unknown> =>
	await json(http, { method: 'PUT', effect: 'send', path: path(http, 'SMS'), json: message });

/** `GET SMS/{id}` (documented). */
export const getSms = async (http: Http, id: string): Promise<unknown> =>
	await json(http, { method: 'GET', effect: 'read', path: path(http, `SMS/${encodeURIComponent(id)}`) });

/** `GET SMS/Replies/{number}` (documented; its answer is not). @param digits without + */
export const getReplies = async (http: Http, digits: string): Promise<unknown> =>
	await json(http, { method: 'GET', effect: 'read', path: path(http, `SMS/Replies/${digits}`) });
