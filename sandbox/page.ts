import { randomBytes } from 'crypto';
import type { FastifyInstance } from 'fastify';
import { renderContent, renderPage } from './pageView';
import type { Sandbox } from './sandbox';

/** The start page: all that goes on in the sandbox, for a person. */
export function mountPage(server: FastifyInstance, sandbox: Sandbox): void {
	server.get('/', async (_request, reply) => {
		const nonce = randomBytes(16).toString('base64');
		return await reply
			.header('content-type', 'text/html; charset=utf-8')
			.header(
				'content-security-policy',
				`default-src 'none'; img-src data:; connect-src 'self'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'; base-uri 'none'`,
			)
			.send(renderPage(sandbox, nonce));
	});
	server.get('/sandbox/page', async (_request, reply) => {
		return await reply.header('content-type', 'text/html; charset=utf-8').send(renderContent(sandbox));
	});
}
