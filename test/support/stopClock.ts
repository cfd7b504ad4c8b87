import { useClock } from '../../nodes/shared/clock';

/** 2026-03-01T09:00:00Z, in milliseconds. */
export const NOW = Date.UTC(2026, 2, 1, 9, 0, 0);

/** Stops the clock at a moment; `useClock()` starts it again. */
export function stopClock(at = NOW): void {
	useClock({ now: () => at, sleep: async () => undefined });
}
