import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { storedProblem, storeIncoming } from '../documents/incoming';
import type { StoredDocument } from '../documents/incoming';
import { OPTIONS_OF } from '../description/operations';
import { FaxFailure } from '../failure';
import type { Service } from '../http/service';
import { parseFaxNumber } from '../numbers';
import type { ServiceParameters } from '../parameters';
import type { FaxOperation, Http, IncomingDocument, Provider, StatusHints } from '../provider';
import { faxRecord } from '../record';
import type { AttemptEntry, FaxRecord } from '../record';
import { trackingMemory } from '../trackingMemory';
import { asBoolean, asObject, asText } from '../values';
import type { Job, JobResult } from './jobs';
import { memoKeys } from './memo';
import { finishedItem, styleOf } from './output';
import type { OutputStyle } from './output';
import { faxIdAt, optionsAt, ownValues } from './parameters';
import { receiptItem } from './receipts';
import { followed } from './sendJobs';
import { noteAccepted, unknownRecord } from './sentRecord';
import { maxWaitAt } from './waiting';

/** All that an operation on one fax has at hand. */
interface Work {
	context: IExecuteFunctions;
	provider: Provider;
	service: Service;
	http: Http;
	itemIndex: number;
	id: string;
	options: IDataObject;
	style: OutputStyle;
	/** as `maxWaitAt` gives it; null for operations that do not wait */
	maxWaitMs: number | null;
	extra: Record<string, unknown>;
}

type Operation = (work: Work) => Promise<JobResult>;

const recordOf =
	(work: (work: Work) => Promise<FaxRecord>): Operation =>
	async (details) => ({ items: [finishedItem(details.style, await work(details))] });

/** What the input item says about the same fax, when it is a record of this service. */
function inputRecord({ context, provider, itemIndex, id }: Work): FaxRecord | undefined {
	const json = context.getInputData()[itemIndex]?.json as Partial<FaxRecord> | undefined;
	if (json?.provider !== provider.name || (json.id !== id && json.trackingId !== id)) return undefined;
	if (json.direction === undefined || json.status === undefined) return undefined;
	return faxRecord({ ...json, provider: provider.name, id: json.id ?? id } as FaxRecord);
}

/** The record of a fax whose document is wanted; a service that cannot tell does not keep the document back. */
async function recordBeside(work: Work): Promise<FaxRecord> {
	const known = inputRecord(work);
	if (known !== undefined) return known;
	const { provider, http, id } = work;
	try {
		return await provider.getStatus(http, id, {});
	} catch (error) {
		if (!(error instanceof FaxFailure)) throw asThrown(error);
		const [direction] = provider.capabilities.downloadDirections;
		return faxRecord({
			provider: provider.name,
			id,
			direction,
			status: direction === 'inbound' ? 'received' : 'unknown',
			isFinal: direction === 'inbound',
		});
	}
}

const asThrown = (error: unknown) => error;

const fileOf =
	(kind: string, fetch: (work: Work) => Promise<IncomingDocument>): Operation =>
	async (work) => {
		const { context, provider, itemIndex, id, options, style } = work;
		const field = context.getNodeParameter('binaryPropertyName', itemIndex, 'data') as string;
		const name = `${provider.name}-${kind}-${id.replace(/[^A-Za-z0-9-]/g, '-')}`;
		const fetched = await fetch(work);
		// A name that the service gives may hold the number of the sender.
		const fileName = style.maskKey === null ? fetched.fileName : null;
		const stored = await storeIncoming(context, { ...fetched, fileName }, name);
		const record = await recordBeside(work);
		const more = asBoolean(options.deleteAfterDownload) === true ? await deleteStored(work, stored) : {};
		const item = finishedItem(style, { ...record, document: stored.info }, more);
		return { items: [{ ...item, binary: { [field]: stored.binary } }] };
	};

/** Deletes a fax whose document has arrived in n8n unharmed. A refusal takes nothing away, so it is told in the item. */
async function deleteStored(
	{ context, provider, http, id }: Work,
	stored: StoredDocument,
): Promise<{ deleted: boolean | null; deleteHint: string | null }> {
	const problem = await storedProblem(context, stored);
	if (problem !== null) return { deleted: false, deleteHint: problem };
	try {
		await provider.delete!(http, id);
		return { deleted: true, deleteHint: null };
	} catch (error) {
		if (!(error instanceof FaxFailure)) throw asThrown(error);
		const { category, message, hint } = error.info;
		return { deleted: category === 'outcome_unknown' ? null : false, deleteHint: `${message}. ${hint}` };
	}
}

/** A hint about the recipient from the input item helps services that rename a fax; the service's own options go along. */
function hintsOf(work: Work): StatusHints {
	const to = asText(asObject(work.context.getInputData()[work.itemIndex]?.json).to);
	const parsed = to === null ? undefined : parseFaxNumber(to);
	return { extra: work.extra, ...(parsed?.ok ? { to: parsed.e164 } : {}) };
}

