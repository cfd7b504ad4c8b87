import type { FailureCategory } from '../shared/failure';
import type { StatusEntry, StatusTable } from '../shared/status';

/** The service's name in records. */
export const PROVIDER = 'faxPlus';

const failed = (failure: FailureCategory, more: Partial<StatusEntry> = {}): StatusEntry => ({
	status: 'failed',
	isFinal: true,
	failure,
	...more,
});

const CONVERSION = 'Save the document as an ordinary PDF without password, then send it again.';

/** Words of a fax in the outbox; none is final. SDK. */
export const OUTBOX_STATUSES: StatusTable = {
	submitted: { status: 'queued', isFinal: false },
	converting: { status: 'queued', isFinal: false },
	scheduled_for_sending: { status: 'queued', isFinal: false },
	sending: { status: 'sending', isFinal: false },
};

/** Words of a sent fax. SDK; what may be tried again is documented. */
export const OUTGOING_STATUSES: StatusTable = {
	success: { status: 'delivered', isFinal: true },
	partially_sent: failed('partial_transmission', { isPartial: true }),
	in_progress: { status: 'sending', isFinal: false },
	insufficient_credit: failed('out_of_credit'),
	failed: failed('unknown', { retryable: true, hint: 'Send it again; Fax.Plus gives no exact cause.' }),
	failed_internal_process_error: failed('provider_unavailable', {
		hint: 'Send it again later; the cause lies at Fax.Plus.',
	}),
	failed_user_busy: failed('busy'),
	failed_no_answer: failed('no_answer'),
	failed_unallocated_number: failed('invalid_number', {
		hint: 'The number is not in use; ask the recipient for the right one.',
	}),
	failed_office_converter_issue: failed('document_error', {
		hint: 'Save the Office file as a PDF, then send that.',
	}),
	failed_separate_file_pages_issue: failed('document_error', { hint: CONVERSION }),
	failed_render_header_issue: failed('document_error', { hint: CONVERSION }),
	failed_invalid_number_format: failed('invalid_number'),
	failed_mimetype_not_supported: failed('document_error', {
		hint: 'Send a DOC, DOCX, JPG, PDF, PNG, RTF, TIFF, TXT, XLS or XLSX file whose name ends accordingly.',
	}),
	failed_destination_not_supported: failed('unsupported', {
		hint: 'It is a special number, or the plan does not include this destination.',
	}),
	failed_image_preparation: failed('document_error', { hint: CONVERSION }),
	failed_to_send: failed('provider_unavailable', { hint: 'Fax.Plus was busy; send it again later.' }),
	failed_normal_temporary_failure: failed('line_error', {
		hint: 'The network had a temporary fault; send it again.',
	}),
	failed_unknown_converter_issue: failed('document_error', {
		hint: 'The document may be protected by a password; send an ordinary PDF.',
	}),
	failed_normal_clearing: failed('busy', {
		hint: 'The call ended before the fax went through. Treat it as a busy line: send it again in a few minutes.',
	}),
	failed_convert_to_tiff_issue: failed('document_error', { hint: CONVERSION }),
	failed_fs_49: failed('line_error'),
	failed_fs_2: failed('line_error'),
};

/** Words of a received fax. SDK; `in_progress` is documented only in newer pages. */
export const INCOMING_STATUSES: StatusTable = {
	success: { status: 'received', isFinal: true },
	partially_received: { status: 'received', isFinal: true, isPartial: true },
	in_progress: { status: 'queued', isFinal: false },
	insufficient_credit: failed('out_of_credit'),
	failed: failed('unknown'),
};

/** Error codes in the body of a refusal. Documented. */
export const API_CODES: Readonly<Record<string, FailureCategory>> = {
	too_many_files: 'configuration',
	too_many_destinations: 'configuration',
};

/** HTTP statuses; inferred, except 413 (documented) and 404 (seen by others). */
export const HTTP_CODES: Readonly<Record<string, FailureCategory>> = {
	'401': 'authentication',
	'403': 'permission',
	'404': 'not_found',
	'413': 'document_error',
	'429': 'rate_limited',
	'500': 'provider_unavailable',
};

export const FILE_EXTENSIONS = [
	'doc',
	'docx',
	'jpg',
	'pdf',
	'png',
	'rtf',
	'tiff',
	'txt',
	'xls',
	'xlsx',
] as const;

/**
 * Limits of the service. The unit of `retryDelayMax` is uncertain: the SDK says seconds, the web
 * interface counts minutes.
 */
export const LIMITS = {
	filesPerFax: 10,
	/** 150 MB; whether a million or a mebi is meant is not documented, so the larger is let through */
	bytesPerFax: 150 * 1024 * 1024,
	recipientsPerCall: 4000,
	fileTypes: FILE_EXTENSIONS.join(' '),
	retryCountMax: 3,
	retryDelayMax: 30,
	listPageSize: 50,
	numberDigitsMin: 8,
	/** a fax just sent may be unknown to the service for about 30 seconds; twice that is waited for */
	visibleAfterSeconds: 60,
	signatureToleranceSeconds: 300,
} as const;

/** The word for a member of an account that has no number of its own. SDK. */
export const NO_NUMBER = 'no_number';

/** Marks of a cover page. SDK. */
export const COVER_FLAGS = ['confidential', 'for_review', 'please_reply', 'urgent'] as const;
