import type { NetworkFax } from '../../network';
import { sentResult, stateStatus } from './statuses';
import type { Job, ReceivedFax } from './store';
import type { IFaxSwitches } from './switches';
import { unixSeconds, utcText } from './wire';

/** `delivered`, `failed` … and why. */
export function resultOf(fax: NetworkFax): { faxStatus: string; message: string; code: number } {
	const word = stateStatus[fax.state];
	if (word !== undefined)
		return { faxStatus: word, message: fax.state === 'received' ? 'NORMAL_CLEARING' : '', code: 0 };
	return sentResult[fax.outcome ?? 'lineError'];
}

export function spellNumber(number: string, switches: IFaxSwitches): string {
	return switches.plusInNumbers ? number : number.replace(/^\+/, '');
}

/** What a fax has cost so far; only transmitted pages are charged, and only with a Live key. */
export function costOf(fax: NetworkFax, switches: IFaxSwitches): number {
	return fax.simulated ? 0 : Math.round(fax.pagesTransferred * switches.pricePerPage * 100) / 100;
}

/** Call times and numbers: what status answers, rows and webhooks share. */
export function callFields(fax: NetworkFax, switches: IFaxSwitches): Record<string, unknown> {
	const last = fax.attempts.at(-1);
	const [start, end] = [last?.startedAt ?? null, last?.endedAt ?? null];
	const time = (at: number | null): unknown => {
		if (at === null) return null;
		return switches.dateForm === 'unix' ? unixSeconds(at) : utcText(at);
	};
	return {
		fromNumber: spellNumber(fax.from, switches),
		toNumber: spellNumber(fax.to, switches),
		faxCallLength: start === null || end === null ? 0 : Math.ceil((end - start) / 1000),
		faxCallStart: time(start),
		faxCallEnd: time(end),
		faxTotalPages: fax.pages,
	};
}

/** The `data` of fax-status (documented in both its forms). */
export function jobRow(job: Job, switches: IFaxSwitches): Record<string, unknown> {
	const { fax, jobId } = job;
	const { faxStatus, message, code } = resultOf(fax);
	return {
		jobId,
		...callFields(fax, switches),
		faxTransferredPages: fax.pagesTransferred,
		pricePerPage: fax.simulated ? 0 : switches.pricePerPage,
		actualCost: costOf(fax, switches),
		faxStatus,
		retryAttempt: Math.max(0, fax.attempts.length - 1),
		[switches.dateForm === 'unix' ? 'message' : 'errorMessage']: message,
		code,
	};
}

/** A row of the lists of received faxes (documented: both ids and the time; the rest as clients read it). */
export function receivedRow(received: ReceivedFax, switches: IFaxSwitches): Record<string, unknown> {
	const { fax, jobId, transactionId } = received;
	return {
		jobId,
		transactionId,
		receivedTime: unixSeconds(fax.completedAt ?? fax.createdAt),
		...callFields(fax, switches),
		faxReceivedPages: fax.pagesTransferred,
		faxStatus: 'received',
	};
}
