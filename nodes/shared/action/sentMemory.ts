import { BoundedMap } from '../boundedMap';
import { clock } from '../clock';
import type { FaxRecord } from '../record';

const DAY_MS = 24 * 60 * 60 * 1000;

/** What Send knows of a fax and the service does not tell later. */
export type SentFacts = Pick<FaxRecord, 'document' | 'attemptLog' | 'reference'>;

const facts = new BoundedMap<SentFacts>(5_000, 2 * DAY_MS, () => clock.now());

const keyOf = (provider: string, trackingId: string) => `${provider}:${trackingId}`;

/** What this process has sent, for receipts. What it has forgotten, or another process has sent, is left out there. */
export const sentMemory = {
	note({ provider, trackingId, document, attemptLog, reference }: FaxRecord): void {
		if (trackingId !== null) facts.set(keyOf(provider, trackingId), { document, attemptLog, reference });
	},
	get: ({ provider, trackingId }: Pick<FaxRecord, 'provider' | 'trackingId'>): SentFacts | undefined =>
		trackingId === null ? undefined : facts.get(keyOf(provider, trackingId)),
};
