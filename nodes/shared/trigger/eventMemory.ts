import { BoundedMap } from '../boundedMap';

const DAY_MS = 24 * 60 * 60 * 1000;
const KEPT_IN_PROCESS = 5_000;
const KEPT_MS = 31 * DAY_MS;
/** n8n writes static data back whole with every delivery, so that part stays small. */
const KEPT_IN_STATIC_DATA = 200;

/** An event as it is remembered. */
export interface KnownEvent {
	/** the same wherever the event comes up again */
	key: string;
	/** ISO 8601, UTC; null when the service does not say */
	occurredAt: string | null;
}

/** An event that came in. */
export interface ComingEvent extends KnownEvent {
	/** keys of the events of the same fax after which this one is out of date, such as "delivered" after "sending" */
	overtakenBy: readonly string[];
}

/**
 * What is to become of an event: hand it on; say nothing, because it was handed on before or something later was; or
 * wait, because one of the two is being handed on at this moment and may still fail.
 */
export type Judgement =
	{ kind: 'new' } | { kind: 'repeated' } | { kind: 'late' } | { kind: 'open'; settled: Promise<void> };

/** An event on its way to the workflow. Only the first call of either has an effect. */
export interface OpenEvent {
	/** it has arrived: from now on it counts as known */
	delivered(): void;
	/** it has not: the next delivery of it is new again */
	released(): void;
}

interface Open {
	event: ComingEvent;
	settled: Promise<void>;
}

/**
 * Which events a trigger has handed to its workflow. It knows nothing of n8n: the caller brings what static data holds
 * and takes along what is to be written there. Both memories are bounded; what they forget may come a second time.
 */
export class EventMemory {
	private readonly known: BoundedMap<KnownEvent>;
	private readonly open = new Map<string, Open>();

	/** @param now the present, in milliseconds */
	constructor(now: () => number) {
		this.known = new BoundedMap(KEPT_IN_PROCESS, KEPT_MS, now);
	}

	/** @param elsewhere events that are known from another memory: static data, or the same delivery */
	judge(event: ComingEvent, elsewhere: readonly KnownEvent[]): Judgement {
		const find = (key: string) => this.known.get(key) ?? elsewhere.find((other) => other.key === key);
		if (find(event.key) !== undefined) return { kind: 'repeated' };
		if (event.overtakenBy.some((key) => overtakes(find(key), event))) return { kind: 'late' };
		// Of two events of a fax that come at the same moment the second waits, so that they cannot change places.
		const other =
			this.open.get(event.key) ??
			[...this.open.values()].find(
				({ event: one }) =>
					(event.overtakenBy.includes(one.key) && overtakes(one, event)) ||
					one.overtakenBy.includes(event.key),
			);
		return other === undefined ? { kind: 'new' } : { kind: 'open', settled: other.settled };
	}

	/** Notes that an event is being handed on; only for one that was judged to be new. Events of one delivery begin together. */
	begin({ key, occurredAt, overtakenBy }: ComingEvent): OpenEvent {
		const event = { key, occurredAt, overtakenBy };
		let settle = () => {};
		const settled = new Promise<void>((resolve) => (settle = resolve));
		this.open.set(key, { event, settled });
		const end = (arrived: boolean) => {
			if (this.open.get(key)?.settled !== settled) return;
			this.open.delete(key);
			if (arrived) this.known.set(key, { key, occurredAt });
			settle();
		};
		return { delivered: () => end(true), released: () => end(false) };
	}

	/**
	 * What static data is to hold: what it held, what this process knows, and what is being handed on now, the latest
	 * last. It is merged because others write there, too: each from its own, older copy.
	 */
	merged(stored: readonly KnownEvent[], coming: readonly KnownEvent[]): KnownEvent[] {
		const recent = this.known
			.keys()
			.slice(-KEPT_IN_STATIC_DATA)
			.flatMap((key) => this.known.get(key) ?? []);
		const all = new Map<string, KnownEvent>();
		for (const { key, occurredAt } of [...stored, ...recent, ...coming]) {
			all.delete(key);
			all.set(key, { key, occurredAt });
		}
		return [...all.values()].slice(-KEPT_IN_STATIC_DATA);
	}
}

/** A later event makes an earlier one out of date, unless their times say that they came in this order. */
function overtakes(other: KnownEvent | undefined, event: KnownEvent): boolean {
	if (other === undefined) return false;
	if (other.occurredAt === null || event.occurredAt === null) return true;
	return Date.parse(event.occurredAt) <= Date.parse(other.occurredAt);
}
