import type { FaxState } from '../../network';
import type { Outcome } from '../../scenarios';

/** The service's outbox words (SDK); states that are not in the outbox have none. */
export const outboxStatus: Partial<Record<FaxState, string>> = {
	accepted: 'submitted',
	preparing: 'converting',
	scheduled: 'scheduled_for_sending',
	waiting: 'scheduled_for_sending',
	sending: 'sending',
};

/**
 * The service's words for a finished attempt (documented, SDK). That `failed_fs_2` stands for "no fax answered" and
 * `failed_fs_49` for "call dropped" is inferred from the error numbers of the usual fax software.
 */
export const sentStatus: Record<Outcome, string> = {
	delivered: 'success',
	busy: 'failed_user_busy',
	noAnswer: 'failed_no_answer',
	invalidNumber: 'failed_unallocated_number',
	notAFax: 'failed_fs_2',
	lineError: 'failed_normal_temporary_failure',
	outOfCredit: 'insufficient_credit',
	partial: 'partially_sent',
	documentError: 'failed_office_converter_issue',
	rejected: 'failed_destination_not_supported',
};
