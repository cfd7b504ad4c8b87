import { createHmac, timingSafeEqual } from 'crypto';
import type { Delivery, Verification } from '../shared/provider';
import { asInteger, asText } from '../shared/values';
import { LIMITS } from './faxPlus.tables';

const PREFIX = 'whsec_';
const VERSION = 'v1,';

const refused = (reason: string): Verification => ({ ok: false, status: 401, reason });

function equal(one: Buffer, other: Buffer): boolean {
	return one.length === other.length && timingSafeEqual(one, other);
}

/** The key in a signing secret: base64 after `whsec_`. */
function keyOf(secret: string): Buffer {
	return Buffer.from(secret.startsWith(PREFIX) ? secret.slice(PREFIX.length) : secret, 'base64');
}

/** The signature of a delivery: HMAC-SHA256 over id, time and body, each separated by a full stop. */
export function signatureOf(secret: string, id: string, timestamp: string, rawBody: Buffer): Buffer {
	return createHmac('sha256', keyOf(secret)).update(`${id}.${timestamp}.`).update(rawBody).digest();
}

/**
 * Checks a signed delivery: header names and form of the signature as seen by others, not documented by the
 * service. One of several signatures is enough, so that a secret can be changed without a gap.
 */
export function verifySignature(delivery: Delivery, secret: string): Verification {
	const id = asText(delivery.headers['svix-id']);
	const timestamp = asText(delivery.headers['svix-timestamp']);
	const signatures = asText(delivery.headers['svix-signature']);
	if (id === null || timestamp === null || signatures === null) {
		return refused('The delivery is not signed, but a signing secret is set');
	}
	if (delivery.rawBody === undefined) return refused('The delivery has no body that could be checked');
	const seconds = /^\d+$/.test(timestamp) ? asInteger(timestamp) : null;
	const age = seconds === null ? Infinity : Math.abs(delivery.receivedAt / 1000 - seconds);
	if (age > LIMITS.signatureToleranceSeconds) return refused('The delivery is too old or its time is wrong');
	const key = keyOf(secret);
	if (key.length === 0) return refused('The signing secret of the credential is not of the expected form');
	const expected = signatureOf(secret, id, timestamp, delivery.rawBody);
	const given = signatures
		.split(/\s+/)
		.filter((part) => part.startsWith(VERSION))
		.map((part) => Buffer.from(part.slice(VERSION.length), 'base64'));
	return given.some((one) => equal(one, expected))
		? { ok: true }
		: refused('The signature of the delivery does not fit the signing secret');
}
