import { clock } from '../shared/clock';
import { base64Bytes } from '../shared/documents/base64';
import { typeByContent } from '../shared/documents/fileTypes';
import { badParameter, failureInfo, FaxFailure, type FailureCategory } from '../shared/failure';
import type { Answer, DownloadRequest, Http, IncomingDocument } from '../shared/provider';
import { asObject, asText, isObject } from '../shared/values';
import { getDocument, postInboundDownload } from './iFax.api';
import { parseId } from './iFax.ids';
import { IFAX_LIMITS } from './iFax.tables';

/** What may pass by itself while iFax still prepares a document that it has just received. */
const MAY_PASS: ReadonlySet<FailureCategory> = new Set(['not_found', 'rejected']);

/** A good answer without a document. A service that cannot be reached is another matter: that is tried again elsewhere. */
class NotReady extends FaxFailure {}

/**
 * The document of a received fax. iFax may announce a fax a little before its document can be had, so an
 * empty or refused answer is asked for again, within the caller's patience.
 * @param id `job:transaction`; iFax needs both (documented)
 */
export async function download(http: Http, id: string, request: DownloadRequest): Promise<IncomingDocument> {
	const { jobId, transactionId } = parseId(id);
	if (transactionId === null) {
		throw badParameter(
			'Fax ID',
			'has no transaction number, as the ID of a received fax has',
			'iFax hands out received faxes only; use the id that List Inbox or the trigger gave, e.g. 7067845:8660564.',
		);
	}
	const end = clock.now() + (request.patienceMs ?? Infinity);
	for (let tries = 1; ; tries++) {
		try {
			return await downloadOnce(http, jobId, transactionId);
		} catch (error) {
			const timeLeft = end - clock.now() > IFAX_LIMITS.downloadRetryPause;
			if (tries >= IFAX_LIMITS.downloadTries || !timeLeft || !mayPass(error)) throw asThrown(error);
			await clock.sleep(IFAX_LIMITS.downloadRetryPause);
		}
	}
}

// `throw` of a call satisfies n8n's rule about rethrown errors.
const asThrown = (error: unknown) => error;

function mayPass(error: unknown): boolean {
	return error instanceof NotReady || (error instanceof FaxFailure && MAY_PASS.has(error.info.category));
}

async function downloadOnce(http: Http, jobId: string, transactionId: string): Promise<IncomingDocument> {
	const answer = await postInboundDownload(http, jobId, transactionId, documentAt);
	if (answer.document !== undefined) return streamed(answer, jobId);
	const text = documentText(answer.json);
	if (text === null) throw noDocument('iFax answered without a document');
	if (/^https?:\/\//i.test(text)) return await linked(http, text, jobId);
	return decoded(text, jobId);
}

function streamed(answer: Answer, jobId: string): IncomingDocument {
	const announced = answer.embedded ? undefined : answer.headers['content-type'];
	const mimeType = announced?.split(';')[0].trim() || null;
	return { fileName: fileName(jobId), mimeType, content: answer.document! };
}

const FIELDS = ['fileData', 'file', 'base64', 'content', 'fileUrl', 'url', 'data'];

/** Where the document may stand in the answer: what `documentText` finds, with or without iFax's envelope. */
function documentAt(path: readonly string[]): boolean {
	const within = path[0] === 'data' ? path.slice(1) : path;
	const [field, inner, ...more] = within;
	if (path.length === 0 || more.length > 0) return false;
	return field === undefined || (FIELDS.includes(field) && (inner === undefined || inner === 'fileData'));
}

/** The text that holds or names the document: `data` itself, or one of the fields that clients have seen. */
function documentText(data: unknown): string | null {
	if (typeof data === 'string') return asText(data);
	const row = asObject(data);
	for (const key of FIELDS) {
		const held: unknown = row[key];
		const text = isObject(held) ? asText(asObject(held).fileData) : textOnly(held);
		if (text !== null) return text;
	}
	return null;
}

const textOnly = (value: unknown) => (typeof value === 'string' ? asText(value) : null);

async function linked(http: Http, url: string, jobId: string): Promise<IncomingDocument> {
	const answer = await getDocument(http, url);
	if (answer.document === undefined) throw noDocument('iFax named an address that holds no document');
	return streamed(answer, jobId);
}

function decoded(text: string, jobId: string): IncomingDocument {
	const content = base64Bytes(text);
	if (content === null) {
		throw noDocument('iFax answered with something that is not base64 instead of the document');
	}
	const type = typeByContent(content);
	if (type === undefined) throw noDocument('iFax answered with something that is neither PDF nor image');
	return { fileName: fileName(jobId, type.extension), mimeType: type.mimeType, content };
}

const fileName = (jobId: string, extension = 'pdf') => `fax-${jobId}.${extension}`;

function noDocument(message: string): FaxFailure {
	const hint = 'The document may not be ready yet; try Download again in a minute.';
	return new NotReady(failureInfo('provider_unavailable', { message, hint }), { effect: 'read' });
}
