import type { LoggedRequest } from '../../sandbox';
import { parseMultipart } from '../../sandbox/multipart';

/** A request as a test expects it; what is left out must not be there, except for headers. */
export interface WireRequest {
	method: string;
	/** without the service's base path */
	path: string;
	query?: Record<string, string>;
	/** besides those of the credential; `undefined`: must be absent */
	headers?: Record<string, unknown>;
	json?: unknown;
	/** one entry for each part */
	parts?: Array<{ name: string; fileName: string; contentType: string; data: unknown }>;
	/** of the multipart body; default `form-data` */
	subtype?: string;
}

/** What the sandbox logged, in the form of an expectation. */
export function wireOf(request: LoggedRequest, basePath: string): WireRequest {
	const type = String(request.headers['content-type'] ?? '');
	const body = request.body ?? Buffer.alloc(0);
	const subtype = /^multipart\/([a-z-]+);/.exec(type)?.[1] ?? 'form-data';
	const parts = parseMultipart(type, body, subtype);
	return {
		method: request.method,
		path: request.path.startsWith(basePath) ? request.path.slice(basePath.length) : request.path,
		query: request.query,
		headers: request.headers,
		...(parts === null ? {} : { parts: parts as WireRequest['parts'] }),
		...(subtype === 'form-data' ? {} : { subtype }),
		...(parts === null && body.length > 0 ? { json: JSON.parse(body.toString('utf8')) as unknown } : {}),
	};
}

/**
 * Holds the requests that a service got against the expected ones: all of them, in their order, with path, query,
 * headers and body.
 */
export function expectRequests(
	seen: readonly LoggedRequest[],
	expected: readonly WireRequest[],
	basePath: string,
	credentialHeaders: Record<string, unknown>,
): void {
	const wire = seen.map((request) => wireOf(request, basePath));
	expect(wire.map(({ method, path }) => `${method} ${path}`)).toEqual(
		expected.map(({ method, path }) => `${method} ${path}`),
	);
	for (const [index, request] of expected.entries()) {
		const { headers: seenHeaders, ...rest } = wire[index];
		const { headers = {}, ...other } = request;
		expect(rest).toEqual({ query: {}, ...other });
		const bodyType =
			other.json !== undefined
				? 'application/json'
				: other.parts
					? new RegExp(`^multipart/${other.subtype ?? 'form-data'}; boundary=\\S+$`)
					: undefined;
		const wanted: Record<string, unknown> = {
			'content-type': bodyType instanceof RegExp ? expect.stringMatching(bodyType) : bodyType,
			...credentialHeaders,
			...headers,
		};
		expect(pick(seenHeaders ?? {}, Object.keys(wanted))).toEqual(wanted);
		// A body whose length was announced arrives whole or not at all.
		if (bodyType !== undefined) expect(Number(seenHeaders?.['content-length'])).toBe(seen[index].size);
	}
}

const pick = (from: Record<string, unknown>, names: readonly string[]): Record<string, unknown> =>
	Object.fromEntries(names.map((name) => [name, from[name]]));
