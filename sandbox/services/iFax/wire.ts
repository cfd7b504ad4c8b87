import type { ServiceAnswer, ServiceRequest } from '../service';

/** An error in the service's own form; it goes out with HTTP 200 (documented, third-party tests). */
export class Refusal extends Error {
	constructor(
		message: string,
		/** null: this error's code is not known. */
		readonly code: number | null = null,
	) {
		super(message);
	}

	answer(): ServiceAnswer {
		const code = this.code === null ? {} : { code: this.code };
		return { status: 200, body: { status: 0, ...code, message: this.message } };
	}
}

/** `{"status":1,"message":…,"data":…}`; without `data` where the service gives none. */
export function success(message: string, data?: unknown): ServiceAnswer {
	return { status: 200, body: { status: 1, message, ...(data === undefined ? {} : { data }) } };
}

/** What a real HTTP error of the service carries (inferred; none was ever seen). */
export function errorFor(status: number): ServiceAnswer {
	return { status, body: { status: 0, message: `Request failed with status ${status}` } };
}

/** The JSON object of a body. */
export function jsonObject(request: ServiceRequest): Record<string, unknown> {
	if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) {
		throw new Refusal('Content-Type must be application/json');
	}
	let value: unknown;
	try {
		value = JSON.parse(request.body.toString('utf8'));
	} catch {
		throw new Refusal('The body is not JSON');
	}
	if (!isObject(value)) throw new Refusal('The body is not an object');
	return value;
}

export function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An id given as number or digits; null when it is neither. */
export function readId(value: unknown): number | null {
	if (typeof value === 'number') return Number.isInteger(value) ? value : null;
	return typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : null;
}

export const unixSeconds = (at: number): number => Math.floor(at / 1000);

/** The old date form, `YYYY-MM-DD HH:mm:ss UTC`. */
export const utcText = (at: number): string =>
	`${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;

/** Start of the UTC day that `MM/DD/YYYY` names, in Unix milliseconds; null in any other form. */
export function readDay(text: string): number | null {
	const match = /^(\d{2})\/(\d{2})\/(\d{4})$/.exec(text);
	if (match === null) return null;
	const [, month, day, year] = match;
	const at = Date.parse(`${year}-${month}-${day}T00:00:00.000Z`);
	return Number.isNaN(at) ? null : at;
}

/** Reads `send_at`, ISO 8601 with milliseconds and Z (documented). */
export function readSendAt(text: string): number | null {
	if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/.test(text)) return null;
	const at = Date.parse(text);
	return Number.isNaN(at) ? null : at;
}
