import type { NetworkFax } from '../../network';
import type { Hook, WebhookMessage } from '../../webhooks';
import type { GoFax } from './context';
import { receivedRow } from './receiving';
import { statusText } from './sending';
import type { ReceivedSms, SentSms, SmsRecipient } from './store';
import type { GoFaxSwitches } from './switches';
import { digits, lowerStart, moments } from './wire';

/** What can be set in the portal: the classic webhooks for faxes and SMS, and the native one for received SMS. */
export const hookEvents = ['faxSent', 'faxReceived', 'smsSent', 'smsReceived'];

type Fields = Record<string, unknown>;

/** A sent fax has come to its end: the account's webhook and the fax's own CallbackURL are told (documented). */
export function announceSent(service: GoFax, fax: NetworkFax): void {
	const { Subject = '' } = fax.reference;
	const fields = {
		Recipient: digits(fax.to),
		ID: fax.ids[0],
		Success: fax.state === 'delivered' ? 'True' : 'False',
		Message: statusText(fax),
		Subject,
	};
	tellClassic(service, 'faxSent', fields);
	const { callbackUrl } = fax.reference;
	// Basic Auth exists for the account's webhook only.
	if (typeof callbackUrl === 'string') deliver(service, 'faxSent', callbackUrl, undefined, fields);
}

/** A fax has come in; the fields of this webhook were never recovered. */
export function announceReceived(service: GoFax, id: number, fax: NetworkFax): void {
	tellClassic(service, 'faxReceived', receivedRow(service, id, fax));
}

/** A message has come to its end for one recipient (form inferred from the fax's). */
export function announceSms(service: GoFax, message: SentSms, recipient: SmsRecipient): void {
	tellClassic(service, 'smsSent', {
		Recipient: recipient.number,
		ID: message.id,
		Success: recipient.isDelivered ? 'True' : 'False',
		Message: recipient.status,
	});
}

/** What replies and their webhook tell of a received message (the sandbox's choice). */
export function replyRow({ id, from, to, text, receivedAt }: ReceivedSms): Fields {
	return { MessageID: id, From: from, To: to, Message: text, ...moments('Received', receivedAt) };
}

/** A message has come in: JSON, in fields that were never recovered (documented: that it is JSON). */
export function announceReply(service: GoFax, reply: ReceivedSms): void {
	const { webhooks, switches } = service.sandbox;
	const message = {
		body: JSON.stringify({ Event: 'SMS Reply', ...replyRow(reply) }),
		headers: { 'content-type': 'application/json' },
	};
	for (const hook of webhooks.hooksFor('goFax', 'smsReceived', '')) {
		const order = { service: 'goFax', url: hook.url, event: 'smsReceived', hook, message: () => message };
		void webhooks.deliver({ ...order, retryDelaysMs: switches.webhookRetryDelaysMs });
	}
}

function tellClassic(service: GoFax, event: string, fields: Fields): void {
	for (const hook of service.sandbox.webhooks.hooksFor('goFax', event, '')) {
		deliver(service, event, hook.url, hook, fields);
	}
}

function deliver(service: GoFax, event: string, to: string, hook: Hook | undefined, fields: Fields): void {
	const { webhooks, switches } = service.sandbox;
	const { url, message } = addressed(to, fields, switches);
	void webhooks.deliver({
		service: 'goFax',
		url,
		event,
		hook,
		message: () => message,
		retryDelaysMs: switches.webhookRetryDelaysMs,
	});
}

const SPELLINGS: Record<GoFaxSwitches['webhookKeys'], (key: string) => string> = {
	PascalCase: (key) => key,
	camelCase: lowerStart,
	lowercase: (key) => key.toLowerCase(),
};

/** Fields go into the body, or are appended to a URL that has a query already (documented). */
function addressed(
	url: string,
	fields: Fields,
	switches: GoFaxSwitches,
): { url: string; message: WebhookMessage } {
	const pairs = Object.entries(fields).map(([key, value]): [string, string] => {
		return [SPELLINGS[switches.webhookKeys](key), String(value ?? '')];
	});
	const form = new URLSearchParams(pairs).toString();
	const headers = { 'content-type': 'application/x-www-form-urlencoded' };
	if (url.includes('?')) {
		return { url: `${url}${switches.appendWith}${form}`, message: { body: '', headers } };
	}
	return { url, message: switches.webhookForm === 'form' ? { body: form, headers } : multipart(pairs) };
}

function multipart(pairs: Array<[string, string]>): WebhookMessage {
	const boundary = '----sandboxExampleBoundary91c4';
	const parts = pairs.map(
		([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
	);
	return {
		body: `${parts.join('')}--${boundary}--\r\n`,
		headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
	};
}
