import type { FailureCategory } from '../shared/failure';
import { HANGUP_CAUSES } from '../shared/hangupCauses';
import type { StatusTable } from '../shared/status';
import { isoFromGregorian } from './kazoo.dates';

/** The service's name in records. */
export const PROVIDER = 'kazoo';

/** What is known of Kazoo, as data. Where each entry comes from stands in the facts of the service. */

const QUEUED = { status: 'queued', isFinal: false } as const;
const SENDING = { status: 'sending', isFinal: false } as const;
const DELIVERED = { status: 'delivered', isFinal: true } as const;
const RECEIVED = { status: 'received', isFinal: true } as const;
const FAILED = { status: 'failed', isFinal: true, failure: 'unknown' } as const;

/** The place where a fax was found decides how its status word is read. */
export const STATUSES = {
	outgoing: {
		attaching_files: QUEUED,
		'attaching files': QUEUED,
		pending: QUEUED,
		resubmitting: QUEUED,
		locked: SENDING,
		processing: SENDING,
		// Live texts of the worker, without the numbers in them.
		preparing: SENDING,
		negotiating: SENDING,
		'fax negotiated at': SENDING,
		'sent page': SENDING,
		'not available': SENDING,
		completed: DELIVERED,
		failed: FAILED,
	},
	outbox: { completed: DELIVERED, failed: FAILED },
	inbox: { received: RECEIVED, completed: RECEIVED },
	event: {
		inbound_fax: RECEIVED,
		inbound_fax_error: FAILED,
		outbound_fax: DELIVERED,
		outbound_fax_error: FAILED,
		outbound_smtp_fax_error: FAILED,
	},
} as const satisfies Record<string, StatusTable>;

export type Place = keyof typeof STATUSES;

type Causes = Readonly<Record<string, FailureCategory>>;

/** What the texts of a refusal contain, in lower case and with blanks for underscores; the first that fits counts. */
export const API_MESSAGES: Causes = {
	'no attachment found': 'not_found',
	'document is not in folder': 'not_found',
	'bad identifier': 'not_found',
	'not found': 'not_found',
	'faulty request': 'rejected',
	'invalid credentials': 'authentication',
	forbidden: 'permission',
	'accept charges': 'out_of_credit',
	'method not allowed': 'unsupported',
	'datastore conflict': 'rejected',
	'too many requests': 'rate_limited',
	'action required': 'rejected',
	'invalid action': 'rejected',
	'error when resubmitting fax': 'document_error',
	'error when forwarding fax': 'document_error',
	'invalid request envelope': 'rejected',
	'validation error': 'rejected',
	'validation failed': 'rejected',
	'datastore fault': 'provider_unavailable',
	'datastore unreachable': 'provider_unavailable',
	'datastore missing': 'provider_unavailable',
};

/** Fields whose validation tells a cause of its own. */
export const API_FIELDS: Causes = {
	to_number: 'invalid_number',
	'document.to_number': 'invalid_number',
	'document.url': 'document_error',
	file: 'document_error',
};

/** The HTTP status of a refusal, when its texts tell nothing. */
export const HTTP_CODES: Causes = {
	'400': 'rejected',
	'401': 'authentication',
	'402': 'out_of_credit',
	'403': 'permission',
	'404': 'not_found',
	'405': 'unsupported',
	'406': 'unsupported',
	'409': 'rejected',
	'410': 'configuration',
	'413': 'document_error',
	'415': 'document_error',
	'416': 'rejected',
	'423': 'plan_required',
	'429': 'rate_limited',
	'500': 'provider_unavailable',
	'503': 'provider_unavailable',
};

/** Refusals of a log-in, by HTTP status; 404 only with the message "bad identifier". */
export const LOGIN_CODES: Causes = {
	'400': 'configuration',
	'401': 'authentication',
	'403': 'permission',
	'404': 'authentication',
	'410': 'configuration',
	'423': 'plan_required',
	'429': 'rate_limited',
};

/** `result_text` of a failed fax, in lower case: the first entry whose words all occur counts. */
export const RESULT_TEXTS: Causes = {
	'invalid fax cid number': 'rejected',
	'invalid fax number': 'invalid_number',
	'could not retrieve file': 'document_error',
	'fax job timed out originat': 'no_answer',
	'fax job timed out negotiat': 'not_a_fax',
	'fax job timed out': 'line_error',
	'process terminated': 'provider_unavailable',
	'the call dropped prematurely': 'line_error',
	'timed out waiting for initial communication': 'not_a_fax',
	'disconnected after permitted retries': 'line_error',
};

/** `result_cause`, and texts that are such a cause. */
export const RESULT_CAUSES: Causes = HANGUP_CAUSES;

/** `result_code` of a failed fax: 0 before the call, below 100 of the fax software, from 400 on of SIP. */
export const RESULT_CODES: Causes = {
	'0': 'document_error',
	'2': 'not_a_fax',
	'3': 'not_a_fax',
	'48': 'line_error',
	'49': 'line_error',
	'402': 'out_of_credit',
	'403': 'rejected',
	'404': 'invalid_number',
	'408': 'no_answer',
	'410': 'invalid_number',
	'480': 'no_answer',
	'484': 'invalid_number',
	'486': 'busy',
	'487': 'no_answer',
	'488': 'not_a_fax',
	'500': 'line_error',
	'502': 'line_error',
	'503': 'line_error',
	'504': 'line_error',
	'600': 'busy',
	'603': 'rejected',
	'604': 'invalid_number',
};

export const DATES = { gregorianSeconds: isoFromGregorian };

export const LIMITS = {
	filesPerFax: 1,
	bytesPerPart: 8_000_000,
	retriesMin: 0,
	retriesMax: 4,
	urlBodyLength: 256,
	/** days that one list request may span; the server allows an hour more */
	listDays: 31,
	/** rows asked for at once */
	pageSize: 100,
	/** windows of 31 days without any row after which an open list ends */
	emptyWindows: 6,
	/** how far ahead of this clock a list without end reaches, in seconds, because two clocks differ */
	clockSkew: 300,
	/** months before the present one in which a job is looked for when its own month is not known */
	monthsBack: 12,
	/** how long a session that was just opened serves requests that came with an older one, in seconds */
	sharedSessionSeconds: 60,
	/** how long a refused log-in is not tried again, in seconds */
	refusedLoginSeconds: 10,
	/** of a client and account; each request costs one, a log-in more */
	rateTokens: 100,
	/** how many of them come back in a second */
	rateTokensPerSecond: 10,
	loginTokens: 35,
	sessionSeconds: 3600,
	hookRetries: 2,
	/** milliseconds; the server waits 10 s for the answer to a webhook */
	webhookPatience: 6_000,
	jobsPerAccount: 10,
} as const;
