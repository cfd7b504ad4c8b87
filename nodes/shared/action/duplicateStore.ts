import { createHash, randomUUID } from 'crypto';
import type { IExecuteFunctions } from 'n8n-workflow';
import { clock } from '../clock';
import { badParameter, fail } from '../failure';
import { StorePace } from './storePace';

const HOUR_MS = 60 * 60 * 1000;
/** n8n keeps all hashes of a node in one row of its database, so there is an end to them: the oldest are forgotten. */
const MOST_ENTRIES = 50_000;
/** Pauses before another try when n8n's database could not be asked, in milliseconds. */
const TRIES_AFTER_MS = [200, 1_000];
/**
 * What a process that was itself slow to write waits in addition, in milliseconds: it may have written over the marks of
 * one that had already looked, and learns of it only when that one notes the end of its faxes.
 */
const AFTER_LATE_MS = 3_000;
/** How often marks that another process has overwritten are recorded again before a fax is sent. */
const MOST_CONFIRMATIONS = 5;
const OPTIONS = { mode: 'entries', maxEntries: MOST_ENTRIES } as const;

/** A key for as long as it is remembered. */
export interface KeptKey {
	/** as `duplicateKeyOf` makes it */
	key: string;
	windowHours: number;
}

/**
 * What n8n's store says of a key. `new`: nobody began to send it. `done`: it was accepted. `open`: somebody began, and
 * how it ended was not noted; between the moments `after` and `before`, as far as the periods tell (`before` is null
 * when it may be going on now).
 */
export type Memory =
	{ state: 'new' } | { state: 'done' } | { state: 'open'; after: number; before: number | null };

/** The hashes of a key in one period. */
interface Marks {
	intent: string;
	pending: string;
}

const hashOf = (...parts: Array<string | number>) =>
	createHash('sha256').update(parts.join(':')).digest('base64url').slice(0, 32);

function marksOf({ key, windowHours }: KeptKey, period: number): Marks {
	return {
		intent: hashOf('intent', windowHours, period, key),
		pending: hashOf('pending', windowHours, period, key),
	};
}

/** What became of hashes that were recorded. */
interface Recorded {
	/** were there before */
	known: ReadonlySet<string>;
	/** another process has recorded them at the same moment */
	contested: ReadonlySet<string>;
	/** were recorded by us, and another process has taken them away since */
	takenAway: ReadonlySet<string>;
}

const claimOf = (place: string, id: string) => hashOf('fax', place, id);

/** Of n8n's database, which all nodes share. */
const pace = new StorePace();

// One after the other for each node: n8n reads its row, changes it and writes it back whole, without a lock.
const queues = new Map<string, Promise<unknown>>();

async function inTurn<T>(scope: string, work: () => Promise<T>): Promise<T> {
	const before = queues.get(scope) ?? Promise.resolve();
	const mine = before.then(work, work);
	const settled = mine.catch(() => undefined);
	queues.set(scope, settled);
	try {
		return await mine;
	} finally {
		if (queues.get(scope) === settled) queues.delete(scope);
	}
}

/** The part of n8n that the store needs. */
export type StoreContext = Pick<IExecuteFunctions, 'helpers' | 'getWorkflow' | 'getNode'>;

/** A key that was asked for, with what was known of it. */
export interface Ticket extends KeptKey {
	/** the one in which it was asked for; its end belongs to the same, however long the fax takes */
	period: number;
	memory: Memory;
	/** hashes that asking has left behind */
	fresh: readonly string[];
}

/**
 * How the work on a key ended. `untouched`: nothing was sent and nothing found out, so the store is to say the same
 * as before.
 */
export type KeyEnd = Ticket & {
	outcome: 'accepted' | 'refused' | 'unknown' | 'untouched';
	/** of the fax that was accepted, which no other key can then claim */
	id: string | null;
};

/** @throws FaxFailure when n8n has no memory for this node */
export function checkStore(context: StoreContext): void {
	const { id } = context.getWorkflow();
	// What n8n calls a workflow that was never saved.
	if (!id || id.startsWith('__') || id === 'new') {
		throw badParameter(
			'Prevent Duplicates',
			'needs a saved workflow',
			'Save the workflow and run it again: n8n remembers by workflow and node what was sent.',
		);
	}
	if (typeof context.helpers.checkProcessedAndRecord !== 'function') throw noStore();
}

