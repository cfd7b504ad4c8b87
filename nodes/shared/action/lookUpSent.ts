import { clock } from '../clock';
import { FaxFailure } from '../failure';
import { sameNumber } from '../numbers';
import type { Http, Provider } from '../provider';
import type { FaxRecord } from '../record';

const SECOND_MS = 1_000;

/** The pauses before each look after a lost answer, in milliseconds: about twenty seconds in all. */
export const LOOK_PAUSES: readonly number[] = [1, 2, 3, 5, 8].map((seconds) => seconds * SECOND_MS);

/** How far the clocks of this machine and of the service may be apart before a fax could be missed. */
const CLOCK_SKEW_MS = 15 * 60 * SECOND_MS;
/** Services count in whole seconds, so a fax may seem to be older than the request that made it. */
const ROUNDING_MS = 5 * SECOND_MS;

/** A send whose fate is to be found out. */
export interface LostSend {
	/** E.164 with + */
	to: string;
	from: string | null;
	reference: string | null;
	/** between these moments it was handed in, if at all; milliseconds since 1970 */
	sentAfter: number;
	sentBefore: number;
	/** true when the fax belongs to another send */
	isTaken(record: FaxRecord): boolean;
	/** true when the fax may belong to another send, so that nothing can be said */
	isClaimed?(record: FaxRecord): Promise<boolean>;
	/** true while another send to the same number is open, so that a fax found could be that one's */
	isContested(): boolean;
}

/** `absent`: the service would surely show it if it had accepted it. `open`: nobody can tell. */
export type Fate = { state: 'found'; record: FaxRecord } | { state: 'absent' } | { state: 'open' };

const OPEN: Fate = { state: 'open' };

const createdAt = (record: FaxRecord) => (record.createdAt === null ? NaN : Date.parse(record.createdAt));

/** The one fax that can be meant: if several are in question, the one with the same reference. */
function onlyMatch(lost: LostSend, candidates: readonly FaxRecord[]): FaxRecord | null {
	const timely = candidates.filter((record) => createdAt(record) >= lost.sentAfter - ROUNDING_MS);
	if (timely.length === 1 && candidates.length === 1) return timely[0];
	if (lost.reference === null) return null;
	const marked = timely.filter(({ reference }) => reference === lost.reference);
	return marked.length === 1 ? marked[0] : null;
}

async function lookOnce(provider: Provider, http: Http, lost: LostSend): Promise<Fate> {
	const { to, from, reference } = lost;
	const { complete, faxes } = await provider.findSent!(http, {
		to,
		from,
		reference,
		sentAfter: new Date(Math.max(0, lost.sentAfter - CLOCK_SKEW_MS)).toISOString(),
		sentBefore: new Date(lost.sentBefore).toISOString(),
	});
	const candidates = faxes.filter(
		(record) =>
			sameNumber(record.to, to) &&
			!(createdAt(record) < lost.sentAfter - CLOCK_SKEW_MS) &&
			!lost.isTaken(record),
	);
	if (lost.isContested()) return OPEN;
	if (candidates.length === 0) return complete ? { state: 'absent' } : OPEN;
	const record = onlyMatch(lost, candidates);
	if (record === null || (await lost.isClaimed?.(record)) === true) return OPEN;
	return { state: 'found', record };
}

/**
 * Asks the service whether it has a fax whose acceptance got lost. A look that fails tells nothing.
 * @param pauses before each look, in milliseconds; it ends early as soon as the fate is known or `signal` aborts
 */
export async function lookUpSent(
	provider: Provider,
	http: Http,
	lost: LostSend,
	pauses: readonly number[],
	signal?: AbortSignal,
): Promise<Fate> {
	if (provider.findSent === undefined) return OPEN;
	for (const pause of pauses) {
		try {
			if (pause > 0) await clock.sleep(pause, signal);
		} catch {
			return OPEN;
		}
		if (signal?.aborted) return OPEN;
		try {
			const fate = await lookOnce(provider, http, lost);
			if (fate.state !== 'open') return fate;
		} catch (error) {
			if (!(error instanceof FaxFailure)) throw asThrown(error);
		}
	}
	return OPEN;
}

const asThrown = (error: unknown) => error;
