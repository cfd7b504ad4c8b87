import type { CredentialData } from '../provider';
import { isObject } from '../values';

const SECRET_NAME = /token|secret|password|passphrase|key|authorization|username|credential/i;
/** Shorter values would blacken ordinary words. */
const SHORTEST = 4;

function collect(value: unknown, name: string, found: Set<string>): void {
	if (isObject(value)) {
		for (const [key, entry] of Object.entries(value)) {
			collect(entry, SECRET_NAME.test(name) ? `${name}.${key}` : key, found);
		}
		return;
	}
	if (typeof value !== 'string' || value.length < SHORTEST || !SECRET_NAME.test(name)) return;
	// A URL is an address; what is secret in one stands in a field of its own.
	if (/^https?:\/\//i.test(value)) return;
	found.add(value);
	found.add(encodeURIComponent(value));
	found.add(Buffer.from(value).toString('base64'));
}

/** All secret values of a credential, also in the spellings in which they travel. Longest first. */
export function secretsOf(credential: CredentialData): string[] {
	const found = new Set<string>();
	collect(credential, '', found);
	return [...found].sort((a, b) => b.length - a.length);
}

const EMAIL = /[^\s@<>"']+@[^\s@<>"']+\.[a-z]{2,}/gi;
const NUMBER = /\+?\d[\d\s().-]{6,}\d/g;
const LONGEST_MESSAGE = 300;

/**
 * Makes a cleaner for texts of a service: secrets, phone numbers and e-mail addresses are replaced,
 * markup and line breaks removed, the length bounded.
 */
export function textCleaner(secrets: readonly string[]): (text: string) => string {
	return (text) => {
		let clean = text;
		for (const secret of secrets) clean = clean.replaceAll(secret, '[secret]');
		clean = clean
			.replace(/<[^>]*>/g, ' ')
			.replace(EMAIL, '[e-mail address]')
			.replace(NUMBER, '[number]')
			.replace(/\s+/g, ' ')
			.trim();
		return clean.length > LONGEST_MESSAGE ? `${clean.slice(0, LONGEST_MESSAGE)}…` : clean;
	};
}

/** Whether a secret stands in one of its texts or keys. */
function mentions(value: unknown, secrets: readonly string[]): boolean {
	if (typeof value === 'string') return secrets.some((secret) => value.includes(secret));
	if (Array.isArray(value)) return value.some((entry) => mentions(entry, secrets));
	if (!isObject(value)) return false;
	for (const key in value) {
		if (mentions(key, secrets) || mentions(value[key], secrets)) return true;
	}
	return false;
}

/** The same value with every secret in its texts and keys replaced, for Include Raw Response. */
export function withoutSecrets(value: unknown, secrets: readonly string[]): unknown {
	// Hardly ever there is one, and looking is much cheaper than making all of it anew.
	return mentions(value, secrets) ? replaced(value, secrets) : value;
}

function replaced(value: unknown, secrets: readonly string[]): unknown {
	if (typeof value === 'string') {
		return secrets.reduce(
			(text, secret) => (text.includes(secret) ? text.replaceAll(secret, '[secret]') : text),
			value,
		);
	}
	if (Array.isArray(value)) return value.map((entry) => replaced(entry, secrets));
	if (!isObject(value)) return value;
	return Object.fromEntries(
		Object.entries(value).map(([key, entry]) => [replaced(key, secrets) as string, replaced(entry, secrets)]),
	);
}
