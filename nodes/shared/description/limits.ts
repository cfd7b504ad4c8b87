/** How many items are handled side by side at most: as many as hide the latency of any service. */
export const MOST_AT_ONCE = 200;
