import type { RawAnswer, Verdict } from '../shared/provider';
import { asList, asObject, asText, firstText } from '../shared/values';
import { API_CODES, HTTP_CODES, LIMITS } from './faxPlus.tables';

const TEXT_KEYS = ['description', 'message', 'reason', 'error_description'];
const CODE = /^[a-z][a-z0-9]*([_.-][a-z0-9]+)+$/;
/** what looks like a telephone number; an error's text is no place for it */
const NUMBER = /(?<![\w.])\+?\d[\d ().-]{5,}\d(?!\w)/g;
const LONGEST_TEXT = 300;

const HINTS: Readonly<Record<string, string>> = {
	'401':
		'Open the credential: enter a personal access token that is not expired, or connect the account again.',
	'403':
		'Give the token the scopes fax:all:read and fax:all:edit. Only accounts with an Enterprise plan may use the API.',
	'413': 'Keep the files of one fax below 150 MB together.',
	'500':
		'Accounts without an Enterprise plan are known to get this answer. Check the plan; if it includes the API, try again later.',
};

const CODE_HINTS: Readonly<Record<string, string>> = {
	too_many_files: `Send at most ${LIMITS.filesPerFax} files as one fax.`,
	too_many_destinations: `Send to at most ${LIMITS.recipientsPerCall} recipients at a time.`,
};

/** Every object of an answer that may explain a refusal, the outermost first. Seen by others, besides the SDK's. */
function explanations(json: unknown): Array<Record<string, unknown>> {
	const outer = asObject(json);
	return [outer, asObject(outer.error), asObject(asList(outer.errors)[0])];
}

/**
 * What the service says about a refusal, without anything that looks like a number.
 * @returns null when it says nothing
 */
export function errorText(json: unknown): string | null {
	const [outer, inner, listed] = explanations(json);
	const text =
		firstText(outer, ...TEXT_KEYS, 'error') ??
		firstText(inner, ...TEXT_KEYS, 'code') ??
		firstText(listed, ...TEXT_KEYS, 'error', 'code') ??
		asText(asList(outer.errors)[0]);
	return text === null ? null : text.replace(NUMBER, '[number]').slice(0, LONGEST_TEXT);
}

/** The service's code of a refusal, such as `too_many_files`; null when there is none. */
export function errorCode(json: unknown): string | null {
	const words = explanations(json).flatMap((entry) =>
		['error', 'code', 'error_code', 'reason', 'message', 'description'].map((key) => asText(entry[key])),
	);
	const known = words.find((word) => word !== null && Object.hasOwn(API_CODES, word));
	return known ?? words.find((word) => word !== null && CODE.test(word)) ?? null;
}

/** Reads an answer: any 2xx is good, and what a refusal means follows from its code, else from its HTTP status. */
export function judge(answer: RawAnswer): Verdict {
	if (answer.status >= 200 && answer.status < 300) return { ok: true, data: answer.json };
	const status = String(answer.status);
	const code = errorCode(answer.json);
	const text = errorText(answer.json);
	const category = (code === null ? undefined : API_CODES[code]) ?? HTTP_CODES[status];
	return {
		ok: false,
		category,
		message: text ?? undefined,
		hint: (code === null ? undefined : CODE_HINTS[code]) ?? HINTS[status],
		code: code ?? status,
	};
}
