import { BoundedMap } from '../shared/boundedMap';
import { clock } from '../shared/clock';
import { badParameter } from '../shared/failure';
import { trackingMemory } from '../shared/trackingMemory';
import { LIMITS, PROVIDER } from './kazoo.tables';

/** Where Kazoo keeps faxes that are not under way. */
export type Folder = 'inbox' | 'outbox';

const DAY_MS = 24 * 60 * 60 * 1000;
/** `YYYYMM-` before the id of a job that is finished, or of a received fax. Source code. */
const WITH_MONTH = /^\d{6}-/;

const folders = new BoundedMap<Folder>(20_000, 31 * DAY_MS, () => clock.now());

/** The UTC month of a moment as ids begin with it. */
export function monthOf(milliseconds: number): string {
	return new Date(milliseconds).toISOString().slice(0, 7).replace('-', '');
}

export const hasMonth = (id: string): boolean => WITH_MONTH.test(id);

/** What Send returned for the fax that the outbox calls by this id. */
export const jobIdOf = (id: string): string => id.replace(WITH_MONTH, '');

/** The id of a fax as a user gave it. Throws a FaxFailure that names the field when it cannot be one. */
export function checkedId(id: string): string {
	const trimmed = id.trim().toLowerCase();
	if (/^(\d{6}-)?[0-9a-z]{1,64}$/.test(trimmed)) return trimmed;
	throw badParameter(
		'Fax ID',
		'is not an ID of Kazoo',
		'Use the id or trackingId of an earlier record: 32 digits and letters, or the same with the month before it.',
	);
}

/** Notes a job that was handed in, so that it is found in the outbox of the right month. */
export function noteJob(jobId: string, createdAt: string | null): void {
	const month = monthOf(createdAt === null ? clock.now() : Date.parse(createdAt));
	noteOutboxId(`${month}-${jobId}`);
}

/** Notes the id under which a finished job was seen. */
export function noteOutboxId(id: string): void {
	trackingMemory.remember(PROVIDER, id, jobIdOf(id));
}

/** Notes where a fax was seen. */
export function noteFolder(id: string | null, folder: Folder): void {
	if (id !== null && hasMonth(id)) folders.set(id, folder);
}

/** The folders in which a fax may be, the likelier one first. */
export function foldersOf(id: string): Folder[] {
	return folders.get(id) === 'inbox' ? ['inbox', 'outbox'] : ['outbox', 'inbox'];
}

/**
 * The ids that a job may have in the outbox: by the month in which this process saw it, else by the present month
 * and those before it, back to a year.
 */
export function outboxIdsOf(jobId: string): string[] {
	const known = trackingMemory.idsOf(PROVIDER, jobId);
	const today = new Date(clock.now());
	const months = Array.from({ length: LIMITS.monthsBack + 1 }, (_, back) =>
		monthOf(Date.UTC(today.getUTCFullYear(), today.getUTCMonth() - back, 1)),
	);
	return [...new Set([...known, ...months.map((month) => `${month}-${jobId}`)])];
}
