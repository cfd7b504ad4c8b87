import { randomUUID } from 'crypto';
import Fastify, { type FastifyInstance } from 'fastify';
import { SandboxClock } from './clock';
import { mountControl } from './control';
import { makeDocument, storeDocument, type StoredDocument } from './documents';
import { mountService } from './exchange';
import { FaultQueue, type FaultOrder } from './faults';
import { FaxNetwork } from './network';
import { mountPage } from './page';
import { RequestLog, type LoggedRequest } from './requestLog';
import { SubmissionJudge } from './scenarios';
import { serviceModules, serviceNames, type ServiceName, type ServiceOf, type SwitchesOf } from './services';
import type { SandboxService, ServiceContext } from './services/service';
import { faxSnapshot, type FaxSnapshot } from './snapshots';
import { WebhookOffice, type Delivery, type Hook } from './webhooks';

/** How a sandbox starts. The switches of a service stand under its name. */
export type SandboxOptions = {
	/** Default 127.0.0.1. */
	host?: string;
	/** Default 0: any free port. */
	port?: number;
	/** Sandbox milliseconds per real millisecond; 0 = time stands still and is moved by `advance`. Default 1. */
	speed?: number;
	/** Unix milliseconds at which the sandbox's time begins. Default now. */
	startTime?: number;
	/** From acceptance to the first attempt; default 150. */
	queuedMs?: number;
	/** One attempt; default 150. */
	sendingMs?: number;
} & { [Name in ServiceName]?: Partial<SwitchesOf<Name>> };

/** A received fax to put in. */
export interface InboundOrder {
	service: ServiceName;
	/** Default +12025550199. */
	from?: string;
	/** Default: the account's first own number. */
	to?: string;
	/** Pages of the document that the sandbox makes when none is given; default 1. */
	pages?: number;
	document?: Buffer;
	/** Default `fax.pdf`. */
	fileName?: string;
	/** Only half of the pages arrive. */
	partial?: boolean;
	spam?: boolean;
}

/** A hook set by hand, as in a service's dashboard. */
export interface HookOrder {
	service: ServiceName;
	url: string;
	/** One of the service's events; all when left out. */
	event?: string;
	username?: string;
	password?: string;
	/** Sent along with each delivery, where the service does that. */
	data?: Record<string, string>;
}

/** A delivery made up by hand: forged, changed, or an earlier one once more. */
export interface DeliveryRequest {
	/** Sends the bytes and headers of that delivery again, to its own address unless `url` is given. */
	repeat?: number;
	service?: ServiceName;
	url?: string;
	event?: string;
	/** Sent as JSON when it is an object. */
	body?: string | object;
	headers?: Record<string, string>;
	/** Adds the service's signature, where it signs. */
	sign?: boolean;
}

/** A fax network on your own machine. */
export class Sandbox {
	readonly clock: SandboxClock;
	readonly network: FaxNetwork;
	readonly services: { readonly [Name in ServiceName]: ServiceOf<Name> };
	private readonly log = new RequestLog();
	private readonly faultQueue = new FaultQueue();
	private readonly judge = new SubmissionJudge();
	private readonly webhooks: WebhookOffice;
	private readonly startSwitches: Record<string, object>;
	private readonly liveSwitches: Record<string, object>;
	private address = '';

	/** Use {@link createSandbox}. */
	constructor(
		private readonly server: FastifyInstance,
		options: SandboxOptions,
	) {
		this.clock = new SandboxClock(options.speed, options.startTime);
		const { queuedMs = 150, sendingMs = 150 } = options;
		this.network = new FaxNetwork(this.clock, { queuedMs, sendingMs });
		this.webhooks = new WebhookOffice(this.clock);
		const merged = serviceNames.map((name) => [name, { ...serviceModules[name].defaults, ...options[name] }]);
		this.startSwitches = Object.fromEntries(merged) as Record<string, object>;
		this.liveSwitches = structuredClone(this.startSwitches);
		this.services = Object.fromEntries(
			serviceNames.map((name) => [name, this.start(name)]),
		) as unknown as typeof this.services;
	}

