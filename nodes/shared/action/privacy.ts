import { createHmac } from 'crypto';
import { FAILURE_ADVICE } from '../failure';
import type { DocumentInfo, FaxRecord, TransmissionInfo } from '../record';
import { extensionIn } from '../documents/fileTypes';
import type { SmsRecord } from '../smsRecord';

/** A record with masked numbers, and their hashes for joining records of the same number. */
type Masked<R> = R & { fromHash: string | null; toHash: string | null };

export type MaskedRecord = Masked<FaxRecord>;

/** A number of which only the last two digits can be read. */
export function maskNumber(number: string | null): string | null {
	return number === null ? null : `…${number.slice(-2)}`;
}

/**
 * The same for the same number within one n8n, and of no use elsewhere: numbers are too few for a plain hash, which
 * could be undone by trying them all.
 * @param key the id of the n8n instance
 */
export function numberHash(number: string | null, key: string): string | null {
	return number === null ? null : createHmac('sha256', key).update(number).digest('hex').slice(0, 32);
}

function maskedDocument(document: DocumentInfo | null): DocumentInfo | null {
	if (!document?.fileName) return document;
	const extension = extensionIn(document.fileName);
	return { ...document, fileName: extension === '' ? 'document' : `document.${extension}` };
}

// The station id that the other side sends is usually its number or name.
const maskedTransmission = (transmission: TransmissionInfo | null) =>
	transmission && { ...transmission, remoteStationId: null };

/** A word of the service such as a status or code; anything longer may be a text that names somebody. */
const plainWord = (text: string | null) =>
	text !== null && /^[\w.-]{1,40}$/.test(text) && !/\d{6}/.test(text) ? text : null;

/** The failure in this package's own words: those of the service may name people and numbers. */
function maskedFailure({ failureCategory, failureMessage, failureHint }: FaxRecord | SmsRecord) {
	// What became of a lost request this package has said itself, and a hint without failure, too.
	const isOwn = failureCategory === null || failureCategory === 'outcome_unknown';
	if (isOwn) return { failureMessage, failureHint };
	const { message, hint } = FAILURE_ADVICE[failureCategory];
	return { failureMessage: message, failureHint: failureHint === null ? null : hint };
}

function maskedKeys(record: FaxRecord | SmsRecord, key: string) {
	return {
		...maskedFailure(record),
		failureCode: plainWord(record.failureCode),
		providerStatus: plainWord(record.providerStatus),
		from: maskNumber(record.from),
		to: maskNumber(record.to),
		reference: null,
		raw: null,
		fromHash: numberHash(record.from, key),
		toHash: numberHash(record.to, key),
	};
}

/** A record without what tells who wrote to whom about what. @param key the id of the n8n instance */
export function maskRecord(record: FaxRecord, key: string): MaskedRecord {
	return {
		...record,
		...maskedKeys(record, key),
		subject: null,
		document: maskedDocument(record.document),
		transmission: maskedTransmission(record.transmission),
	};
}

/** The same of a text message. */
export function maskSms(record: SmsRecord, key: string): Masked<SmsRecord> {
	return { ...record, ...maskedKeys(record, key), sender: null, text: null };
}
