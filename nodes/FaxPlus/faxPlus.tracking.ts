import { BoundedMap } from '../shared/boundedMap';
import { clock } from '../shared/clock';
import { digitsOf } from '../shared/numbers';
import { trackingMemory } from '../shared/trackingMemory';
import { asInteger, asText } from '../shared/values';
import { fromIdClock, fromText } from './faxPlus.dates';
import { fromOf, toOf, type Wire } from './faxPlus.normalize';
import { PROVIDER } from './faxPlus.tables';

/**
 * The id that Send returns names the transmission. Each retry that the service makes is a record of its own with
 * an id of its own, and nothing in that record names the transmission. What connects them here: ids seen
 * together in answers and webhooks, what this process has sent, and the moment of submission.
 */

const DAY_MS = 24 * 60 * 60 * 1000;
/** how far the moment in an id and the time of submission may be apart to count as the same: both are whole seconds */
const SAME_MOMENT_MS = 1_000;
/** how far whole seconds of beginning and duration may reach beyond the true end of an attempt */
const ROUNDING_MS = 1_000;

interface Sent {
	id: string;
	/** milliseconds since 1970, by the id's clock, else by ours */
	at: number;
	/** by our clock */
	sentAt: number;
	to: string;
}

const sentById = new BoundedMap<Sent>(10_000, 31 * DAY_MS, () => clock.now());
const sentTo = new BoundedMap<Sent[]>(10_000, 31 * DAY_MS, () => clock.now());

/** The moment in an id, in milliseconds since 1970; null when it has none. */
export function idMoment(id: unknown): number | null {
	const iso = fromIdClock(id);
	return iso === null ? null : Date.parse(iso);
}

/** Notes what this process has sent. @param to E.164 with + */
export function noteSend(id: string, to: string): void {
	const sentAt = clock.now();
	const sent = { id, at: idMoment(id) ?? sentAt, sentAt, to };
	sentById.set(id, sent);
	const key = digitsOf(to);
	sentTo.set(key, [...(sentTo.get(key) ?? []), sent].slice(-50));
}

const gone = new BoundedMap<'canceled' | 'deleted'>(10_000, DAY_MS, () => clock.now());

/** Notes that this process took the fax away, so that its absence is not taken for "not visible yet". */
export function noteGone(trackingId: string, how: 'canceled' | 'deleted'): void {
	gone.set(trackingId, how);
}

/** How this process took the fax away; undefined when it did not. */
export function goneAs(trackingId: string): 'canceled' | 'deleted' | undefined {
	return gone.get(trackingId);
}

/** What this process knows of a fax that it has sent. */
export function sentAs(id: string): Readonly<Sent> | undefined {
	return sentById.get(id);
}

/** When a fax was submitted, in milliseconds since 1970, as its record says. */
export function submittedAt(fax: Wire): number | null {
	const iso = fromText(fax.submit_time);
	return iso === null ? null : Date.parse(iso);
}

/** When an attempt began, for ordering: the later one is the newer. */
export function startedAt(fax: Wire): number {
	const iso = fromText(fax.start_time) ?? fromText(fax.submit_time) ?? fromIdClock(fax.id);
	return iso === null ? 0 : Date.parse(iso);
}

/** True for an attempt that failed while the service had retries left to make. */
export function mayBeRetried(fax: Wire): boolean {
	const word = asText(fax.status)?.toLowerCase() ?? '';
	return word.startsWith('failed') && (asInteger(fax.max_retry) ?? 0) > 0;
}

function sameTransmission(one: Wire, other: Wire): boolean {
	const submitted = asText(one.submit_time);
	return (
		submitted !== null &&
		submitted === asText(other.submit_time) &&
		toOf(one) !== null &&
		toOf(one) === toOf(other) &&
		fromOf(one) === fromOf(other)
	);
}

