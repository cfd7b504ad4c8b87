import { createHash, timingSafeEqual } from 'crypto';
import type { CredentialData, Delivery } from '../provider';

/** Equality of two texts in a time that does not depend on where they differ. */
export function sameText(a: string, b: string): boolean {
	const digest = (text: string) => createHash('sha256').update(text).digest();
	return timingSafeEqual(digest(a), digest(b));
}

const word = (value: unknown) => (typeof value === 'string' ? value : '');

/**
 * Whether a delivery brings the Basic Auth of the credential's `webhookUsername` and `webhookPassword`; null when the
 * credential holds neither, so that nothing can be demanded.
 */
export function bringsBasicAuth(delivery: Delivery, credential: CredentialData): boolean | null {
	const expected = `${word(credential.webhookUsername)}:${word(credential.webhookPassword)}`;
	if (expected === ':') return null;
	const given = /^Basic +([A-Za-z0-9+/=_-]+)$/i.exec((delivery.headers.authorization ?? '').trim());
	return sameText(given === null ? '' : Buffer.from(given[1], 'base64').toString('utf8'), expected);
}
