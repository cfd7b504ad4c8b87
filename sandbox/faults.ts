import type { FastifyReply } from 'fastify';
import type { SandboxService, ServiceAnswer } from './services/service';

/** Which requests a fault waits for; what is not given matches everything. */
export interface FaultMatch {
	method?: string;
	/** A regular expression, tried on the path without its query. */
	path?: string;
}

/** An order to break the next matching requests. */
export interface FaultOrder {
	service?: string;
	match?: FaultMatch;
	fault: FaultName;
	/** How many requests it breaks; default 1. */
	times?: number;
	/** Lets the service act on the request first; its effect is then real and only the answer is broken. */
	afterAcceptance?: boolean;
	/** For `status`: the HTTP status (default 500). For `redirect`: 301, 302, 303, 307 or 308 (default 302). */
	status?: number;
	/** Seconds, or any other text, for a Retry-After header of `status`. */
	retryAfter?: string | number;
	/** For `redirect`: where to. */
	location?: string;
	/** For `hang`: closes the connection after that many real milliseconds; for `slowDrip`: how long it takes. */
	delayMs?: number;
}

interface Transmission {
	reply: FastifyReply;
	service: SandboxService;
	order: FaultOrder;
	/** The service's answer, where there is one. */
	answer: ServiceAnswer | null;
}

interface FaultDefinition {
	description: string;
	/** `connect`: before the body is read. `answer`: breaks the service's real answer, so the service always acts. */
	stage: 'connect' | 'request' | 'answer';
	/** Returns the HTTP status that went out, or null when none did. */
	apply(transmission: Transmission): number | null;
}

const HTML_PAGE =
	'<!doctype html><html><head><title>502 Bad Gateway</title></head><body><h1>Bad Gateway</h1></body></html>';

/** Every way in which the sandbox breaks a request. */
export const faultDefinitions = {
	resetBeforeHeaders: {
		description: 'The connection is reset before the request body is read',
		stage: 'connect',
		apply: ({ reply }) => reset(reply),
	},
	resetAfterBody: {
		description: 'The connection is reset after the request was read, without an answer',
		stage: 'request',
		apply: ({ reply }) => reset(reply),
	},
	resetMidAnswer: {
		description: 'The connection is reset in the middle of the answer',
		stage: 'answer',
		apply: ({ reply, answer }) => {
			const { status, headers, bytes } = encodeAnswer(answer);
			const { raw } = reply.hijack();
			raw.writeHead(status, { ...headers, 'content-length': String(bytes.length + 1) });
			raw.write(bytes.subarray(0, Math.ceil(bytes.length / 2)), () => {
				setTimeout(() => raw.socket?.resetAndDestroy(), 20);
			});
			return status;
		},
	},
	hang: {
		description: 'No answer comes; with delayMs the connection is closed after that time',
		stage: 'request',
		apply: ({ reply, order }) => {
			const { raw } = reply.hijack();
			if (order.delayMs !== undefined) setTimeout(() => raw.socket?.destroy(), order.delayMs).unref();
			return null;
		},
	},
	status: {
		description:
			"The service's own error with the given HTTP status, with Retry-After when retryAfter is given",
		stage: 'request',
		apply: ({ reply, service, order }) => {
			const error = service.error(order.status ?? 500);
			const retryAfter: Record<string, string> =
				order.retryAfter === undefined ? {} : { 'retry-after': String(order.retryAfter) };
			return sendAnswer(reply, { ...error, headers: { ...error.headers, ...retryAfter } });
		},
	},
	html502: {
		description: 'HTTP 502 with an HTML page, as a proxy in front of the service sends it',
		stage: 'request',
		apply: ({ reply }) => sendAnswer(reply, html(502)),
	},
	html200: {
		description: 'HTTP 200 with an HTML page',
		stage: 'request',
		apply: ({ reply }) => sendAnswer(reply, html(200)),
	},
	truncatedJson: {
		description: 'Half of the answer, properly ended',
		stage: 'answer',
		apply: ({ reply, answer }) => {
			const { status, headers, bytes } = encodeAnswer(answer);
			return sendAnswer(reply, { status, headers, body: bytes.subarray(0, Math.ceil(bytes.length / 2)) });
		},
	},
	emptyBody: {
		description: 'The right status without a body',
		stage: 'answer',
		apply: ({ reply, answer }) => {
			const { status, headers } = encodeAnswer(answer);
			return sendAnswer(reply, { status, headers, body: Buffer.alloc(0) });
		},
	},
	wrongContentType: {
		description: 'The right answer declared as text/plain',
		stage: 'answer',
		apply: ({ reply, answer }) => {
			const { status, headers, bytes } = encodeAnswer(answer);
			return sendAnswer(reply, {
				status,
				headers: { ...headers, 'content-type': 'text/plain' },
				body: bytes,
			});
		},
	},
	slowDrip: {
		description: 'The right answer, in ten pieces spread over delayMs (default 1000)',
		stage: 'answer',
		apply: ({ reply, answer, order }) => {
			const { status, headers, bytes } = encodeAnswer(answer);
			const { raw } = reply.hijack();
			raw.writeHead(status, { ...headers, 'content-length': String(bytes.length) });
			drip(raw, bytes, (order.delayMs ?? 1000) / 10);
			return status;
		},
	},
	redirect: {
		description: 'A redirect (status 301, 302, 303, 307 or 308) to location',
		stage: 'request',
		apply: ({ reply, order }) => {
			const headers = { location: order.location ?? '/' };
			return sendAnswer(reply, { status: order.status ?? 302, headers, body: '' });
		},
	},
	expireTokens: {
		description: 'Every renewable access token becomes invalid before the request is looked at',
		stage: 'answer',
		apply: ({ reply, answer }) => sendAnswer(reply, answer ?? { status: 500 }),
	},
} satisfies Record<string, FaultDefinition>;

