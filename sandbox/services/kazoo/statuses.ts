import type { FaxState, NetworkFax } from '../../network';
import type { Outcome } from '../../scenarios';
import type { Job } from './store';
import type { KazooSwitches } from './switches';

/** The words of a job in the queue; `master` calls a fax that is being sent `locked`. */
const QUEUE: Partial<Record<FaxState, string>> = {
	preparing: 'pending',
	waiting: 'pending',
	delivered: 'completed',
	failed: 'failed',
};

/** The service's word for a state, without the live texts. */
export function stateWord(
	state: FaxState,
	uploaded: boolean,
	switches: Pick<KazooSwitches, 'generation'>,
): string {
	if (state === 'accepted') return uploaded ? 'attaching_files' : 'pending';
	if (state === 'sending') return switches.generation === 'master' ? 'locked' : 'processing';
	return QUEUE[state] ?? state;
}

/** What a job in the queue shows: while it is being sent, the texts of its worker one after the other. */
export function jobStatus(job: Job, switches: KazooSwitches): string {
	const { state, pages } = job.fax;
	const live = state === 'sending' && switches.workerTexts && switches.generation !== 'master';
	if (!live) return stateWord(state, job.uploaded, switches);
	const texts = ['preparing', 'negotiating', 'Fax negotiated at 14400', `Sent Page 1 of ${pages}`];
	return texts[Math.min(job.reads++, texts.length - 1)] ?? 'processing';
}

interface Result {
	/** A SIP code where no fax machine answered, else the fax software's number. */
	code: number;
	/** Only where a call came about. */
	cause?: string;
	text: string;
}

/**
 * The results of an attempt. That the codes are SIP's and the texts those of the usual telephony software is inferred;
 * documented are "The call dropped prematurely" and the text about a file that could not be retrieved.
 */
const RESULTS: Record<Outcome, Result> = {
	delivered: { code: 200, cause: 'NORMAL_CLEARING', text: 'OK' },
	busy: { code: 486, text: 'USER_BUSY' },
	noAnswer: { code: 480, text: 'NO_ANSWER' },
	invalidNumber: { code: 404, text: 'UNALLOCATED_NUMBER' },
	notAFax: { code: 2, cause: 'NORMAL_CLEARING', text: 'Timed out waiting for initial communication' },
	lineError: { code: 49, cause: 'NORMAL_CLEARING', text: 'The call dropped prematurely' },
	outOfCredit: { code: 402, text: 'Payment Required' },
	partial: { code: 49, cause: 'NORMAL_CLEARING', text: 'The call dropped prematurely' },
	documentError: { code: 0, text: 'could not retrieve file, HTTP response 404' },
	rejected: { code: 603, text: 'CALL_REJECTED' },
};

const UNTRIED = {
	success: false,
	error_message: '',
	fax_bad_rows: 0,
	fax_error_correction: false,
	fax_receiver_id: '',
	fax_speed: 0,
	pages_sent: 0,
	time_elapsed: 0,
};

/** `tx_result` of a sent fax: the default until an attempt has ended. */
export function txResult({ fax, earlyFailure }: Job, toGregorian: (ms: number) => number): object {
	const last = fax.attempts.filter(({ endedAt }) => endedAt !== null).at(-1);
	if (last === undefined || last.outcome === null) return UNTRIED;
	const { code, cause, text } = RESULTS[last.outcome];
	const elapsed = Math.ceil(((last.endedAt ?? 0) - last.startedAt) / 1000);
	if (earlyFailure !== null) return { ...UNTRIED, error_message: undefined, ...earlyFailure };
	const early = {
		success: false,
		result_code: code,
		result_text: text,
		time_elapsed: elapsed,
		pages_sent: 0,
	};
	if (cause === undefined) return { ...UNTRIED, error_message: undefined, ...early };
	const success = last.outcome === 'delivered';
	return {
		success,
		result_code: code,
		result_cause: cause,
		result_text: text,
		time_elapsed: elapsed,
		...pageCounts(fax),
		transfer_rate: '9600',
		bad_rows: '0',
		ecm_used: false,
		t38_used: true,
		remote_station_id: fax.to,
		local_station_id: fax.from,
		...(success ? { pvt_delivered_date: toGregorian(fax.completedAt ?? last.endedAt ?? 0) } : {}),
	};
}

/** `rx_result` of a received fax. */
export function rxResult(fax: NetworkFax): object {
	return {
		success: !fax.isPartial,
		result_code: fax.isPartial ? '49' : '0',
		result_text: fax.isPartial ? 'The call dropped prematurely' : 'OK',
		...pageCounts(fax),
		transfer_rate: '9600',
		bad_rows: '0',
		ecm_used: false,
		remote_station_id: fax.from,
	};
}

const pageCounts = (fax: NetworkFax): object => ({
	total_pages: String(fax.pages),
	transferred_pages: String(fax.pagesTransferred),
});

/** The same result as webhooks spell it: every key with `fax_` before it. */
export function eventResult(result: object): Record<string, unknown> {
	const { result_cause: cause, result_code: code, ...rest } = result as Record<string, unknown>;
	const named = Object.entries(rest)
		.filter(([key, value]) => value !== undefined && !key.startsWith('pvt_') && key !== 'time_elapsed')
		.map(([key, value]) => [key.startsWith('fax_') ? key : `fax_${key}`, value]);
	return {
		...Object.fromEntries(named),
		fax_result_code: String(code),
		...(cause === undefined ? {} : { fax_hangup_code: code, fax_hangup_cause: cause }),
	};
}
