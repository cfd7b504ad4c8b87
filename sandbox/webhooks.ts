import { Agent, request } from 'undici';
import type { SandboxClock } from './clock';

/** A registered address that wants to hear of events. */
export interface Hook {
	id: string;
	service: string;
	url: string;
	/** One event, or null for all. */
	event: string | null;
	/** Only these own numbers (E.164); null for all. */
	numbers: string[] | null;
	/** Whose hook it is, where the service tells users apart. */
	owner: string | null;
	username: string | null;
	password: string | null;
	/** Sent along with each delivery, where the service does that. */
	data: Record<string, string> | null;
	/** `api`: registered through the service's API. `hand`: as in the service's dashboard. */
	origin: 'api' | 'hand';
}

/** The bytes of a delivery and their headers. */
export interface WebhookMessage {
	/** Default POST; a GET carries no body. */
	method?: 'GET' | 'POST' | 'PUT';
	body: Buffer | string;
	headers: Record<string, string>;
}

/** One attempt to deliver one event. */
export interface Delivery {
	id: number;
	/** The same for all attempts of one event to one hook. */
	group: number;
	service: string;
	hookId: string | null;
	url: string;
	event: string;
	/** From 1. */
	attempt: number;
	/** Unix milliseconds of the sandbox's clock. */
	at: number;
	/** HTTP status; null while under way or when no answer came. */
	status: number | null;
	/** The answer's body, cut to 2,000 characters. */
	answer: string | null;
	/** Why no answer came. */
	error: string | null;
	/** When the next attempt is due, if there is one. */
	nextAttemptAt: number | null;
	message: WebhookMessage;
}

export interface DeliveryOrder {
	service: string;
	url: string;
	event: string;
	hook?: Hook;
	/** Made anew for each attempt, so that a signature can carry the time of its own attempt. */
	message: () => WebhookMessage;
	/** Waiting times before the second, third … attempt, in sandbox milliseconds. */
	retryDelaysMs: readonly number[];
	/** Whether an answer is a success; default: any 2xx. */
	isSuccess?: (status: number) => boolean;
	/** A wrong answer is an answer: only deliveries without any are tried again. */
	retriesWithoutAnswerOnly?: boolean;
	/** How long an answer may take, in real milliseconds; default 30,000. */
	patienceMs?: number;
	/** Told of each attempt once its outcome is known. */
	attempted?: (delivery: Delivery, succeeded: boolean) => void;
}

const PATIENCE_MS = 30_000;
const KEPT_DELIVERIES = 2000;

/** Registers hooks and delivers events to them with the retry policy of each service. */
export class WebhookOffice {
	private hooks: Hook[] = [];
	private deliveries: Delivery[] = [];
	private created = 0;
	private groups = 0;
	private agent = new Agent({ headersTimeout: PATIENCE_MS, bodyTimeout: PATIENCE_MS });
	private readonly underWay = new Set<Promise<unknown>>();

	constructor(private readonly clock: SandboxClock) {}

	register(hook: Partial<Hook> & Pick<Hook, 'id' | 'service' | 'url' | 'origin'>): Hook {
		const complete: Hook = {
			event: null,
			numbers: null,
			owner: null,
			username: null,
			password: null,
			data: null,
			...hook,
		};
		this.hooks.push(complete);
		return complete;
	}

	/** Returns false when there is no such hook. */
	remove(id: string): boolean {
		const before = this.hooks.length;
		this.hooks = this.hooks.filter((hook) => hook.id !== id);
		return this.hooks.length < before;
	}

	listHooks(service?: string): readonly Hook[] {
		return this.hooks.filter((hook) => service === undefined || hook.service === service);
	}

	/** Oldest first. */
	listDeliveries(): readonly Delivery[] {
		return this.deliveries;
	}

	/** The hooks of a service that want an event about one of the account's numbers. */
	hooksFor(service: string, event: string, ownNumber: string): Hook[] {
		return this.hooks.filter(
			(hook) =>
				hook.service === service &&
				(hook.event === null || hook.event === event) &&
				(hook.numbers === null || hook.numbers.includes(ownNumber)),
		);
	}

	/** Delivers now and, while the answer is not 2xx, again after each delay. Resolves after the first attempt. */
	async deliver(order: DeliveryOrder): Promise<Delivery> {
		return await this.attempt(order, ++this.groups, 1);
	}

	/** Resolves when no delivery is under way. */
	async settled(): Promise<void> {
		while (this.underWay.size > 0) await Promise.all([...this.underWay]);
	}

	reset(): void {
		this.hooks = [];
		this.deliveries = [];
	}

	async close(): Promise<void> {
		await this.agent.destroy();
	}

	private attempt(order: DeliveryOrder, group: number, number: number): Promise<Delivery> {
		const work = this.tryOnce(order, group, number);
		this.underWay.add(work);
		const done = (): boolean => this.underWay.delete(work);
		work.then(done, done);
		return work;
	}

	private async tryOnce(order: DeliveryOrder, group: number, number: number): Promise<Delivery> {
		const message = order.message();
		const delivery: Delivery = {
			id: ++this.created,
			group,
			service: order.service,
			hookId: order.hook?.id ?? null,
			url: order.url,
			event: order.event,
			attempt: number,
			at: this.clock.now(),
			status: null,
			answer: null,
			error: null,
			nextAttemptAt: null,
			message,
		};
		this.deliveries.push(delivery);
		if (this.deliveries.length > KEPT_DELIVERIES) this.deliveries.shift();
		await this.post(delivery, order);
		const succeeded = delivery.status !== null && (order.isSuccess ?? isSuccess)(delivery.status);
		order.attempted?.(delivery, succeeded);
		const delay = order.retryDelaysMs[number - 1];
		const isOver = succeeded || (order.retriesWithoutAnswerOnly === true && delivery.status !== null);
		if (isOver || delay === undefined || !this.isWanted(order.hook)) return delivery;
		delivery.nextAttemptAt = this.clock.now() + delay;
		this.clock.schedule(delay, async () => {
			if (this.isWanted(order.hook)) await this.attempt(order, group, number + 1);
		});
		return delivery;
	}

	private isWanted(hook: Hook | undefined): boolean {
		return hook === undefined || this.hooks.includes(hook);
	}

	private async post(delivery: Delivery, { hook, patienceMs = PATIENCE_MS }: DeliveryOrder): Promise<void> {
		const { method = 'POST', body, headers } = delivery.message;
		try {
			const answer = await request(delivery.url, {
				method,
				body: method === 'GET' ? null : body,
				headers: { 'user-agent': 'fax-sandbox', ...headers, ...basicAuth(hook) },
				dispatcher: this.agent,
				headersTimeout: patienceMs,
				bodyTimeout: patienceMs,
			});
			delivery.answer = (await answer.body.text()).slice(0, 2000);
			delivery.status = answer.statusCode;
		} catch (error) {
			delivery.error = error instanceof Error ? error.message || error.name : String(error);
		}
	}
}

const isSuccess = (status: number): boolean => status >= 200 && status < 300;

function basicAuth(hook: Hook | undefined): Record<string, string> {
	if (hook === undefined || hook.username === null) return {};
	const pair = Buffer.from(`${hook.username}:${hook.password ?? ''}`).toString('base64');
	return { authorization: `Basic ${pair}` };
}
