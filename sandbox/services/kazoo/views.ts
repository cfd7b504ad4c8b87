import type { Job, Received } from './store';
import { jobStatus, rxResult, txResult } from './statuses';
import type { KazooSwitches } from './switches';
import { toGregorian } from './wire';

/** What an outgoing fax shows wherever it is. */
function publicFields(job: Job): Record<string, unknown> {
	return {
		...job.fields,
		to_number: job.fax.to,
		from_number: job.fax.from,
		attempts: job.fax.attempts.length,
		retry_after: 300,
		tx_result: txResult(job, toGregorian),
	};
}

/** The answer to a send: public fields before 4.2, from then on the stored document without `id`. */
export function createdJob(job: Job, switches: KazooSwitches): object {
	const fields = publicFields(job);
	if (switches.generation === '4.1') return { id: job.id, ...fields };
	return {
		_id: job.id,
		_rev: `1-${job.id}`,
		pvt_type: 'fax',
		pvt_account_id: job.accountId,
		pvt_job_status: job.uploaded ? 'attaching_files' : 'pending',
		pvt_created: toGregorian(job.fax.createdAt),
		pvt_modified: toGregorian(job.fax.createdAt),
		...fields,
	};
}

/** A line of the queue. */
export function queueRow(job: Job, switches: KazooSwitches): object {
	return {
		id: job.id,
		status: jobStatus(job, switches),
		to: job.fax.to,
		from: job.fax.from,
		attempts: job.fax.attempts.length,
		created: toGregorian(job.fax.createdAt),
		faxbox_id: job.faxboxId ?? undefined,
		from_name: job.fields.from_name,
	};
}

/** A job in the queue, or by its new id once it has been moved. */
export function jobDetail(job: Job, switches: KazooSwitches): object {
	const { completedAt, createdAt } = job.fax;
	const delivered = completedAt === null ? 'undefined' : toGregorian(completedAt);
	return {
		id: job.moved ? job.outboxId : job.id,
		...publicFields(job),
		created: toGregorian(createdAt),
		...(switches.generation === '4.1' ? {} : { delivered }),
		status: jobStatus(job, switches),
	};
}

const sentFields = (job: Job): object => ({ id: job.outboxId, ...publicFields(job), folder: 'outbox' });

export function outboxRow(job: Job, switches: KazooSwitches): object {
	return {
		...sentFields(job),
		status: jobStatus(job, switches),
		to: job.fax.to,
		from: job.fax.from,
		created: toGregorian(job.fax.createdAt),
	};
}

/** Neither time nor status is in it, but in 4.3 where they stand in `_read_only`. */
export function outboxDetail(job: Job, switches: KazooSwitches): object {
	const readOnly = { created: toGregorian(job.fax.createdAt), status: jobStatus(job, switches) };
	return { ...sentFields(job), ...(switches.generation === '4.3' ? { _read_only: readOnly } : {}) };
}

export function inboxDetail({ id, fax, faxboxId }: Received): Record<string, unknown> {
	const created = toGregorian(fax.createdAt);
	return {
		id,
		name: `fax-message-${id}`,
		description: `fax document received by fax on ${new Date(fax.createdAt).toISOString()}`,
		source_type: 'incoming_fax',
		folder: 'inbox',
		media_type: 'tiff',
		timestamp: created,
		to_number: fax.to,
		from_number: fax.from,
		from_name: fax.from,
		faxbox_id: faxboxId ?? undefined,
		call_id: `${fax.key}@sandbox`,
		cdr_doc_id: id,
		notifications: { email: { send_to: ['desk@sandbox.example'] } },
		rx_result: rxResult(fax),
	};
}

export function inboxRow(received: Received): object {
	const { fax } = received;
	return { ...inboxDetail(received), to: fax.to, from: fax.from, created: toGregorian(fax.createdAt) };
}
