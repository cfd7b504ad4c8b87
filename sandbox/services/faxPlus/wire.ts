import { randomBytes } from 'crypto';
import type { ServiceAnswer, ServiceRequest } from '../service';

/** A refusal in the service's error form `{"error","description"}` (SDK). */
export class Refusal extends Error {
	constructor(
		readonly status: number,
		readonly code: string,
		description: string,
	) {
		super(description);
	}

	answer(): ServiceAnswer {
		return { status: this.status, body: { error: this.code, description: this.message } };
	}
}

export const badRequest = (description: string, code = 'bad_request'): Refusal =>
	new Refusal(400, code, description);
export const notFound = (what: string): Refusal => new Refusal(404, 'not_found', `${what} not found`);

const CODES: Record<number, string> = {
	400: 'bad_request',
	401: 'unauthorized',
	403: 'forbidden',
	404: 'not_found',
	413: 'payload_too_large',
	429: 'too_many_requests',
	500: 'internal_server_error',
};

/** The service's error for an HTTP status. */
export function errorFor(status: number): ServiceAnswer {
	const code = CODES[status] ?? `error_${status}`;
	return new Refusal(status, code, code.replace(/_/g, ' ')).answer();
}

/** A 24-hex id whose first eight digits are its second of creation (inferred from a vendor sample). */
export function makeId(now: number): string {
	const second = Math.floor(now / 1000)
		.toString(16)
		.padStart(8, '0');
	return second + randomBytes(8).toString('hex');
}

/** UTC text `YYYY-MM-DD HH:mm:ss` (documented). */
export const toText = (at: number): string => new Date(at).toISOString().slice(0, 19).replace('T', ' ');
export const toTextOrNull = (at: number | null): string | null => (at === null ? null : toText(at));

/** Reads `YYYY-MM-DD HH:mm:ss` as UTC; null when it is not in that form. */
export function fromText(text: string): number | null {
	if (!/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/.test(text)) return null;
	const at = Date.parse(`${text.replace(' ', 'T')}Z`);
	return Number.isNaN(at) ? null : at;
}

/** Reads `send_time`, `YYYY-MM-DD HH:mm:ss +HHMM` with a plus offset only (SDK); null when it is not in that form. */
export function fromSendTime(text: string): number | null {
	const match = /^(\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}) \+(\d{2})(\d{2})$/.exec(text);
	const local = match?.[1] === undefined ? null : fromText(match[1]);
	if (match === null || local === null) return null;
	return local - (Number(match[2]) * 60 + Number(match[3])) * 60_000;
}

/** `+1 334-304-0000`, as webhooks spell numbers (documented); other countries in a like manner (inferred). */
export function formatNumber(number: string): string {
	const american = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(number);
	if (american !== null) return `+1 ${american[1]}-${american[2]}-${american[3]}`;
	const other = /^\+(\d{2})(\d{6,})$/.exec(number);
	if (other === null) return number;
	return `+${other[1]} ${(other[2] ?? '').match(/\d{1,4}/g)?.join('-')}`;
}

/** The JSON object of a body. Throws a 400 refusal when it is none. */
export function jsonObject(request: ServiceRequest): Record<string, unknown> {
	if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) {
		throw new Refusal(415, 'unsupported_media_type', 'Content-Type must be application/json');
	}
	let value: unknown;
	try {
		value = JSON.parse(request.body.toString('utf8'));
	} catch {
		throw badRequest('The body is not JSON');
	}
	if (!isObject(value)) throw badRequest(`The body is not of type 'object'`);
	return value;
}

export function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isStrings(value: unknown): value is string[] {
	return Array.isArray(value) && value.every((entry) => typeof entry === 'string');
}
