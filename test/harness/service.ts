import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it arrived. */
export interface SeenRequest {
	method: string;
	path: string;
	headers: IncomingHttpHeaders;
	body: string;
}

export type Answer = (request: SeenRequest, response: ServerResponse) => void;

/** A small HTTP service on this machine that records what arrives. */
export interface Service {
	url: string;
	seen: SeenRequest[];
	/** Sets the answer to `METHOD path`. */
	on(route: string, answer: Answer): void;
	/** The requests to a path. */
	to(path: string): SeenRequest[];
	close(): Promise<void>;
}

/** An answer with a JSON body. */
export const json =
	(status: number, body: unknown): Answer =>
	(_request, response) => {
		response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
	};

async function read(request: IncomingMessage): Promise<string> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk as Buffer);
	return Buffer.concat(chunks).toString();
}

export async function startService(): Promise<Service> {
	const seen: SeenRequest[] = [];
	const answers = new Map<string, Answer>();
	const server = createServer((request, response) => {
		void read(request).then((body) => {
			const { method = '', url: path = '', headers } = request;
			const entry = { method, path, headers, body };
			seen.push(entry);
			(answers.get(`${method} ${path}`) ?? json(404, { message: 'unknown path' }))(entry, response);
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		seen,
		on: (route, answer) => void answers.set(route, answer),
		to: (path) => seen.filter((request) => request.path === path),
		close: async () => {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}
