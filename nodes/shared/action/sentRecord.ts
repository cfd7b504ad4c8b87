import { FaxFailure } from '../failure';
import type { Provider, SendRequest } from '../provider';
import { failureFields, faxRecord } from '../record';
import type { AttemptEntry, FaxRecord } from '../record';

/** The record of a fax of which it is not known whether the service accepted it. */
export function unknownRecord(provider: Provider, failure: FaxFailure, to: string | null): FaxRecord {
	return faxRecord({
		provider: provider.name,
		id: null,
		direction: 'outbound',
		status: 'unknown',
		to,
		...failureFields(failure.info),
	});
}

/** Adds to the attempt that was accepted which fax came of it. */
export function noteAccepted(attempts: AttemptEntry[], record: Pick<FaxRecord, 'trackingId'>): void {
	const last = attempts.at(-1);
	if (last?.outcome === 'accepted') last.id = record.trackingId;
}

/** What the service did not say, but the request did. */
export function completed(provider: Provider, request: SendRequest, record: FaxRecord): FaxRecord {
	return {
		...record,
		to: record.to ?? request.to,
		reference: record.reference ?? (provider.capabilities.send.reference ? request.reference : null),
		scheduledAt: record.scheduledAt ?? request.sendAt,
	};
}

/** The record of a fax whose answer was lost. Throws what is a certain refusal. */
export function recordOfLost(provider: Provider, error: unknown, to: string): FaxRecord {
	if (error instanceof FaxFailure && error.mayHaveBeenSent) return unknownRecord(provider, error, to);
	throw asThrown(error);
}

const asThrown = (error: unknown) => error;
