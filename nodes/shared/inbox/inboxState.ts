import type { FaxRecord } from '../record';
import { asNumber, asObject, asText, isObject } from '../values';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** How far the clocks of n8n and the service may differ, and somewhat more. */
const CLOCK_SKEW_MS = 6 * MINUTE_MS;
/** n8n writes static data back whole with every poll that finds something. */
const MOST_REMEMBERED = 5_000;

/** What the inbox trigger remembers between its polls. Moments are milliseconds since 1970. */
export interface InboxState {
	/** the service that it is about; another credential of the same service changes nothing, lest a fax be missed */
	source: string;
	/** what came in earlier is not wanted */
	since: number;
	/** the time of the latest fax handed on before which none is left; null before the first */
	cursor: number | null;
	/** the faxes handed on that the next polls will see again, with their times */
	seen: Record<string, number | null>;
	/** nothing earlier is looked at any more, because it has been forgotten which of it was handed on */
	floor: number | null;
}

/** The state of a trigger that has not polled. @param lookBackMs how old the first faxes may be */
export function firstState(source: string, now: number, lookBackMs: number): InboxState {
	return { source, since: now - CLOCK_SKEW_MS - lookBackMs, cursor: null, seen: {}, floor: null };
}

/** Reads a state from static data; null when there is none, or one about another service. */
export function readState(value: unknown, source: string): InboxState | null {
	const state = asObject(value);
	const since = asNumber(state.since);
	if (since === null || asText(state.source) !== source || !isObject(state.seen)) return null;
	const seen = Object.entries(state.seen).map(([key, at]) => [key, asNumber(at)] as const);
	return {
		source,
		since,
		cursor: asNumber(state.cursor),
		seen: Object.fromEntries(seen),
		floor: asNumber(state.floor),
	};
}

/** From when on the inbox is to be listed: earlier than the cursor, because a long fax is listed late with its beginning. */
export function windowStart({ since, cursor, floor }: InboxState, overlapMs: number): number {
	return Math.max((cursor ?? since) - overlapMs, floor ?? 0);
}

const moment = (iso: string | null) => (iso === null ? null : Date.parse(iso));

/** The time by which faxes are listed; null when the service does not say. */
export function timeOf(record: FaxRecord): number | null {
	return moment(record.createdAt ?? record.startedAt ?? record.completedAt);
}

/** The name of a fax in the memory. */
export function nameOf(record: FaxRecord): string {
	return record.trackingId ?? String(record.id);
}

/** Whether it is a fax that has come in: one with a status new to this package counts, lest it be lost. */
export function isReceived(record: FaxRecord): boolean {
	return record.id !== null && (record.status === 'received' || record.status === 'unknown');
}

const byTime = (a: FaxRecord, b: FaxRecord) => (timeOf(a) ?? 0) - (timeOf(b) ?? 0);

/** Those of the listed faxes that are still to be handed on, the oldest first. */
export function freshFaxes(state: InboxState, listed: readonly FaxRecord[], from: number): FaxRecord[] {
	const found = new Map<string, FaxRecord>();
	for (const record of listed) {
		if (!isReceived(record) || Object.hasOwn(state.seen, nameOf(record))) continue;
		const time = timeOf(record);
		if (time !== null && time < from) continue;
		// A fax that began before the trigger was published and ended afterwards is wanted.
		const end = moment(record.completedAt ?? record.createdAt ?? record.startedAt);
		if (end !== null && Math.max(end, time ?? end) < state.since) continue;
		found.set(nameOf(record), record);
	}
	// Lists begin with the newest, so that of faxes with the same time the last is the oldest.
	return [...found.values()].reverse().sort(byTime);
}

/** Marks faxes without a time as known: at the first poll nobody can tell whether they are new. */
export function withoutTimeless(state: InboxState, listed: readonly FaxRecord[]): InboxState {
	const timeless = listed.filter((record) => isReceived(record) && timeOf(record) === null);
	return {
		...state,
		seen: { ...state.seen, ...Object.fromEntries(timeless.map((record) => [nameOf(record), null])) },
	};
}

export interface PollOutcome {
	handedOn: readonly FaxRecord[];
	/** found, but left for a later poll */
	left: readonly FaxRecord[];
	listed: readonly FaxRecord[];
	/** whether `listed` is all from the start of the window on */
	isComplete: boolean;
	now: number;
	overlapMs: number;
}

/** The state after a poll. The cursor never passes a fax that is left, nor the present. */
export function stateAfter(state: InboxState, outcome: PollOutcome): InboxState {
	const { handedOn, left, listed, isComplete, now, overlapMs } = outcome;
	const times = (records: readonly FaxRecord[]) => records.flatMap((record) => timeOf(record) ?? []);
	const reached = latest([state.cursor ?? -Infinity, ...times(handedOn)]);
	const bound = Math.min(reached, earliest(times(left)), now);
	const cursor = Math.max(state.cursor ?? -Infinity, bound);
	const next: InboxState = { ...state, cursor: Number.isFinite(cursor) ? cursor : null };

	const names = new Set(listed.map(nameOf));
	// What the service no longer lists, and what lies before the window by a day, does not come up again.
	const start = windowStart(next, overlapMs) - DAY_MS;
	const kept = Object.entries(state.seen).filter(
		([name, at]) => names.has(name) || (at === null ? !isComplete : at >= start),
	);
	const added = handedOn.map((record): [string, number | null] => [nameOf(record), timeOf(record)]);
	return bounded(next, [...kept, ...added]);
}

function bounded(state: InboxState, seen: Array<[string, number | null]>): InboxState {
	if (seen.length <= MOST_REMEMBERED) return { ...state, seen: Object.fromEntries(seen) };
	const sorted = [...seen].sort(([, a], [, b]) => (a ?? Infinity) - (b ?? Infinity));
	const dropped = sorted.slice(0, -MOST_REMEMBERED).flatMap(([, at]) => at ?? []);
	const floor = latest([state.floor ?? -Infinity, ...dropped.map((at) => at + 1)]);
	return {
		...state,
		seen: Object.fromEntries(sorted.slice(-MOST_REMEMBERED)),
		floor: Number.isFinite(floor) ? floor : null,
	};
}

const latest = (moments: readonly number[]) => moments.reduce((a, b) => Math.max(a, b), -Infinity);
const earliest = (moments: readonly number[]) => moments.reduce((a, b) => Math.min(a, b), Infinity);
