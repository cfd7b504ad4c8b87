import { BoundedMap } from '../boundedMap';
import { clock } from '../clock';
import { digitsOf } from '../numbers';
import type { FaxRecord } from '../record';

const DAY_MS = 24 * 60 * 60 * 1000;
const MOST_FOR_A_NUMBER = 200;

/** One send of this process, so that its fax is not taken for that of another send. */
export interface OwnSend {
	/** milliseconds since 1970 */
	startedAt: number;
	/** null while it is under way */
	endedAt: number | null;
	/** `refused` ones are forgotten */
	state: 'underWay' | 'accepted' | 'unknown';
	/** what Send returned */
	id: string | null;
}

const sends = new BoundedMap<OwnSend[]>(20_000, DAY_MS, () => clock.now());

const keyOf = (place: string, to: string) => `${place}:${digitsOf(to)}`;

/** What this process has sent in the last day, by account and recipient. */
export const ownSends = {
	/**
	 * Notes that a send begins.
	 * @param place the account
	 * @param to E.164 with +
	 * @param startedAt milliseconds since 1970
	 */
	begin(place: string, to: string, startedAt = clock.now()): OwnSend {
		const send: OwnSend = { startedAt, endedAt: null, state: 'underWay', id: null };
		const key = keyOf(place, to);
		const known = sends.get(key) ?? [];
		// What is under way is never forgotten: its fax could be taken for another's.
		const isKept = ({ state }: OwnSend, index: number) =>
			state === 'underWay' || index > known.length - MOST_FOR_A_NUMBER;
		// Some more are let pass, so that not each send makes the list anew.
		const kept = known.length < 2 * MOST_FOR_A_NUMBER ? known : known.filter(isKept);
		kept.push(send);
		sends.set(key, kept);
		return send;
	},

	/** Notes how a send ended. A refused one has left nothing at the service. */
	end(
		place: string,
		to: string,
		send: OwnSend,
		state: 'accepted' | 'unknown' | 'refused',
		id?: string | null,
	) {
		if (state === 'refused') {
			const key = keyOf(place, to);
			sends.set(
				key,
				(sends.get(key) ?? []).filter((other) => other !== send),
			);
			return;
		}
		Object.assign(send, { state, id: id ?? null, endedAt: clock.now() });
	},

	/** Whether the fax is known to be that of a send of this process other than `own`. */
	isTaken(place: string, to: string, own: OwnSend | null, { id, trackingId }: FaxRecord): boolean {
		const others = (sends.get(keyOf(place, to)) ?? []).filter((send) => send !== own);
		return others.some((send) => send.id !== null && (send.id === id || send.id === trackingId));
	},

	/**
	 * Whether a send other than `own` could have made a fax that is looked for.
	 * @param after milliseconds since 1970: what ended before is no rival
	 */
	isContested(place: string, to: string, own: OwnSend | null, after: number): boolean {
		const others = (sends.get(keyOf(place, to)) ?? []).filter((send) => send !== own);
		return others.some(
			({ state, id, endedAt }) =>
				(state === 'underWay' || (state === 'unknown' && id === null)) && (endedAt ?? Infinity) >= after,
		);
	},

	/** Forgets everything, as a restart of n8n does. */
	clear(): void {
		for (const key of sends.keys()) sends.delete(key);
	},
};
