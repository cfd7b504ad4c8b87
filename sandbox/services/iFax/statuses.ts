import type { FaxState } from '../../network';
import type { Outcome } from '../../scenarios';

/** How the service tells an outcome: its status word, reason text and code. */
export interface IFaxResult {
	faxStatus: string;
	message: string;
	code: number;
}

/**
 * `delivered`, `failed`, the texts NORMAL_CLEARING and USER_BUSY and the code 12007 come from documents; `blocked` and
 * `failed_chargeable` from third-party code. The other texts are the usual telephone hang-up causes (inferred).
 */
export const sentResult: Record<Outcome, IFaxResult> = {
	delivered: { faxStatus: 'delivered', message: 'NORMAL_CLEARING', code: 0 },
	busy: { faxStatus: 'failed', message: 'USER_BUSY', code: 12007 },
	noAnswer: { faxStatus: 'failed', message: 'NO_ANSWER', code: 12007 },
	invalidNumber: { faxStatus: 'failed', message: 'UNALLOCATED_NUMBER', code: 12007 },
	notAFax: { faxStatus: 'failed', message: 'NO_FAX_DETECTED', code: 12007 },
	lineError: { faxStatus: 'failed', message: 'NORMAL_TEMPORARY_FAILURE', code: 12007 },
	outOfCredit: { faxStatus: 'failed', message: 'INSUFFICIENT_BALANCE', code: 12007 },
	partial: { faxStatus: 'failed_chargeable', message: 'CALL_DROPPED', code: 12007 },
	documentError: { faxStatus: 'failed', message: 'DOCUMENT_CONVERSION_FAILED', code: 12007 },
	rejected: { faxStatus: 'blocked', message: 'CALL_REJECTED', code: 12007 },
};

/** The words for states that are not the end of an attempt; every unfinished job is `sending` (documented). */
export const stateStatus: Partial<Record<FaxState, string>> = {
	accepted: 'sending',
	preparing: 'sending',
	scheduled: 'sending',
	sending: 'sending',
	waiting: 'sending',
	canceled: 'canceled',
	receiving: 'sending',
	received: 'received',
};