	/** `http://127.0.0.1:4010`, without a trailing slash. */
	get url(): string {
		return this.address;
	}

	/** Listens; part of {@link createSandbox}. */
	async open(host: string, port: number): Promise<void> {
		for (const name of serviceNames) {
			mountService(this.server, this.services[name], {
				clock: this.clock,
				log: this.log,
				faults: this.faultQueue,
			});
		}
		mountControl(this.server, this);
		mountPage(this.server, this);
		await this.server.listen({ host, port });
		const bound = this.server.server.address();
		const actual = typeof bound === 'object' && bound !== null ? bound.port : port;
		this.address = `http://${host.includes(':') ? `[${host}]` : host}:${actual}`;
	}

	async close(): Promise<void> {
		this.clock.stop();
		await this.webhooks.close();
		await this.server.close();
	}

	/** Forgets faxes, requests, faults, hooks, deliveries and given-out tokens, and puts all switches back. */
	reset(): void {
		this.network.reset();
		this.clock.clear();
		this.log.reset();
		this.faultQueue.reset();
		this.judge.reset();
		this.webhooks.reset();
		for (const name of serviceNames) {
			this.services[name].reset();
			Object.assign(this.liveSwitches[name] ?? {}, structuredClone(this.startSwitches[name]));
		}
	}

	/** Every fax, oldest first. */
	faxes(service?: string): FaxSnapshot[] {
		return this.network
			.all()
			.filter((fax) => service === undefined || fax.service === service)
			.map((fax) => faxSnapshot(fax, this.service(fax.service)));
	}

	/** A document of a fax, found by the fax's key or any of its ids; undefined when there is none. */
	document(keyOrId: string, index = 0): StoredDocument | undefined {
		const fax = this.network.all().find(({ key, ids }) => key === keyOrId || ids.includes(keyOrId));
		return fax?.documents[index];
	}

	/** Puts a received fax in; its webhooks go out at once. Throws TypeError for an unknown service. */
	inbound(order: InboundOrder): FaxSnapshot {
		const service = this.service(order.service);
		const from = order.from ?? '+12025550199';
		const to = order.to ?? service.ownNumber;
		const fileName = order.fileName ?? 'fax.pdf';
		const document =
			order.document === undefined
				? makeDocument(fileName, sampleText(from, to, order.pages ?? 1))
				: storeDocument(order.document, fileName);
		const fax = service.receive({
			from,
			to,
			documents: [document],
			partial: order.partial ?? false,
			spam: order.spam ?? false,
		});
		return faxSnapshot(fax, service);
	}

	/** Breaks the next matching requests. Throws TypeError or SyntaxError for an order that makes no sense. */
	addFault(order: FaultOrder): void {
		this.faultQueue.add(order);
	}

	faults(): Array<FaultOrder & { left: number }> {
		return this.faultQueue.list();
	}

	clearFaults(): void {
		this.faultQueue.reset();
	}

	/** What arrived at the services, oldest first. */
	requests(service?: string): readonly LoggedRequest[] {
		return this.log.list(service);
	}

	clearRequests(): void {
		this.log.reset();
	}

	hooks(service?: string): readonly Hook[] {
		return this.webhooks.listHooks(service);
	}

	/** Registers a hook by hand. Throws TypeError for an unknown service or event, or no http(s) address. */
	addHook(order: HookOrder): Hook {
		const service = this.service(order.service);
		if (!/^https?:\/\//.test(order.url) || !URL.canParse(order.url)) {
			throw new TypeError(`'url' must be an http(s) address`);
		}
		if (order.event !== undefined && !service.events.includes(order.event)) {
			throw new TypeError(`'event' must be one of ${service.events.join(', ')}`);
		}
		return this.webhooks.register({
			id: randomUUID(),
			service: service.name,
			url: order.url,
			event: order.event ?? null,
			username: order.username ?? null,
			password: order.password ?? null,
			data: order.data ?? null,
			origin: 'hand',
		});
	}

	/** Removes a hook, however it was made; false when there is none with that id. */
	removeHook(id: string): boolean {
		return this.webhooks.remove(id);
	}

