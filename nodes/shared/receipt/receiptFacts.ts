import type { FaxRecord } from '../record';
import { momentText } from '../text/dates';

/** What a receipt says about a fax, for a person to read: labels with values, the most important ones first. */
export interface ReceiptFacts {
	/** such as "Fax transmission receipt" */
	title: string;
	/** what became of the fax, in a few words */
	result: string;
	/** the same in a sentence; null when there is nothing to add */
	explanation: string | null;
	fields: ReadonlyArray<{ label: string; value: string }>;
	/** what it proves, and what it does not */
	statement: string;
}

type Result = Pick<ReceiptFacts, 'result' | 'explanation'>;

const FAILED: Result = { result: 'Not delivered', explanation: null };

/** What each status means to who wants a receipt. */
const RESULTS: Readonly<Record<FaxRecord['status'], Result>> = {
	delivered: { result: 'Delivered', explanation: "The recipient's machine confirmed all pages." },
	failed: FAILED,
	canceled: { result: 'Canceled', explanation: 'The fax was stopped before it was sent.' },
	received: { result: 'Received', explanation: null },
	queued: {
		result: 'Not sent yet',
		explanation: 'The service has accepted the fax; nothing has been sent yet.',
	},
	sending: { result: 'Being sent', explanation: 'The transmission has not come to its end.' },
	unknown: { result: 'Not known', explanation: 'Nobody can tell what became of this fax.' },
};

const STATEMENT =
	'This receipt states what the fax service reported. It proves the transmission between fax machines, as far as that was reported, not that anybody has read the fax, nor what it says.';

function resultOf(record: FaxRecord): Result {
	if (record.isPartial) {
		return { result: 'Partly transmitted', explanation: 'Only some of the pages arrived.' };
	}
	const { result, explanation } = RESULTS[record.status];
	return { result, explanation: record.failureMessage === null ? explanation : `${record.failureMessage}.` };
}

function durationText(seconds: number): string {
	const minutes = Math.floor(seconds / 60);
	return minutes === 0 ? `${seconds} s` : `${minutes} min ${seconds % 60} s`;
}

function pagesText({ pages, pagesTransferred }: FaxRecord): string | null {
	if (pages === null) return pagesTransferred === null ? null : `${pagesTransferred} arrived`;
	return pagesTransferred === null ? String(pages) : `${pages}, of which ${pagesTransferred} arrived`;
}

function documentText({ document }: FaxRecord): string | null {
	if (document?.fileName === null || document === null) return null;
	return document.size === null ? document.fileName : `${document.fileName} (${document.size} bytes)`;
}

function machineText({ transmission }: FaxRecord): string | null {
	if (transmission === null) return null;
	const { remoteStationId, speed } = transmission;
	const parts = [remoteStationId, speed === null ? null : `${speed} bit/s`].filter((part) => part !== null);
	return parts.length === 0 ? null : parts.join(', ');
}

/** What this node itself did, one line for each try; the latest when there are many. */
function attemptTexts({ attemptLog }: FaxRecord, timeZone: string): string[] {
	const MOST = 4;
	const entries = attemptLog ?? [];
	const shown = entries.slice(-MOST).map(({ at, outcome, category }) => {
		const cause = category === null ? '' : ` (${category})`;
		return `${momentText(at, timeZone)}: ${outcome}${cause}`;
	});
	return entries.length > MOST ? [`${entries.length - MOST} earlier`, ...shown] : shown;
}

/**
 * What a receipt says about a fax.
 * @param service the name that people know
 * @param timeZone of the times on it
 */
export function receiptFacts(record: FaxRecord, service: string, timeZone: string): ReceiptFacts {
	const moment = (iso: string | null) => (iso === null ? null : momentText(iso, timeZone));
	const isInbound = record.direction === 'inbound';
	const rows: Array<[label: string, value: string | null]> = [
		['To', record.to],
		['From', record.from],
		['Subject', record.subject],
		['Reference', record.reference],
		[isInbound ? 'Received' : 'Handed in', moment(record.createdAt)],
		['Scheduled for', moment(record.scheduledAt)],
		['Began', moment(record.startedAt)],
		['Ended', moment(record.completedAt)],
		['Duration', record.durationSeconds === null ? null : durationText(record.durationSeconds)],
		['Pages', pagesText(record)],
		['Calls', record.attempts === null ? null : String(record.attempts)],
		['Other machine', machineText(record)],
		['Document', documentText(record)],
		['SHA-256', record.document?.sha256 ?? null],
		['Service', service],
		['Fax ID', record.id],
		['Tracking ID', record.trackingId === record.id ? null : record.trackingId],
		["Service's status", record.providerStatus],
		['Cause', record.failureCategory],
		["Service's code", record.failureCode],
		...attemptTexts(record, timeZone).map((text): [string, string] => ['Attempt', text]),
	];
	return {
		title: isInbound ? 'Fax reception receipt' : 'Fax transmission receipt',
		...resultOf(record),
		fields: rows.flatMap(([label, value]) => (value === null ? [] : [{ label, value }])),
		statement: STATEMENT,
	};
}
