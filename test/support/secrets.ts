/** Every spelling in which a secret may travel. */
export function spellings(secret: string): string[] {
	return [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')];
}

/**
 * All text in a value: strings and keys of objects, arrays, maps and errors (stack, cause and all), whether enumerable
 * or not, and of what their `toJSON` gives.
 */
export function textIn(value: unknown): string {
	const seen = new Set<unknown>();
	const texts: string[] = [];
	const visit = (entry: unknown): void => {
		if (typeof entry === 'string') texts.push(entry);
		if (Buffer.isBuffer(entry)) {
			texts.push(entry.toString('latin1'));
			return;
		}
		if (typeof entry !== 'object' || entry === null || seen.has(entry)) return;
		seen.add(entry);
		// Since Node 21 the stack of an error is a getter, which is not among the values below.
		if (entry instanceof Error && typeof entry.stack === 'string') texts.push(entry.stack);
		if (entry instanceof Map || entry instanceof Set) for (const one of entry) visit(one);
		for (const key of Reflect.ownKeys(entry)) {
			if (typeof key === 'string') texts.push(key);
			const descriptor = Object.getOwnPropertyDescriptor(entry, key);
			visit(descriptor?.get ? undefined : descriptor?.value);
		}
		try {
			visit((entry as { toJSON?: () => unknown }).toJSON?.());
		} catch {
			// What cannot be written as JSON is not written at all.
		}
	};
	visit(value);
	return texts.join('\n');
}

/** The secrets that are somewhere in the value, in whatever spelling. */
export function secretsIn(value: unknown, secrets: readonly string[]): string[] {
	const text = textIn(value);
	return secrets.filter((secret) => spellings(secret).some((spelling) => text.includes(spelling)));
}

/** The values of a credential that must stay within it: all texts but addresses and plain words. */
export function secretValues(credential: object): string[] {
	return Object.entries(credential).flatMap(([name, value]: [string, unknown]) => {
		if (typeof value === 'object' && value !== null) return secretValues(value);
		return /token|key|secret|password|username/i.test(name) && typeof value === 'string' && value.length > 3
			? /^https?:/.test(value)
				? []
				: [value]
			: [];
	});
}
