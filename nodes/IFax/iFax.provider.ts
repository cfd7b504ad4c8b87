import { fail, FaxFailure, type FailureCategory } from '../shared/failure';
import { orNull } from '../shared/lookups';
import type { Http, Provider } from '../shared/provider';
import type { FaxRecord } from '../shared/record';
import { tooLateToCancel } from '../shared/tooLate';
import { asText, isObject } from '../shared/values';
import { postFaxCancel, postFaxDelete, postFaxStatus } from './iFax.api';
import { download } from './iFax.download';
import { parseId, sentJobId } from './iFax.ids';
import { findInInbox, listInbox, listSent } from './iFax.lists';
import { camelKeys, faxFrom } from './iFax.normalize';
import { listNumbers } from './iFax.numbers';
import { checkSend, resend, send } from './iFax.send';
import {
	API_CODES,
	API_MESSAGES,
	ENVELOPE_STATUSES,
	FAX_CODES,
	FAX_MESSAGES,
	IFAX_DATES,
	IFAX_LIMITS,
	IFAX_STATUSES,
} from './iFax.tables';
import { iFaxProfile } from './iFax.profile';
import { webhooks } from './iFax.webhooks';
import { wire } from './iFax.wire';

const notFound = () => fail('not_found', {}, { effect: 'read' });

/** Refusals that say something about the id, and not about the account or the line. */
const ABOUT_THE_ID: ReadonlySet<FailureCategory> = new Set(['not_found', 'rejected']);

/** A fax by its job, from `fax-status`. */
async function statusOf(http: Http, id: string): Promise<FaxRecord> {
	const { jobId, transactionId } = parseId(id);
	const answer = await postFaxStatus(http, jobId);
	const data: unknown = Array.isArray(answer) ? answer[0] : answer;
	const row = camelKeys(data);
	if (!isObject(data) || (asText(row.jobId) === null && asText(row.faxStatus) === null)) throw notFound();
	if (transactionId === null) return faxFrom(data, { direction: 'outbound', id });
	return {
		...faxFrom({ ...data, transactionId, direction: 'inbound' }, { direction: 'inbound' }),
		raw: data,
	};
}

/** A received fax has no status call of its own that is known to work, so the inbox is the second source. */
async function getStatus(http: Http, id: string): Promise<FaxRecord> {
	if (parseId(id).transactionId === null) return await statusOf(http, id);
	try {
		return await statusOf(http, id);
	} catch (error) {
		if (!(error instanceof FaxFailure) || !ABOUT_THE_ID.has(error.info.category)) throw asThrown(error);
	}
	const found = await findInInbox(http, id);
	if (found !== null) return found;
	throw notFound();
}

// `throw` of a call satisfies n8n's rule about rethrown errors.
const asThrown = (error: unknown) => error;

/** iFax does not say in clear words that a fax has ended already (uncertain), so its status is asked. */
async function whyNotCanceled(http: Http, id: string, refusal: unknown): Promise<unknown> {
	if (!(refusal instanceof FaxFailure) || !ABOUT_THE_ID.has(refusal.info.category)) return refusal;
	const fax = await orNull(statusOf(http, id), (failure) => failure instanceof FaxFailure);
	return fax?.isFinal ? tooLateToCancel(fax) : refusal;
}

/** Cancels a fax that is waiting or on its way. Its record comes from iFax where that answers in time. */
async function cancel(http: Http, id: string): Promise<FaxRecord> {
	const jobId = sentJobId(id, 'cancel');
	try {
		await postFaxCancel(http, jobId);
	} catch (error) {
		throw await whyNotCanceled(http, id, error);
	}
	let record: FaxRecord;
	try {
		record = await statusOf(http, id);
	} catch {
		// The cancellation is confirmed; that its record cannot be read takes nothing from it.
		record = faxFrom({ jobId, faxStatus: 'canceled' }, { direction: 'outbound' });
		return { ...record, providerStatus: null, raw: null };
	}
	// "Fax canceled successfully" is iFax's word; its status may follow a little later.
	return record.isFinal ? record : { ...record, status: 'canceled', isFinal: true };
}

/** iFax: RPC over POST, errors inside HTTP 200, base64 both ways, two ids per received fax, hooks set by hand. */
export const iFax: Provider = {
	...iFaxProfile,
	wire,
	tables: {
		statuses: IFAX_STATUSES,
		errorCodes: {
			api: API_CODES,
			envelopeStatus: ENVELOPE_STATUSES,
			message: API_MESSAGES,
			faxCode: FAX_CODES,
			faxMessage: FAX_MESSAGES,
		},
		dates: IFAX_DATES,
		limits: IFAX_LIMITS,
	},
	check: checkSend,
	send,
	dryAnswer: () => ({ jobId: '<id of the job>' }),
	getStatus,
	resend,
	cancel,
	async delete(http, id) {
		await postFaxDelete(http, sentJobId(id, 'delete'));
	},
	listInbox,
	listSent,
	download,
	listNumbers,
	webhooks,
};
