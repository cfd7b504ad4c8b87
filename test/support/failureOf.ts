import { FaxFailure } from '../../nodes/shared/failure';

/** The failure that a piece of work ends with; a test in which it ends in any other way fails. */
export async function failureOf(work: Promise<unknown> | (() => unknown)): Promise<FaxFailure> {
	try {
		await (typeof work === 'function' ? work() : work);
	} catch (failure) {
		if (failure instanceof FaxFailure) return failure;
		throw failure;
	}
	throw new Error('It did not fail');
}
