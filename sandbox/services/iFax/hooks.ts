import type { NetworkFax } from '../../network';
import type { WebhookMessage } from '../../webhooks';
import type { IFax } from './context';
import { callFields, resultOf } from './rows';
import type { IFaxSwitches } from './switches';

const DIRECTIONS: Record<
	IFaxSwitches['directionWords'],
	Record<NetworkFax['direction'], string | undefined>
> = {
	inbound: { inbound: 'inbound', outbound: 'outbound' },
	ib: { inbound: 'ib', outbound: 'ob' },
	received: { inbound: 'received', outbound: 'sent' },
	none: { inbound: undefined, outbound: undefined },
};

/** A hook set by hand can want one direction only. */
export const hookEvents = ['inbound', 'outbound'];

/** Tells every hand-set hook how a fax stands. */
export function announce(
	service: IFax,
	fax: NetworkFax,
	ids: { jobId: number; transactionId: number },
): void {
	const { webhooks, switches } = service.sandbox;
	const ownNumber = fax.direction === 'inbound' ? fax.to : fax.from;
	const fields = eventFields(fax, ids, switches);
	const message = FORMS[switches.webhookForm](fields, fax);
	for (const hook of webhooks.hooksFor('iFax', fax.direction, ownNumber)) {
		void webhooks.deliver({
			service: 'iFax',
			url: hook.url,
			event: fax.direction,
			hook,
			message: () => message,
			retryDelaysMs: switches.webhookRetryDelaysMs,
		});
	}
}

/** The fields of a webhook (documented for received faxes, inferred for sent ones). */
function eventFields(
	fax: NetworkFax,
	ids: { jobId: number; transactionId: number },
	switches: IFaxSwitches,
): Record<string, unknown> {
	const { faxStatus, message, code } = resultOf(fax);
	const isInbound = fax.direction === 'inbound';
	return {
		direction: DIRECTIONS[switches.directionWords][fax.direction],
		jobId: ids.jobId,
		transactionId: ids.transactionId,
		// Webhooks carry Unix seconds whatever form fax-status has.
		...callFields(fax, { ...switches, dateForm: 'unix' }),
		[isInbound ? 'faxReceivedPages' : 'faxTransferredPages']: fax.pagesTransferred,
		faxStatus,
		success: fax.state === 'delivered' || fax.state === 'received',
		...(isInbound ? {} : { retryAttempt: Math.max(0, fax.attempts.length - 1) }),
		code,
		message,
	};
}

type Form = (fields: Record<string, unknown>, fax: NetworkFax) => WebhookMessage;

const FORMS: Record<IFaxSwitches['webhookForm'], Form> = {
	json: (fields) => json(fields),
	wrapped: (fields) => json({ data: fields }),
	snakeCase: (fields) =>
		json(
			Object.fromEntries(
				Object.entries(fields).map(([key, value]) => [
					key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
					value,
				]),
			),
		),
	form: (fields) => ({
		body: new URLSearchParams(texts(fields)).toString(),
		headers: { 'content-type': 'application/x-www-form-urlencoded' },
	}),
	multipart: (fields, fax) => multipart(fields, fax),
};

function json(value: object): WebhookMessage {
	return { body: JSON.stringify(value), headers: { 'content-type': 'application/json' } };
}

function texts(fields: Record<string, unknown>): Array<[string, string]> {
	return Object.entries(fields)
		.filter(([, value]) => value !== undefined && value !== null)
		.map(([key, value]) => [key, String(value)]);
}

/** The form of older tenants: the file in a part `filename`, and fields of their own names beside the usual ids. */
function multipart(fields: Record<string, unknown>, fax: NetworkFax): WebhookMessage {
	const boundary = '----sandboxExampleBoundary7f3a';
	const extra: Record<string, unknown> = {
		sender: fields.fromNumber,
		receiver: fields.toNumber,
		pages: fields.faxTotalPages,
		receivedTime: fields.faxCallEnd,
	};
	const chunks: Uint8Array[] = texts({ ...fields, ...extra }).map(([name, value]) =>
		Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`),
	);
	const document = fax.direction === 'inbound' ? fax.documents[0] : undefined;
	if (document !== undefined) {
		chunks.push(
			Buffer.from(
				`--${boundary}\r\nContent-Disposition: form-data; name="filename"; filename="${fields.jobId}.pdf"\r\n` +
					`Content-Type: ${document.mimeType}\r\n\r\n`,
			),
			document.bytes,
			Buffer.from('\r\n'),
		);
	}
	chunks.push(Buffer.from(`--${boundary}--\r\n`));
	return {
		body: Buffer.concat(chunks),
		headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
	};
}
