import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { faultDefinitions, type FaultOrder } from './faults';
import type { DeliveryRequest, HookOrder, InboundOrder, Sandbox } from './sandbox';
import { scenarios } from './scenarios';
import { serviceNames, type ServiceName } from './services';
import { deliverySnapshot, requestSnapshot } from './snapshots';

interface ControlRoute {
	method: 'GET' | 'POST' | 'DELETE';
	path: string;
	description: string;
	run(given: Given, reply: FastifyReply): unknown;
}

interface Given {
	body: Record<string, unknown>;
	query: Record<string, string | undefined>;
	params: Record<string, string>;
}

class BadOrder extends Error {}

const SHOWABLE = ['application/pdf', 'image/png', 'image/jpeg'];

/** The control API: a thin JSON coat over the {@link Sandbox}'s own functions. */
export function mountControl(server: FastifyInstance, sandbox: Sandbox): void {
	for (const route of controlRoutes(sandbox)) {
		server.route({
			method: route.method,
			url: `/sandbox${route.path}`,
			handler: async (request, reply) => {
				if (isForeign(request)) {
					return await reply.code(403).send({ error: 'Other web pages may not control the sandbox' });
				}
				try {
					const result = await route.run(readGiven(request), reply);
					return reply.sent ? reply : await reply.send(result ?? { ok: true });
				} catch (error) {
					const isOrder =
						error instanceof BadOrder ||
						error instanceof TypeError ||
						error instanceof RangeError ||
						error instanceof SyntaxError;
					if (!isOrder) throw error;
					return await reply.code(400).send({ error: error.message });
				}
			},
		});
	}
}

function controlRoutes(sandbox: Sandbox): ControlRoute[] {
	const routes: ControlRoute[] = [
		{
			method: 'POST',
			path: '/reset',
			description: 'Forget everything and put all switches back',
			run: () => sandbox.reset(),
		},
		{
			method: 'GET',
			path: '/faxes',
			description: 'Every fax with ids, history and documents; ?service=',
			run: ({ query }) => ({ faxes: sandbox.faxes(query.service) }),
		},
		{
			method: 'GET',
			path: '/faxes/:key/document',
			description: 'The bytes of a document; ?index= from 0',
			run: ({ params, query }, reply) => sendDocument(sandbox, params.key ?? '', query.index, reply),
		},
		{
			method: 'POST',
			path: '/inbound',
			description:
				'Receive a fax: {service, from?, to?, pages?, document? (Base64), fileName?, partial?, spam?}',
			run: ({ body }) => ({ fax: sandbox.inbound(inboundOrder(body)) }),
		},
		{
			method: 'GET',
			path: '/faults',
			description: 'The faults that wait, and every kind there is',
			run: () => ({
				faults: sandbox.faults(),
				kinds: Object.entries(faultDefinitions).map(([fault, { description }]) => ({ fault, description })),
			}),
		},
		{
			method: 'POST',
			path: '/faults',
			description:
				'Break the next requests: {fault, service?, match?: {method?, path?}, times?, afterAcceptance?, …}',
			run: ({ body }) => {
				sandbox.addFault(body as unknown as FaultOrder);
				return { faults: sandbox.faults() };
			},
		},
		{
			method: 'DELETE',
			path: '/faults',
			description: 'Forget all faults',
			run: () => sandbox.clearFaults(),
		},
		{
			method: 'GET',
			path: '/requests',
			description: 'What arrived at the services, bodies as Base64; ?service=',
			run: ({ query }) => ({ requests: sandbox.requests(query.service).map(requestSnapshot) }),
		},
		{
			method: 'GET',
			path: '/webhooks',
			description: 'Registered hooks and every delivery with its answer',
			run: () => ({ hooks: sandbox.hooks(), deliveries: sandbox.deliveries().map(deliverySnapshot) }),
		},
		{
			method: 'POST',
			path: '/webhooks',
			description: 'Register a hook by hand: {service, url, event?, username?, password?}',
			run: ({ body }) => ({ hook: sandbox.addHook(hookOrder(body)) }),
		},
		{
			method: 'DELETE',
			path: '/webhooks/:id',
			description: 'Remove a hook',
			run: ({ params }, reply) => {
				if (sandbox.removeHook(params.id ?? '')) return undefined;
				return reply.code(404).send({ error: 'There is no such hook' });
			},
		},
		{
			method: 'POST',
			path: '/webhooks/deliver',
			description:
				'Deliver by hand: {url, body, headers?, service?, event?, sign?} or {repeat: id of a delivery}',
			run: async ({ body }) => ({
				delivery: deliverySnapshot(await sandbox.deliver(body as DeliveryRequest)),
			}),
		},
		{
			method: 'GET',
			path: '/clock',
			description: "The sandbox's time and speed",
			run: () => clockState(sandbox),
		},
		{
			method: 'POST',
			path: '/clock',
			description: 'Change the speed or move time forward: {speed?, advanceMs?}',
			run: async ({ body }) => {
				if (body.speed !== undefined) sandbox.setSpeed(number(body, 'speed'));
				if (body.advanceMs !== undefined) await sandbox.advance(number(body, 'advanceMs'));
				return clockState(sandbox);
			},
		},
		{
			method: 'GET',
			path: '/switches',
			description: 'Behaviour on which the documents of a service are silent, by service',
			run: () => Object.fromEntries(serviceNames.map((name) => [name, sandbox.switches(name)])),
		},
		{
			method: 'POST',
			path: '/switches',
			description: 'Change such behaviour until the next reset: {service, switches: {…}}',
			run: ({ body }) => {
				const name = serviceName(body);
				sandbox.setSwitches(name, object(body.switches));
				return sandbox.switches(name);
			},
		},
		{
			method: 'POST',
			path: '/tokens/expire',
			description: 'Make every renewable access token invalid: {service}',
			run: ({ body }) => sandbox.service(serviceName(body)).expireTokens?.(),
		},
		{
			method: 'GET',
			path: '/credentials',
			description: 'Ready-made credentials of every service',
			run: () => Object.fromEntries(serviceNames.map((name) => [name, sandbox.service(name).credentials()])),
		},
		{
			method: 'GET',
			path: '/scenarios',
			description: 'What the last two digits of a recipient stand for',
			run: () => ({ scenarios }),
		},
	];
	return [
		{
			method: 'GET',
			path: '',
			description: 'This list',
			run: () => ({
				routes: routes.map(({ method, path, description }) => ({
					method,
					path: `/sandbox${path}`,
					description,
				})),
			}),
		},
		...routes,
	];
}

