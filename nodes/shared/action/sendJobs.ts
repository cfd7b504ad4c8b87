import type { IExecuteFunctions } from 'n8n-workflow';
import { FaxFailure } from '../failure';
import type { Service } from '../http/service';
import type { ServiceParameters } from '../parameters';
import type { OutgoingDocument, Provider, SendRequest } from '../provider';
import { failureFields, faxRecord } from '../record';
import type { AttemptEntry, DocumentInfo, FaxRecord } from '../record';
import type { Job, JobResult } from './jobs';
import { memo, memoKeys } from './memo';
import { finishedItem } from './output';
import { optionsAt } from './parameters';
import { recipientsAt, sendInputAt } from './sendInput';

/** What the documents of one fax are together. */
async function documentInfo(documents: readonly OutgoingDocument[]): Promise<DocumentInfo | null> {
	if (documents.length === 0) return null;
	const [first] = documents;
	const sameType = documents.every(({ mimeType }) => mimeType === first.mimeType);
	return {
		available: true,
		reason: null,
		fileName: documents.map(({ fileName }) => fileName).join(', '),
		mimeType: sameType ? first.mimeType : null,
		size: documents.reduce((sum, { size }) => sum + size, 0),
		// Of several files there is no one hash that a person could check.
		sha256: documents.length === 1 ? await first.sha256() : null,
	};
}

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

/**
 * Plans the faxes of one item: one for each recipient, the documents uploaded once for all of them.
 * @throws FaxFailure when the item cannot be sent as it is
 */
export async function planSend(
	context: IExecuteFunctions,
	provider: Provider,
	own: ServiceParameters,
	service: Service,
	itemIndex: number,
): Promise<Job[]> {
	const options = optionsAt(context, itemIndex);
	const recipients = recipientsAt(context, itemIndex);
	const keyOf = memoKeys(context);
	const written = fingerprint(context, itemIndex);
	const jobs = recipients.map((to, index) => ({
		to,
		part: recipients.length > 1 ? `recipient ${index + 1} of ${recipients.length}` : null,
		memoKey: keyOf(itemIndex, to, written),
	}));
	const allDone = jobs.every(({ memoKey }) => memo.get(memoKey) !== undefined);
	// What was sent by an earlier call of this run is neither read nor uploaded again.
	const request = allDone ? undefined : await sendInputAt(context, provider, own, itemIndex);
	if (request !== undefined) {
		for (const { to } of jobs) provider.check?.({ ...request, to, uploaded: undefined });
	}
	let upload: Promise<unknown> | undefined;
	return jobs.map(({ to, part, memoKey }) => ({
		itemIndex,
		part,
		memoKey,
		async run(): Promise<JobResult> {
			const ready = request ?? (await sendInputAt(context, provider, own, itemIndex));
			upload ??= provider.upload?.(service.http(), ready) ?? Promise.resolve(undefined);
			const attempts: AttemptEntry[] = [];
			const uploaded = await upload;
			const record = await sendOne(provider, service, { ...ready, to, uploaded }, attempts);
			const document = await documentInfo(ready.documents);
			return {
				items: [finishedItem(service, options, { ...record, document, attemptLog: attempts })],
				fax: { id: record.id, certain: record.status !== 'unknown' },
			};
		},
	}));
}

async function sendOne(
	provider: Provider,
	service: Service,
	request: SendRequest,
	attempts: AttemptEntry[],
): Promise<FaxRecord> {
	try {
		const record = await provider.send(service.http(attempts), request);
		return {
			...record,
			to: record.to ?? request.to,
			reference: record.reference ?? (provider.capabilities.send.reference ? request.reference : null),
			scheduledAt: record.scheduledAt ?? request.sendAt,
		};
	} catch (error) {
		if (error instanceof FaxFailure && error.mayHaveBeenSent) {
			return unknownRecord(provider, error, request.to);
		}
		throw asThrown(error);
	}
}

const asThrown = (error: unknown) => error;

/** What the item asks for, so far as it tells two different requests of one run apart (an agent may call a tool twice). */
function fingerprint(context: IExecuteFunctions, itemIndex: number): unknown {
	const value = (name: string) => context.getNodeParameter(name, itemIndex, null) as unknown;
	const binary = context.getInputData()[itemIndex]?.binary ?? {};
	const files = Object.entries(binary).map(([name, { id, data }]) => [name, id ?? data]);
	return ['from', 'documentSource', 'binaryPropertyName', 'documentUrl', 'options'].map(value).concat(files);
}
