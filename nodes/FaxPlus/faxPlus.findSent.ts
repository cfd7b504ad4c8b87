import { clock } from '../shared/clock';
import { sameNumber, toE164OrNull } from '../shared/numbers';
import type { Http, SentAnswer, SentQuery } from '../shared/provider';
import type { FaxRecord } from '../shared/record';
import { asList, asText } from '../shared/values';
import { listOutbox } from './faxPlus.api';
import { faxPages } from './faxPlus.lists';
import { faxPlusRecord, outboxRecord, toOf, type Wire } from './faxPlus.normalize';
import { LIMITS } from './faxPlus.tables';
import { trackingIdsOf } from './faxPlus.tracking';

/** How many pages of the list are read at most; beyond them nothing is said to be absent. */
const MOST_PAGES = 20;

/**
 * Looks for a fax in the outbox and among the sent ones. The outbox comes first: a fax that leaves it meanwhile is in
 * the list that is read next. What was just sent is invisible for up to half a minute (documented by the vendor's own
 * tools); twice that counts as safe (inferred).
 */
export async function findSent(http: Http, query: SentQuery): Promise<SentAnswer> {
	const waiting = (await listOutbox(http)).filter((item) =>
		[item.to, ...asList(item.to)].some((to) => sameNumber(toE164OrNull(to), query.to)),
	);
	const sent: Wire[] = [];
	let pages = 0;
	for await (const page of faxPages(http, 'sent', { after: query.sentAfter, maxPages: MOST_PAGES })) {
		sent.push(...page);
		pages++;
	}
	const trackingIds = trackingIdsOf(sent);
	const records = [
		...waiting.map((item) => ({ ...outboxRecord(item), to: query.to })),
		...sent
			.filter((fax) => sameNumber(toOf(fax), query.to))
			.map((fax) => {
				const trackingId = trackingIds.get(asText(fax.id) ?? '');
				return faxPlusRecord(fax, { direction: 'outbound', trackingId });
			}),
	];
	const since = Date.parse(query.sentAfter);
	const byTracking = new Map<string, FaxRecord>();
	for (const record of records) {
		const isOld = record.createdAt !== null && Date.parse(record.createdAt) < since;
		if (record.trackingId !== null && !isOld) byTracking.set(record.trackingId, record);
	}
	const age = clock.now() - Date.parse(query.sentBefore);
	return {
		complete: pages < MOST_PAGES && age >= LIMITS.visibleAfterSeconds * 1000,
		faxes: [...byTracking.values()],
	};
}