/** Sends what the service already has: an earlier fax again, or a received one on. */
async function sendAgain(
	{ provider, service, id, extra, style }: Work,
	operation: 'resend' | 'forward',
): Promise<JobResult> {
	const attempts: AttemptEntry[] = [];
	let record: FaxRecord;
	try {
		record = await provider[operation]!(service.http(attempts), id, extra);
		noteAccepted(attempts, record);
	} catch (error) {
		if (!(error instanceof FaxFailure) || !error.mayHaveBeenSent) throw asThrown(error);
		record = unknownRecord(provider, error, null);
	}
	const fax = { id: record.id, certain: record.status !== 'unknown' };
	return { items: [finishedItem(style, { ...record, attemptLog: attempts })], fax };
}

/** The field of an item of Get Status that gets a receipt. */
const RECEIPT_FIELD = 'receipt';

/** Adds a receipt to the item of Get Status, if that is wanted. @param latest the record as it is when all waiting is over */
function withReceipt(work: Work, result: JobResult, latest: () => FaxRecord): JobResult {
	if (asBoolean(work.options.attachReceipt) !== true) return result;
	const complete = async () => {
		const order = { ...work, record: latest(), known: inputRecord(work), field: RECEIPT_FIELD };
		result.items = [await receiptItem(order)];
	};
	return Object.assign(result, { complete });
}

const OPERATIONS: Partial<Record<FaxOperation, Operation>> = {
	getStatus: async (work) => {
		const { provider, http, id, style, maxWaitMs } = work;
		const record = await provider.getStatus(http, id, hintsOf(work));
		const result: JobResult = { items: [finishedItem(style, record)] };
		if (maxWaitMs === null) return withReceipt(work, result, () => record);
		const waiting = followed(result, style, { record, maxWaitMs, attempts: null, extra: work.extra });
		return withReceipt(work, waiting, () => waiting.followed!.record);
	},
	getReceipt: async (work) => {
		const { context, provider, http, itemIndex, id } = work;
		const field = context.getNodeParameter('binaryPropertyName', itemIndex, 'data') as string;
		const record = await provider.getStatus(http, id, hintsOf(work));
		return { items: [await receiptItem({ ...work, record, known: inputRecord(work), field })] };
	},
	resend: async (work) => await sendAgain(work, 'resend'),
	forward: async (work) => await sendAgain(work, 'forward'),
	cancel: recordOf(async ({ provider, http, id }) => await provider.cancel!(http, id)),
	deleteDocument: recordOf(async ({ provider, http, id }) => await provider.deleteDocument!(http, id)),
	delete: async ({ provider, http, id }) => {
		await provider.delete!(http, id);
		const trackingId = trackingMemory.trackingIdOf(provider.name, id) ?? id;
		return { items: [{ json: { provider: provider.name, id, trackingId, deleted: true } }] };
	},
	download: fileOf('fax', async ({ context, provider, http, itemIndex, id }) => {
		const { downloadFormats, downloadDirections } = provider.capabilities;
		const chosen = downloadFormats.length > 1 ? context.getNodeParameter('format', itemIndex, null) : null;
		const direction = downloadDirections.length === 1 ? downloadDirections[0] : null;
		return await provider.download!(http, id, { format: asText(chosen), direction });
	}),
	downloadReport: fileOf(
		'report',
		async ({ provider, http, id }) => await provider.downloadReport!(http, id),
	),
	markAsRead: recordOf(async ({ context, provider, http, itemIndex, id }) => {
		const read = context.getNodeParameter('read', itemIndex, true) as boolean;
		return await provider.markAsRead!(http, id, read);
	}),
	updateComment: recordOf(async ({ context, provider, http, itemIndex, id }) => {
		const comment = asText(context.getNodeParameter('comment', itemIndex, '')) ?? '';
		return await provider.updateComment!(http, id, comment);
	}),
};

/** Operations whose second run in one execution would do harm or fail. */
const ONCE: readonly FaxOperation[] = ['resend', 'forward', 'cancel', 'delete', 'deleteDocument'];

/**
 * Plans an operation on one fax for one item.
 * @throws FaxFailure when the parameters cannot be used
 */
export function planById(
	context: IExecuteFunctions,
	provider: Provider,
	own: ServiceParameters,
	service: Service,
	operation: FaxOperation,
	itemIndex: number,
): Job[] {
	const id = faxIdAt(context, itemIndex);
	// A wait that makes no sense is refused before anything is asked.
	const maxWaitMs = operation === 'getStatus' ? maxWaitAt(context, itemIndex) : null;
	const options = optionsAt(context, itemIndex);
	const alike = OPTIONS_OF[operation] ?? operation;
	const extra = ownValues(context, own, alike, itemIndex);
	const style = styleOf(context, service, options);
	provider.checkById?.(alike, id, extra);
	const memoKey = ONCE.includes(operation) ? memoKeys(context)(itemIndex, operation, [id, extra]) : null;
	const work = OPERATIONS[operation]!;
	const given = { context, provider, service, itemIndex, id, options, style, maxWaitMs, extra };
	const run = async () => await work({ ...given, http: service.http() });
	return [{ itemIndex, part: null, memoKey, run }];
}
