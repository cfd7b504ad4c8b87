import { isObject } from '../shared/values';

/** Deeper or longer names than any of Kazoo's are a mischief. */
const DEEPEST = 6;
const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype']);

/** `fax_notifications[email][send_to][]` as its parts, an empty one for the end of a list; null when it is no such name. */
function partsOf(name: string): string[] | null {
	const found = /^([^[\]]+)((?:\[[^[\]]*\])*)$/.exec(name);
	if (found === null) return null;
	const parts = [found[1], ...[...found[2].matchAll(/\[([^[\]]*)\]/g)].map(([, part]) => part)];
	return parts.length > DEEPEST || parts.some((part) => FORBIDDEN.has(part)) ? null : parts;
}

function put(target: Record<string, unknown>, [part, ...rest]: string[], value: unknown): void {
	const present = Object.hasOwn(target, part) ? target[part] : undefined;
	if (rest.length === 0) {
		target[part] = value;
		return;
	}
	if (rest[0] === '') {
		const list: unknown[] = Array.isArray(present) ? (present as unknown[]) : [];
		target[part] = [...list, ...(Array.isArray(value) ? (value as unknown[]) : [value])];
		return;
	}
	const inner = isObject(present) ? present : {};
	target[part] = inner;
	put(inner, rest, value);
}

/**
 * A form whose names nest with brackets, as the object that it stands for. Names that cannot be read are left out; a body
 * that came as JSON is returned as it is.
 */
export function unfolded(body: unknown): Record<string, unknown> {
	if (!isObject(body)) return {};
	if (!Object.keys(body).some((name) => name.includes('['))) return body;
	const result: Record<string, unknown> = {};
	for (const [name, value] of Object.entries(body)) {
		const parts = partsOf(name);
		if (parts !== null) put(result, parts, value);
	}
	return result;
}
