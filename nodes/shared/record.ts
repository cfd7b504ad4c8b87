import type { FailureCategory, FailureInfo } from './failure';

export type FaxDirection = 'outbound' | 'inbound';

/** The states every service's own words are mapped to. `queued` means accepted, never "sent". */
export type FaxStatus = 'queued' | 'sending' | 'delivered' | 'failed' | 'canceled' | 'received' | 'unknown';

/** A document as the record describes it; `reason` says why it is not available. */
export interface DocumentInfo {
	available: boolean;
	reason: string | null;
	fileName: string | null;
	mimeType: string | null;
	/** bytes */
	size: number | null;
	/** hex; null for several files, and where the bytes did not pass through this node */
	sha256: string | null;
}

/** What the modem reported about a transmission. */
export interface TransmissionInfo {
	remoteStationId: string | null;
	/** bits per second */
	speed: number | null;
	errorCorrection: boolean | null;
	badRows: number | null;
}

/** One attempt that this node itself made. */
export interface AttemptEntry {
	/** ISO 8601, UTC */
	at: string;
	/** the fax that came of it; null when none did, or when the service did not tell its id */
	id: string | null;
	/** what the service made of the request; `failed` is how an accepted fax ended before it was tried again */
	outcome: 'accepted' | 'refused' | 'unknown' | 'failed';
	category: FailureCategory | null;
}

/**
 * The one record that every fax operation and event returns, the same for every service.
 * All keys are always present; `null` means that the service does not say.
 */
export interface FaxRecord {
	provider: string;
	/** the id to use in other operations */
	id: string | null;
	/** what Send returned, however often the service renames the fax later */
	trackingId: string | null;
	/** the user's own reference, where the service gives it back */
	reference: string | null;
	direction: FaxDirection;
	status: FaxStatus;
	/** true when the status can no longer change */
	isFinal: boolean;
	/** true when only some pages arrived */
	isPartial: boolean;
	/** E.164 with + */
	from: string | null;
	/** E.164 with + */
	to: string | null;
	pages: number | null;
	pagesTransferred: number | null;
	attempts: number | null;
	durationSeconds: number | null;
	/** ISO 8601, UTC, as are the next three */
	createdAt: string | null;
	scheduledAt: string | null;
	startedAt: string | null;
	completedAt: string | null;
	/** null when unknown, never 0 for "unknown" */
	costAmount: number | null;
	costCurrency: string | null;
	costUnit: string | null;
	subject: string | null;
	failureCategory: FailureCategory | null;
	failureRetryable: boolean | null;
	failureMessage: string | null;
	failureHint: string | null;
	failureCode: string | null;
	/** the service's own word for the status */
	providerStatus: string | null;
	document: DocumentInfo | null;
	transmission: TransmissionInfo | null;
	attemptLog: AttemptEntry[] | null;
	/** the service's answer, only with Include Raw Response */
	raw: unknown;
}

/**
 * Completes a record: every key present, in the documented order, `null` where nothing is known.
 * @param fields what the service said; `trackingId` falls back to `id`
 */
export function faxRecord(
	fields: Partial<FaxRecord> & Pick<FaxRecord, 'provider' | 'id' | 'direction' | 'status'>,
): FaxRecord {
	return {
		provider: fields.provider,
		id: fields.id,
		trackingId: fields.trackingId ?? fields.id,
		reference: fields.reference ?? null,
		direction: fields.direction,
		status: fields.status,
		isFinal: fields.isFinal ?? false,
		isPartial: fields.isPartial ?? false,
		from: fields.from ?? null,
		to: fields.to ?? null,
		pages: fields.pages ?? null,
		pagesTransferred: fields.pagesTransferred ?? null,
		attempts: fields.attempts ?? null,
		durationSeconds: fields.durationSeconds ?? null,
		createdAt: fields.createdAt ?? null,
		scheduledAt: fields.scheduledAt ?? null,
		startedAt: fields.startedAt ?? null,
		completedAt: fields.completedAt ?? null,
		costAmount: fields.costAmount ?? null,
		costCurrency: fields.costCurrency ?? null,
		costUnit: fields.costUnit ?? null,
		subject: fields.subject ?? null,
		failureCategory: fields.failureCategory ?? null,
		failureRetryable: fields.failureRetryable ?? null,
		failureMessage: fields.failureMessage ?? null,
		failureHint: fields.failureHint ?? null,
		failureCode: fields.failureCode ?? null,
		providerStatus: fields.providerStatus ?? null,
		document: fields.document ?? null,
		transmission: fields.transmission ?? null,
		attemptLog: fields.attemptLog ?? null,
		raw: fields.raw ?? null,
	};
}

/** The five failure keys of the record, from a failure or from none. */
export function failureFields(
	info: FailureInfo | null,
): Pick<
	FaxRecord,
	'failureCategory' | 'failureRetryable' | 'failureMessage' | 'failureHint' | 'failureCode'
> {
	return {
		failureCategory: info?.category ?? null,
		failureRetryable: info?.retryable ?? null,
		failureMessage: info?.message ?? null,
		failureHint: info?.hint ?? null,
		failureCode: info?.code ?? null,
	};
}
