import { BoundedMap } from '../boundedMap';
import { clock } from '../clock';
import type { FaxRecord } from '../record';
import type { OwnSend } from './ownSends';

const YEAR_MS = 366 * 24 * 60 * 60 * 1000;

/** What this process knows of a key: more than n8n's store, which keeps neither ids nor moments. */
export interface KnownKey {
	/** `unknown`: it was sent, and nobody could tell whether it was accepted */
	state: 'accepted' | 'unknown';
	/** null when only n8n's store knows that it was accepted */
	record: FaxRecord | null;
	/** the note of the send itself */
	own: OwnSend | null;
	/** when it was handed in, in milliseconds since 1970 */
	at: number;
}

const known = new BoundedMap<KnownKey>(20_000, YEAR_MS, () => clock.now());
const underWay = new Map<string, Promise<KnownKey | null>>();

/** Keys that this process has sent or is sending, by node and key. */
export const duplicateMemory = {
	/** What became of a key, if that was in the present or the previous period of the window. */
	get(name: string, windowHours: number): KnownKey | undefined {
		const entry = known.get(name);
		if (entry === undefined) return undefined;
		const period = (at: number) => Math.floor((at * 2) / (windowHours * 60 * 60 * 1000));
		return period(clock.now()) - period(entry.at) <= 1 ? entry : undefined;
	},
	set: (name: string, entry: KnownKey): void => known.set(name, entry),
	/** What will become of a key that is being sent; null when it will be released. */
	underWay: (name: string): Promise<KnownKey | null> | undefined => underWay.get(name),
	begin: (name: string, end: Promise<KnownKey | null>): void => void underWay.set(name, end),
	end: (name: string): void => void underWay.delete(name),
	/** Forgets everything, as a restart of n8n does. */
	clear(): void {
		for (const name of known.keys()) known.delete(name);
		underWay.clear();
	},
};
