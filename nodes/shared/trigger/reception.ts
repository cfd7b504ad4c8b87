import type { IDataObject, INodeExecutionData, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { styleOf } from '../action/output';
import { runPool } from '../action/pool';
import { clock } from '../clock';
import { credentialData } from '../connection';
import { extensionOf, safeFileName } from '../documents/fileTypes';
import { FaxFailure } from '../failure';
import { plainHeaders } from '../http/answers';
import { secretsOf } from '../http/secrets';
import type { CredentialData, Delivery, FaxEvent, Provider } from '../provider';
import type { DocumentInfo } from '../record';
import { asBoolean, asList, asNumber, asObject } from '../values';
import type { Attached } from './attach';
import { attachDocument, outputField } from './attach';
import { eventItem, eventKey, overtakenBy } from './eventItem';
import { hookSecret } from './hookSecret';
import { claimEvents } from './seenEvents';

/** No service writes more about a fax; what is longer is no event. */
const LARGEST_DELIVERY = 1_000_000;
/** The same of a form that brings the document along. */
const LARGEST_FORM = 100_000_000;
/** How many documents of one delivery are fetched side by side. */
const DOCUMENTS_AT_ONCE = 4;

/** Whether a request is too large to be an event of a fax. */
function isOversized(context: IWebhookFunctions): boolean {
	const { rawBody } = context.getRequestObject();
	if (Buffer.isBuffer(rawBody)) return rawBody.length > LARGEST_DELIVERY;
	const headers = plainHeaders(context.getHeaderData());
	const isForm = /^multipart\/form-data\b/i.test(headers['content-type'] ?? '');
	return (asNumber(headers['content-length']) ?? 0) > (isForm ? LARGEST_FORM : LARGEST_DELIVERY);
}

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

/** Takes over a file that came with the delivery; n8n's form parser deletes its copy when the webhook is answered. */
async function takeUpload(
	context: IWebhookFunctions,
	{ path, fileName, mimeType }: NonNullable<FaxEvent['upload']>,
	field: string,
): Promise<Attached> {
	const type = mimeType ?? undefined;
	const extension = extensionOf(mimeType ?? '');
	const name = safeFileName(fileName ?? '') || (extension === undefined ? 'fax' : `fax.${extension}`);
	const binary = await context.nodeHelpers.copyBinaryFile(path, name, type);
	const info: DocumentInfo = {
		available: true,
		reason: null,
		fileName: name,
		mimeType: binary.mimeType,
		size: binary.bytes ?? null,
		sha256: null,
	};
	return { binary: { [field]: binary }, info };
}

/** The document that is to go with an event; undefined where none belongs to it or nobody wants it. */
async function documentOf(
	context: IWebhookFunctions,
	provider: Provider,
	{ event, record, upload }: FaxEvent,
	end: number,
): Promise<Attached | undefined> {
	const wanted = event === 'faxReceived' && context.getNodeParameter('downloadDocument', true) === true;
	if (!wanted) return undefined;
	const field = outputField(context.getNodeParameter('binaryPropertyName', 'data'));
	const options = context.getNodeParameter('options', {}) as IDataObject;
	const privacy = asBoolean(options.privacy) === true;
	if (upload !== undefined) {
		// The name that the service gives may hold the number of the sender.
		return await takeUpload(context, privacy ? { ...upload, fileName: null } : upload, field);
	}
	if (record.id === null) return undefined;
	return await attachDocument(context, provider, record.id, {
		field,
		patienceMs: end - clock.now(),
		privacy,
		isNew: true,
	});
}

/** The items of a delivery, their documents fetched within the time that the service waits for the answer. */
async function itemsOf(
	context: IWebhookFunctions,
	provider: Provider,
	secrets: readonly string[],
	events: readonly FaxEvent[],
	end: number,
): Promise<INodeExecutionData[]> {
	const style = styleOf(context, { secrets }, context.getNodeParameter('options', {}) as IDataObject);
	const items = new Array<INodeExecutionData>(events.length);
	await runPool(events.length, DOCUMENTS_AT_ONCE, async (index) => {
		const attached = await documentOf(context, provider, events[index], end);
		items[index] = eventItem(provider, style, events[index], attached);
	});
	return items;
}

/** The credential; null when n8n cannot read it at the moment, which is no reason to start an execution that fails. */
async function readCredential(
	context: IWebhookFunctions,
	provider: Provider,
): Promise<CredentialData | null> {
	try {
		return await credentialData(context, provider);
	} catch (error) {
		if (error instanceof FaxFailure && error.info.retryable) return null;
		throw asThrown(error);
	}
}

const asThrown = (error: unknown) => error;

/**
 * Receives one delivery: checks that it is genuine, leaves out what was not asked for, what came before and what is
 * out of date, fetches documents, and starts the workflow. n8n answers the service only after the execution is stored;
 * until then the events count as being under way, and a failure makes them new again.
 */
export async function receiveWebhook(
	context: IWebhookFunctions,
	provider: Provider,
): Promise<IWebhookResponseData> {
	if (isOversized(context)) return refuse(context, 413, 'The delivery is too large to be an event of a fax');
	const { webhooks } = provider;
	const credential = await readCredential(context, provider);
	if (credential === null) return refuse(context, 503, 'The event cannot be handled now; try again');
	const delivery = deliveryOf(context, provider, credential);
	const verification = webhooks.verify(delivery, credential);
	if (!verification.ok) return refuse(context, verification.status, verification.reason);
	const parsed = webhooks.parse(delivery);
	if (!parsed.ok) return refuse(context, 400, parsed.reason);

	const wanted = asList(context.getNodeParameter('events', []));
	const events = parsed.events.filter(({ event }) => wanted.includes(event));
	const answer: IWebhookResponseData = { webhookResponse: webhooks.acknowledgement.body };
	if (events.length === 0) return answer;
	const secrets = secretsOf(credential);
	const end = clock.now() + webhooks.patienceMs;
	// A person who tests with the same fax again wants to see it again.
	if (context.getMode() === 'manual') {
		return { ...answer, workflowData: [await itemsOf(context, provider, secrets, events, end)] };
	}
	const claim = await claimEvents(
		{
			trigger: `${context.getWorkflow().id ?? ''}:${context.getNode().id}`,
			staticData: context.getWorkflowStaticData('node'),
			response: context.getResponseObject(),
		},
		events.map((event) => ({
			...event,
			key: eventKey(provider, event),
			overtakenBy: overtakenBy(provider, event),
		})),
		webhooks.patienceMs,
	);
	if (claim === null) return refuse(context, 503, 'The event is being handled; try again');
	if (claim.fresh.length === 0) return answer;
	const items = await itemsOf(context, provider, secrets, claim.fresh, end);
	claim.note();
	return { ...answer, workflowData: [items] };
}
