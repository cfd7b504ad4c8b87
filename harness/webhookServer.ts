import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LoggerProxy } from 'n8n-workflow';
import { HttpRefusal } from './bodyParser';
import { toExpressRequest, toExpressResponse, type ExpressRequest, type ExpressResponse } from './httpShim';

/** What is to be answered when the node has not answered itself. */
export type WebhookAnswer = { done: true } | { status: number; body: unknown };

export type WebhookHandler = (request: ExpressRequest, response: ExpressResponse) => Promise<WebhookAnswer>;

/** `webhook` for production URLs, `webhook-test` for those of a test listen: the first part of the path. */
export type WebhookKind = 'webhook' | 'webhook-test';

const withoutSlash = (path: string): string => path.replace(/^\/+|\/+$/g, '');

/** n8n's table of registered webhooks and the server that answers them. */
export class WebhookServer {
	private readonly routes = new Map<string, WebhookHandler>();
	private server: Server | undefined;

	/** Registers a method and path; an earlier registration of the same is replaced. */
	register(kind: WebhookKind, method: string, path: string, handler: WebhookHandler): void {
		this.routes.set(`${method} ${kind}/${withoutSlash(path)}`, handler);
	}

	unregister(kind: WebhookKind, method: string, path: string): void {
		this.routes.delete(`${method} ${kind}/${withoutSlash(path)}`);
	}

	/** Starts the server on a free port of this machine, once; returns its address. */
	async listen(): Promise<string> {
		if (!this.server) {
			const server = createServer((request, response) => {
				void this.answer(toExpressRequest(request), toExpressResponse(response));
			});
			this.server = server;
			await new Promise<void>((resolve, reject) => {
				server.once('error', reject);
				server.listen(0, '127.0.0.1', resolve);
			});
		}
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
	}

	async close(): Promise<void> {
		const { server } = this;
		this.server = undefined;
		this.routes.clear();
		if (!server) return;
		server.closeAllConnections();
		await new Promise((resolve) => server.close(resolve));
	}

	private async answer(request: ExpressRequest, response: ExpressResponse): Promise<void> {
		try {
			const answer = await this.dispatch(request, response);
			if (!('done' in answer)) send(response, answer.status, answer.body);
		} catch (error) {
			const { message } = error as Error;
			LoggerProxy.error(`Error in handling webhook request ${request.method} ${request.path}: ${message}`, {
				error,
			});
			const { status, body } = errorAnswer(error);
			if (!response.headersSent) send(response, status, body);
		}
	}

	private async dispatch(request: ExpressRequest, response: ExpressResponse): Promise<WebhookAnswer> {
		const path = withoutSlash(request.path);
		const handler = this.routes.get(`${request.method} ${path}`);
		if (handler) return await handler(request, response);
		const methods = [...this.routes.keys()].flatMap((key) => {
			const [method = '', route] = key.split(' ');
			return route === path ? [method] : [];
		});
		const name = path.slice(path.indexOf('/') + 1);
		throw new HttpRefusal(
			404,
			methods.length > 0
				? `This webhook is not registered for ${request.method} requests. Did you mean to make a ${methods.join(' or ')} request?`
				: `The requested webhook "${request.method} ${name}" is not registered.`,
		);
	}
}

function send(response: ExpressResponse, status: number, body: unknown): void {
	response.status(status);
	if (typeof body === 'string') response.send(body);
	else response.json(body);
}

function errorAnswer(error: unknown): { status: number; body: unknown } {
	const { message } = error as Error;
	if (!(error instanceof HttpRefusal)) return { status: 500, body: { code: 0, message } };
	const { status, code, hint } = error;
	return { status, body: { code, message, ...(hint !== undefined && { hint }) } };
}
