import { request as httpRequest } from 'undici';
import { iFaxNumbers } from '../../accounts';
import { extensionOf, storeDocument, type StoredDocument } from '../../documents';
import { isObject, readSendAt, Refusal } from './wire';

/** A checked request to send. */
export interface SendOrder {
	to: string;
	from: string;
	documents: StoredDocument[];
	/** Pages to transmit: the chosen ones of each document, and one for a cover page. */
	pages: number;
	/** Unix milliseconds. */
	sendAt: number | null;
	reference: Record<string, unknown>;
}

const QUALITIES = ['Low', 'Standard', 'HD'];
const COVER_FIELDS = ['subject', 'from_name', 'to_name', 'message', 'templateId'];
const LARGEST_DOCUMENT = 50 * 1024 * 1024;
const PATIENCE_MS = 10_000;

/** Checks a send request by the service's rules and fetches documents given as URL. Throws the service's errors. */
export async function readSendOrder(body: Record<string, unknown>): Promise<SendOrder> {
	const to = body.faxNumber;
	if (typeof to !== 'string' || !/^\+\d{8,15}$/.test(to))
		throw new Refusal('faxNumber is not a valid fax number');
	const { faxQuality = 'Standard' } = body;
	if (typeof faxQuality !== 'string' || !QUALITIES.includes(faxQuality)) {
		throw new Refusal(`faxQuality must be one of ${QUALITIES.join(', ')}`);
	}
	const from = callerId(body.callerId);
	const sendAt = sendTime(body.send_at);
	const cover = coverFields(body);
	const read = await readFaxData(body.faxData);
	const hasCover = Object.keys(cover).length > 0;
	return {
		to,
		from,
		documents: read.map(({ document }) => document),
		pages: read.reduce((sum, { pages }) => sum + pages, hasCover ? 1 : 0),
		sendAt,
		reference: { ...cover, faxQuality, pages: read.map(({ selection }) => selection) },
	};
}

/** One entry of `faxData`: its document, the chosen pages as given, and how many they are. */
export interface FaxDataEntry {
	document: StoredDocument;
	selection: string[] | null;
	pages: number;
}

/** Reads `faxData`. Throws the service's errors. */
export async function readFaxData(value: unknown): Promise<FaxDataEntry[]> {
	if (!Array.isArray(value) || value.length === 0) throw new Refusal('faxData must have at least one file');
	const entries: FaxDataEntry[] = [];
	for (const entry of value as unknown[]) entries.push(await readEntry(entry));
	return entries;
}

async function readEntry(entry: unknown): Promise<FaxDataEntry> {
	if (!isObject(entry)) throw new Refusal('faxData must hold objects');
	const { fileName, fileData, fileUrl, pages } = entry;
	if (typeof fileName !== 'string' || extensionOf(fileName) === '') {
		throw new Refusal('fileName must have an extension');
	}
	if ((fileData === undefined) === (fileUrl === undefined)) {
		throw new Refusal('Either fileUrl or fileData must be given');
	}
	const bytes = fileData === undefined ? await fetchFile(fileUrl) : decodeFile(fileData);
	const document = storeDocument(bytes, fileName);
	return { document, ...selectedPages(pages, document.pages) };
}

function decodeFile(value: unknown): Buffer {
	const text = typeof value === 'string' ? value : '';
	if (text === '' || !/^[A-Za-z0-9+/]+={0,2}$/.test(text) || text.length % 4 !== 0) {
		throw new Refusal('fileData is not valid Base64');
	}
	return Buffer.from(text, 'base64');
}

async function fetchFile(value: unknown): Promise<Buffer> {
	if (typeof value !== 'string' || !/^https?:\/\//i.test(value))
		throw new Refusal('fileUrl is not an address');
	try {
		const options = { headersTimeout: PATIENCE_MS, bodyTimeout: PATIENCE_MS };
		const { statusCode, body } = await httpRequest(value, options);
		const bytes = Buffer.from(await body.arrayBuffer());
		if (statusCode === 200 && bytes.length > 0 && bytes.length <= LARGEST_DOCUMENT) return bytes;
	} catch {
		// Whatever kept the file from coming, the service only says that it did not come.
	}
	throw new Refusal('The file could not be downloaded from fileUrl');
}

function selectedPages(value: unknown, available: number): Pick<FaxDataEntry, 'selection' | 'pages'> {
	if (value === undefined) return { selection: null, pages: available };
	if (!Array.isArray(value) || value.length === 0) throw new Refusal('pages must be a filled array');
	const selection = value as unknown[];
	let count = 0;
	for (const range of selection) {
		const match = typeof range === 'string' ? /^([1-9]\d*)(?:-([1-9]\d*))?$/.exec(range) : null;
		const first = Number(match?.[1]);
		const last = Number(match?.[2] ?? match?.[1]);
		if (match === null || last < first || last > available)
			throw new Refusal('pages has an invalid page range');
		count += last - first + 1;
	}
	return { selection: selection as string[], pages: count };
}

function callerId(value: unknown): string {
	if (value === undefined) return iFaxNumbers[0]?.number ?? '';
	const own = iFaxNumbers.find((candidate) => candidate.number === value);
	if (own === undefined) throw new Refusal('callerId is not one of your numbers');
	return own.number;
}

function sendTime(value: unknown): number | null {
	if (value === undefined) return null;
	const at = typeof value === 'string' ? readSendAt(value) : null;
	if (at === null) throw new Refusal('send_at is not in the form YYYY-MM-DDTHH:mm:ss.SSSZ');
	return at;
}

/** Any of these fields, even an empty one, makes a cover page (third-party code). */
function coverFields(body: Record<string, unknown>): Record<string, unknown> {
	const given = COVER_FIELDS.filter((field) => body[field] !== undefined);
	const bad = given.find((field) => typeof body[field] !== 'string');
	if (bad !== undefined) throw new Refusal(`${bad} must be a text`);
	return Object.fromEntries(given.map((field) => [field, body[field]]));
}
