import { extensionOf, storeDocument, type StoredDocument } from '../../documents';
import { isFaxNumber, isObject, Refusal } from './wire';

/** A checked fax of SendFax or SendFaxes. */
export interface SendOrder {
	/** E.164 with `+` */
	to: string;
	documents: StoredDocument[];
	callbackUrl: string | null;
	reference: Record<string, unknown>;
}

/** Kinds that the sandbox converts; the service's own list was never recovered. */
const KINDS = ['pdf', 'doc', 'docx', 'tif', 'tiff', 'txt', 'rtf', 'png', 'jpg', 'jpeg'];

/**
 * Checks a fax by the service's rules.
 * @param status the HTTP status of a refusal
 */
export function readSendOrder(value: unknown, status: number): SendOrder {
	const refuse = (message: string): Refusal =>
		new Refusal('Validation failed', status, { errors: [message] });
	if (!isObject(value)) throw refuse('A fax must be an object');
	const { SendTo, Documents, CallbackURL, ...reference } = value;
	if (!isFaxNumber(SendTo)) throw refuse('SendTo must be an E.164 number without +');
	if (CallbackURL !== undefined && !isAddress(CallbackURL)) throw refuse('CallbackURL is not an address');
	for (const key of ['Subject', 'ClientReference', 'SendFrom']) {
		if (reference[key] !== undefined && typeof reference[key] !== 'string')
			throw refuse(`${key} is not text`);
	}
	return {
		to: `+${SendTo}`,
		documents: readDocuments(Documents, status),
		callbackUrl: CallbackURL ?? null,
		reference,
	};
}

const isAddress = (value: unknown): value is string =>
	typeof value === 'string' && /^https?:\/\//.test(value) && URL.canParse(value);

function readDocuments(value: unknown, status: number): StoredDocument[] {
	if (!Array.isArray(value) || value.length === 0) {
		throw new Refusal('Validation failed', status, { errors: ['Documents must be a filled array'] });
	}
	const results = (value as unknown[]).map(readDocument);
	const bad = results.filter(({ document }) => document === null);
	if (bad.length > 0) {
		throw new Refusal('One or more documents are invalid', status, {
			documents: results.map(({ result }) => result),
			errors: bad.map(({ result }) => result.Message),
		});
	}
	return results.flatMap(({ document }) => document ?? []);
}

interface DocumentResult {
	document: StoredDocument | null;
	result: { Filename: unknown; Message: string; Submitted: boolean };
}

function readDocument(entry: unknown): DocumentResult {
	const { Filename, Data } = isObject(entry) ? entry : {};
	const refused = (Message: string): DocumentResult => ({
		document: null,
		result: { Filename, Message, Submitted: false },
	});
	if (typeof Filename !== 'string' || !KINDS.includes(extensionOf(Filename))) {
		return refused('The file type is not supported');
	}
	if (typeof Data !== 'string' || Data === '' || !/^[A-Za-z0-9+/]+={0,2}$/.test(Data)) {
		return refused('The data is not valid Base64');
	}
	const document = storeDocument(Buffer.from(Data, 'base64'), Filename);
	return { document, result: { Filename, Message: 'Initialised', Submitted: true } };
}
