import { clock, nowIso } from '../clock';
import type { Http, Provider } from '../provider';
import { faxRecord } from '../record';
import type { AttemptEntry, FaxRecord } from '../record';
import { LOOK_PAUSES, lookUpSent } from './lookUpSent';
import type { Fate, LostSend } from './lookUpSent';
import { ownSends } from './ownSends';
import type { OwnSend } from './ownSends';

/** One fax on its way to a service, as far as it can be recognised there. */
export interface FaxAtPlace {
	/** the account, as the opened service names it */
	place: string;
	/** E.164 with + */
	to: string;
	from: string | null;
	reference: string | null;
}

/** What a send gave, and this process's note of it. */
export interface SentFax {
	record: FaxRecord;
	own: OwnSend;
}

/** True when it is not known whether the service has the fax at all. */
export const isLost = (record: FaxRecord): boolean =>
	record.status === 'unknown' && record.trackingId === null;

/** What a look-up needs to know of a fax; `own` is this process's note of its send, if there is one. */
export function lostSend(
	fax: FaxAtPlace,
	own: OwnSend | null,
	sentAfter: number,
	sentBefore: number,
): LostSend {
	const { place, to, from, reference } = fax;
	return {
		to,
		from,
		reference,
		sentAfter,
		sentBefore,
		isTaken: (record) => ownSends.isTaken(place, to, own, record),
		isContested: () => ownSends.isContested(place, to, own, sentAfter),
	};
}

/** The record that Send would have returned for a fax which was found at the service later. */
export function adoptedRecord(
	found: FaxRecord,
	fax: Pick<FaxAtPlace, 'to' | 'from' | 'reference'>,
): FaxRecord {
	const { provider, id, trackingId, createdAt, scheduledAt, subject, pages, raw } = found;
	return faxRecord({
		provider,
		id,
		trackingId,
		reference: found.reference ?? fax.reference,
		direction: 'outbound',
		status: 'queued',
		from: found.from ?? fax.from,
		to: found.to ?? fax.to,
		pages,
		createdAt,
		scheduledAt,
		subject,
		raw,
	});
}

/**
 * Sends, and if the answer is lost asks the service whether it has the fax. It never sends again.
 * @param send throws what was certainly refused; gives a record with `status: unknown` when the answer was lost
 * @param startedAt when a request that others share began, in milliseconds since 1970
 */
export async function sendAndFind(
	provider: Provider,
	http: () => Http,
	fax: FaxAtPlace,
	attempts: AttemptEntry[],
	signal: AbortSignal | undefined,
	send: () => Promise<FaxRecord>,
	startedAt = clock.now(),
): Promise<SentFax> {
	const { place, to } = fax;
	const own = ownSends.begin(place, to, startedAt);
	let record: FaxRecord;
	try {
		record = await send();
	} catch (error) {
		ownSends.end(place, to, own, 'refused');
		throw asThrown(error);
	}
	if (!isLost(record)) {
		ownSends.end(place, to, own, 'accepted', record.trackingId);
		return { record, own };
	}
	ownSends.end(place, to, own, 'unknown');
	const lost = lostSend(fax, own, startedAt, clock.now());
	const fate: Fate = await lookUpSent(provider, http(), lost, LOOK_PAUSES, signal);
	// That it is not there yet proves nothing so soon after the request.
	if (fate.state !== 'found') return { record, own };
	const adopted = adoptedRecord(fate.record, fax);
	ownSends.end(place, to, own, 'accepted', adopted.trackingId);
	attempts.push({ at: nowIso(), id: adopted.trackingId, outcome: 'accepted', category: null });
	return { record: adopted, own };
}

const asThrown = (error: unknown) => error;
