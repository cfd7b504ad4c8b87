import type { RawAnswer, Verdict } from '../shared/provider';
import { asInteger, asList, asObject, asText, firstText, isObject } from '../shared/values';
import { API_FIELDS, API_MESSAGES, HTTP_CODES } from './kazoo.tables';

/** The failure code of a fax without document, to tell it from one that does not exist. */
export const NO_DOCUMENT = 'no_document';

/** What a good answer holds: the data, and for lists the place where the next page begins. */
export interface Payload {
	data: unknown;
	/** passed back unchanged; undefined on the last page */
	nextStartKey: unknown;
}

const HINTS: Readonly<Record<string, string>> = {
	'401': 'Open the credential and test it; the API key or the user may have been removed.',
	'402': 'Kazoo wants to charge for this: accept the charges or add a means of payment at your provider.',
	'403': 'Check Account ID in the credential: the session may use its own account and those below it.',
	'406': 'Ask your provider; the server refuses to give out the kind of file that it has stored.',
	'409': 'Something else changed the same record at this moment; run the node again.',
	'410': 'Correct the Base URL of the credential: leave the version out, or write /v2.',
	'413': 'Kazoo takes documents of up to 8 MB; use fewer pages or a lower resolution.',
	'416': 'Ask for fewer records at a time.',
	'423': 'The account is locked, disabled or expired; ask your provider.',
};

const isEnvelope = (value: unknown): value is Record<string, unknown> =>
	isObject(value) && asText(value.status) !== null && ('data' in value || 'error' in value);

/** `field: message; …` from the validation of each field, with the fields' names. Source code. */
function validation(data: unknown): { fields: string[]; text: string | null } {
	const lines = Object.entries(asObject(data)).flatMap(([field, rules]) =>
		Object.values(asObject(rules)).flatMap((rule) => {
			const said = asText(asObject(rule).message);
			return said === null ? [] : [{ field, line: `${field}: ${said}` }];
		}),
	);
	const text = lines.map(({ line }) => line).join('; ');
	return { fields: lines.map(({ field }) => field), text: text === '' ? null : text };
}

const plain = (text: string | null) => (text ?? '').toLowerCase().replace(/_/g, ' ');

/** The entry of a table whose key the text contains. */
function contained<T>(table: Readonly<Record<string, T>>, text: string): { key: string; value: T } | null {
	const key = Object.keys(table).find((candidate) => text.includes(candidate));
	return key === undefined ? null : { key, value: table[key] };
}

/** 500s that say what is wrong with the request; nothing was done then. */
const CERTAIN =
	/action required|invalid action|document is not in folder|error when (resubmitting|forwarding) fax/;

/**
 * Reads Kazoo's envelope: `status` and the HTTP status say the same, and the answer's `error` repeats the latter.
 * An answer in no envelope, if it is a good one, is not Kazoo's: nobody can tell what was done.
 */
export function judge(answer: RawAnswer): Verdict {
	const good = answer.status >= 200 && answer.status < 300;
	const body = answer.json;
	if (!isEnvelope(body)) {
		if (good && answer.text.trim() !== '') return foreign();
		return good ? { ok: true, data: payload({}) } : unexplained(answer);
	}
	if (good && body.status === 'success') return { ok: true, data: payload(body) };
	const status = String(good ? (asInteger(body.error) ?? 400) : answer.status);
	const { fields, text } = validation(body.data);
	const message = asText(body.message);
	const more = firstText(asObject(body.data), 'message') ?? asText(asList(body.data)[0]);
	const found = contained(API_MESSAGES, plain([more, message].filter(Boolean).join(' ')));
	const ofField = fields.map((field) => API_FIELDS[field]).find((category) => category !== undefined);
	const said = [message, more].filter((part, index, all) => part !== null && all.indexOf(part) === index);
	return {
		ok: false,
		category: ofField ?? found?.value ?? HTTP_CODES[status],
		message: text ?? said.join(': '),
		hint: HINTS[status],
		code: found?.key === 'no attachment found' ? NO_DOCUMENT : status,
		certain: CERTAIN.test(plain(message)),
	};
}

function payload(body: Record<string, unknown>): Payload {
	return { data: body.data, nextStartKey: body.next_start_key };
}

/** A refusal of something before the API, such as the web server. A page in place of an answer explains itself. */
function unexplained({ status, text }: RawAnswer): Verdict {
	if (/^\s*</.test(text)) return { ok: false };
	return { ok: false, category: HTTP_CODES[String(status)], hint: HINTS[String(status)] };
}

function foreign(): Verdict {
	return {
		ok: false,
		category: 'outcome_unknown',
		message: 'the answer is not one of Kazoo',
		hint: 'Check the Base URL of the credential; something else may have answered.',
	};
}
