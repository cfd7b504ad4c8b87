import { createHash } from 'crypto';
import { badParameter } from '../shared/failure';
import type { CredentialData } from '../shared/provider';
import { asText } from '../shared/values';

const EXAMPLE = 'https://apps.hostedpbx.ie:8443';

/**
 * The address of the API: what the user wrote, with `/v2` at its end whether it was there or not.
 * Throws a FaxFailure that names 'Base URL'.
 */
export function baseUrlOf(credential: CredentialData): string {
	const written = (asText(credential.baseUrl) ?? '').replace(/\/+$/, '');
	const hint = `Write the address of your provider, for example ${EXAMPLE}.`;
	if (written === '') throw badParameter('Base URL', 'is empty', hint);
	const url = URL.canParse(written) ? new URL(written) : null;
	const isAddress = url !== null && /^https?:$/.test(url.protocol) && url.search === '' && url.hash === '';
	if (!isAddress || url.username !== '' || url.password !== '') {
		throw badParameter('Base URL', 'is not an http(s) address', hint);
	}
	if (/\/v1$/.test(url.pathname)) {
		throw badParameter('Base URL', 'names version 1, which is gone', 'Leave the version out, or write /v2.');
	}
	return /\/v2$/.test(url.pathname) ? written : `${written}/v2`;
}

/** What is said to log in, and where. */
export interface LogIn {
	path: '/api_auth' | '/user_auth';
	data: Record<string, string>;
}

function required(credential: CredentialData, name: string, displayName: string): string {
	const value = asText(credential[name]);
	if (value !== null) return value;
	throw badParameter(displayName, 'is empty', 'Open the credential and fill it in.');
}

/**
 * The log-in by API key, or by user: the latter sends a digest of name (in lower case) and password. Documented.
 * Throws a FaxFailure that names the field that is missing.
 */
export function logInOf(credential: CredentialData): LogIn {
	if (credential.authMethod !== 'user') {
		return { path: '/api_auth', data: { api_key: required(credential, 'apiKey', 'API Key') } };
	}
	const name = required(credential, 'username', 'Username').toLowerCase();
	const digest = createHash('md5').update(`${name}:${required(credential, 'password', 'Password')}`);
	return {
		path: '/user_auth',
		data: {
			credentials: digest.digest('hex'),
			method: 'md5',
			account_name: required(credential, 'accountName', 'Account Name'),
		},
	};
}

/**
 * What tells one log-in from any other: the same for the same address and log-in data, different for all others.
 * @returns SHA-256 in hex. Throws like `baseUrlOf` and `logInOf`.
 */
export function fingerprintOf(credential: CredentialData): string {
	return createHash('sha256')
		.update(JSON.stringify([baseUrlOf(credential), logInOf(credential)]))
		.digest('hex');
}

/** The account that the credential names; null for the one that the log-in names. Throws for what is no account id. */
export function accountIdOf(credential: CredentialData): string | null {
	const id = asText(credential.accountId);
	if (id === null || /^[0-9a-f]{32}$/i.test(id)) return id?.toLowerCase() ?? null;
	throw badParameter(
		'Account ID',
		'is not the ID of an account',
		'It has 32 characters, digits and letters from a to f. Leave it empty for the account of the log-in.',
	);
}
