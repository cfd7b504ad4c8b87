import type { IExecuteFunctions } from 'n8n-workflow';
import { clock, nowIso } from '../clock';
import { fail, failureInfo, FaxFailure } from '../failure';
import type { Service } from '../http/service';
import type { Provider } from '../provider';
import { failureFields, faxRecord } from '../record';
import type { FaxRecord } from '../record';
import { duplicateMemory } from './duplicateMemory';
import type { KnownKey } from './duplicateMemory';
import type { DuplicateRule } from './duplicateOptions';
import { DuplicateStore } from './duplicateStore';
import type { KeyEnd, Memory, Ticket } from './duplicateStore';
import type { JobResult } from './jobs';
import { lookUpSent } from './lookUpSent';
import type { Fate } from './lookUpSent';
import { ownSends } from './ownSends';
import type { OwnSend } from './ownSends';
import { adoptedRecord, isLost, lostSend } from './sendAndFind';
import type { FaxAtPlace, SentFax } from './sendAndFind';

const MINUTE_MS = 60_000;
/** How long a service may go on with a request after we have given up on its answer. */
const LATE_ACCEPTANCE_MS = 10 * MINUTE_MS;
/** How long another process may be busy with one fax, all its tries included. */
const LONGEST_SEND_MS = 120 * MINUTE_MS;

/** Before each look at a fax that another process may be sending right now, in milliseconds. */
const RIVAL_PAUSES = [0, 1_000, 3_000];

/** A fax that is to be sent once only. */
export interface OnceSend {
	rule: DuplicateRule;
	/** what it is remembered by, and what it is recognised by at the service */
	identify(): Promise<{ key: string; fax: FaxAtPlace }>;
	/** sends it; throws what was certainly refused */
	send(): Promise<SentFax>;
	/** an item out of a record; `follow` says whether its end may be waited for */
	result(record: FaxRecord, more: { duplicate?: boolean; follow: boolean }): Promise<JobResult>;
}

/** The one who sends a key, while others in this process that have the same key wait. */
interface Lead {
	kind: 'lead';
	name: string;
	ticket: Ticket;
	outcome: KeyEnd['outcome'] | 'notStarted';
	id: string | null;
	tell(end: KnownKey | null): void;
}

type Turn =
	| Lead
	| { kind: 'wait'; end: Promise<KnownKey | null> }
	| { kind: 'known'; known: KnownKey }
	| { kind: 'failed'; error: unknown };

/**
 * Keeps the faxes of one run from being sent twice. The run calls `open` with those that are about to be sent side by
 * side, `run` for each, and `close` when all of them have ended.
 */
export class DuplicateGuard {
	private readonly store: DuplicateStore;
	private readonly turns = new Map<OnceSend, Turn>();
	private readonly faxes = new Map<OnceSend, FaxAtPlace>();
	private readonly signal: AbortSignal | undefined;

	/** @throws FaxFailure when n8n has no memory for this node */
	constructor(
		context: IExecuteFunctions,
		private readonly provider: Provider,
		private readonly service: Service,
	) {
		this.store = new DuplicateStore(context);
		this.signal = context.getExecutionCancelSignal?.();
	}

	/** Asks n8n's store for all of these together, but for those of which this process knows better. Never throws. */
	async open(sends: readonly OnceSend[]): Promise<void> {
		const leads: Array<{ send: OnceSend; name: string; key: string; tell: Lead['tell'] }> = [];
		for (const send of sends) {
			try {
				const { key, fax } = await send.identify();
				this.faxes.set(send, fax);
				const name = `${this.store.scope}:${key}`;
				const turn = this.turnOf(name, send.rule.windowHours);
				if (turn === null) {
					let tell: Lead['tell'] = () => {};
					duplicateMemory.begin(name, new Promise((resolve) => (tell = resolve)));
					leads.push({ send, name, key, tell });
				} else this.turns.set(send, turn);
			} catch (error) {
				this.turns.set(send, { kind: 'failed', error });
			}
		}
		try {
			const tickets = await this.store.begin(
				leads.map(({ send, key }) => ({ key, windowHours: send.rule.windowHours })),
			);
			for (const [index, { send, name, tell }] of leads.entries()) {
				const ticket = tickets[index];
				this.turns.set(send, { kind: 'lead', name, ticket, outcome: 'notStarted', id: null, tell });
			}
		} catch (error) {
			for (const { send, name, tell } of leads) {
				this.turns.set(send, { kind: 'failed', error });
				duplicateMemory.end(name);
				tell(null);
			}
		}
	}