	/** Every attempt to deliver a webhook, oldest first. */
	deliveries(): readonly Delivery[] {
		return this.webhooks.listDeliveries();
	}

	/** Makes one delivery by hand, without retries, and resolves with its answer. Throws TypeError without an address. */
	async deliver(order: DeliveryRequest): Promise<Delivery> {
		const earlier =
			order.repeat === undefined ? undefined : this.deliveries().find(({ id }) => id === order.repeat);
		if (order.repeat !== undefined && earlier === undefined) throw new TypeError('There is no such delivery');
		const url = order.url ?? earlier?.url;
		if (url === undefined || !URL.canParse(url)) throw new TypeError(`'url' must be an http(s) address`);
		const service = order.service ?? earlier?.service ?? '';
		const text = typeof order.body === 'string' ? order.body : JSON.stringify(order.body ?? {});
		const signature = order.sign === true ? this.service(service).signHeaders?.(text) : undefined;
		const message = earlier?.message ?? {
			body: text,
			headers: { 'content-type': 'application/json', ...signature, ...order.headers },
		};
		const event = order.event ?? earlier?.event ?? 'by hand';
		const hook = this.webhooks.listHooks().find(({ id }) => id === earlier?.hookId);
		return await this.webhooks.deliver({
			service,
			url,
			event,
			hook,
			message: () => message,
			retryDelaysMs: [],
		});
	}

	/** Resolves when no webhook delivery is under way. */
	async settled(): Promise<void> {
		await this.webhooks.settled();
	}

	/** Moves time forward, running everything that falls due, webhooks and their retries included. */
	async advance(ms: number): Promise<void> {
		await this.clock.advance(ms, () => this.settled());
	}

	setSpeed(speed: number): void {
		this.clock.setSpeed(speed);
	}

	/** All switches of a service as they stand. */
	switches<Name extends ServiceName>(service: Name): Readonly<SwitchesOf<Name>> {
		return this.liveSwitches[service] as SwitchesOf<Name>;
	}

	/** Changes switches until the next reset. Throws TypeError for a name that is none. */
	setSwitches<Name extends ServiceName>(service: Name, changes: Partial<SwitchesOf<Name>>): void {
		const live = this.liveSwitches[this.service(service).name] ?? {};
		const unknown = Object.keys(changes).find((name) => !Object.hasOwn(live, name));
		if (unknown !== undefined) throw new TypeError(`${service} has no switch '${unknown}'`);
		Object.assign(live, changes);
	}

	/** A service by name. Throws TypeError when there is none. */
	service(name: string): SandboxService {
		if (!Object.hasOwn(this.services, name)) {
			throw new TypeError(`'service' must be one of ${serviceNames.join(', ')}`);
		}
		return this.services[name as ServiceName];
	}

	private start(name: ServiceName): SandboxService {
		const context: Omit<ServiceContext<object>, 'switches'> = {
			clock: this.clock,
			network: this.network,
			webhooks: this.webhooks,
			address: () => this.address,
			judge: (recipients) => this.judge.judge(name, recipients),
		};
		const create = serviceModules[name].create as (context: ServiceContext<object>) => SandboxService;
		return create({ ...context, switches: this.liveSwitches[name] ?? {} });
	}
}

function sampleText(from: string, to: string, pages: number): string[][] {
	return Array.from({ length: pages }, (_, index) => [
		'A fax from the sandbox',
		`From ${from} to ${to}`,
		`Page ${index + 1} of ${pages}`,
	]);
}

const LARGEST_BODY = 256 * 1024 * 1024;

/**
 * Starts a sandbox. Rejects with the system's error (`EADDRINUSE` …) when it cannot listen.
 * @returns the running sandbox; `close()` it when done
 */
export async function createSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
	const server = Fastify({
		bodyLimit: LARGEST_BODY,
		forceCloseConnections: true,
		exposeHeadRoutes: false,
		routerOptions: { maxParamLength: 500 },
	});
	server.removeAllContentTypeParsers();
	server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
	const sandbox = new Sandbox(server, options);
	await sandbox.open(options.host ?? '127.0.0.1', options.port ?? 0);
	return sandbox;
}