export type FaultName = keyof typeof faultDefinitions;

/** How a fault works; typed loosely, because the table's entries differ. */
export const faultDefinition = (name: FaultName): FaultDefinition => faultDefinitions[name];

/** Whether the service acts on the request before this fault breaks something. */
export function lettingThrough(order: FaultOrder): boolean {
	return order.afterAcceptance === true || faultDefinition(order.fault).stage === 'answer';
}

interface QueuedFault {
	order: FaultOrder;
	path: RegExp | null;
	left: number;
}

/** The faults that wait for their requests, first come, first served. */
export class FaultQueue {
	private queue: QueuedFault[] = [];

	/** Throws TypeError for an unknown fault or a pattern that is no regular expression. */
	add(order: FaultOrder): void {
		if (!Object.hasOwn(faultDefinitions, order.fault))
			throw new TypeError(`There is no fault '${order.fault}'`);
		const path = order.match?.path === undefined ? null : new RegExp(order.match.path);
		this.queue.push({ order, path, left: order.times ?? 1 });
	}

	/** The fault for a request, used up by this call. `connecting`: before its body is read. */
	take(request: { service: string; method: string; path: string }, connecting: boolean): FaultOrder | null {
		const found = this.queue.find(({ order, path }) => {
			const early = faultDefinition(order.fault).stage === 'connect' && order.afterAcceptance !== true;
			return (
				early === connecting &&
				(order.service === undefined || order.service === request.service) &&
				(order.match?.method === undefined || order.match.method.toUpperCase() === request.method) &&
				(path === null || path.test(request.path))
			);
		});
		if (found === undefined) return null;
		found.left--;
		if (found.left <= 0) this.queue = this.queue.filter((other) => other !== found);
		return found.order;
	}

	list(): Array<FaultOrder & { left: number }> {
		return this.queue.map(({ order, left }) => ({ ...order, left }));
	}

	reset(): void {
		this.queue = [];
	}
}

/** Sends an answer as it is. Returns its status. */
export function sendAnswer(reply: FastifyReply, answer: ServiceAnswer): number {
	const { status, headers, bytes } = encodeAnswer(answer);
	reply.code(status).headers(headers);
	if (status === 204) reply.send();
	else reply.send(bytes);
	return status;
}

function encodeAnswer(answer: ServiceAnswer | null): {
	status: number;
	headers: Record<string, string>;
	bytes: Buffer;
} {
	const { status, headers = {}, body = '' } = answer ?? { status: 500 };
	if (Buffer.isBuffer(body)) return { status, headers, bytes: body };
	if (typeof body === 'string') return { status, headers, bytes: Buffer.from(body) };
	return {
		status,
		headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
		bytes: Buffer.from(JSON.stringify(body)),
	};
}

function html(status: number): ServiceAnswer {
	return { status, headers: { 'content-type': 'text/html' }, body: HTML_PAGE };
}

function reset(reply: FastifyReply): null {
	reply.hijack().raw.socket?.resetAndDestroy();
	return null;
}

function drip(raw: FastifyReply['raw'], bytes: Buffer, everyMs: number): void {
	const step = Math.max(1, Math.ceil(bytes.length / 10));
	const next = (at: number): void => {
		if (raw.destroyed) return;
		if (at >= bytes.length) {
			raw.end();
			return;
		}
		raw.write(bytes.subarray(at, at + step));
		setTimeout(() => next(at + step), everyMs);
	};
	next(0);
}
