import { asBoolean, asText, firstText, isObject } from '../shared/values';

/** An object whose keys are in lower case: GoFax writes them in Pascal case, and in camel case in v2.0 (seen in client code). */
export type Row = Readonly<Record<string, unknown>>;

/** The object with its keys in lower case; anything else is an empty one. */
export function lowerKeys(value: unknown): Row {
	if (!isObject(value)) return {};
	return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key.toLowerCase(), entry]));
}

/** The first of the keys that holds true or false. */
export function firstFlag(row: Row, ...keys: string[]): boolean | null {
	for (const key of keys) {
		const flag = asBoolean(row[key]);
		if (flag !== null) return flag;
	}
	return null;
}

/** An id as GoFax gives it: a number, or text with digits in it; 0, words and nothing are none. */
export function idOf(value: unknown): string | null {
	const text = asText(value);
	return text === null || /^0+$/.test(text) || !/^(?=.*\d)[\w-]{1,64}$/.test(text) ? null : text;
}

/** The first of the keys that holds an id. */
export function firstId(row: Row, ...keys: string[]): string | null {
	return idOf(firstText(row, ...keys.filter((key) => idOf(row[key]) !== null)));
}

/** Names of what stands inside the envelope, in lower case. */
export const PAYLOAD_KEYS = ['response', 'result', 'records', 'data'];

/** What stands inside the envelope (documented: `Response`; the other names are defensive); without one, the answer itself. */
export function payloadOf(answer: unknown): unknown {
	const row = lowerKeys(answer);
	const key = PAYLOAD_KEYS.find((name) => row[name] !== undefined);
	if (key !== undefined) return row[key];
	return 'success' in row ? null : answer;
}
