import type { Call, CredentialData, Http, OutgoingDocument, Provider } from '../provider';
import { isObject } from '../values';

/** A request that was not made. */
export interface ListedRequest {
	method: string;
	/** relative to the Base URL */
	path: string;
	query?: Record<string, unknown>;
	body?: unknown;
}

const isDocument = (value: unknown): value is OutgoingDocument =>
	isObject(value) && typeof value.sha256 === 'function' && typeof value.open === 'function';

/** The value with each document as its name, type, size in bytes and hash. */
async function describe(value: unknown): Promise<unknown> {
	if (isDocument(value)) {
		const { fileName, mimeType, size } = value;
		return { fileName, mimeType, size, sha256: await value.sha256() };
	}
	if (Array.isArray(value)) return await Promise.all(value.map(describe));
	if (!isObject(value)) return value;
	const entries = Object.entries(value).map(async ([key, entry]) => [key, await describe(entry)] as const);
	return Object.fromEntries(await Promise.all(entries));
}

async function listed(call: Call): Promise<ListedRequest> {
	const query = Object.entries(call.query ?? {}).filter(([, value]) => value !== undefined);
	const body = call.body?.().outline ?? call.json;
	return {
		method: call.method,
		path: call.path,
		...(query.length > 0 ? { query: Object.fromEntries(query) } : {}),
		...(body === undefined ? {} : { body: await describe(body) }),
	};
}

/**
 * An `Http` that makes no connection, not even to log in: it notes each request, and the provider's own
 * placeholders stand for the answers.
 */
export function dryHttp(
	provider: Provider,
	credential: CredentialData,
): { http: Http; requests: ListedRequest[] } {
	const requests: ListedRequest[] = [];
	const { account } = provider.wire.connection(credential);
	return {
		requests,
		http: {
			account,
			async call(call) {
				requests.push(await listed(call));
				return { status: 200, headers: {}, json: provider.dryAnswer?.(call, requests.length) };
			},
		},
	};
}
