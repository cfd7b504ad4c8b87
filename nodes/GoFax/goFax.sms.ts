import { badParameter, fail, type FailureInfo } from '../shared/failure';
import { digitsOf, parseFaxNumber, splitRecipients } from '../shared/numbers';
import type { Http, ResourceOperation } from '../shared/provider';
import { failureFields } from '../shared/record';
import { smsRecord, type SmsRecord } from '../shared/smsRecord';
import { asBoolean, asObject, asText, withoutEmpty } from '../shared/values';
import { getReplies, getSms, postOpen, putSms } from './goFax.api';
import { nothingAbout } from './goFax.errors';
import { idOf, lowerKeys, payloadOf } from './goFax.keys';
import { pathsOf, SMS_RESEND_PATH } from './goFax.paths';
import { rowsOf } from './goFax.received';
import { unclear } from './goFax.send';
import { isAboutSms, receivedSms, smsFromStatus } from './goFax.smsRecord';
import { PROVIDER } from './goFax.tables';

type Parameters = Readonly<Record<string, unknown>>;

const record = (fields: SmsRecord): Record<string, unknown> => ({ ...fields });

/** A number of the parameter as E.164. Throws a FaxFailure that names it. */
function numberOf(written: string, displayName: string, options: Parameters): string {
	const parsed = parseFaxNumber(written, { defaultCountry: asText(options.defaultCountry) ?? undefined });
	if (parsed.ok) return parsed.e164;
	throw badParameter(displayName, parsed.message, parsed.hint);
}

function recipientsOf({ to, options }: Parameters): string[] {
	const written = splitRecipients(to);
	if (written.length === 0) {
		throw badParameter('To', 'is empty', 'Write the mobile number of the recipient, e.g. +61 412 345 678.');
	}
	return [...new Set(written.map((number) => numberOf(number, 'To', asObject(options))))];
}

function textOf({ message }: Parameters): string {
	if (asText(message) !== null) return String(message);
	throw badParameter('Message', 'is empty', 'Write the text that the recipient is to get.');
}

function smsIdOf({ smsId }: Parameters): string {
	const id = idOf(smsId);
	if (id !== null) return id;
	throw badParameter('SMS ID', 'is not an ID of GoFax', 'Use the id that Send returned, e.g. 52336014.');
}

/** What is known of a message before GoFax has answered. */
function asked(parameters: Parameters): Partial<SmsRecord> {
	const { options } = parameters;
	return {
		to: recipientsOf(parameters).join(', '),
		sender: asText(asObject(options).senderId),
		text: textOf(parameters),
		reference: asText(asObject(options).reference),
	};
}

/** The record of a message that GoFax has accepted: queued, never more. Throws an unknown outcome when it does not say so. */
function accepted(answer: unknown, id: string | null, fields: Partial<SmsRecord>): Record<string, unknown> {
	if (id === null && asBoolean(lowerKeys(answer).success) !== true) throw unclear();
	return record(
		smsRecord({ provider: PROVIDER, id, direction: 'outbound', status: 'queued', ...fields, raw: answer }),
	);
}

function lost(failure: FailureInfo, fields: Partial<SmsRecord>): Record<string, unknown> {
	return record(
		smsRecord({
			provider: PROVIDER,
			id: null,
			direction: 'outbound',
			status: 'unknown',
			...fields,
			...failureFields(failure),
		}),
	);
}

async function sendSms(http: Http, parameters: Parameters): Promise<Record<string, unknown>> {
	const options = asObject(parameters.options);
	const answer = await putSms(
		http,
		withoutEmpty({
			To: recipientsOf(parameters).map(digitsOf),
			// Empty for the sender that the account has set (seen in client code).
			From: asText(options.senderId) ?? '',
			Body: textOf(parameters),
			ClientReference: asText(options.reference),
			ReplyTo: asText(options.replyTo),
		}),
	);
	return accepted(answer, idOf(payloadOf(answer)), asked(parameters));
}

async function resendSms(http: Http, parameters: Parameters): Promise<Record<string, unknown>> {
	const earlier = smsIdOf(parameters);
	const [path] = pathsOf(SMS_RESEND_PATH, http.account.apiVersion, earlier, asObject(parameters.options));
	const answer = await postOpen(http, path);
	const isAccepted = asBoolean(lowerKeys(answer).success) === true;
	return accepted(answer, idOf(payloadOf(answer)) ?? (isAccepted ? earlier : null), {});
}

async function smsStatus(http: Http, parameters: Parameters): Promise<Record<string, unknown>> {
	const id = smsIdOf(parameters);
	const payload = payloadOf(await getSms(http, id));
	const first: unknown = Array.isArray(payload) ? payload[0] : payload;
	if (first === null || first === undefined) {
		throw fail('not_found', { message: 'GoFax does not know this message' }, { effect: 'read' });
	}
	if (!isAboutSms(first)) throw nothingAbout('the message');
	return record(smsFromStatus(first, id));
}

async function* replies(http: Http, parameters: Parameters): AsyncIterable<Record<string, unknown>> {
	const number = numberOf(asText(parameters.number) ?? '', 'Number', asObject(parameters.options));
	for (const row of rowsOf(await getReplies(http, digitsOf(number)))) yield record(receivedSms(row));
}

/** The resource SMS. */
export const sms: Readonly<Record<string, ResourceOperation>> = {
	send: {
		kind: 'one',
		parameters: ['to', 'message', 'options'],
		check: (parameters) => void asked(parameters),
		run: sendSms,
		unknown: (failure, parameters) => lost(failure, asked(parameters)),
	},
	getStatus: {
		kind: 'one',
		parameters: ['smsId'],
		check: (parameters) => void smsIdOf(parameters),
		run: smsStatus,
	},
	resend: {
		kind: 'one',
		parameters: ['smsId', 'options'],
		check(parameters) {
			smsIdOf(parameters);
			pathsOf(SMS_RESEND_PATH, '', '1', asObject(parameters.options));
		},
		run: resendSms,
		unknown: (failure) => lost(failure, {}),
	},
	getReplies: {
		kind: 'list',
		parameters: ['number', 'options'],
		check: ({ number, options }) => void numberOf(asText(number) ?? '', 'Number', asObject(options)),
		run: replies,
	},
};
