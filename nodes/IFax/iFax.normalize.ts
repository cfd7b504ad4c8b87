import { failureInfo, type FailureInfo } from '../shared/failure';
import { toE164OrNull } from '../shared/numbers';
import { failureFields, faxRecord, type FaxDirection, type FaxRecord } from '../shared/record';
import { readStatus, type StatusEntry } from '../shared/status';
import {
	asBoolean,
	asInteger,
	asList,
	asNumber,
	asObject,
	asText,
	firstText,
	isObject,
} from '../shared/values';
import { joinId } from './iFax.ids';
import { FAX_CODES, FAX_MESSAGE_ADVICE, FAX_MESSAGES, IFAX_STATUSES, moment, PROVIDER } from './iFax.tables';

export type Row = Readonly<Record<string, unknown>>;

/** A row whose keys are in camel case: `job_id` is read as `jobId` (defensive). */
export function camelKeys(value: unknown): Row {
	return Object.fromEntries(
		Object.entries(asObject(value)).map(([key, entry]) => [
			key.replace(/_([a-z])/g, (_match, letter: string) => letter.toUpperCase()),
			entry,
		]),
	);
}

const DIRECTIONS: Readonly<Record<string, FaxDirection>> = {
	inbound: 'inbound',
	ib: 'inbound',
	received: 'inbound',
	outbound: 'outbound',
	ob: 'outbound',
	sent: 'outbound',
};

/** The direction as the row says it or lets one infer it: only received faxes have received pages. */
export function directionOf(row: Row, otherwise: FaxDirection): FaxDirection {
	const word = asText(row.direction)?.toLowerCase() ?? '';
	if (Object.hasOwn(DIRECTIONS, word)) return DIRECTIONS[word];
	if (asText(row.faxReceivedPages) !== null) return 'inbound';
	return asText(row.faxStatus)?.toLowerCase() === 'received' ? 'inbound' : otherwise;
}

/** The word for the status; without one, what `success` implies (inferred). */
function statusWord(row: Row, direction: FaxDirection): string | null {
	const word = asText(row.faxStatus);
	if (word !== null) return word;
	const success = asBoolean(row.success);
	if (success === null) return null;
	if (!success) return 'failed';
	return direction === 'inbound' ? 'received' : 'delivered';
}

interface Pages {
	pages: number | null;
	pagesTransferred: number | null;
}

function pagesOf(row: Row, direction: FaxDirection): Pages {
	const arrived = asInteger(direction === 'inbound' ? row.faxReceivedPages : row.faxTransferredPages);
	const total = asInteger(row.faxTotalPages) ?? asInteger(row.pages);
	return { pages: total ?? (direction === 'inbound' ? arrived : null), pagesTransferred: arrived };
}

function isPartial({ pages, pagesTransferred }: Pages, isFinal: boolean): boolean {
	if (!isFinal || pages === null || pagesTransferred === null) return false;
	return pagesTransferred > 0 && pagesTransferred < pages;
}

/** Why a fax failed, from the status word, the message (a hang-up cause) and the code. */
function failureOf(row: Row, entry: StatusEntry, partial: boolean): FailureInfo | null {
	if (entry.status !== 'failed') return null;
	const said = asText(row.message) ?? asText(row.errorMessage);
	const cause = (said ?? '').toUpperCase().replace(/[^A-Z0-9]+/g, '_');
	const code = asText(row.code);
	const realCode = code === '0' ? null : code;
	const known = Object.hasOwn(FAX_MESSAGES, cause);
	const reported = said === null ? undefined : `iFax reports the fax as failed: ${said.slice(0, 200)}`;
	const named = known ? cause : (realCode ?? said?.slice(0, 200) ?? asText(row.faxStatus));
	if (partial) return failureInfo('partial_transmission', { code: named });
	const { failure, hint, retryable } = entry;
	// A word that tells a cause of its own, such as `blocked`, says more than how the call ended.
	if (failure !== 'unknown') {
		const message = `iFax reports the fax as ${asText(row.faxStatus) ?? 'failed'}`;
		return failureInfo(failure ?? 'unknown', { message, hint, retryable, code: named });
	}
	if (known) return failureInfo(FAX_MESSAGES[cause], { ...FAX_MESSAGE_ADVICE[cause], code: named });
	const byCode = realCode !== null && Object.hasOwn(FAX_CODES, realCode) ? FAX_CODES[realCode] : undefined;
	return failureInfo(byCode ?? 'unknown', { message: reported, hint, retryable, code: named });
}

