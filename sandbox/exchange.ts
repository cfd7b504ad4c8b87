import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { SandboxClock } from './clock';
import { faultDefinition, lettingThrough, sendAnswer, type FaultOrder, type FaultQueue } from './faults';
import type { LoggedRequest, RequestLog } from './requestLog';
import type { SandboxService, ServiceAnswer, ServiceRequest, ServiceRoute } from './services/service';

interface Desk {
	clock: SandboxClock;
	log: RequestLog;
	faults: FaultQueue;
}

const entries = new WeakMap<object, LoggedRequest>();

/** Lets a service answer below its base path: every request is logged, may be broken by a fault, and gets an answer. */
export function mountService(server: FastifyInstance, service: SandboxService, desk: Desk): void {
	server.register(
		async (scope) => {
			scope.addHook('onRequest', async (request, reply) => arrive(service, desk, request, reply));
			for (const route of service.routes) {
				scope.route({
					method: route.method,
					url: route.path,
					handler: async (request, reply) => answer(service, desk, route, request, reply),
				});
			}
			scope.setNotFoundHandler(async (request, reply) => answer(service, desk, null, request, reply));
		},
		{ prefix: service.basePath },
	);
}

async function arrive(
	service: SandboxService,
	desk: Desk,
	request: FastifyRequest,
	reply: FastifyReply,
): Promise<unknown> {
	const entry = desk.log.begin({
		service: service.name,
		method: request.method,
		url: request.url,
		headers: request.headers,
		at: desk.clock.now(),
	});
	entries.set(request, entry);
	const fault = desk.faults.take(entry, true);
	if (fault === null) return undefined;
	entry.fault = fault.fault;
	entry.status = faultDefinition(fault.fault).apply({ reply, service, order: fault, answer: null });
	return reply;
}

async function answer(
	service: SandboxService,
	desk: Desk,
	route: ServiceRoute | null,
	request: FastifyRequest,
	reply: FastifyReply,
): Promise<FastifyReply> {
	const entry = entries.get(request);
	if (entry === undefined) throw new Error('A request was answered before it arrived');
	const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
	desk.log.setBody(entry, body);
	const queued = desk.faults.take(entry, false);
	if (queued?.fault === 'expireTokens') service.expireTokens?.();
	const acts = queued === null || lettingThrough(queued);
	const given = acts ? await act(service, route, toServiceRequest(entry, request, body)) : null;
	const fault: FaultOrder | null = queued ?? given?.brokenBy ?? null;
	entry.fault = fault?.fault ?? null;
	entry.status =
		fault === null
			? sendAnswer(reply, given ?? service.error(500))
			: faultDefinition(fault.fault).apply({ reply, service, order: fault, answer: given });
	return reply;
}

async function act(
	service: SandboxService,
	route: ServiceRoute | null,
	request: ServiceRequest,
): Promise<ServiceAnswer> {
	return route === null ? service.error(404) : await route.handle(request);
}

function toServiceRequest(entry: LoggedRequest, request: FastifyRequest, body: Buffer): ServiceRequest {
	const headers = Object.entries(request.headers).map(([name, value]): [string, string] => {
		return [name, Array.isArray(value) ? value.join(', ') : (value ?? '')];
	});
	return {
		method: request.method,
		params: (request.params ?? {}) as Record<string, string>,
		query: entry.query,
		headers: Object.fromEntries(headers),
		body,
	};
}
