import { clock } from '../shared/clock';
import { fail } from '../shared/failure';
import { firstNamed } from '../shared/lookups';
import { sameNumber } from '../shared/numbers';
import type { Http, StatusHints } from '../shared/provider';
import { faxRecord, type FaxRecord } from '../shared/record';
import { trackingMemory } from '../shared/trackingMemory';
import { asInteger, asText } from '../shared/values';
import { getFax, getOutbox } from './faxPlus.api';
import { faxPages } from './faxPlus.lists';
import { faxPlusRecord, outboxRecord, toOf, type Wire } from './faxPlus.normalize';
import { LIMITS, PROVIDER } from './faxPlus.tables';
import {
	attemptsOf,
	goneAs,
	idMoment,
	mayBeRetried,
	namesOf,
	noteRenamed,
	outboxNamesOf,
	sentAs,
	startedAt,
	submittedAt,
	trackingOf,
} from './faxPlus.tracking';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** three retries at the longest delay, with time to spare */
const RETRIES_MS = 3 * 60 * MINUTE_MS;
/** how far submission and the moment in an id may be apart when the recipient is known, and when it is not */
const WITH_RECIPIENT_MS = 5 * MINUTE_MS;
const WITHOUT_RECIPIENT_MS = 5_000;
/** how many pages of a list a look-up reads at most */
const LOOKUP_PAGES = 20;

/** Where a fax was found: still in the outbox, or as a finished or received fax. */
export type Found = { place: 'outbox'; item: Wire } | { place: 'faxes'; fax: Wire };

function range(from: number, to?: number): { after: string; before?: string; maxPages: number } {
	const iso = (at: number) => new Date(Math.max(0, at)).toISOString();
	return { after: iso(from), ...(to === undefined ? {} : { before: iso(to) }), maxPages: LOOKUP_PAGES };
}

async function sentBetween(http: Http, from: number, to?: number): Promise<Wire[]> {
	const all: Wire[] = [];
	for await (const page of faxPages(http, 'sent', range(from, to))) all.push(...page);
	return all;
}

/** The first of the ids that the service knows. */
export async function firstFound(
	ids: readonly string[],
	get: (id: string) => Promise<Wire>,
): Promise<Wire | null> {
	return (await firstNamed(ids, get))?.value ?? null;
}

/** Records that may be the fax sent as `id`, when only time and recipient can tell. */
function candidates(id: string, moment: number, to: string | undefined, faxes: readonly Wire[]): Wire[] {
	const tolerance = to === undefined ? WITHOUT_RECIPIENT_MS : WITH_RECIPIENT_MS;
	return faxes.filter((fax) => {
		const submitted = submittedAt(fax) ?? idMoment(fax.id);
		const recipient = toOf(fax);
		const own = asText(fax.id) ?? '';
		const known = trackingMemory.trackingIdOf(PROVIDER, own);
		if (known !== null ? known !== id : sentAs(own) !== undefined) return false;
		if (submitted === null || Math.abs(submitted - moment) > tolerance) return false;
		return to === undefined || sameNumber(recipient, to);
	});
}

/** The last attempt of the only transmission among the candidates; null when there is none or a doubt. */
function onlyTransmission(matches: readonly Wire[]): Wire | null {
	const [first] = matches;
	if (first === undefined) return null;
	const attempts = attemptsOf(first, matches);
	return attempts.length === matches.length ? (attempts.at(-1) ?? null) : null;
}

/** Looks for the record of a sent fax whose own id is not known, by recipient and moment. */
async function searchSent(http: Http, id: string, hints: StatusHints): Promise<Wire | null> {
	const sent = sentAs(id);
	const moment = idMoment(id) ?? sent?.at ?? null;
	if (moment === null) return null;
	const to = hints.to ?? sent?.to;
	const from = moment - WITH_RECIPIENT_MS;
	const nextDay = moment + DAY_MS;
	const soon = onlyTransmission(candidates(id, moment, to, await sentBetween(http, from, nextDay)));
	if (soon !== null || clock.now() < nextDay) return soon;
	// A scheduled fax may have left much later than it was submitted.
	return onlyTransmission(candidates(id, moment, to, await sentBetween(http, nextDay)));
}

