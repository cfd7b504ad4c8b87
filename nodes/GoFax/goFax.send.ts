import { extensionIn } from '../shared/documents/fileTypes';
import { badParameter, fail, failureInfo, type FailureInfo } from '../shared/failure';
import { base64Of } from '../shared/jsonBody';
import { digitsOf } from '../shared/numbers';
import type { Http, SendRequest } from '../shared/provider';
import { failureFields, faxRecord, type FaxRecord } from '../shared/record';
import { asBoolean, asList, asText, isObject, withoutEmpty } from '../shared/values';
import { postOpen, putSendFax } from './goFax.api';
import { parseId, sentId } from './goFax.ids';
import { idOf, lowerKeys, payloadOf, type Row } from './goFax.keys';

import { pathsOf, RESEND_PATH, STATUS_PATH } from './goFax.paths';
import { countBadDocuments } from './goFax.wire';
import { PROVIDER } from './goFax.tables';

type Checked = Omit<SendRequest, 'uploaded'>;

/** What GoFax alone demands. Throws a FaxFailure that names the field. */
export function checkSend(request: Checked): void {
	const bare = request.documents.findIndex(({ fileName }) => extensionIn(fileName) === '');
	if (bare >= 0) {
		throw badParameter(
			'Input Data Field Name',
			`holds a file whose name has no extension (document ${bare + 1})`,
			'GoFax converts a document by the extension of its name. Name the file, e.g. letter.pdf.',
		);
	}
	const { callbackUrl } = request;
	if (callbackUrl !== null && !/^https?:\/\//i.test(callbackUrl)) {
		throw badParameter(
			'Callback URL',
			'is not an http(s) address',
			'Give the production URL of a trigger node.',
		);
	}
	senderOf(request);
	additionalFields(request.extra.additionalFields);
	pathsOf(STATUS_PATH, '', '1', request.extra);
}

/** Checks what an operation on one fax alone demands. Throws a FaxFailure that names the field. */
export function checkById(operation: string, id: string, extra: Readonly<Record<string, unknown>>): void {
	parseId(id);
	if (operation === 'getStatus') pathsOf(STATUS_PATH, '', '1', extra);
	if (operation !== 'resend') return;
	sentId(id);
	pathsOf(RESEND_PATH, '', '1', extra);
}

function senderOf({ extra }: Checked): string | null {
	const sender = asText(extra.sendFrom);
	if (sender === null || /^[^\s@]+@[^\s@]+$/.test(sender)) return sender;
	throw badParameter('Sender E-Mail', 'is not an e-mail address', 'Write one that GoFax knows as a sender.');
}

/** Fields that the node sets itself: others in their place could send the fax to somebody else. */
const OWN_FIELDS = ['sendto', 'documents'];

function additionalFields(given: unknown): Record<string, unknown> {
	const bad = (problem: string) =>
		badParameter(
			'Additional Fields (JSON)',
			problem,
			'Write an object of further fields, e.g. {"Retries": 3}.',
		);
	const text = asText(given);
	let value: unknown = given;
	if (text !== null) {
		try {
			value = JSON.parse(text);
		} catch {
			throw bad('is not JSON');
		}
	} else if (!isObject(given)) return {};
	if (!isObject(value)) throw bad('is not a JSON object');
	const own = Object.keys(value).find((key) => OWN_FIELDS.includes(key.toLowerCase()));
	if (own !== undefined) throw bad(`sets ${own}, which the node itself sets`);
	return value;
}

/** The body of one fax, its fields absent rather than empty. */
export function sendFields(request: Checked): Record<string, unknown> {
	return withoutEmpty({
		...additionalFields(request.extra.additionalFields),
		SendTo: digitsOf(request.to),
		Documents: request.documents.map((document) => ({
			Filename: document.fileName,
			Data: base64Of(document),
		})),
		CallbackURL: request.callbackUrl,
		Subject: asText(request.extra.subject),
		ClientReference: request.reference,
		SendFrom: senderOf(request),
	});
}

/** Sends one fax. The record is `queued`; its id is null when GoFax accepts the fax without naming it. */
export async function send(http: Http, request: SendRequest): Promise<FaxRecord> {
	const answer = await putSendFax(http, sendFields(request));
	return acceptedFax(lowerKeys(answer), idOf(payloadOf(answer)), {
		to: request.to,
		subject: asText(request.extra.subject),
		raw: answer,
	});
}

/** Sends an earlier fax again, with the document that GoFax has kept; the record carries the id that it names now. */
export async function resend(
	http: Http,
	id: string,
	extra: Readonly<Record<string, unknown>>,
): Promise<FaxRecord> {
	const earlier = sentId(id);
	const [path] = pathsOf(RESEND_PATH, http.account.apiVersion, earlier, extra);
	const answer = await postOpen(http, path);
	const row = lowerKeys(answer);
	return acceptedFax(row, idOf(payloadOf(answer)) ?? (asBoolean(row.success) === true ? earlier : null), {
		raw: answer,
	});
}

/** Fields of an answer that proves the acceptance: it says so, or names the fax. Throws an unknown outcome otherwise. */
export function acceptedFax(row: Row, id: string | null, fields: Partial<FaxRecord>): FaxRecord {
	if (id === null && asBoolean(row.success) !== true) throw unclear();
	const bad = countBadDocuments(row);
	return faxRecord({
		provider: PROVIDER,
		id,
		direction: 'outbound',
		status: 'queued',
		isPartial: bad > 0,
		reference: null,
		...(bad > 0 ? failureFields(missingDocuments(bad)) : {}),
		providerStatus: asText(lowerKeys(asList(row.documents)[0]).message),
		...fields,
	});
}

/** An accepted fax lacks some of its documents: it goes out all the same, so this is no refusal. */
const missingDocuments = (count: number): FailureInfo =>
	failureInfo('document_error', {
		message: `GoFax accepted the fax, but not ${count === 1 ? 'one' : count} of its documents`,
		hint: 'Send the missing documents with another fax, as PDF.',
	});

/** The answer is good, but not of GoFax's form. */
export const unclear = () =>
	fail(
		'outcome_unknown',
		{
			message: 'The answer does not tell whether GoFax accepted it',
			hint: 'Look into the log of the GoFax portal before you send it again; check the Base URL of the credential.',
		},
		{ effect: 'send' },
	);