function idsOf(row: Row, direction: FaxDirection, asked: string | null): string | null {
	const job = firstText(row, 'jobId', 'id');
	if (job === null) return asked;
	return direction === 'inbound' ? joinId(job, asText(row.transactionId)) : job;
}

/** The first of the keys as E.164; iFax's answers may leave the + out (documented). */
export function numberIn(row: Row, ...keys: string[]): string | null {
	return toE164OrNull(firstText(row, ...keys), { bareDigits: true });
}

/** A cost of 0 says something only once the fax is over. */
function costOf(row: Row, isFinal: boolean): number | null {
	const cost = asNumber(row.actualCost);
	return cost === 0 && !isFinal ? null : cost;
}

/**
 * The record of a fax from a status answer, a list row or a webhook.
 * @param value the service's object; unknown fields are ignored, missing ones are null
 * @param context the direction to assume when the row names none, the id that was asked for, and the word
 *   that stands for a missing status
 */
export function faxFrom(
	value: unknown,
	context: { direction: FaxDirection; id?: string; word?: string },
): FaxRecord {
	const row = camelKeys(value);
	const direction = directionOf(row, context.direction);
	const word = statusWord(row, direction);
	let entry: StatusEntry = readStatus(IFAX_STATUSES[direction], word ?? context.word);
	const startedAt = moment(row.faxCallStart);
	if (direction === 'outbound' && entry.status === 'sending' && startedAt === null) {
		// Right after Send, and until the time of a scheduled fax, iFax says "sending" too (inferred).
		entry = { ...entry, status: 'queued' };
	}
	const notCalled = startedAt === null && (!entry.isFinal || entry.status === 'canceled');
	const pages = pagesOf(row, direction);
	const partial = isPartial(pages, entry.isFinal);
	const receivedAt = moment(row.receivedTime);
	const retries = asInteger(row.retryAttempt);
	const cost = costOf(row, entry.isFinal);
	return faxRecord({
		provider: PROVIDER,
		id: idsOf(row, direction, context.id ?? null),
		direction,
		status: entry.status,
		isFinal: entry.isFinal,
		isPartial: partial || entry.isPartial === true,
		from: numberIn(row, 'fromNumber', 'sender'),
		to: numberIn(row, 'toNumber', 'receiver'),
		...pages,
		// `retryAttempt` counts what came after the first call (inferred).
		attempts: retries === null ? null : retries + (notCalled ? 0 : 1),
		durationSeconds: notCalled ? null : asInteger(row.faxCallLength),
		createdAt: direction === 'inbound' ? receivedAt : null,
		startedAt,
		completedAt: entry.isFinal ? (moment(row.faxCallEnd) ?? receivedAt) : null,
		costAmount: cost,
		costUnit: cost === null ? null : 'account currency',
		subject: asText(row.subject),
		...failureFields(failureOf(row, entry, partial)),
		providerStatus: word,
		raw: value,
	});
}

/** The record of a fax that iFax has just accepted: queued, never more. */
export function acceptedFax(
	answer: unknown,
	fields: { from: string | null; to: string | null; scheduledAt: string | null; subject: string | null },
): FaxRecord {
	return faxRecord({
		provider: PROVIDER,
		// Without a job id the fax is accepted all the same; sending it again would send it twice.
		id: asText(camelKeys(answer).jobId),
		direction: 'outbound',
		status: 'queued',
		...fields,
		raw: answer,
	});
}

/** The rows of a list answer: an array, or an object that holds one (defensive). What is no row is left out. */
export function rowsOf(data: unknown): Row[] {
	const list: unknown = Array.isArray(data) ? data : Object.values(asObject(data)).find(Array.isArray);
	return asList(list).filter(isObject);
}
