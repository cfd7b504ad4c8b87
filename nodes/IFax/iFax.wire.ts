import { baseUrlOf } from '../shared/baseUrl';
import type { FailureCategory } from '../shared/failure';
import type { RawAnswer, Verdict, Wire } from '../shared/provider';
import { asInteger, asText, isObject } from '../shared/values';
import { API_CODES, API_MESSAGES, ENVELOPE_STATUSES } from './iFax.tables';

export const DEFAULT_BASE_URL = 'https://api.ifaxapp.com/v1';

const HINTS: Partial<Record<FailureCategory, string>> = {
	authentication:
		'Copy the API key again from the dashboard of iFax (Developers, API Keys) into the credential.',
	plan_required: 'The API key is valid; activate a plan with API access (Professional or higher) at iFax.',
};

/**
 * Reads iFax's envelope. Errors come with HTTP 200: only `status: 1` is a success, and every other
 * `status` is a certain refusal with `message` and sometimes `code` (documented, and seen in client code).
 * The payload is the envelope itself where iFax sends no `data`. An answer in no envelope is
 * `outcome_unknown`: nobody can tell what was done.
 */
export function judge(answer: RawAnswer): Verdict {
	const good = answer.status >= 200 && answer.status < 300;
	if (!isObject(answer.json)) return good ? foreign() : { ok: false };
	const body = answer.json;
	const status = asInteger(body.status);
	if (good && (status === 1 || (status === null && isPayload(body)))) {
		return { ok: true, data: payloadOf(body) };
	}
	const code = asText(body.code);
	const said = asText(body.message) ?? asText(body.errorMessage) ?? asText(body.error);
	if (good && status === null && code === null && said === null) return foreign();
	const category = categoryOf(status, code, said) ?? (good ? 'rejected' : undefined);
	return {
		ok: false,
		category,
		message: said ?? undefined,
		hint: category && HINTS[category],
		code: code ?? (status === null || status === 0 ? null : String(status)),
	};
}

function categoryOf(
	status: number | null,
	code: string | null,
	said: string | null,
): FailureCategory | undefined {
	if (code !== null && Object.hasOwn(API_CODES, code)) return API_CODES[code];
	const letters = (said ?? '').toLowerCase().replace(/[^a-z]/g, '');
	const part = Object.keys(API_MESSAGES).find((text) => letters.includes(text));
	if (part !== undefined) return API_MESSAGES[part];
	const word = String(status);
	return Object.hasOwn(ENVELOPE_STATUSES, word) ? ENVELOPE_STATUSES[word] : undefined;
}

function foreign(): Verdict {
	return {
		ok: false,
		category: 'outcome_unknown',
		message: 'the answer is not one of iFax',
		hint: 'Check the Base URL of the credential; something else may have answered. Look at iFax before you try it again.',
	};
}

/** An answer without `status` that still carries what iFax's answers carry (defensive). */
function isPayload(body: Record<string, unknown>): boolean {
	return asText(body.jobId) !== null || (body.data !== null && typeof body.data === 'object');
}

function payloadOf(body: Record<string, unknown>): unknown {
	const { data } = body;
	if (data === undefined || data === null) return body;
	// One client reads a `jobId` beside `data`.
	if (isObject(data) && data.jobId === undefined && body.jobId !== undefined) {
		return { ...data, jobId: body.jobId };
	}
	return data;
}

/** How iFax is reached: one Base URL, no settings in its paths. */
export const wire: Wire = {
	connection: (credential) => ({ baseUrl: baseUrlOf(credential.baseUrl, DEFAULT_BASE_URL), account: {} }),
	judge,
};
