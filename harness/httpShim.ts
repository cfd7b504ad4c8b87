import type { IncomingMessage, ServerResponse } from 'node:http';
import { parse as parseQuery } from 'node:querystring';
import type { IWorkflowExecuteAdditionalData } from 'n8n-workflow';
import { contentType, readBody } from './bodyParser';

/** Express's request and response, as n8n's types name them. */
export type ExpressRequest = NonNullable<IWorkflowExecuteAdditionalData['httpRequest']>;
export type ExpressResponse = NonNullable<IWorkflowExecuteAdditionalData['httpResponse']>;

/** Adds to a request of Node what nodes use of Express's. The body is added later, by the parser. */
export function toExpressRequest(request: IncomingMessage): ExpressRequest {
	const originalUrl = request.url ?? '/';
	const [path = '/', query = ''] = originalUrl.split(/\?(.*)/s);
	const header = (name: string): unknown => request.headers[name.toLowerCase()];
	const { type, charset } = contentType(request.headers['content-type']);
	const shim = Object.assign(request, {
		originalUrl,
		path,
		query: { ...parseQuery(query) },
		params: {},
		protocol: 'http',
		hostname: (request.headers.host ?? '').split(':')[0],
		ip: request.socket.remoteAddress,
		get: header,
		header,
		contentType: type,
		encoding: charset,
		readRawBody: async (): Promise<void> => {
			const target = request as IncomingMessage & { rawBody?: Buffer };
			target.rawBody ??= await readBody(request);
		},
	});
	return shim as unknown as ExpressRequest;
}

/** Adds Express's `status`, `set`, `type`, `send`, `json` and `sendStatus` to a response of Node. */
export function toExpressResponse(response: ServerResponse): ExpressResponse {
	const finish = (body: string | Buffer, type: string): void => {
		if (!response.hasHeader('content-type')) response.setHeader('content-type', type);
		response.setHeader('content-length', Buffer.byteLength(body));
		response.end(body);
	};
	const end = response.end.bind(response) as (...args: unknown[]) => ServerResponse;
	const shim = Object.assign(response, {
		locals: {},
		status(code: number) {
			response.statusCode = code;
			return shim;
		},
		set(name: string | Record<string, string>, value?: string) {
			const headers = typeof name === 'string' ? { [name]: value ?? '' } : name;
			for (const [key, entry] of Object.entries(headers)) response.setHeader(key, entry);
			return shim;
		},
		type(value: string) {
			response.setHeader('content-type', value);
			return shim;
		},
		json(body: unknown) {
			finish(JSON.stringify(body) ?? '', 'application/json; charset=utf-8');
			return shim;
		},
		send(body?: unknown) {
			if (Buffer.isBuffer(body)) finish(body, 'application/octet-stream');
			else if (typeof body === 'string') finish(body, 'text/html; charset=utf-8');
			else if (body === undefined) finish('', 'text/html; charset=utf-8');
			else return shim.json(body);
			return shim;
		},
		sendStatus(code: number) {
			return shim.status(code).type('text/plain; charset=utf-8').send(String(code));
		},
		// `send(…).end()` is common in nodes: the second end must be harmless, as it is in Express.
		end(...args: unknown[]) {
			return response.writableEnded ? response : end(...args);
		},
	});
	return Object.assign(shim, { header: shim.set }) as unknown as ExpressResponse;
}