/** The end of an attempt; its last update may be much later, when somebody changed the comment. */
function endedAt(fax: Wire): number {
	const seconds = asInteger(fax.duration) ?? 0;
	if (seconds > 0) return startedAt(fax) + seconds * 1000;
	const iso = fromText(fax.last_update);
	return iso === null ? startedAt(fax) : Date.parse(iso);
}

/** Earlier attempts first. In one second, only one that may be retried can be followed by another. */
function byTime(one: Wire, other: Wire): number {
	return startedAt(one) - startedAt(other) || Number(mayBeRetried(other)) - Number(mayBeRetried(one));
}

/**
 * The attempts of one transmission among records of a list, the first one first. Inferred: same sender, recipient
 * and submission, one after the other, each but the last failed with retries left.
 * @returns just the record itself when the others do not form such a row, as with two faxes sent in one second
 */
export function attemptsOf(fax: Wire, among: readonly Wire[]): Wire[] {
	const id = asText(fax.id);
	// Lists begin with the newest, which decides where the seconds do not.
	const related = among.filter((other) => asText(other.id) === id || sameTransmission(fax, other)).reverse();
	const isAmong = related.some((other) => asText(other.id) === id);
	const row = (isAmong ? related : [fax, ...related]).sort(byTime);
	const isRow = row.every((attempt, index) => {
		const next = row.at(index + 1);
		if (next === undefined) return true;
		return mayBeRetried(attempt) && startedAt(next) >= endedAt(attempt) - ROUNDING_MS;
	});
	const mostAttempts = (asInteger(row[0].max_retry) ?? 0) + 1;
	return isRow && row.length <= mostAttempts ? row : [fax];
}

/** The one send of this process that the record belongs to, by recipient and moment of submission. */
function ownSend(fax: Wire): string | null {
	const to = toOf(fax);
	const at = submittedAt(fax);
	if (to === null || at === null) return null;
	const fits = (sentTo.get(digitsOf(to)) ?? []).filter((sent) => Math.abs(sent.at - at) <= SAME_MOMENT_MS);
	return fits.length === 1 ? fits[0].id : null;
}

/**
 * The id that Send returned for each record of a list, where it can be told without doubt; what is found is
 * remembered. @returns by the record's own id
 */
export function trackingIdsOf(faxes: readonly Wire[]): Map<string, string> {
	const found = new Map<string, string>();
	for (const fax of faxes) {
		const id = asText(fax.id);
		if (id === null) continue;
		const known = trackingMemory.trackingIdOf(PROVIDER, id) ?? (sentById.get(id) ? id : null) ?? ownSend(fax);
		if (known !== null) found.set(id, known);
	}
	for (const fax of faxes) {
		const id = asText(fax.id);
		if (id === null || found.has(id)) continue;
		const first = asText(attemptsOf(fax, faxes)[0].id);
		if (first !== null && first !== id) found.set(id, found.get(first) ?? first);
	}
	for (const [id, trackingId] of found) trackingMemory.remember(PROVIDER, id, trackingId);
	return found;
}

/** Notes that the fax sent as `trackingId` has a record with another id. */
export function noteRenamed(id: string | null, trackingId: string): void {
	if (id !== null) trackingMemory.remember(PROVIDER, id, trackingId);
}

/** Every id under which the fax may be found, the given one first, then the latest names. */
export function namesOf(id: string): string[] {
	const trackingId = trackingMemory.trackingIdOf(PROVIDER, id) ?? id;
	const renamed = [...trackingMemory.idsOf(PROVIDER, trackingId)].reverse();
	return [...new Set([id, trackingId, ...renamed])];
}

/** The ids under which the outbox may hold the fax: it never renames. */
export function outboxNamesOf(id: string): string[] {
	return [...new Set([trackingOf(id), id])];
}

/** The id that Send returned, as far as it is known here, else the given one. */
export function trackingOf(id: string): string {
	return trackingMemory.trackingIdOf(PROVIDER, id) ?? id;
}
