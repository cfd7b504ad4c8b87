import type { Effect } from './provider';

/** Why a fax or a call failed, in words that every service shares. */
export type FailureCategory =
	| 'busy'
	| 'no_answer'
	| 'not_a_fax'
	| 'line_error'
	| 'partial_transmission'
	| 'invalid_number'
	| 'rejected'
	| 'document_error'
	| 'out_of_credit'
	| 'plan_required'
	| 'authentication'
	| 'permission'
	| 'not_found'
	| 'rate_limited'
	| 'provider_unavailable'
	| 'unsupported'
	| 'configuration'
	| 'blocked_by_policy'
	| 'duplicate'
	| 'outcome_unknown'
	| 'unknown';

export interface FailureInfo {
	category: FailureCategory;
	/** whether the same fax may succeed when it is tried again later, unchanged */
	retryable: boolean;
	/** what happened: one plain sentence without final full stop */
	message: string;
	/** what to do next */
	hint: string;
	/** the service's own code or word */
	code: string | null;
}

type Advice = Pick<FailureInfo, 'retryable' | 'message' | 'hint'>;

/** What each category means to a person; a service's table or answer may say it more exactly. */
export const FAILURE_ADVICE: Readonly<Record<FailureCategory, Advice>> = {
	busy: {
		retryable: true,
		message: "The recipient's line was busy",
		hint: 'Send it again in a few minutes; most busy lines answer at the second or third try.',
	},
	no_answer: {
		retryable: true,
		message: 'Nobody answered the call',
		hint: 'Check that the fax machine is switched on, then send it again later.',
	},
	not_a_fax: {
		retryable: false,
		message: 'The number answered, but not with a fax machine',
		hint: 'Check the number with the recipient; it may be a telephone line.',
	},
	line_error: {
		retryable: true,
		message: 'The line broke down during the transmission',
		hint: 'Send it again; if it keeps breaking down, try another time of day or fewer pages.',
	},
	partial_transmission: {
		retryable: false,
		message: 'Only some of the pages arrived',
		hint: 'Ask the recipient which pages arrived before you send it again.',
	},
	invalid_number: {
		retryable: false,
		message: 'The fax number cannot be dialled',
		hint: 'Check the number and its country code.',
	},
	rejected: {
		retryable: false,
		message: 'The service refused the request',
		hint: 'Check the parameters of the node against the message of the service.',
	},
	document_error: {
		retryable: false,
		message: 'The document could not be turned into a fax',
		hint: 'Send an ordinary PDF: not empty, not password-protected and within the size limit.',
	},
	out_of_credit: {
		retryable: false,
		message: 'The account has no credit or pages left',
		hint: 'Top up the account at the service, then send it again.',
	},
	plan_required: {
		retryable: false,
		message: "The account's plan does not include this",
		hint: 'Ask the service for a plan with API access.',
	},
	authentication: {
		retryable: false,
		message: 'The service did not accept the credential',
		hint: 'Open the credential, enter the key or token again and test it.',
	},
	permission: {
		retryable: false,
		message: 'The credential is valid but may not do this',
		hint: 'Give the token the missing permission, or ask the administrator of the account.',
	},
	not_found: {
		retryable: false,
		message: 'The service does not know this fax',
		hint: 'Check the id; the fax may have been deleted or belong to another account.',
	},
	rate_limited: {
		retryable: true,
		message: 'The service is receiving too many requests',
		hint: 'Wait a while, or lower Concurrency in the options of the node.',
	},
	provider_unavailable: {
		retryable: true,
		message: 'The service could not be reached or did not answer properly',
		hint: 'Try again later; if it lasts, check the Base URL of the credential and the status page of the service.',
	},
	unsupported: {
		retryable: false,
		message: 'The service does not offer this',
		hint: 'Choose another operation or option.',
	},
	configuration: {
		retryable: false,
		message: 'A parameter of the node cannot be used as it is',
		hint: 'Correct the parameter and run the node again.',
	},
	blocked_by_policy: {
		retryable: false,
		message: 'The rules set in this node do not allow this fax',
		hint: 'Change the recipient, or the rules in the options of the node.',
	},
	duplicate: {
		retryable: false,
		message: 'This fax was already sent',
		hint: 'Change the duplicate key if it is meant to be sent again.',
	},
	outcome_unknown: {
		retryable: false,
		message: 'The answer was lost, so it is not known whether the service accepted the fax',
		hint: 'Look in the outbox of the service before you send it again.',
	},
	unknown: {
		retryable: false,
		message: 'The fax failed for a reason that the service does not explain',
		hint: 'Look at the status word of the service, and ask its support if it happens again.',
	},
};

/**
 * Makes a failure from its category; what the service said more exactly goes over the general advice.
 */
export function failureInfo(
	category: FailureCategory,
	more: Partial<Omit<FailureInfo, 'category'>> = {},
): FailureInfo {
	const advice = FAILURE_ADVICE[category];
	return {
		category,
		retryable: more.retryable ?? advice.retryable,
		message: more.message || advice.message,
		hint: more.hint || advice.hint,
		code: more.code ?? null,
	};
}

export interface FailureContext {
	/** HTTP status of the answer, when there was one */
	httpStatus?: number;
	/** how long the service asked to wait, in milliseconds */
	retryAfterMs?: number;
	/** the effect of the call that failed; with `send` and category `outcome_unknown` a fax may be on its way */
	effect?: Effect;
	/** display name of the parameter that is wrong */
	parameter?: string;
}

/**
 * A failure on its way through the code; becomes fields of a record or an error of n8n, never both.
 * Its message and hint are free of secrets: the request helper has cleaned them.
 */
export class FaxFailure extends Error {
	constructor(
		readonly info: FailureInfo,
		readonly context: FailureContext = {},
	) {
		super(info.message);
		this.name = 'FaxFailure';
	}

	/** True when a fax may have been accepted although no readable answer came back. */
	get mayHaveBeenSent(): boolean {
		return this.info.category === 'outcome_unknown' && this.context.effect === 'send';
	}
}

/** Shorthand: a failure to throw. */
export function fail(
	category: FailureCategory,
	more: Partial<Omit<FailureInfo, 'category'>> = {},
	context: FailureContext = {},
): FaxFailure {
	return new FaxFailure(failureInfo(category, more), context);
}

/** A parameter that cannot be used: names it and says what is expected. */
export function badParameter(parameter: string, problem: string, hint: string): FaxFailure {
	return fail('configuration', { message: `'${parameter}' ${problem}`, hint }, { parameter });
}
