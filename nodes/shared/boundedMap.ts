/** A map that forgets its oldest entries beyond a size, and entries beyond an age when one is given. */
export class BoundedMap<V> {
	private readonly entries = new Map<string, { value: V; at: number }>();

	/**
	 * @param maxEntries how many entries are kept
	 * @param maxAgeMs how long an entry is kept, in milliseconds
	 * @param now the present, in milliseconds
	 */
	constructor(
		private readonly maxEntries: number,
		private readonly maxAgeMs: number,
		private readonly now: () => number,
	) {}

	get(key: string): V | undefined {
		const entry = this.entries.get(key);
		if (entry === undefined) return undefined;
		if (this.now() - entry.at <= this.maxAgeMs) return entry.value;
		this.entries.delete(key);
		return undefined;
	}

	set(key: string, value: V): void {
		this.entries.delete(key);
		this.entries.set(key, { value, at: this.now() });
		if (this.entries.size <= this.maxEntries) return;
		const oldest = this.entries.keys().next();
		if (!oldest.done) this.entries.delete(oldest.value);
	}

	delete(key: string): void {
		this.entries.delete(key);
	}

	keys(): string[] {
		return [...this.entries.keys()];
	}
}
