import { badParameter, fail } from '../shared/failure';

/** What iFax calls a fax: a job, and for a received fax also a transaction (documented). */
export interface IFaxId {
	jobId: string;
	transactionId: string | null;
}

/** The one id that a record shows: the job, with the transaction where download needs it. */
export function joinId(jobId: string, transactionId: string | null): string {
	return transactionId === null ? jobId : `${jobId}:${transactionId}`;
}

/**
 * Takes a record's id apart. Throws a FaxFailure that names the field when it is not of that form.
 */
export function parseId(id: string): IFaxId {
	const parts = /^([\w-]+)(?::([\w-]+))?$/.exec(id.trim());
	if (parts === null) {
		throw badParameter(
			'Fax ID',
			'is not an ID of iFax',
			'Use the id of an earlier record: a job number such as 7067845, or 7067845:8660564 for a received fax.',
		);
	}
	return { jobId: parts[1], transactionId: parts[2] ?? null };
}

/** The job of a fax that was sent; throws for the id of a received fax, which iFax cannot `act` on. */
export function sentJobId(id: string, act: string): string {
	const { jobId, transactionId } = parseId(id);
	if (transactionId !== null) {
		throw fail(
			'unsupported',
			{
				message: `iFax cannot ${act} a received fax through its API`,
				hint: 'Use the id of a fax that was sent; received faxes are managed on the website of iFax.',
			},
			{ parameter: 'Fax ID' },
		);
	}
	return jobId;
}
