import { fail } from '../failure';
import type { FaxFailure } from '../failure';
import type { Effect } from '../provider';

/** How many times a read may be sent on. */
export const MOST_HOPS = 3;

export interface Hop {
	url: URL;
	/** the credential must stay behind */
	sameOrigin: boolean;
}

const isRedirect = (status: number) => [301, 302, 303, 307, 308].includes(status);

/** Whether an answer sends the request elsewhere. */
export function redirects(status: number): boolean {
	return isRedirect(status);
}

/**
 * What to make of a redirect in answer to something other than a read: the method-keeping kinds say that
 * nothing was done here, the others may come after the work. Where the work does no harm, it does not matter.
 */
export function redirectedChange(status: number, effect: Effect, isHarmless = false): FaxFailure {
	if (status === 307 || status === 308 || isHarmless) {
		return fail(
			'configuration',
			{
				message: 'The address of the service has moved',
				hint: 'Check the Base URL of the credential; nothing was sent.',
				code: String(status),
			},
			{ httpStatus: status, effect },
		);
	}
	return fail(
		'outcome_unknown',
		{
			message: 'The service sent the request on to another address, so its outcome is not known',
			hint: 'Check the Base URL of the credential, and look at the service for what it has done.',
			code: String(status),
		},
		{ httpStatus: status, effect },
	);
}

/**
 * Where a read goes next. Values of secrets are taken out of the new address.
 * Throws a FaxFailure when the address must not be followed.
 */
export function nextHop(
	from: URL,
	location: string | undefined,
	hops: number,
	secrets: readonly string[],
): Hop {
	const refuse = (hint: string) =>
		fail('configuration', {
			message: 'The service sent the request on to an address that is not followed',
			hint,
		});
	if (hops >= MOST_HOPS)
		throw refuse('Check the Base URL of the credential; the service redirects in a circle.');
	let url: URL;
	try {
		url = new URL(location ?? '', from);
	} catch (error) {
		throw refuseUnusable(error);
	}
	if (!location || !/^https?:$/.test(url.protocol)) throw refuse('Check the Base URL of the credential.');
	if (from.protocol === 'https:' && url.protocol === 'http:') {
		throw refuse('It would leave the encrypted connection. Check the Base URL of the credential.');
	}
	for (const [name, value] of [...url.searchParams]) {
		if (secrets.some((secret) => value.includes(secret))) url.searchParams.delete(name);
	}
	url.username = '';
	url.password = '';
	url.hash = '';
	const sameOrigin = url.origin === from.origin;
	if (!sameOrigin && secrets.some((secret) => url.href.includes(secret))) {
		throw refuse('It would carry the credential to another host.');
	}
	return { url, sameOrigin };
}

function refuseUnusable(_error: unknown): FaxFailure {
	return fail('configuration', {
		message: 'The service sent the request on to an address that is no URL',
		hint: 'Check the Base URL of the credential.',
	});
}
