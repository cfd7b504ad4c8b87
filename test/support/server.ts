import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request that reached the other server. */
export interface SeenRequest {
	method: string;
	url: string;
	headers: IncomingHttpHeaders;
	body: Buffer;
}

/** A server that belongs to nobody whom a test knows. */
export interface OtherServer {
	url: string;
	seen: SeenRequest[];
	/** What it answers from now on; default 200 `{}`. */
	answer(handler: (request: SeenRequest, response: ServerResponse) => void): void;
	close(): Promise<void>;
}

/** Starts a server on a free port, and so at an origin of its own. */
export async function startServer(): Promise<OtherServer> {
	const seen: SeenRequest[] = [];
	let handle = (_request: SeenRequest, response: ServerResponse): void => {
		response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
	};
	const server = createServer((request, response) => {
		void bodyOf(request).then((body) => {
			const { method = '', url = '', headers } = request;
			const entry = { method, url, headers, body };
			seen.push(entry);
			handle(entry, response);
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		seen,
		answer: (handler) => void (handle = handler),
		async close() {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk as Buffer);
	return Buffer.concat(chunks);
}
