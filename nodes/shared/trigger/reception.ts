import type { IDataObject, INodeExecutionData, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { finishedRecord, styleOf } from '../action/output';
import { clock } from '../clock';
import { connect, credentialData } from '../connection';
import { safeFileName } from '../documents/fileTypes';
import { storeIncoming } from '../documents/incoming';
import { FaxFailure } from '../failure';
import { plainHeaders } from '../http/answers';
import { secretsOf } from '../http/secrets';
import type { CredentialData, Delivery, FaxEvent, Provider } from '../provider';
import type { DocumentInfo } from '../record';
import { isSmsRecord } from '../smsRecord';
import { asList, asObject, asText } from '../values';
import { hookSecret } from './hookSecret';
import { seenEvents } from './seenEvents';

function deliveryOf(context: IWebhookFunctions, provider: Provider, credential: CredentialData): Delivery {
	const request = context.getRequestObject();
	const body: unknown = context.getBodyData();
	return {
		method: request.method ?? 'POST',
		headers: plainHeaders(context.getHeaderData()),
		query: asObject(context.getQueryData()),
		body,
		rawBody: Buffer.isBuffer(request.rawBody) ? request.rawBody : undefined,
		receivedAt: clock.now(),
		hookSecret: hookSecret(provider, credential, context.getNodeWebhookUrl('default')),
	};
}

/** Answers at once and starts nothing. The answer must be ended here, or the caller would hang. */
function refuse(context: IWebhookFunctions, status: number, text: string): IWebhookResponseData {
	context.getResponseObject().status(status).send(text).end();
	return { noWebhookResponse: true };
}

/** The names by which an event is known wherever it comes up again. */
export function eventKey(provider: Provider, { event, record }: FaxEvent): string {
	return `${provider.name}:${record.trackingId ?? record.id}:${event}`;
}

const unavailable = (reason: string): DocumentInfo => ({
	available: false,
	reason,
	fileName: null,
	mimeType: null,
	size: null,
	sha256: null,
});

type Attached = Pick<INodeExecutionData, 'binary'> & { info: DocumentInfo };

function fieldName(context: IWebhookFunctions): string {
	return asText(context.getNodeParameter('binaryPropertyName', 'data')) ?? 'data';
}

/** Takes over a file that came with the delivery; n8n's form parser deletes its copy when the webhook is answered. */
async function takeUpload(
	context: IWebhookFunctions,
	{ path, fileName, mimeType }: NonNullable<FaxEvent['upload']>,
): Promise<Attached> {
	const name = safeFileName(fileName ?? '') || 'fax';
	const type = mimeType ?? undefined;
	const binary = await context.nodeHelpers.copyBinaryFile(path, name, type);
	const info: DocumentInfo = {
		available: true,
		reason: null,
		fileName: name,
		mimeType: binary.mimeType,
		size: binary.bytes ?? null,
		sha256: null,
	};
	return { binary: { [fieldName(context)]: binary }, info };
}

/** Fetches the document of a received fax by its id, within the time that the service waits for the answer. */
async function attach(context: IWebhookFunctions, provider: Provider, id: string): Promise<Attached> {
	const { patienceMs } = provider.webhooks;
	const giveUp = new AbortController();
	const fetched = (async (): Promise<Attached> => {
		const service = await connect(context, provider, {
			retries: 1,
			timeoutMs: patienceMs,
			signal: giveUp.signal,
		});
		const document = await provider.download!(service.http(), id, {
			format: null,
			direction: 'inbound',
			patienceMs,
		});
		const name = `${provider.name}-fax-${id.replace(/[^A-Za-z0-9-]/g, '-')}`;
		const { binary, info } = await storeIncoming(context, document, name);
		return { binary: { [fieldName(context)]: binary }, info };
	})();
	const tooLate = clock.sleep(patienceMs, giveUp.signal).then((): Attached => {
		return { info: unavailable('The service did not deliver the document in time; use Download later') };
	});
	try {
		return await Promise.race([fetched, tooLate]);
	} catch (error) {
		const reason = error instanceof FaxFailure ? error.info.message : 'The document could not be stored';
		return { info: unavailable(reason) };
	} finally {
		giveUp.abort();
		// Whoever loses the race must not end the process with an unhandled rejection.
		void Promise.allSettled([fetched, tooLate]);
	}
}

async function documentOf(
	context: IWebhookFunctions,
	provider: Provider,
	{ record, upload }: FaxEvent,
): Promise<Attached | undefined> {
	if (upload !== undefined) return await takeUpload(context, upload);
	return record.id === null ? undefined : await attach(context, provider, record.id);
}

async function itemOf(
	context: IWebhookFunctions,
	provider: Provider,
	secrets: readonly string[],
	event: FaxEvent,
): Promise<INodeExecutionData> {
	const options = context.getNodeParameter('options', {}) as IDataObject;
	const received = event.event === 'faxReceived';
	const wanted = received && context.getNodeParameter('downloadDocument', true) === true;
	const attached = wanted ? await documentOf(context, provider, event) : undefined;
	const complete = isSmsRecord(event.record)
		? event.record
		: { ...event.record, document: attached?.info ?? event.record.document };
	const record = finishedRecord(styleOf(context, { secrets }, options), complete);
	const json = {
		...record,
		event: event.event,
		occurredAt: event.occurredAt,
		eventKey: eventKey(provider, event),
		...(event.record.direction === 'inbound' ? { contentTrust: 'untrusted' } : {}),
	};
	return { json: json as unknown as IDataObject, ...(attached?.binary ? { binary: attached.binary } : {}) };
}

/**
 * Receives one delivery: checks that it is genuine, leaves out what was not asked for and what came before,
 * fetches documents, and starts the workflow. n8n answers the service only after the execution is stored.
 */
export async function receiveWebhook(
	context: IWebhookFunctions,
	provider: Provider,
): Promise<IWebhookResponseData> {
	const { webhooks } = provider;
	const credential = await credentialData(context, provider);
	const delivery = deliveryOf(context, provider, credential);
	const verification = webhooks.verify(delivery, credential);
	if (!verification.ok) return refuse(context, verification.status, verification.reason);
	const parsed = webhooks.parse(delivery);
	if (!parsed.ok) return refuse(context, 400, parsed.reason);

	const wanted = asList(context.getNodeParameter('events', []));
	const events = parsed.events.filter(({ event }) => wanted.includes(event));
	const seen = seenEvents(
		`${context.getWorkflow().id ?? ''}:${context.getNode().id}`,
		context.getWorkflowStaticData('node'),
	);
	// A person who tests with the same fax again wants to see it again.
	const isTest = context.getMode() === 'manual';
	const fresh = events.filter((event) => isTest || seen.add(eventKey(provider, event)));
	const answer: IWebhookResponseData = { webhookResponse: webhooks.acknowledgement.body };
	if (fresh.length === 0) return answer;
	const secrets = secretsOf(credential);
	try {
		const items: INodeExecutionData[] = [];
		for (const event of fresh) items.push(await itemOf(context, provider, secrets, event));
		return { ...answer, workflowData: [items] };
	} catch (error) {
		for (const event of fresh) seen.remove(eventKey(provider, event));
		throw asThrown(error);
	}
}

// Whatever n8n's own helpers throw here goes on unchanged: the service gets a 500 and repeats the event.
const asThrown = (error: unknown) => error;
