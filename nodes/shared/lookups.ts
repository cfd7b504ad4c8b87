import { FaxFailure } from './failure';

/**
 * Whether a failed look-up means that the thing is not there. Services answer various 4xx to an id that they do
 * not show (yet); those that speak of the credential, the plan or the pace are no statement about it.
 */
export function isMissing(failure: unknown): failure is FaxFailure {
	if (!(failure instanceof FaxFailure)) return false;
	const status = failure.context.httpStatus ?? 0;
	return status >= 400 && status < 500 && ![401, 402, 403, 408, 429].includes(status);
}

/** Whether the service says plainly that there is no such thing. */
export function isGone(failure: unknown): failure is FaxFailure {
	return failure instanceof FaxFailure && [404, 410].includes(failure.context.httpStatus ?? 0);
}

/** The value, or null when the failure only says that there is none. */
export async function orNull<T>(
	value: Promise<T>,
	saysNone: (failure: unknown) => boolean = isMissing,
): Promise<T | null> {
	return await value.catch((failure: unknown) => {
		if (saysNone(failure)) return null;
		throw failure;
	});
}

/** The first of the names under which the action finds something, with what it found. */
export async function firstNamed<T>(
	names: readonly string[],
	action: (name: string) => Promise<T>,
	saysNone: (failure: unknown) => boolean = isMissing,
): Promise<{ name: string; value: T } | null> {
	for (const name of names) {
		const value = await orNull(action(name), saysNone);
		if (value !== null) return { name, value };
	}
	return null;
}
