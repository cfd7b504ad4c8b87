import { randomBytes } from 'crypto';
import type { ServiceAnswer, ServiceRequest } from '../service';

/** Seconds between the year 0 and 1970: the service counts its times from the year 0. */
const UNIX_EPOCH = 62_167_219_200;

export const toGregorian = (ms: number): number => Math.floor(ms / 1000) + UNIX_EPOCH;
export const fromGregorian = (seconds: number): number => (seconds - UNIX_EPOCH) * 1000;

/** Ids are 32 lower-case hex characters. */
export const makeId = (): string => randomBytes(16).toString('hex');

/** `201905-` and so on: the UTC month in which something was made. */
export const monthOf = (ms: number): string => new Date(ms).toISOString().slice(0, 7).replace('-', '');

/** A refusal in the service's envelope. */
export class Refusal extends Error {
	constructor(
		readonly status: number,
		message: string,
		readonly data: unknown = {},
	) {
		super(message);
	}
}

export const badIdentifier = (id: string): Refusal =>
	new Refusal(404, 'bad identifier', { message: 'bad identifier', cause: id });

/** A field that breaks a rule: `{ "<field>": { "<rule>": { message, … } } }`. */
export const invalid = (field: string, rule: string, message: string, more: object = {}): Refusal =>
	new Refusal(400, 'validation error', { [field]: { [rule]: { message, ...more } } });

const MESSAGES: Record<number, string> = {
	400: 'validation error',
	401: 'invalid_credentials',
	402: 'accept charges',
	403: 'forbidden',
	404: 'not_found',
	405: 'method not allowed',
	409: 'datastore_conflict',
	413: 'payload too large',
	429: 'too_many_requests',
	500: 'internal error',
	503: 'datastore_fault',
};

/** The envelope's members besides `data`. */
function envelope(now: number, token: string | null): object {
	return {
		timestamp: new Date(now).toISOString().replace(/\.\d+/, ''),
		version: '4.3.142',
		node: 'sandbox',
		request_id: makeId(),
		revision: 'automatic',
		...(token === null ? {} : { auth_token: token }),
	};
}

/** An answer with the data in the envelope. */
export function success(
	now: number,
	token: string | null,
	data: unknown,
	more: { status?: number; siblings?: object; headers?: Record<string, string> } = {},
): ServiceAnswer {
	return {
		status: more.status ?? 200,
		headers: more.headers,
		body: { data, status: 'success', ...more.siblings, ...envelope(now, token) },
	};
}

export function refused(now: number, token: string | null, refusal: Refusal): ServiceAnswer {
	const { status, message, data } = refusal;
	return {
		status,
		body: {
			data,
			error: String(status),
			message,
			status: status >= 500 ? 'fatal' : 'error',
			...envelope(now, token),
		},
	};
}

/** The service's error for an HTTP status. */
export function errorFor(status: number): ServiceAnswer {
	const message = MESSAGES[status] ?? `error ${status}`;
	return refused(0, null, new Refusal(status, message, { message: message.replace(/_/g, ' ') }));
}

/** The JSON body with `data` in it. Throws 400 refusals. */
export function readEnvelope(request: Pick<ServiceRequest, 'headers' | 'body'>): {
	data: Record<string, unknown>;
	action: unknown;
} {
	const type = request.headers['content-type'] ?? 'application/json';
	if (!/^application\/(x-)?json\b/i.test(type)) throw new Refusal(415, 'unsupported media type');
	return readJson(request.body);
}

/** The same for the bytes of a part. */
export function readJson(bytes: Buffer): { data: Record<string, unknown>; action: unknown } {
	let value: unknown;
	try {
		value = JSON.parse(bytes.toString('utf8'));
	} catch {
		throw new Refusal(400, 'parsing error', { json: { message: 'the body is not JSON' } });
	}
	if (!isObject(value) || !isObject(value.data)) {
		throw new Refusal(400, 'invalid request envelope', { message: 'the request has no data' });
	}
	return { data: value.data, action: value.action };
}

export function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What is given, without what is undefined. */
export function defined(value: Record<string, unknown>): Record<string, unknown> {
	return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined));
}
