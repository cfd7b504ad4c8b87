import type { CancelTimer, SandboxClock } from './clock';
import type { StoredDocument } from './documents';
import { outcomeOfAttempt, retriedOutcomes, scenarioOf, type Outcome, type Scenario } from './scenarios';

export type FaxState =
	| 'accepted'
	| 'preparing'
	| 'scheduled'
	| 'sending'
	/** Between two attempts. */
	| 'waiting'
	| 'delivered'
	| 'failed'
	| 'canceled'
	| 'receiving'
	| 'received';

export const finalStates: ReadonlySet<FaxState> = new Set<FaxState>([
	'delivered',
	'failed',
	'canceled',
	'received',
]);

/** One step in the life of a fax. */
export interface HistoryEntry {
	/** Unix milliseconds of the sandbox's clock. */
	at: number;
	state: FaxState;
	outcome: Outcome | null;
	/** Number of the attempt under way or just ended; 0 before the first. */
	attempt: number;
}

/** One call of the service to the recipient. */
export interface Attempt {
	/** From 1. */
	number: number;
	startedAt: number;
	endedAt: number | null;
	outcome: Outcome | null;
	pagesTransferred: number;
}

export interface NetworkFax {
	/** Unique in the whole network: `fax-1`, `fax-2` … */
	key: string;
	service: string;
	direction: 'outbound' | 'inbound';
	from: string;
	to: string;
	documents: StoredDocument[];
	/** Pages to transmit, the cover page included. */
	pages: number;
	pagesTransferred: number;
	isPartial: boolean;
	scenario: Scenario;
	state: FaxState;
	outcome: Outcome | null;
	history: HistoryEntry[];
	attempts: Attempt[];
	/** Every id under which the service has shown this fax, in the order of their making. */
	ids: string[];
	/** What the service keeps beside it: comment, tags, subject … */
	reference: Record<string, unknown>;
	/** Handed in with a key that only simulates. */
	simulated: boolean;
	deleted: boolean;
	createdAt: number;
	scheduledAt: number | null;
	completedAt: number | null;
}

export interface FaxOrder {
	service: string;
	from: string;
	to: string;
	documents: StoredDocument[];
	pages: number;
	/** Unix milliseconds; null or a past time: at once. */
	sendAt?: number | null;
	/** The service's own further attempts when the line is busy or bad. */
	retries?: number;
	retryDelayMs?: number;
	reference?: Record<string, unknown>;
	simulated?: boolean;
}

export interface InboundOrder {
	service: string;
	from: string;
	to: string;
	documents: StoredDocument[];
	/** Only half of the pages arrive (at least one). */
	partial?: boolean;
	/** How long the pages take to come in; 0 = they are there at once. */
	receivingMs?: number;
	reference?: Record<string, unknown>;
	/** Called before anything is told about the new fax, so that the service can give it its ids. */
	prepare?: (fax: NetworkFax) => void;
}

/** Told about the faxes of one service. `ended` comes after the fax has entered its next state. */
export interface NetworkListener {
	changed?(fax: NetworkFax, entry: HistoryEntry): void;
	attemptEnded?(fax: NetworkFax, attempt: Attempt): void;
}

export interface NetworkTiming {
	/** From acceptance to the first attempt. */
	queuedMs: number;
	/** One attempt. */
	sendingMs: number;
}

interface Plan {
	sendAt: number | null;
	attemptsAllowed: number;
	retryDelayMs: number;
}

/** The telephone side of the sandbox: faxes and what becomes of them over time. Knows no service and no HTTP. */
export class FaxNetwork {
	private faxes: NetworkFax[] = [];
	private created = 0;
	private readonly timers = new Map<NetworkFax, CancelTimer>();
	private readonly listeners = new Map<string, NetworkListener>();

	constructor(
		private readonly clock: SandboxClock,
		private readonly timing: NetworkTiming,
	) {}

