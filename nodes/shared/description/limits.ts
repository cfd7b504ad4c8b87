/** How many items are handled side by side at most: more bring nothing but connections, whatever the latency. */
export const MOST_AT_ONCE = 1_000;
