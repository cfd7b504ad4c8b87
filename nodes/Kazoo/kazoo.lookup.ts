import { fail, FaxFailure } from '../shared/failure';
import { firstNamed, orNull } from '../shared/lookups';
import type { Http } from '../shared/provider';
import type { FaxRecord } from '../shared/record';
import { getFax, getOutgoing, type Wire } from './kazoo.api';
import { isoFromGregorian } from './kazoo.dates';
import { NO_DOCUMENT } from './kazoo.errors';
import { checkedId, foldersOf, hasMonth, outboxIdsOf, type Folder } from './kazoo.ids';
import { faxFrom } from './kazoo.normalize';

/** Where a fax was found, and what an action there gave. */
export interface Located<T> {
	folder: Folder;
	id: string;
	value: T;
}

/** Whether a failure says that there is no such fax there, which a fax without document is not. */
export function isNoFax(failure: unknown): failure is FaxFailure {
	if (!(failure instanceof FaxFailure) || failure.info.category !== 'not_found') return false;
	return failure.info.code !== NO_DOCUMENT;
}

/**
 * Does something with a fax that is not in the queue, where it is found: in the outbox under the names that a job
 * may have there, or in the folder in which a fax with this id was seen before, else in the other.
 * @returns null when there is no such fax
 */
export async function locate<T>(
	id: string,
	action: (folder: Folder, id: string) => Promise<T>,
	folders: readonly Folder[] = hasMonth(id) ? foldersOf(id) : ['outbox'],
): Promise<Located<T> | null> {
	for (const folder of folders) {
		const names = hasMonth(id) ? [id] : outboxIdsOf(id);
		const found = await firstNamed(names, async (name) => await action(folder, name), isNoFax);
		if (found !== null) return { folder, id: found.name, value: found.value };
	}
	return null;
}

/** The same for a fax that must be there. Throws `not_found`, or that it is still in the queue. */
export async function located<T>(
	http: Http,
	givenId: string,
	action: (folder: Folder, id: string) => Promise<T>,
	folders?: readonly Folder[],
): Promise<Located<T>> {
	const id = checkedId(givenId);
	const found = await locate(id, action, folders);
	if (found !== null) return found;
	if (!hasMonth(id) && (await orNull(getOutgoing(http, id), isNoFax)) !== null) throw stillQueued();
	throw notFound();
}

/**
 * The state of a fax. A job is in the queue under its own id, and when it is finished in the outbox with the month of
 * its making before it; a received fax has such an id from the start. Throws `not_found`.
 */
export async function getStatus(http: Http, givenId: string): Promise<FaxRecord> {
	const id = checkedId(givenId);
	if (!hasMonth(id)) {
		const job = await orNull(getOutgoing(http, id), isNoFax);
		if (job !== null) return faxFrom(job, 'outgoing', id);
	}
	const found = await locate(id, async (folder, name) => await getFax(http, folder, name));
	if (found === null) throw notFound();
	const { folder, value } = found;
	const fax = folder === 'outbox' ? await withTimes(http, found.id, value) : value;
	return faxFrom(fax, folder, found.id);
}

/** Some servers tell time and status of a sent fax in a place of the queue only, by its new id. Source code. */
async function withTimes(http: Http, id: string, fax: Wire): Promise<Wire> {
	const times = [fax.created, (fax._read_only as Wire | undefined)?.created, fax.pvt_created];
	if (times.some((time) => isoFromGregorian(time) !== null)) return fax;
	const job = await getOutgoing(http, id).catch((failure: unknown) => {
		// What this undocumented place does not tell is missing from the record, and nothing else.
		if (failure instanceof FaxFailure) return null;
		throw failure;
	});
	return job === null ? fax : { ...fax, created: job.created, delivered: job.delivered, status: job.status };
}

/** The failure of an operation on a fax that is nowhere to be found. */
function notFound(): FaxFailure {
	return fail(
		'not_found',
		{
			message: 'Kazoo knows no fax with this id',
			hint: "Check 'Fax ID'; the fax may have been deleted, belong to another account, or be more than a year old: then use the id that List Sent gives, with the month before it.",
		},
		{ httpStatus: 404 },
	);
}

function stillQueued(): FaxFailure {
	return fail(
		'unsupported',
		{
			message: 'The fax is still in the queue, where Kazoo can do nothing with it but send it',
			hint: 'Wait until Get Status says that it is final.',
		},
		{ httpStatus: 405 },
	);
}