	/** Names the one listener for the faxes of a service. */
	listen(service: string, listener: NetworkListener): void {
		this.listeners.set(service, listener);
	}

	/** Every fax, oldest first, also deleted ones. */
	all(): readonly NetworkFax[] {
		return this.faxes;
	}

	find(key: string): NetworkFax | undefined {
		return this.faxes.find((fax) => fax.key === key);
	}

	/** Takes a fax to send; the recipient's scenario decides what becomes of it. */
	submit(order: FaxOrder): NetworkFax {
		const scenario = scenarioOf(order.to);
		const sendAt = order.sendAt ?? null;
		const fax = this.create({ ...order, direction: 'outbound', scenario, scheduledAt: sendAt });
		fax.simulated = order.simulated ?? false;
		const plan: Plan = {
			sendAt,
			attemptsAllowed: Math.max(1 + (order.retries ?? 0), scenario.outcomes.length),
			retryDelayMs: order.retryDelayMs ?? 0,
		};
		this.enter(fax, 'accepted');
		this.later(fax, this.timing.queuedMs / 2, () => {
			this.enter(fax, 'preparing');
			this.later(fax, this.timing.queuedMs / 2, () => this.prepared(fax, plan));
		});
		return fax;
	}

	/** Puts a received fax in. */
	receive(order: InboundOrder): NetworkFax {
		const pages = order.documents.reduce((sum, document) => sum + document.pages, 0);
		const fax = this.create({
			...order,
			pages,
			direction: 'inbound',
			scenario: scenarioOf(''),
			scheduledAt: null,
		});
		fax.attempts.push({
			number: 1,
			startedAt: fax.createdAt,
			endedAt: null,
			outcome: null,
			pagesTransferred: 0,
		});
		order.prepare?.(fax);
		const arrived = (): void => this.arrived(fax, order.partial ?? false);
		if ((order.receivingMs ?? 0) > 0) {
			this.enter(fax, 'receiving');
			this.later(fax, order.receivingMs ?? 0, arrived);
		} else {
			arrived();
		}
		return fax;
	}

	/** Stops a fax that is not final. Returns false when it is. */
	cancel(fax: NetworkFax): boolean {
		if (finalStates.has(fax.state)) return false;
		this.timers.get(fax)?.();
		const open = fax.attempts.at(-1);
		if (open !== undefined && open.endedAt === null) open.endedAt = this.clock.now();
		this.finish(fax, 'canceled');
		return true;
	}

	/** Forgets every fax. */
	reset(): void {
		for (const cancel of this.timers.values()) cancel();
		this.timers.clear();
		this.faxes = [];
	}

	private create(
		given: Pick<NetworkFax, 'service' | 'direction' | 'from' | 'to' | 'documents' | 'pages' | 'scenario'> & {
			scheduledAt: number | null;
			reference?: Record<string, unknown>;
		},
	): NetworkFax {
		const fax: NetworkFax = {
			key: `fax-${++this.created}`,
			service: given.service,
			direction: given.direction,
			from: given.from,
			to: given.to,
			documents: given.documents,
			pages: given.pages,
			pagesTransferred: 0,
			isPartial: false,
			scenario: given.scenario,
			state: 'accepted',
			outcome: null,
			history: [],
			attempts: [],
			ids: [],
			reference: given.reference ?? {},
			simulated: false,
			deleted: false,
			createdAt: this.clock.now(),
			scheduledAt: given.scheduledAt,
			completedAt: null,
		};
		this.faxes.push(fax);
		return fax;
	}

	private prepared(fax: NetworkFax, plan: Plan): void {
		if (outcomeOfAttempt(fax.scenario, 1) === 'documentError') {
			const now = this.clock.now();
			const attempt: Attempt = {
				number: 1,
				startedAt: now,
				endedAt: now,
				outcome: 'documentError',
				pagesTransferred: 0,
			};
			fax.attempts.push(attempt);
			this.concludeAttempt(fax, plan, attempt, 'documentError');
			return;
		}
		const wait = (plan.sendAt ?? 0) - this.clock.now();
		if (wait <= 0) {
			this.startAttempt(fax, plan);
			return;
		}
		this.enter(fax, 'scheduled');
		this.laterExactly(fax, wait, () => this.startAttempt(fax, plan));
	}

