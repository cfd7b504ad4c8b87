import { BoundedMap } from './boundedMap';
import { clock } from './clock';

const DAY_MS = 24 * 60 * 60 * 1000;
const names = new BoundedMap<string>(20_000, 31 * DAY_MS, () => clock.now());
const renamed = new BoundedMap<string[]>(20_000, 31 * DAY_MS, () => clock.now());

const key = (provider: string, id: string) => `${provider}:${id}`;

/**
 * Ids that a service renamed, as far as this process has seen them. It only saves questions to the service:
 * what it has forgotten, or never knew in this process, costs no more than a record whose `trackingId` is its `id`.
 */
export const trackingMemory = {
	/** Notes that the fax sent as `trackingId` is now known as `id`. */
	remember(provider: string, id: string, trackingId: string): void {
		if (id === trackingId) return;
		names.set(key(provider, id), trackingId);
		const others = (renamed.get(key(provider, trackingId)) ?? []).filter((other) => other !== id);
		renamed.set(key(provider, trackingId), [...others, id].slice(-10));
	},

	/** What Send returned for the fax now known as `id`; null when it is not known here. */
	trackingIdOf(provider: string, id: string): string | null {
		return names.get(key(provider, id)) ?? null;
	},

	/** The ids that the fax sent as `trackingId` has had, the latest last. */
	idsOf(provider: string, trackingId: string): string[] {
		return renamed.get(key(provider, trackingId)) ?? [];
	},
};
