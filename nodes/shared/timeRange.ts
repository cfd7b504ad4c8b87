import type { ListQuery } from './provider';
import type { FaxRecord } from './record';

/** Whether a fax lies in the time asked for; one without a time is kept rather than lost. */
export function inTimeRange(record: FaxRecord, { after, before }: ListQuery): boolean {
	const at = record.createdAt ?? record.completedAt;
	if (at === null) return true;
	const time = Date.parse(at);
	if (after !== undefined && time < Date.parse(after)) return false;
	return before === undefined || time < Date.parse(before);
}
