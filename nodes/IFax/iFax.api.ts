import { fail, FaxFailure } from '../shared/failure';
import { jsonBody } from '../shared/jsonBody';
import type { Answer, Body, Call, Effect, Http } from '../shared/provider';

/** The endpoints of iFax. Every one is a POST with a JSON object, also where there is nothing to say. */

const HEADERS = { Accept: 'application/json' } as const;

export interface ListFilter {
	/** MM/DD/YYYY */
	startDate?: string;
	/** MM/DD/YYYY */
	endDate?: string;
	/** job id of the last row of the page before */
	lastFaxId?: string;
}

/** A number of the account, as the list of one number's faxes wants it. */
export interface NumberIds {
	numberId: unknown;
	orderId: unknown;
}

function call(path: string, effect: Effect, json: Record<string, unknown>): Call {
	return { effect, method: 'POST', path: `/customer/${path}`, headers: HEADERS, json, answer: 'json' };
}

async function post(http: Http, request: Call): Promise<unknown> {
	return (await answerOf(http, request)).json;
}

async function answerOf(http: Http, request: Call): Promise<Answer> {
	try {
		return await http.call(request);
	} catch (error) {
		throw readable(error, request.effect);
	}
}

/** An answer that is not iFax's leaves the outcome open; of a read there is no outcome, only a bad answer. */
function readable(error: unknown, effect: Effect): unknown {
	if (!(error instanceof FaxFailure) || effect !== 'read' || error.info.category !== 'outcome_unknown') {
		return error;
	}
	return fail(
		'provider_unavailable',
		{
			message: 'The answer is not one of iFax',
			hint: 'Check the Base URL of the credential; something else may have answered.',
			code: error.info.code,
		},
		{ ...error.context, effect },
	);
}

/** `fax-send` (documented). The body is made anew for each try. */
export async function postFaxSend(http: Http, body: () => Body): Promise<unknown> {
	return await post(http, {
		effect: 'send',
		method: 'POST',
		path: '/customer/fax-send',
		headers: HEADERS,
		body,
		answer: 'json',
	});
}

/** A JSON body whose documents are streamed as base64. */
export const sendBody = (fields: Record<string, unknown>) => () => jsonBody(fields);

/** `fax-resend` (documented; without documents as one client sends it). */
export async function postFaxResend(http: Http, jobId: string): Promise<unknown> {
	return await post(http, call('fax-resend', 'send', { jobId }));
}

/** `fax-status` (documented). */
export async function postFaxStatus(http: Http, jobId: string): Promise<unknown> {
	return await post(http, call('fax-status', 'read', { jobId }));
}

/** `fax-cancel` (documented). */
export async function postFaxCancel(http: Http, jobId: string): Promise<void> {
	await post(http, call('fax-cancel', 'change', { jobId }));
}

/** `fax-delete` (documented). */
export async function postFaxDelete(http: Http, jobId: string): Promise<void> {
	await post(http, call('fax-delete', 'change', { jobId }));
}

/** `fax-lists`: the faxes sent (seen in client code; its parameters are unknown). */
export async function postFaxLists(http: Http): Promise<unknown> {
	return await post(http, call('fax-lists', 'read', {}));
}

/** `inbound/fax-list-all`: one page of the faxes received, newest first (documented). */
export async function postInboundListAll(http: Http, filter: ListFilter): Promise<unknown> {
	return await post(http, call('inbound/fax-list-all', 'read', { ...filter, sortBy: 'newest' }));
}

/** `inbound/fax-list`: the same for one number (documented; its paging is inferred). */
export async function postInboundList(http: Http, number: NumberIds, filter: ListFilter): Promise<unknown> {
	return await post(http, call('inbound/fax-list', 'read', { ...number, ...filter }));
}

/** `inbound/fax-download` (documented): base64 in the envelope, or the document itself (defensive). */
export async function postInboundDownload(
	http: Http,
	jobId: string,
	transactionId: string,
	documentAt: Call['documentAt'],
): Promise<Answer> {
	return await answerOf(http, {
		...call('inbound/fax-download', 'read', { jobId, transactionId }),
		answer: 'document',
		documentAt,
	});
}

/** A document at an address that iFax named (defensive); on another host the helper leaves the credential out. */
export async function getDocument(http: Http, url: string): Promise<Answer> {
	return await answerOf(http, { effect: 'read', method: 'GET', path: url, answer: 'document' });
}

/** `inbound/number-list`: the numbers of the account (documented). */
export async function postNumberList(http: Http): Promise<unknown> {
	return await post(http, call('inbound/number-list', 'read', {}));
}
