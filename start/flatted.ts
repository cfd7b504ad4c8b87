/**
 * Reads the form in which n8n hands out executions: a JSON array in which every object and text stands once, and is
 * referred to by its position, written as a text.
 */
export function unflatten(text: string): unknown {
	const entries = JSON.parse(text) as unknown[];
	const made = new Map<number, unknown>();

	const valueOf = (index: number): unknown => {
		if (made.has(index)) return made.get(index);
		const entry = entries[index];
		if (typeof entry !== 'object' || entry === null) return entry;
		const result: Record<string, unknown> | unknown[] = Array.isArray(entry) ? [] : {};
		// Before its parts, which may refer to it.
		made.set(index, result);
		for (const [key, part] of Object.entries(entry)) {
			(result as Record<string, unknown>)[key] = typeof part === 'string' ? valueOf(Number(part)) : part;
		}
		return result;
	};
	return valueOf(0);
}