	/** What this process itself says of a key; null when n8n must be asked. */
	private turnOf(name: string, windowHours: number): Turn | null {
		const end = duplicateMemory.underWay(name);
		if (end !== undefined) return { kind: 'wait', end };
		const known = duplicateMemory.get(name, windowHours);
		return known?.state === 'accepted' ? { kind: 'known', known } : null;
	}

	/** Sends, unless it was sent before. Throws what was certainly refused, and duplicates where that is wanted. */
	async run(send: OnceSend): Promise<JobResult> {
		for (;;) {
			const turn = this.turns.get(send)!;
			switch (turn.kind) {
				case 'failed':
					throw asThrown(turn.error);
				case 'known':
					return await this.duplicate(send, turn.known);
				case 'lead':
					return await this.lead(send, turn);
				case 'wait': {
					const known = await turn.end;
					if (known?.state === 'accepted') return await this.duplicate(send, known);
					if (known?.state === 'unknown') return await this.undecided(send, known.record);
					// Who was to send it was refused, so it is free again.
					await this.open([send]);
				}
			}
		}
	}

	/** Notes in n8n's store how everything since `open` has ended. Never throws. */
	async close(): Promise<void> {
		const leads = [...this.turns].flatMap(([send, turn]) => (turn.kind === 'lead' ? [{ send, turn }] : []));
		await this.note(leads.map(({ turn }) => turn));
		for (const { turn } of leads) this.release(turn);
		this.turns.clear();
		this.faxes.clear();
	}

	private faxOf(send: OnceSend): FaxAtPlace {
		return this.faxes.get(send)!;
	}

	private async note(leads: readonly Lead[]): Promise<void> {
		const ends = leads.map(({ ticket, outcome, id }): KeyEnd => {
			const unstarted = ticket.memory.state === 'new' ? 'refused' : 'untouched';
			return { ...ticket, outcome: outcome === 'notStarted' ? unstarted : outcome, id };
		});
		if (ends.length === 0) return;
		try {
			await this.store.end(this.service.place, ends);
		} catch (error) {
			// The faxes have had their fate. Their intents stay open, so the next run looks them up instead of sending.
			if (!(error instanceof FaxFailure)) throw asThrown(error);
		}
	}

	private release(lead: Lead): void {
		duplicateMemory.end(lead.name);
		lead.tell(null);
	}

	private async lead(send: OnceSend, lead: Lead): Promise<JobResult> {
		const { memory } = lead.ticket;
		const known = duplicateMemory.get(lead.name, send.rule.windowHours);
		if (memory.state === 'done') return await this.sentByOther(send, lead);
		if (memory.state === 'open' || known !== undefined) {
			const fate = await this.fateOf(send, lead, known);
			if (fate.state === 'found') return await this.adopt(send, lead, known, fate.record);
			if (fate.state === 'open') {
				if (mayBeUnderWay(memory, known) && (await this.isDoneSoon(lead))) {
					return await this.sentByOther(send, lead);
				}
				// Also where n8n's store has lost what this process still knows.
				lead.outcome = memory.state === 'open' ? 'untouched' : 'unknown';
				const record = known?.record ?? null;
				lead.tell({ state: 'unknown', record, own: known?.own ?? null, at: clock.now() });
				return await this.undecided(send, record);
			}
			if (known?.own) ownSends.end(this.service.place, this.faxOf(send).to, known.own, 'refused');
		}
		return await this.sendNow(send, lead);
	}

	/** A fax of which only n8n's store knows. */
	private async sentByOther(send: OnceSend, lead: Lead): Promise<JobResult> {
		lead.outcome = 'untouched';
		const done: KnownKey = { state: 'accepted', record: null, own: null, at: clock.now() };
		lead.tell(done);
		return await this.duplicate(send, done);
	}

