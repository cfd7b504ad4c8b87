import { clock } from '../shared/clock';
import { sameNumber } from '../shared/numbers';
import type { Http, SentAnswer, SentQuery } from '../shared/provider';
import type { FaxRecord } from '../shared/record';
import { faxListPath } from './kazoo.api';
import { datedRows, rowsOf } from './kazoo.lists';
import { faxFrom } from './kazoo.normalize';
import { LIMITS } from './kazoo.tables';

/** How long after its acceptance a job counts as surely shown, in milliseconds; the server writes it before it answers. Inferred. */
const VISIBLE_AFTER_MS = 60_000;
/** How many faxes are read at most; beyond them nothing is said to be absent. */
const MOST_FAXES = 5_000;

/**
 * Looks for a fax in the queue and the outbox of the account. The queue comes first: a job that is finished meanwhile
 * is in the outbox, which is read next.
 */
export async function findSent(http: Http, query: SentQuery): Promise<SentAnswer> {
	const byJob = new Map<string, FaxRecord>();
	let read = 0;
	const note = (record: FaxRecord) => {
		read++;
		const isOld = record.createdAt !== null && record.createdAt < query.sentAfter;
		if (isOld || record.trackingId === null || !sameNumber(record.to, query.to)) return;
		byJob.set(record.trackingId, record);
	};
	const queue = rowsOf(http, faxListPath('outgoing', null), { page_size: LIMITS.pageSize });
	for await (const row of queue) {
		note(faxFrom(row, 'outgoing'));
		if (read >= MOST_FAXES) break;
	}
	for await (const row of datedRows(http, faxListPath('outbox', null), { after: query.sentAfter })) {
		note(faxFrom(row, 'outbox'));
		if (read >= MOST_FAXES) break;
	}
	const age = clock.now() - Date.parse(query.sentBefore);
	return { complete: read < MOST_FAXES && age >= VISIBLE_AFTER_MS, faxes: [...byJob.values()] };
}
