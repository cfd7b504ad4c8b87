import { base64Bytes } from '../shared/documents/base64';
import { textOrBytes } from '../shared/documents/textOrBytes';
import { fail, FaxFailure } from '../shared/failure';
import type { Answer, ByteStream, Http, IncomingDocument, ListQuery } from '../shared/provider';
import type { FaxRecord } from '../shared/record';
import { inTimeRange } from '../shared/timeRange';
import { asText, firstText, isObject } from '../shared/values';
import { getDocument, getOpen } from './goFax.api';
import { parseId } from './goFax.ids';
import { lowerKeys, payloadOf, PAYLOAD_KEYS, type Row } from './goFax.keys';
import { receivedFax } from './goFax.normalize';
import { LIST_PATH, pathsOf } from './goFax.paths';

/** Answers that say that there is no such path. */
const NO_PATH = [404, 405];

/** What the list answers, at the first of the paths that exists. */
async function listed(http: Http, extra: Readonly<Record<string, unknown>>): Promise<unknown> {
	const paths = pathsOf(LIST_PATH, http.account.apiVersion, null, extra);
	for (const path of paths.slice(0, -1)) {
		try {
			return await getOpen(http, path);
		} catch (error) {
			if (!isNoPath(error)) throw asThrown(error);
		}
	}
	return await getOpen(http, paths[paths.length - 1]);
}

const isNoPath = (error: unknown) =>
	error instanceof FaxFailure && NO_PATH.includes(error.context.httpStatus ?? 0);

// `throw` of a call satisfies n8n's rule about rethrown errors.
const asThrown = (error: unknown) => error;

/** The rows of a list: an array, or an object that holds one (defensive). */
export function rowsOf(answer: unknown): unknown[] {
	const payload = payloadOf(answer);
	const list: unknown = Array.isArray(payload)
		? payload
		: isObject(payload)
			? Object.values(payload).find(Array.isArray)
			: [];
	if (Array.isArray(list)) return list.filter(isObject);
	// In GoFax's envelope nothing is nothing; anything else is no list of GoFax, and so no empty one either.
	if ('success' in lowerKeys(answer)) return [];
	throw fail('provider_unavailable', {
		message: 'GoFax answered without a list',
		hint: 'Try again later; if it lasts, check the Base URL of the credential.',
	});
}

/** The received faxes, as GoFax lists them: without filters or pages that are known, so the time is chosen here. */
export async function* listInbox(http: Http, query: ListQuery): AsyncIterable<FaxRecord> {
	const records = rowsOf(await listed(http, query.extra)).map(receivedFax);
	yield* records.filter((record) => inTimeRange(record, query));
}

/** One received fax, which GoFax has no known call for, out of the list. @throws FaxFailure when it is not in it */
export async function findReceived(http: Http, id: string): Promise<FaxRecord> {
	const records = rowsOf(await listed(http, {})).map(receivedFax);
	const found = records.find((record) => record.id === id);
	if (found === undefined) throw fail('not_found', {}, { effect: 'read' });
	return found;
}

/**
 * The document of a received fax: base64 (documented), in an envelope, in a field of it, bare, or the bytes themselves
 * (defensive).
 * @param id of the record, or GoFax's own
 */
export async function download(http: Http, id: string): Promise<IncomingDocument> {
	const answer = await getDocument(http, parseId(id).id, documentAt);
	if (answer.document !== undefined && !answer.embedded) return await fromBytes(answer.document, answer);
	const payload = payloadOf(answer.json);
	const [first] = Array.isArray(payload) ? (payload as unknown[]) : [payload];
	const row = lowerKeys(first);
	const content = answer.document ?? contentIn(first, row);
	return { fileName: firstText(row, 'filename', 'name'), mimeType: null, content };
}

const DOCUMENT_KEYS = ['data', 'document', 'content', 'filedata'];

/** Where the document may stand: what `download` finds, with or without an envelope. */
function documentAt(path: readonly string[]): boolean {
	const keys = path.map((key) => key.toLowerCase());
	const within = PAYLOAD_KEYS.includes(keys[0]) ? keys.slice(1) : keys;
	const [field, ...more] = within[0] === '0' ? within.slice(1) : within;
	return more.length === 0 && (field === undefined || DOCUMENT_KEYS.includes(field));
}

/** The document in a small answer. */
function contentIn(value: unknown, row: Row): Buffer {
	const text = asText(value) ?? firstText(row, ...DOCUMENT_KEYS);
	if (text === null) throw noDocument('GoFax answered without a document');
	const content = base64Bytes(text);
	if (content !== null) return content;
	throw noDocument('GoFax answered with something that is not base64 instead of the document');
}

/** An answer that is not JSON: base64 as text, or the document itself. */
async function fromBytes(document: ByteStream, { headers }: Answer): Promise<IncomingDocument> {
	const wrong = () => noDocument('The document that GoFax sent is not base64 to its end');
	try {
		const { content, decoded } = await textOrBytes(document, wrong);
		const mimeType = headers['content-type']?.split(';')[0].trim() || null;
		return { fileName: null, mimeType: decoded ? null : mimeType, content };
	} catch {
		throw noDocument('The document broke off while it was downloaded');
	}
}

const noDocument = (message: string) =>
	fail(
		'provider_unavailable',
		{ message, hint: 'The document may not be ready yet; try Download again in a minute.' },
		{ effect: 'read' },
	);
