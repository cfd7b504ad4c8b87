import { badParameter } from './failure';
import { asText } from './values';

/**
 * The Base URL of a credential without trailing slash; `usual` where the field is empty.
 * Throws a FaxFailure that names the field when it is no plain http(s) address: a query or a password in it would end
 * up in places where nobody expects them.
 */
export function baseUrlOf(value: unknown, usual: string): string {
	const text = (asText(value) ?? usual).replace(/\/+$/, '');
	if (isPlainAddress(text)) return text;
	throw badParameter(
		'Base URL',
		'of the credential is not a plain http(s) address',
		`The usual one is ${usual}, without a query.`,
	);
}

/** Whether it is an http(s) URL without query, fragment, user and password. */
function isPlainAddress(text: string): boolean {
	if (!URL.canParse(text)) return false;
	const { protocol, search, hash, username, password } = new URL(text);
	return /^https?:$/.test(protocol) && search + hash + username + password === '';
}
