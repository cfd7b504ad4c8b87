import type { AttemptEntry, FaxDirection, FaxRecord, FaxStatus } from './record';

type Failure = Pick<
	FaxRecord,
	'failureCategory' | 'failureRetryable' | 'failureMessage' | 'failureHint' | 'failureCode'
>;

/**
 * The record of a text message, where a service sends those beside faxes. All keys are always present; `null` means that
 * the service does not say. The keys that a fax has too mean the same.
 */
export interface SmsRecord extends Failure {
	provider: string;
	resource: 'sms';
	id: string | null;
	trackingId: string | null;
	reference: string | null;
	direction: FaxDirection;
	status: FaxStatus;
	isFinal: boolean;
	/** true when it reached only some of several recipients */
	isPartial: boolean;
	/** E.164 with +; null when the sender is a word */
	from: string | null;
	/** E.164 with +; several are separated by commas */
	to: string | null;
	/** what the recipient sees as sender */
	sender: string | null;
	text: string | null;
	/** ISO 8601, UTC, as is the next */
	createdAt: string | null;
	completedAt: string | null;
	/** the service's own words for the status */
	providerStatus: string | null;
	attemptLog: AttemptEntry[] | null;
	/** the service's answer, only with Include Raw Response */
	raw: unknown;
}

/** Completes a record: every key present, `null` where nothing is known; `trackingId` falls back to `id`. */
export function smsRecord(
	fields: Partial<SmsRecord> & Pick<SmsRecord, 'provider' | 'id' | 'direction' | 'status'>,
): SmsRecord {
	return {
		provider: fields.provider,
		resource: 'sms',
		id: fields.id,
		trackingId: fields.trackingId ?? fields.id,
		reference: fields.reference ?? null,
		direction: fields.direction,
		status: fields.status,
		isFinal: fields.isFinal ?? false,
		isPartial: fields.isPartial ?? false,
		from: fields.from ?? null,
		to: fields.to ?? null,
		sender: fields.sender ?? null,
		text: fields.text ?? null,
		createdAt: fields.createdAt ?? null,
		completedAt: fields.completedAt ?? null,
		failureCategory: fields.failureCategory ?? null,
		failureRetryable: fields.failureRetryable ?? null,
		failureMessage: fields.failureMessage ?? null,
		failureHint: fields.failureHint ?? null,
		failureCode: fields.failureCode ?? null,
		providerStatus: fields.providerStatus ?? null,
		attemptLog: fields.attemptLog ?? null,
		raw: fields.raw ?? null,
	};
}

/** Whether it is the record of a text message. */
export function isSmsRecord(value: object): value is SmsRecord {
	return (value as Partial<SmsRecord>).resource === 'sms' && 'text' in value;
}