/** Where the fax with this id, or with another name of it, is now; null when it is nowhere. */
export async function locate(http: Http, id: string, hints: StatusHints = {}): Promise<Found | null> {
	const item = await firstFound(outboxNamesOf(id), async (name) => await getOutbox(http, name));
	if (item !== null) return { place: 'outbox', item };
	const fax = await locateFax(http, id, hints);
	return fax === null ? null : { place: 'faxes', fax };
}

/** The finished or received fax with this id, or with another name of it; null when there is none. */
export async function locateFax(http: Http, id: string, hints: StatusHints = {}): Promise<Wire | null> {
	const fax = await firstFound(namesOf(id), async (name) => await getFax(http, name));
	if (fax !== null) {
		noteRenamed(asText(fax.id), trackingOf(id));
		return fax;
	}
	if (isJustSent(id) || goneAs(trackingOf(id)) !== undefined) return null;
	const found = await searchSent(http, id, hints);
	if (found !== null) noteRenamed(asText(found.id), trackingOf(id));
	return found;
}

/** True when the fax was sent so recently that the service may not show it yet. */
export function isJustSent(id: string): boolean {
	if (goneAs(trackingOf(id)) !== undefined) return false;
	const moment = sentAs(id)?.sentAt ?? idMoment(id);
	return moment !== null && Math.abs(clock.now() - moment) < LIMITS.visibleAfterSeconds * 1000;
}

/** True when the record is, or may be followed by, one of several attempts. */
function hasOtherAttempts(fax: Wire): boolean {
	if (mayBeRetried(fax)) return true;
	const made = idMoment(fax.id);
	const submitted = submittedAt(fax);
	const isLater = made !== null && submitted !== null && made - submitted > WITHOUT_RECIPIENT_MS;
	return isLater && (asInteger(fax.max_retry) ?? 0) > 0;
}

/** The attempts of the transmission that the record belongs to, the first one first. */
async function allAttempts(http: Http, fax: Wire): Promise<Wire[]> {
	if (!hasOtherAttempts(fax)) return [fax];
	const started = startedAt(fax);
	const from = Math.max(submittedAt(fax) ?? 0, started - RETRIES_MS) - MINUTE_MS;
	return attemptsOf(fax, await sentBetween(http, from, started + RETRIES_MS));
}

/** The record of a fax that the service does not show, because it is too new or was canceled from here. */
function unseen(id: string, status: 'queued' | 'canceled', hints: StatusHints): FaxRecord {
	return faxRecord({
		provider: PROVIDER,
		id,
		trackingId: trackingOf(id),
		direction: 'outbound',
		status,
		isFinal: status === 'canceled',
		to: hints.to ?? sentAs(id)?.to ?? null,
	});
}

/**
 * The state of a fax: in the outbox, else among the faxes, else among the sent ones by recipient and time; a failed
 * attempt that the service tries again gives the later attempt. A fax sent less than a minute ago that is
 * nowhere yet is `queued`. Throws `not_found`.
 */
export async function getStatus(http: Http, id: string, hints: StatusHints): Promise<FaxRecord> {
	const found = await locate(http, id, hints);
	if (found?.place === 'outbox') return outboxRecord(found.item, { trackingId: trackingOf(id) });
	if (found === null) {
		if (goneAs(trackingOf(id)) === 'canceled') return unseen(id, 'canceled', hints);
		if (isJustSent(id)) return unseen(id, 'queued', hints);
		throw notFound();
	}
	const attempts = await allAttempts(http, found.fax);
	const first = asText(attempts[0].id) ?? id;
	const trackingId = attempts.length > 1 ? trackingOf(first) : trackingOf(id);
	for (const attempt of attempts) noteRenamed(asText(attempt.id), trackingId);
	const record = faxPlusRecord(attempts.at(-1) ?? found.fax, { trackingId });
	return attempts.length > 1 ? { ...record, attempts: attempts.length } : record;
}

/** The failure of an operation on a fax that is nowhere to be found. */
export function notFound() {
	return fail(
		'not_found',
		{
			message: 'Fax.Plus knows no fax with this id',
			hint: "Check 'Fax ID'; the fax may have been deleted or belong to another user of the account. A fax whose id has changed is found more surely when the input item has its recipient as 'to'.",
		},
		{ httpStatus: 404 },
	);
}
