import type { FailureCategory } from '../shared/failure';
import type { StatusTable } from '../shared/status';
import { fromLocal, fromUtc } from './goFax.dates';

/** The service's name in records. */
export const PROVIDER = 'goFax';

/** What is known of GoFax, as data. Where each entry comes from stands in the facts of the service. */

const QUEUED = { status: 'queued', isFinal: false } as const;
const SENDING = { status: 'sending', isFinal: false } as const;
const DELIVERED = { status: 'delivered', isFinal: true } as const;
const RECEIVED = { status: 'received', isFinal: true } as const;
const CANCELED = { status: 'canceled', isFinal: true } as const;
const failed = (failure: FailureCategory, hint?: string) =>
	({ status: 'failed', isFinal: true, failure, hint }) as const;

const NO_CREDIT = failed('out_of_credit');
const UNVERIFIED = failed(
	'permission',
	'The account is not verified, and over the daily limit of such an account. Ask the support of GoFax to verify it.',
);

/**
 * Texts for the status of a fax. GoFax's own table of them is not public: besides the two that are documented, these are
 * the texts for messages that fit a fax, too.
 */
const FAX_STATUSES: StatusTable = {
	initialised: QUEUED,
	'fax successfully sent': DELIVERED,
	'preparing for transmission': QUEUED,
	'transmission in progress': SENDING,
	cancelled: CANCELED,
	canceled: CANCELED,
	'insufficient credit. please check your account status': NO_CREDIT,
	'account is unverified': UNVERIFIED,
};

/** Texts for the status of a message (documented). */
const SMS_STATUSES: StatusTable = {
	'account is unverified': UNVERIFIED,
	cancelled: CANCELED,
	canceled: CANCELED,
	'carrier transmission issue detected. task may still be successful': SENDING,
	'error sending message': failed('unknown'),
	'failed to deliver the message': failed('unknown'),
	initialised: QUEUED,
	'insufficient credit. please check your account status': NO_CREDIT,
	'message not delivered in allowable time frame': failed(
		'no_answer',
		'The handset was not reachable for 48 hours. Check the number with the recipient.',
	),
	'message reply received ok': RECEIVED,
	'message successfully delivered': DELIVERED,
	'preparing for transmission': QUEUED,
	'sent to carrier for delivery': SENDING,
	'the destination mobile number is invalid': failed('invalid_number'),
	'transmission in progress': SENDING,
	'unable to deliver message. please check the number before trying again': failed('invalid_number'),
	'unable to deliver the message': failed('unknown'),
};

export const GOFAX_STATUSES = {
	fax: FAX_STATUSES,
	sms: SMS_STATUSES,
	/** a document that is in the list of received faxes, or whose arrival is told */
	received: { received: RECEIVED } as StatusTable,
};

type Causes = Readonly<Record<string, FailureCategory>>;

/** `error` of a v2.0 refusal (documented). */
export const API_CODES: Causes = { UNAUTHORISED: 'authentication' };

/** What the message of a refusal contains, in lower case. */
export const API_MESSAGES: Causes = {
	'not found': 'not_found',
	'does not exist': 'not_found',
	'insufficient credit': 'out_of_credit',
	unverified: 'permission',
	sendto: 'invalid_number',
};

/** What the text of a fax or message that failed contains, in lower case; the first that fits counts. Mostly inferred. */
export const CAUSES: Causes = {
	partial: 'partial_transmission',
	'insufficient credit': 'out_of_credit',
	unverified: 'permission',
	'no answer': 'no_answer',
	'not answered': 'no_answer',
	'no fax': 'not_a_fax',
	'not a fax': 'not_a_fax',
	busy: 'busy',
	invalid: 'invalid_number',
	'check the number': 'invalid_number',
	blocked: 'rejected',
	'do not call': 'rejected',
	reject: 'rejected',
	convert: 'document_error',
	conversion: 'document_error',
	disconnect: 'line_error',
	'hung up': 'line_error',
};

/** The category of the first entry whose text stands in `said`. */
export function causeIn(causes: Causes, said: string | null): FailureCategory | undefined {
	const text = (said ?? '').toLowerCase();
	const found = Object.keys(causes).find((part) => text.includes(part));
	return found === undefined ? undefined : causes[found];
}

export const GOFAX_DATES = { utc: fromUtc, local: fromLocal };

export const GOFAX_LIMITS = {
	/** documented: so many characters are one part of a message */
	smsPartCharacters: 160,
	/** documented: so long the carrier tries */
	smsAttemptHours: 48,
	/** client code */
	numberDigitsMin: 8,
	numberDigitsMax: 15,
	/** documented: how long a token can be valid */
	tokenMonths: 12,
	/** documented: how long the log is kept */
	logMonths: 12,
	/** documented, set in the portal only */
	headerIdCharacters: 11,
	headerLineCharacters: 21,
	/** documented by example: Queensland, all year */
	localOffsetHours: 10,
	/** GoFax names no limit; this one only stops slips */
	maxFiles: 100,
	/** inferred: GoFax prefers webhooks (documented), so it is asked no more often than once a minute */
	pollSeconds: 60,
	/** inferred: one look before that; a wrong number or a refusal shows soon, and nobody need wait a minute for it */
	firstLookSeconds: 20,
	/** GoFax does not say how long it waits for an answer; in milliseconds */
	webhookPatience: 8_000,
} as const;
