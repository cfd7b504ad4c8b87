import type { ServiceAnswer, ServiceRequest } from '../service';

export type Version = 'v1.0' | 'v2.0';

/** What goes wrong with a request, in the service's envelope. */
export class Refusal extends Error {
	constructor(
		message: string,
		readonly status: number,
		private readonly more: { documents?: object[]; errors?: string[] } = {},
	) {
		super(message);
	}

	answer(): ServiceAnswer {
		return { status: this.status, body: this.envelope() };
	}

	/** `{"Success":false,…}` (shape documented; the values are the sandbox's). */
	envelope(): Record<string, unknown> {
		const { documents, errors } = this.more;
		return {
			...(documents === undefined ? {} : { Documents: documents }),
			Success: false,
			Message: this.message,
			ValidationErrors: errors ?? null,
			Response: 0,
		};
	}
}

/** `{"Success":true,"Message":…,"ValidationErrors":null,"Response":…}` (documented). */
export function success(response: unknown, message: string | null = null): ServiceAnswer {
	return {
		status: 200,
		body: { Success: true, Message: message, ValidationErrors: null, Response: response },
	};
}

/** What a real HTTP error of the service carries (inferred; only the 401s are documented). */
export function errorFor(status: number, version: Version = 'v1.0'): ServiceAnswer {
	if (status === 401) return unauthorised(version);
	return new Refusal(`Request failed with status ${status}`, status).answer();
}

/** v1.0: an empty body. v2.0: JSON, with the vendor's own wording (documented). */
export function unauthorised(version: Version): ServiceAnswer {
	if (version === 'v1.0') return { status: 401, body: '' };
	return { status: 401, body: { error: 'UNAUTHORISED', message: 'Token is not invalid.' } };
}

/** The same value with keys that begin in lower case. */
export function camelKeys(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(camelKeys);
	if (!isObject(value)) return value;
	return Object.fromEntries(Object.entries(value).map(([key, entry]) => [lowerStart(key), camelKeys(entry)]));
}

/** `SendFaxID` as `sendFaxID`, `ID` as `id`. */
export function lowerStart(key: string): string {
	return /^[A-Z]+$/.test(key) ? key.toLowerCase() : key.charAt(0).toLowerCase() + key.slice(1);
}

/** The JSON of a body. Throws the service's error when there is none. */
export function jsonBody(request: ServiceRequest): unknown {
	if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) {
		throw new Refusal('Content-Type must be application/json', 415);
	}
	try {
		return JSON.parse(request.body.toString('utf8')) as unknown;
	} catch {
		throw new Refusal('The body is not JSON', 400);
	}
}

export function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const QUEENSLAND_MS = 10 * 60 * 60 * 1000;

const withoutZone = (at: number): string => new Date(at).toISOString().slice(0, -1);

/** `Issued` and `IssuedUtc`: the same moment in Queensland's time and in UTC, both without a zone (documented). */
export function moments(name: string, at: number | null): Record<string, string | null> {
	return {
		[name]: at === null ? null : withoutZone(at + QUEENSLAND_MS),
		[`${name}Utc`]: at === null ? null : withoutZone(at),
	};
}

/** E.164 digits without `+`, as every number of the service is written (documented). */
export const digits = (number: string): string => number.replace(/\D/g, '');

export const isFaxNumber = (value: unknown): value is string =>
	typeof value === 'string' && /^\d{8,15}$/.test(value);