/** Whether a browser sends this for a page of another address; programs send no Origin. */
function isForeign({ headers }: FastifyRequest): boolean {
	const { origin, host } = headers;
	return origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== host);
}

function readGiven(request: FastifyRequest): Given {
	const { body, query, params } = request;
	const text = Buffer.isBuffer(body) && body.length > 0 ? body.toString('utf8') : '{}';
	return { body: object(parse(text)), query: query as Given['query'], params: params as Given['params'] };
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		throw new BadOrder('The body is not JSON');
	}
}

function object(value: unknown): Record<string, unknown> {
	if (typeof value !== 'object' || value === null || Array.isArray(value))
		throw new BadOrder('An object is expected');
	return value as Record<string, unknown>;
}

function serviceName(body: Record<string, unknown>): ServiceName {
	const found = serviceNames.find((name) => name === body.service);
	if (found === undefined) throw new BadOrder(`'service' must be one of ${serviceNames.join(', ')}`);
	return found;
}

function number(body: Record<string, unknown>, name: string): number {
	const value = body[name];
	if (typeof value !== 'number' || !Number.isFinite(value)) throw new BadOrder(`'${name}' must be a number`);
	return value;
}

function text(body: Record<string, unknown>, name: string): string | undefined {
	const value = body[name];
	if (value === undefined || typeof value === 'string') return value;
	throw new BadOrder(`'${name}' must be a text`);
}

function inboundOrder(body: Record<string, unknown>): InboundOrder {
	const document = text(body, 'document');
	const pages = body.pages === undefined ? undefined : number(body, 'pages');
	if (pages !== undefined && !(Number.isInteger(pages) && pages >= 1 && pages <= 500)) {
		throw new BadOrder(`'pages' must be an integer from 1 to 500`);
	}
	return {
		service: serviceName(body),
		from: text(body, 'from'),
		to: text(body, 'to'),
		pages,
		document: document === undefined ? undefined : Buffer.from(document, 'base64'),
		fileName: text(body, 'fileName'),
		partial: body.partial === true,
		spam: body.spam === true,
	};
}

function hookOrder(body: Record<string, unknown>): HookOrder {
	return {
		service: serviceName(body),
		url: text(body, 'url') ?? '',
		event: text(body, 'event'),
		username: text(body, 'username'),
		password: text(body, 'password'),
	};
}

function sendDocument(
	sandbox: Sandbox,
	key: string,
	index: string | undefined,
	reply: FastifyReply,
): FastifyReply {
	const document = sandbox.document(key, Number(index ?? 0));
	if (document === undefined) return reply.code(404).send({ error: 'There is no such document' });
	// Anything that a browser could run as a page of this address goes out as a plain file.
	const isShowable = SHOWABLE.includes(document.mimeType);
	const name = encodeURIComponent(document.fileName);
	return reply
		.header('content-type', isShowable ? document.mimeType : 'application/octet-stream')
		.header('content-disposition', `${isShowable ? 'inline' : 'attachment'}; filename*=UTF-8''${name}`)
		.header('x-content-type-options', 'nosniff')
		.send(document.bytes);
}

function clockState(sandbox: Sandbox): object {
	return { now: new Date(sandbox.clock.now()).toISOString(), speed: sandbox.clock.speed };
}
