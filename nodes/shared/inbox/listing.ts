import { clock } from '../clock';
import { fail } from '../failure';
import type { ListQuery } from '../provider';
import type { FaxRecord } from '../record';

const MINUTE_MS = 60_000;
/** More than this is not read at once; a shorter time is looked at then. */
const MOST_AT_ONCE = 1_000;
/** A time that is not divided any further. */
const SHORTEST_SPAN_MS = 2 * MINUTE_MS;

export interface Inbox {
	list(query: ListQuery): AsyncIterable<FaxRecord>;
	/** whether the service lists by time; without it everything is read */
	byTime: boolean;
	/** which of the listed faxes are still to be handed on */
	fresh(listed: readonly FaxRecord[]): FaxRecord[];
	/** when to stop, in milliseconds since 1970 */
	end: number;
}

export interface Listing {
	listed: FaxRecord[];
	fresh: FaxRecord[];
	/** whether it reaches from the start to the present */
	isComplete: boolean;
}

const iso = (moment: number) => new Date(moment).toISOString();

async function read(inbox: Inbox, from: number, until: number | undefined, most: number) {
	const listed: FaxRecord[] = [];
	const query = { after: iso(from), before: until === undefined ? undefined : iso(until), extra: {} };
	for await (const record of inbox.list(query)) {
		if (clock.now() > inbox.end) {
			throw fail('provider_unavailable', {
				message: 'Listing the inbox took longer than a poll may take',
				hint: 'The next poll tries again. If it lasts, poll less often and shorten Overlap in the options.',
			});
		}
		listed.push(record);
		if (listed.length > most) return { listed, isCut: true };
	}
	return { listed, isCut: false };
}

/**
 * Lists an inbox from a moment on, or its oldest part that holds something new: lists begin with the newest, so that of
 * a large backlog the time is halved until it can be read as a whole.
 * @throws FaxFailure of the service, or when the time is up
 */
export async function listInboxFrom(inbox: Inbox, start: number): Promise<Listing> {
	let from = start;
	let until: number | undefined;
	for (;;) {
		// Some minutes for records that the service dates ahead of this clock.
		const end = until ?? Math.max(clock.now(), from) + 10 * MINUTE_MS;
		const isDivisible = inbox.byTime && end - from > SHORTEST_SPAN_MS;
		const { listed, isCut } = await read(inbox, from, until, isDivisible ? MOST_AT_ONCE : Infinity);
		if (isCut) {
			until = from + Math.floor((end - from) / 2);
			continue;
		}
		const fresh = inbox.fresh(listed);
		if (fresh.length > 0 || until === undefined) {
			return { listed, fresh, isComplete: from === start && until === undefined };
		}
		from = until;
		until = undefined;
	}
}
