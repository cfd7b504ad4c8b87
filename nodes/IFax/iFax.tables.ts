import type { FailureCategory } from '../shared/failure';
import { HANGUP_CAUSES } from '../shared/hangupCauses';
import type { StatusTable } from '../shared/status';
import { asNumber, asText, isoFromUnixSeconds, isoFromUtcText } from '../shared/values';

/** The service's name in records. */
export const PROVIDER = 'iFax';

/** What is known of iFax, as data. Where each entry comes from stands in the facts of the service. */

const QUEUED = { status: 'queued', isFinal: false } as const;
const SENDING = { status: 'sending', isFinal: false } as const;
const DELIVERED = { status: 'delivered', isFinal: true } as const;
const RECEIVED = { status: 'received', isFinal: true } as const;
const CANCELED = { status: 'canceled', isFinal: true } as const;
const FAILED = { status: 'failed', isFinal: true, failure: 'unknown' } as const;
const BLOCKED = {
	status: 'failed',
	isFinal: true,
	failure: 'rejected',
	hint: 'iFax blocked this fax; ask its support for the reason.',
} as const;

/** Words of `faxStatus`: documented, seen in client code, or defensive. */
export const IFAX_STATUSES = {
	outbound: {
		sending: SENDING,
		delivered: DELIVERED,
		failed: FAILED,
		canceled: CANCELED,
		cancelled: CANCELED,
		partially_cancelled: CANCELED,
		failed_chargeable: FAILED,
		blocked: BLOCKED,
		queued: QUEUED,
		pending: QUEUED,
		scheduled: QUEUED,
		processing: SENDING,
		sent: DELIVERED,
		success: DELIVERED,
	},
	inbound: {
		received: RECEIVED,
		failed: FAILED,
		failed_chargeable: FAILED,
		blocked: BLOCKED,
		sending: SENDING,
		processing: SENDING,
		canceled: CANCELED,
		cancelled: CANCELED,
		partially_cancelled: CANCELED,
		delivered: RECEIVED,
		success: RECEIVED,
	},
} as const satisfies Record<string, StatusTable>;

type Causes = Readonly<Record<string, FailureCategory>>;

/** `code` of a refusal (client code; iFax publishes no list). */
export const API_CODES: Causes = {
	'12001': 'authentication',
	'12004': 'plan_required',
};

/** Negative `status` of the envelope (client code). */
export const ENVELOPE_STATUSES: Causes = {
	'-1': 'rejected',
	'-2': 'rejected',
	'-3': 'rejected',
	'-4': 'rejected',
	'-5': 'rejected',
};

/** What the message of a refusal contains, reduced to lower-case letters. Mostly uncertain. */
export const API_MESSAGES: Causes = {
	accesstokeninvalid: 'authentication',
	planisntactivated: 'plan_required',
	notfound: 'not_found',
	doesnotexist: 'not_found',
	invalidjobid: 'not_found',
	invalidtransactionid: 'not_found',
	insufficient: 'out_of_credit',
	notenoughbalance: 'out_of_credit',
	notenoughcredit: 'out_of_credit',
	invalidfaxnumber: 'invalid_number',
	toomanyrequests: 'rate_limited',
};

/** `code` of a failed fax (documented without meaning). */
export const FAX_CODES: Causes = { '12007': 'unknown' };

/** `message` of a failed fax: hang-up causes of telephony, of which iFax documents NORMAL_CLEARING. Inferred. */
export const FAX_MESSAGES: Causes = {
	...HANGUP_CAUSES,
	// Not of telephony, and not seen; what a service would call these causes (defensive).
	CALL_DROPPED: 'line_error',
	NO_FAX_DETECTED: 'not_a_fax',
	INSUFFICIENT_BALANCE: 'out_of_credit',
	DOCUMENT_CONVERSION_FAILED: 'document_error',
};

/** More exact words for some causes than the general advice of their category. */
export const FAX_MESSAGE_ADVICE: Readonly<Record<string, { message?: string; hint: string }>> = {
	CALL_REJECTED: {
		message: "The recipient's side refused the call",
		hint: 'Ask the recipient whether the fax number accepts calls from your number.',
	},
	OUTGOING_CALL_BARRED: {
		message: 'iFax may not place this call',
		hint: 'Ask the support of iFax whether your account may call this country.',
	},
	INCOMING_CALL_BARRED: {
		message: "The recipient's line takes no calls",
		hint: 'Check the number with the recipient.',
	},
	NUMBER_CHANGED: {
		message: 'The recipient has a new number',
		hint: 'Ask the recipient for the new fax number.',
	},
	NORMAL_CLEARING: {
		message: 'The call ended normally, but the fax did not get through',
		hint: 'Check with the recipient that the number belongs to a fax machine, then send it again.',
	},
};

/** Unix seconds, also as text; 0 means "not yet" (documented). */
const unixSeconds = isoFromUnixSeconds;

/** `YYYY-MM-DD HH:mm:ss UTC` (older documentation). */
const utcText = isoFromUtcText;

/** ISO 8601 with a zone, as `send_at` is written (documented). */
function isoMoment(value: unknown): string | null {
	const text = asText(value);
	if (text === null || !/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(text)) return null;
	const date = new Date(text);
	return Number.isNaN(date.getTime()) ? null : date.toISOString();
}

/** A moment in whichever form an answer uses it: Unix seconds, UTC text, or ISO 8601 (defensive). */
export function moment(value: unknown): string | null {
	return asNumber(value) === null ? (utcText(value) ?? isoMoment(value)) : unixSeconds(value);
}

export const IFAX_DATES = { unixSeconds, utcText, receivedTime: moment, sendAt: isoMoment };

export const IFAX_LIMITS = {
	/** documented */
	webhookRetries: 5,
	/** documented */
	webhookRetryMinutes: '5, 10, 20, 30, 60',
	/** documented; the time zone of these days is not */
	filterDateForm: 'MM/DD/YYYY',
	/** days added on both sides of a date filter, because the time zone of its days is unknown */
	filterWidening: 1,
	/** iFax names no limit; this one only stops slips */
	maxFiles: 100,
	/** iFax does not say how long it waits for an answer; in milliseconds */
	webhookPatience: 8_000,
	downloadTries: 3,
	/** milliseconds */
	downloadRetryPause: 3_000,
	/** pages of the inbox that are searched for one fax */
	lookupPages: 20,
} as const;
