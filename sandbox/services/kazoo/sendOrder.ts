import { request as httpRequest } from 'undici';
import { storeDocument, type StoredDocument } from '../../documents';
import { parseParts } from '../../multipart';
import type { ServiceRequest } from '../service';
import type { Faxbox } from './store';
import type { KazooSwitches } from './switches';
import { defined, invalid, isObject, readEnvelope, readJson, Refusal } from './wire';

/** A checked request to send. */
export interface SendOrder {
	to: string;
	from: string;
	/** What is stored and shown; defaults and those of the faxbox filled in. */
	fields: Record<string, unknown>;
	/** null when it could not be fetched. */
	document: StoredDocument | null;
	/** What the fetching of a URL gave, for the text of the failure. */
	fetchStatus: number;
	uploaded: boolean;
}

const PATIENCE_MS = 10_000;

/** Reads a request to send: JSON with the address of the document, or multipart with the document. Throws refusals. */
export async function readSendOrder(
	request: ServiceRequest,
	faxbox: Faxbox | null,
	switches: KazooSwitches,
): Promise<SendOrder> {
	const type = request.headers['content-type'] ?? '';
	const isMultipart = /^multipart\//i.test(type);
	const { data, file } = isMultipart
		? readParts(type, request.body, switches)
		: { data: readEnvelope(request).data, file: null };
	const fields = filled(data, faxbox);
	check(fields, file !== null);
	const order = {
		to: normalized(String(fields.to_number)),
		from: normalized(String(fields.from_number)),
		fields,
	};
	// If both are there, the address wins.
	if (!isObject(fields.document)) {
		return { ...order, document: file, fetchStatus: 200, uploaded: true };
	}
	const fetched = await fetchDocument(fields.document);
	return { ...order, ...fetched, uploaded: false };
}

function readParts(type: string, body: Buffer, switches: KazooSwitches) {
	const parts = parseParts(type, body);
	if (parts === null) throw new Refusal(400, 'parsing error', { multipart: { message: 'not well-formed' } });
	const tooLarge = parts.some(({ data }) => data.length > switches.maxPartBytes);
	if (tooLarge) {
		const rule = { message: 'the file is too large', target: switches.maxPartBytes };
		throw new Refusal(switches.tooLargeStatus, 'payload too large', { file: { maxSize: rule } });
	}
	const isJson = (headers: Map<string, string>) =>
		/^application\/json\b/i.test(headers.get('content-type') ?? '');
	const json = parts.find(({ headers }) => isJson(headers));
	// Only the first file counts.
	const file = parts.find(({ headers }) => !isJson(headers));
	const { data } = json === undefined ? { data: {} } : readJson(json.data);
	if (file === undefined || file.data.length === 0) return { data, file: null };
	const encoded = /base64/i.test(file.headers.get('content-transfer-encoding') ?? '');
	const bytes = encoded ? Buffer.from(file.data.toString('latin1'), 'base64') : file.data;
	const extension = (file.headers.get('content-type') ?? '').includes('tiff') ? 'tiff' : 'pdf';
	return { data, file: storeDocument(bytes, `fax.${extension}`) };
}

/** What the faxbox supplies where the request says nothing. */
function filled(data: Record<string, unknown>, faxbox: Faxbox | null): Record<string, unknown> {
	const box: Partial<Faxbox> = faxbox ?? {};
	const defaults = defined({
		from_number: box.caller_id,
		from_name: box.caller_name,
		fax_identity_name: box.fax_header,
		fax_identity_number: box.fax_identity,
		fax_timezone: box.fax_timezone ?? 'Europe/Dublin',
		retries: box.retries ?? (faxbox === null ? 1 : 3),
		faxbox_id: box.id,
	});
	const { timezone, ...rest } = data;
	return { ...defaults, ...rest, ...defined({ fax_timezone: timezone }) };
}

const NUMBER = /^(?:\+?1?\d{10}|\+[2-9]\d{7,}|011\d{5,}|00\d{7,})$/;

function normalized(number: string): string {
	if (/^\d{10}$/.test(number)) return `+1${number}`;
	return number.startsWith('+') ? number : `+${number.replace(/^(011|00)/, '')}`;
}

function check(fields: Record<string, unknown>, hasFile: boolean): void {
	for (const name of ['to_number', 'from_number']) {
		if (fields[name] === undefined || fields[name] === '') {
			throw invalid(name, 'required', 'Field is required but missing', { value: name });
		}
		if (typeof fields[name] !== 'string') throw invalid(name, 'type', 'Value did not match type(s): string');
	}
	if (!NUMBER.test(String(fields.to_number))) {
		throw invalid('document.to_number', 'invalid', 'must be a valid number', { cause: fields.to_number });
	}
	const { retries, document } = fields;
	if (!Number.isInteger(retries)) throw invalid('retries', 'type', 'Value did not match type(s): integer');
	if ((retries as number) > 4) throw invalid('retries', 'maximum', 'Value is more than 4', { target: 4 });
	if ((retries as number) < 0) throw invalid('retries', 'minimum', 'Value is less than 0', { target: 0 });
	if (document === undefined && !hasFile) {
		throw invalid('document.url', 'required', 'you must add a document url or upload a document');
	}
	if (isObject(document)) checkDocument(document);
}

function checkDocument({ url, method = 'get', content = '' }: Record<string, unknown>): void {
	if (typeof url !== 'string' || !/^https?:\/\//.test(url)) {
		throw invalid('document.url', 'pattern', 'Failed to match pattern', { target: '^https?://' });
	}
	if (method !== 'get' && method !== 'post') {
		throw invalid('document.method', 'enum', 'Value not found in enumerated list of values', {
			target: ['get', 'post'],
		});
	}
	if (typeof content !== 'string' || content.length > 256) {
		throw invalid('document.content', 'maxLength', 'String must not be more than 256 characters', {
			target: 256,
		});
	}
}

async function fetchDocument(
	given: Record<string, unknown>,
): Promise<Pick<SendOrder, 'document' | 'fetchStatus'>> {
	const isPost = given.method === 'post';
	try {
		const { statusCode, body } = await httpRequest(String(given.url), {
			method: isPost ? 'POST' : 'GET',
			headers: defined({
				'content-type': isPost ? given.content_type : undefined,
				host: given.host,
				referer: given.referer,
			}) as Record<string, string>,
			body: isPost ? String(given.content ?? '') : null,
			headersTimeout: PATIENCE_MS,
			bodyTimeout: PATIENCE_MS,
		});
		const bytes = Buffer.from(await body.arrayBuffer());
		if (statusCode !== 200 || bytes.length === 0) return { document: null, fetchStatus: statusCode };
		return { document: storeDocument(bytes, 'fax.pdf'), fetchStatus: 200 };
	} catch {
		// The service tells of a file that it cannot get by the state of the fax only.
		return { document: null, fetchStatus: 503 };
	}
}