	private startAttempt(fax: NetworkFax, plan: Plan): void {
		const attempt: Attempt = {
			number: fax.attempts.length + 1,
			startedAt: this.clock.now(),
			endedAt: null,
			outcome: null,
			pagesTransferred: 0,
		};
		fax.attempts.push(attempt);
		this.enter(fax, 'sending');
		if (fax.scenario.stuck) return;
		this.later(fax, this.timing.sendingMs, () => {
			const outcome = outcomeOfAttempt(fax.scenario, attempt.number);
			attempt.endedAt = this.clock.now();
			attempt.outcome = outcome;
			attempt.pagesTransferred = pagesThrough(outcome, fax.pages);
			this.concludeAttempt(fax, plan, attempt, outcome);
		});
	}

	private concludeAttempt(fax: NetworkFax, plan: Plan, attempt: Attempt, outcome: Outcome): void {
		fax.pagesTransferred = attempt.pagesTransferred;
		fax.outcome = outcome;
		if (retriedOutcomes.has(outcome) && attempt.number < plan.attemptsAllowed) {
			this.move(fax, 'waiting');
			this.listenerOf(fax)?.attemptEnded?.(fax, attempt);
			this.tellChanged(fax);
			this.laterExactly(fax, plan.retryDelayMs, () => this.startAttempt(fax, plan));
			return;
		}
		fax.isPartial = outcome === 'partial';
		fax.completedAt = this.clock.now();
		this.move(fax, outcome === 'delivered' ? 'delivered' : 'failed');
		this.listenerOf(fax)?.attemptEnded?.(fax, attempt);
		this.tellChanged(fax);
	}

	private arrived(fax: NetworkFax, partial: boolean): void {
		const attempt = fax.attempts[0];
		fax.isPartial = partial;
		fax.pagesTransferred = partial ? Math.max(1, Math.floor(fax.pages / 2)) : fax.pages;
		fax.outcome = partial ? 'partial' : 'delivered';
		if (attempt !== undefined) {
			attempt.endedAt = this.clock.now();
			attempt.outcome = fax.outcome;
			attempt.pagesTransferred = fax.pagesTransferred;
		}
		this.finish(fax, 'received');
	}

	private finish(fax: NetworkFax, state: FaxState): void {
		fax.completedAt = this.clock.now();
		this.enter(fax, state);
	}

	private enter(fax: NetworkFax, state: FaxState): void {
		this.move(fax, state);
		this.tellChanged(fax);
	}

	private move(fax: NetworkFax, state: FaxState): void {
		fax.state = state;
		const { outcome } = fax;
		fax.history.push({ at: this.clock.now(), state, outcome, attempt: fax.attempts.length });
	}

	private tellChanged(fax: NetworkFax): void {
		const entry = fax.history.at(-1);
		if (entry !== undefined) this.listenerOf(fax)?.changed?.(fax, entry);
	}

	private listenerOf(fax: NetworkFax): NetworkListener | undefined {
		return this.listeners.get(fax.service);
	}

	private later(fax: NetworkFax, delayMs: number, run: () => void): void {
		this.laterExactly(fax, delayMs * fax.scenario.pace, run);
	}

	private laterExactly(fax: NetworkFax, delayMs: number, run: () => void): void {
		this.timers.set(fax, this.clock.schedule(delayMs, run));
	}
}

function pagesThrough(outcome: Outcome, pages: number): number {
	if (outcome === 'delivered') return pages;
	return outcome === 'partial' ? Math.floor(pages / 2) : 0;
}