/**
 * Which faxes a node has sent, on n8n's own deduplication store. That store keeps hashes only, and asking records what
 * was asked. So each key has two hashes in each period: `intent`, recorded before the fax is sent, and `pending`, recorded
 * with it and taken away when the fax was accepted. An intent without its pending mark is done. This way round, and not
 * with a mark for "done", because a process that dies while it asks leaves the mark behind that it asked for: then a fax
 * looks open and is looked up, while with the other mark one that never went would count as sent.
 */
export class DuplicateStore {
	/** names the node in its workflow, in this process */
	readonly scope: string;

	/** @throws FaxFailure when n8n has no memory for this node */
	constructor(private readonly context: StoreContext) {
		checkStore(context);
		const node = context.getNode();
		this.scope = `${context.getWorkflow().id}:${node.id || node.name}`;
	}

	/**
	 * Asks for keys, all different, and records that they are about to be sent, with one call of n8n.
	 * @returns what was known before, in the order of the keys
	 * @throws FaxFailure when n8n could not be asked; nothing may be sent then
	 */
	async begin(keys: readonly KeptKey[]): Promise<Ticket[]> {
		if (keys.length === 0) return [];
		const asked = keys.map((key) => ({ ...key, period: periodNow(key.windowHours) }));
		return await inTurn(this.scope, async () => {
			const marks = asked.flatMap(allMarks);
			const recorded = await this.recordSurely(marks);
			const tickets = asked.map((key) => ticketOf(key, recorded));
			// What is done must not become pending, nor be remembered for longer, because somebody asked.
			await this.remove(tickets.flatMap(({ memory, fresh }) => (memory.state === 'done' ? fresh : [])));
			return tickets;
		});
	}

	/**
	 * Records hashes and makes sure that they stay: another process may have read the row before and write it back after
	 * us. A mark of our own tells, after as long as the store's pace asks for; if it is gone, everything is recorded once
	 * more.
	 */
	private async recordSurely(marks: readonly string[]): Promise<Recorded> {
		const token = hashOf('token', randomUUID());
		const othersWait = pace.settlingMs();
		const began = clock.now();
		const known = await this.record([...marks, token]);
		const isLate = clock.now() - began > othersWait;
		const contested = new Set<string>();
		for (let tries = 0; tries < MOST_CONFIRMATIONS; tries++) {
			await clock.sleep(pace.settlingMs());
			const now = await this.record([token]);
			if (now.has(token)) break;
			for (const mark of await this.record(marks)) if (!known.has(mark)) contested.add(mark);
		}
		const ours = marks.filter((mark) => !known.has(mark) && !contested.has(mark));
		const takenAway = new Set<string>();
		if (isLate && ours.length > 0) {
			await clock.sleep(AFTER_LATE_MS);
			const now = await this.record(ours);
			for (const mark of ours) if (!now.has(mark)) takenAway.add(mark);
		}
		await this.remove([token]);
		return { known, contested, takenAway };
	}

	/** Notes how the work on keys ended, all together. What may have been sent stays; only a certain refusal releases a key. */
	async end(place: string, ends: readonly KeyEnd[]): Promise<void> {
		const kept = ends.flatMap((end) => {
			if (end.outcome !== 'accepted') return [];
			// Recorded once more, as another process may have written its row over ours meanwhile.
			const { intent } = marksOf(end, end.period);
			return end.id === null ? [intent] : [intent, claimOf(place, end.id)];
		});
		await inTurn(this.scope, async () => {
			await this.record(kept);
			await this.remove(ends.flatMap(surplusOf));
		});
	}

	/** Whether the fax belongs to another key of this node. Asking leaves nothing behind. */
	async isClaimed(place: string, id: string): Promise<boolean> {
		const claim = claimOf(place, id);
		return await inTurn(this.scope, async () => {
			const known = await this.record([claim]);
			if (known.has(claim)) return true;
			await this.remove([claim]);
			return false;
		});
	}