	/** Whether another process that is busy with the fax notes before long that it was accepted. */
	private async isDoneSoon(lead: Lead): Promise<boolean> {
		// Where the service can be asked, the looks have taken that time already.
		const pauses = this.provider.findSent === undefined ? RIVAL_PAUSES : [0];
		for (const pause of pauses) {
			if (pause > 0 && !(await this.waited(pause))) return false;
			if (await this.isDoneNow(lead)) return true;
		}
		return false;
	}

	/** False when the execution was stopped meanwhile. */
	private async waited(ms: number): Promise<boolean> {
		try {
			await clock.sleep(ms, this.signal);
			return true;
		} catch {
			return false;
		}
	}

	private async isDoneNow(lead: Lead): Promise<boolean> {
		const { key, windowHours, fresh } = lead.ticket;
		const [ticket] = await this.store.begin([{ key, windowHours }]);
		lead.ticket = { ...ticket, fresh: [...fresh, ...ticket.fresh] };
		return ticket.memory.state === 'done';
	}

	/** Looks up a fax that was begun before. */
	private async fateOf(send: OnceSend, { ticket }: Lead, known: KnownKey | undefined): Promise<Fate> {
		const { after, before } = momentsOf(ticket, known);
		const lost = lostSend(this.faxOf(send), known?.own ?? null, after, before);
		const isClaimed = async (record: FaxRecord) => await this.isClaimed(record);
		const pauses = mayBeUnderWay(ticket.memory, known) ? RIVAL_PAUSES : [0];
		return await lookUpSent(this.provider, this.service.http(), { ...lost, isClaimed }, pauses, this.signal);
	}

	private async isClaimed({ id, trackingId }: FaxRecord): Promise<boolean> {
		for (const one of new Set([id, trackingId])) {
			if (one !== null && (await this.store.isClaimed(this.service.place, one))) return true;
		}
		return false;
	}

	private async adopt(
		send: OnceSend,
		lead: Lead,
		known: KnownKey | undefined,
		found: FaxRecord,
	): Promise<JobResult> {
		const fax = this.faxOf(send);
		const id = found.trackingId;
		const adopted = adoptedRecord(found, fax);
		const own: OwnSend = known?.own ?? ownSends.begin(this.service.place, fax.to);
		ownSends.end(this.service.place, fax.to, own, 'accepted', id);
		const earlier = known?.record?.attemptLog ?? [];
		const attemptLog = [...earlier, { at: nowIso(), id, outcome: 'accepted' as const, category: null }];
		this.accepted(lead, { record: adopted, own });
		return await send.result({ ...adopted, attemptLog }, { follow: true });
	}

	private accepted(lead: Lead, { record, own }: SentFax): void {
		lead.outcome = 'accepted';
		lead.id = record.trackingId;
		const known: KnownKey = { state: 'accepted', record, own, at: own.startedAt };
		duplicateMemory.set(lead.name, known);
		lead.tell(known);
	}

	private async sendNow(send: OnceSend, lead: Lead): Promise<JobResult> {
		// Until the contrary is certain.
		lead.outcome = 'unknown';
		let sent: SentFax;
		try {
			sent = await send.send();
		} catch (error) {
			if (error instanceof FaxFailure && !error.mayHaveBeenSent) {
				lead.outcome = 'refused';
				await this.note([lead]);
				this.turns.delete(send);
				this.release(lead);
			} else lead.tell({ state: 'unknown', record: null, own: null, at: clock.now() });
			throw asThrown(error);
		}
		if (isLost(sent.record)) {
			const { record, own } = sent;
			const known: KnownKey = { state: 'unknown', record, own, at: own.startedAt };
			duplicateMemory.set(lead.name, known);
			lead.tell(known);
		} else this.accepted(lead, sent);
		return await send.result(sent.record, { follow: !isLost(sent.record) });
	}

