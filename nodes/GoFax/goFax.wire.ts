import { baseUrlOf } from '../shared/baseUrl';
import { badParameter, type FailureCategory } from '../shared/failure';
import type { RawAnswer, Verdict, Wire } from '../shared/provider';
import { asBoolean, asList, asText, isObject } from '../shared/values';
import { idOf, lowerKeys, payloadOf, type Row } from './goFax.keys';
import { API_CODES, API_MESSAGES, causeIn } from './goFax.tables';

export const DEFAULT_BASE_URL = 'https://restful-api.gofax.com.au';

const VERSIONS = ['v1.0', 'v2.0'];

const HINTS: Partial<Record<FailureCategory, string>> = {
	authentication:
		'Check the API token in the credential: GoFax portal, My Account, API Access. It may have expired. GoFax gives the same answer to an id that belongs to another account.',
	permission: 'Ask the support of GoFax to give the account and its token access to the API.',
};

type Refused = Exclude<Verdict, { ok: true }>;

/** What a refusal says: the message, each validation error, and each document that was not taken (documented). */
function saidIn(row: Row): string {
	const errors = asList(row.validationerrors).map((entry) => asText(entry) ?? JSON.stringify(entry));
	const documents = badDocuments(row).map(({ message }) => asText(message));
	const parts = [asText(row.message), ...errors, ...documents];
	return [...new Set(parts.filter((part) => part !== null))].join('; ');
}

const badDocuments = (row: Row): Row[] =>
	asList(row.documents)
		.map(lowerKeys)
		.filter(({ submitted }) => asBoolean(submitted) === false);

/** How many of the documents GoFax did not take although it took the fax. */
export const countBadDocuments = (row: Row): number => badDocuments(row).length;

/** A refusal in GoFax's envelope, or in that of v2.0's 401. */
export function refusalIn(row: Row, isGood: boolean): Refused {
	const said = saidIn(row);
	const code = asText(row.error);
	const known = code !== null && Object.hasOwn(API_CODES, code) ? API_CODES[code] : undefined;
	const byDocument = badDocuments(row).length > 0 ? 'document_error' : undefined;
	const category = known ?? causeIn(API_MESSAGES, said) ?? byDocument ?? (isGood ? 'rejected' : undefined);
	return { ok: false, category, message: said || undefined, hint: category && HINTS[category], code };
}

/** Whether an answer for several faxes shows that one of them was accepted: then nothing of it is a certain refusal. */
function acceptedSome(json: unknown): boolean {
	const entries = Array.isArray(json) ? json : payloadOf(json);
	return asList(entries).some((entry) => {
		const row = lowerKeys(entry);
		if (asBoolean(row.success) === false) return false;
		return [entry, row.response, row.id, row.sendfaxid].some((value) => idOf(value) !== null);
	});
}

/**
 * Reads GoFax's answers. A refusal comes as `Success: false`, inside HTTP 200 or with 400; a 401 of v1.0 has no body
 * (documented). `data` is the whole answer, because what stands beside the payload matters, too.
 */
export function judge({ status, json }: RawAnswer): Verdict {
	const isGood = status >= 200 && status < 300;
	if (status === 401) return { ...refusalIn(lowerKeys(json), isGood), ...unauthorised() };
	if (status === 403)
		return { ...refusalIn(lowerKeys(json), isGood), category: 'permission', hint: HINTS.permission };
	if (status === 402) return { ...refusalIn(lowerKeys(json), isGood), category: 'plan_required' };
	if (json === false) return { ok: false, ...unauthorised() };
	if (acceptedSome(json))
		return isGood ? { ok: true, data: json } : { ok: false, category: 'outcome_unknown' };
	if (!isObject(json)) return isGood ? { ok: true, data: json } : { ok: false };
	const row = lowerKeys(json);
	if (isGood && asBoolean(row.success) !== false) return { ok: true, data: json };
	return refusalIn(row, isGood);
}

const unauthorised = () => ({ category: 'authentication' as const, hint: HINTS.authentication });

/** How GoFax is reached; the version is part of each path, so that a path of the user's own can name another. */
export const wire: Wire = {
	connection(credential) {
		const baseUrl = baseUrlOf(credential.baseUrl, DEFAULT_BASE_URL).replace(/\/v\d+(\.\d+)?$/i, '');
		const apiVersion = asText(credential.apiVersion) ?? VERSIONS[0];
		if (!VERSIONS.includes(apiVersion)) {
			throw badParameter('API Version', 'of the credential is not known', `Use ${VERSIONS.join(' or ')}.`);
		}
		return { baseUrl, account: { apiVersion } };
	},
	judge,
};