	/** Records hashes. @returns those that were there before */
	private async record(hashes: readonly string[]): Promise<Set<string>> {
		if (hashes.length === 0) return new Set();
		const { processed } = await this.tried(
			async () => await this.context.helpers.checkProcessedAndRecord([...hashes], 'node', OPTIONS),
		);
		return new Set(processed.map(String));
	}

	private async remove(hashes: readonly string[]): Promise<void> {
		if (hashes.length === 0) return;
		await this.tried(async () => await this.context.helpers.removeProcessed([...hashes], 'node', OPTIONS));
	}

	private async tried<T>(work: () => Promise<T>): Promise<T> {
		for (const pause of [...TRIES_AFTER_MS, null]) {
			const began = clock.now();
			try {
				const answer = await work();
				pace.note(clock.now() - began);
				return answer;
			} catch (error) {
				if (/initialized before use/.test(String((error as Error).message))) throw noStore();
				if (pause === null) break;
				await clock.sleep(pause);
			}
		}
		throw fail('provider_unavailable', {
			message: "n8n's memory of what was sent could not be asked",
			hint: "'Prevent Duplicates' needs n8n's database. Run the node again when it can be reached.",
		});
	}
}

const noStore = () =>
	badParameter(
		'Prevent Duplicates',
		"needs n8n's memory of processed items, which this n8n does not have",
		'Switch the option off, or run the workflow in an n8n with a database, version 2.0 or newer.',
	);

const lengthOf = (windowHours: number) => (windowHours * HOUR_MS) / 2;

const periodNow = (windowHours: number) => Math.floor(clock.now() / lengthOf(windowHours));

type Asked = Pick<Ticket, 'key' | 'windowHours' | 'period'>;

function allMarks(key: Asked): string[] {
	// The intent first: the oldest is forgotten first, and without its intent a pending mark means nothing.
	return [key.period, key.period - 1].flatMap((period) => {
		const { intent, pending } = marksOf(key, period);
		return [intent, pending];
	});
}

function ticketOf(key: Asked, { known, contested, takenAway }: Recorded): Ticket {
	const { intent, pending } = marksOf(key, key.period);
	// What two processes have recorded is for the other one to take away.
	if (contested.has(intent)) return { ...key, memory: openNow(key), fresh: [] };
	const fresh = allMarks(key).filter((mark) => !known.has(mark));
	// The mark that goes when a fax was accepted; the intent now belongs to the process that sent it.
	if (takenAway.has(pending) && !takenAway.has(intent)) {
		return { ...key, memory: { state: 'done' }, fresh: fresh.filter((mark) => mark !== intent) };
	}
	return { ...key, memory: memoryOf(key, known), fresh };
}

/** The hashes that have no place in the store once the work on a key has ended. */
function surplusOf(end: KeyEnd): string[] {
	const [intent, pending, ...before] = allMarks(end);
	switch (end.outcome) {
		case 'accepted':
			return [pending, ...before];
		case 'refused':
			return [intent, pending, ...before];
		case 'unknown':
			return before;
		case 'untouched':
			return [...end.fresh];
	}
}

/** What a key is that another process has begun at the same moment. */
const openNow = ({ period, windowHours }: Asked): Memory => ({
	state: 'open',
	after: period * lengthOf(windowHours),
	before: null,
});

function memoryOf(key: Asked, known: ReadonlySet<string>): Memory {
	const length = lengthOf(key.windowHours);
	const beganAt = key.period * length;
	const now = marksOf(key, key.period);
	const before = marksOf(key, key.period - 1);
	if (known.has(now.intent)) {
		if (!known.has(now.pending)) return { state: 'done' };
		// A key that is found in both may have been sent in either.
		const after = known.has(before.intent) ? beganAt - length : beganAt;
		return { state: 'open', after, before: null };
	}
	if (!known.has(before.intent)) return { state: 'new' };
	if (!known.has(before.pending)) return { state: 'done' };
	return { state: 'open', after: beganAt - length, before: beganAt };
}