	/** What the user wants for a fax that was sent before. */
	private async duplicate(send: OnceSend, known: KnownKey): Promise<JobResult> {
		const { action } = send.rule;
		if (action === 'error') {
			throw fail('duplicate', {
				message: 'This fax was already sent, so it was not sent again',
				hint: "Change 'Duplicate Key' if it is meant to be sent again, or wait until 'Duplicate Window (Hours)' has passed.",
			});
		}
		if (action === 'skip') return await send.result(this.skipped(send), { duplicate: true, follow: false });
		const earlier = await this.earlierFax(send, known);
		const record = earlier ?? this.unfound(send);
		return await send.result(record, { duplicate: true, follow: earlier !== null });
	}

	/** No fax, so no id: nobody should take this record for the state of the earlier one. */
	private skipped(send: OnceSend): FaxRecord {
		return faxRecord({
			...this.notSent(send),
			status: 'canceled',
			isFinal: true,
			...failureFields(
				failureInfo('duplicate', {
					message: 'This fax was already sent, so it was not sent again',
					hint: "Set 'If Already Sent' to 'Return the Earlier Fax' to get its record.",
				}),
			),
		});
	}

	private unfound(send: OnceSend): FaxRecord {
		return faxRecord({
			...this.notSent(send),
			status: 'unknown',
			...failureFields(
				failureInfo('duplicate', {
					message: 'This fax was already sent, but its id is no longer known here',
					hint: 'n8n remembers only that it was sent. Look for it at the service: recipient and time tell which it is.',
				}),
			),
		});
	}

	private notSent(send: OnceSend) {
		const { from, to, reference } = this.faxOf(send);
		const { name, capabilities } = this.provider;
		return {
			provider: name,
			id: null,
			direction: 'outbound' as const,
			from,
			to,
			reference: capabilities.send.reference ? reference : null,
		};
	}

	/** The earlier fax as it is now, or as it was when it was sent; null when it cannot be told which it is. */
	private async earlierFax(send: OnceSend, { record }: KnownKey): Promise<FaxRecord | null> {
		const { to } = this.faxOf(send);
		try {
			if (record?.trackingId) {
				return await this.provider.getStatus(this.service.http(), record.trackingId, { to });
			}
			const windowMs = send.rule.windowHours * 60 * MINUTE_MS;
			const lost = lostSend(this.faxOf(send), null, clock.now() - windowMs, clock.now());
			const only = { ...lost, isTaken: () => false, isContested: () => false };
			const fate = await lookUpSent(this.provider, this.service.http(), only, [0], this.signal);
			return fate.state === 'found' ? fate.record : null;
		} catch (error) {
			if (!(error instanceof FaxFailure)) throw asThrown(error);
			return record;
		}
	}

	/** A fax that an earlier run may have sent: a person must decide. */
	private async undecided(send: OnceSend, earlier: FaxRecord | null): Promise<JobResult> {
		const info = failureInfo('outcome_unknown', {
			message:
				'An earlier try to send this fax was begun and its outcome is not known, so it was not sent again',
			hint: "Look in the outbox and the sent faxes of the service. If it is not there, send it with another 'Duplicate Key'.",
		});
		const record = faxRecord({
			...this.notSent(send),
			status: 'unknown',
			...failureFields(info),
			attemptLog: earlier?.attemptLog ?? null,
		});
		return await send.result(record, { follow: false });
	}
}

/** True when another process may be sending the fax right now. */
const mayBeUnderWay = (memory: Memory, known: KnownKey | undefined): boolean =>
	known === undefined && memory.state === 'open' && memory.before === null;

/** Between which moments an open fax was handed in, if it was. */
function momentsOf({ memory }: Ticket, known: KnownKey | undefined): { after: number; before: number } {
	const now = clock.now();
	if (known?.own) {
		const { startedAt, endedAt } = known.own;
		return { after: startedAt, before: Math.min(now, (endedAt ?? now) + LATE_ACCEPTANCE_MS) };
	}
	if (memory.state !== 'open') return { after: known?.at ?? now, before: now };
	const { after, before } = memory;
	return { after, before: before === null ? now : Math.min(now, before + LONGEST_SEND_MS) };
}

const asThrown = (error: unknown) => error;
