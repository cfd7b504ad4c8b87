import { goFaxAccount } from '../../accounts';
import { outcomeOfAttempt, scenarioOf } from '../../scenarios';
import type { ServiceAnswer, ServiceRoute } from '../service';
import { call, idIn, unknownId, type GoFax } from './context';
import { announceSms, replyRow } from './hooks';
import { smsOutcomeText, smsWay } from './statuses';
import type { SentSms, SmsRecipient } from './store';
import { errorFor, isFaxNumber, isObject, jsonBody, moments, Refusal, success } from './wire';

/** Every step of a message takes that long in sandbox milliseconds. */
const STEP_MS = 80;

/** SMS: send and the beginning of the status are documented, the replies' path too; the resend's path is not. */
export function smsRoutes(service: GoFax): ServiceRoute[] {
	const { store } = service;
	const messageIn = (text: string | undefined): SentSms => {
		const message = store.messages.get(idIn(service, text));
		if (message === undefined) throw unknownId(service);
		return message;
	};
	return [
		...call(service, 'PUT', 'SMS', (request) => submit(service, readOrder(service, jsonBody(request)))),
		...call(service, 'GET', 'SMS/:id', ({ params }) => success(statusRow(service, messageIn(params.id)))),
		...call(service, 'GET', 'SMS/Replies/:number', ({ params }) => {
			const { number } = params;
			if (!isFaxNumber(number)) throw new Refusal('The number is invalid', 400);
			const rows = store.replies.filter(({ from, to }) => number === from || number === to);
			return success(rows.map(replyRow));
		}),
		...call(service, 'POST', 'SMS/:id/Resend', ({ params }) => {
			const { sender, text, clientReference, recipients } = messageIn(params.id);
			return submit(service, { sender, text, clientReference, to: recipients.map(({ number }) => number) });
		}),
	];
}

interface SmsOrder extends Pick<SentSms, 'sender' | 'text' | 'clientReference'> {
	to: string[];
}

function readOrder({ sandbox }: GoFax, body: unknown): SmsOrder {
	const refuse = (message: string): Refusal =>
		new Refusal('Validation failed', sandbox.switches.validationStatus, { errors: [message] });
	if (!isObject(body)) throw refuse('The body must be an object');
	const { To, From, Body, ClientReference } = body;
	if (!Array.isArray(To) || To.length === 0 || !To.every(isFaxNumber)) {
		throw refuse('To must be E.164 numbers without +');
	}
	if (typeof From !== 'string') throw refuse('From is required');
	if (typeof Body !== 'string' || Body.trim() === '') throw refuse('Body is required');
	return {
		to: To as string[],
		// The service takes characters that no handset shows out of the sender.
		sender: From.replace(/[^A-Za-z0-9 ]/g, '').slice(0, 11) || goFaxAccount.smsSender,
		text: Body,
		clientReference: typeof ClientReference === 'string' ? ClientReference : null,
	};
}

function submit(service: GoFax, order: SmsOrder): ServiceAnswer {
	const { sandbox } = service;
	const effect = sandbox.judge(order.to);
	if (effect === 'refused')
		throw new Refusal('The recipient is not allowed', sandbox.switches.validationStatus);
	if (effect === 'errorBefore') return errorFor(500);
	if (effect === 'rateLimitedFirst') return { ...errorFor(429), headers: { 'retry-after': '1' } };
	if (effect === 'rateLimitedFirstWithoutHint') return errorFor(429);
	const answer = success(take(service, order).id, 'SMS Submitted');
	if (effect === 'answerLost') return { ...answer, brokenBy: { fault: 'resetAfterBody' } };
	return effect === 'errorAfter' ? { ...answer, brokenBy: { fault: 'status', status: 500 } } : answer;
}

function take(service: GoFax, { to, ...order }: SmsOrder): SentSms {
	const now = service.sandbox.clock.now();
	const message: SentSms = {
		id: service.store.makeSmsId(),
		...order,
		issuedAt: now,
		recipients: to.map((number) => {
			return { number, status: 'Initialised', isFinal: false, isDelivered: false, changedAt: now };
		}),
	};
	service.store.messages.set(message.id, message);
	for (const recipient of message.recipients) advance(service, message, recipient, 0);
	return message;
}

function advance(service: GoFax, message: SentSms, recipient: SmsRecipient, step: number): void {
	const { clock } = service.sandbox;
	const scenario = scenarioOf(recipient.number);
	clock.schedule(STEP_MS * scenario.pace, () => {
		recipient.changedAt = clock.now();
		const word = smsWay[step];
		if (word !== undefined) {
			recipient.status = word;
			if (!scenario.stuck) advance(service, message, recipient, step + 1);
			return;
		}
		const outcome = outcomeOfAttempt(scenario, scenario.outcomes.length);
		recipient.status = smsOutcomeText[outcome];
		recipient.isFinal = true;
		recipient.isDelivered = outcome === 'delivered';
		announceSms(service, message, recipient);
	});
}

/** The fields up to FromNumber are documented; what follows was cut off in every copy seen. */
function statusRow({ sandbox }: GoFax, message: SentSms): Record<string, unknown> {
	const row = {
		MessageID: message.id,
		Sender: message.sender,
		Message: message.text,
		...moments('Issued', message.issuedAt),
		FromNumber: message.sender,
		ClientReference: message.clientReference,
	};
	const [first] = message.recipients;
	if (sandbox.switches.smsStatusForm === 'single') return { ...row, Status: first?.status ?? null };
	return {
		...row,
		Recipients: message.recipients.map(({ number, status, changedAt }) => {
			return { Number: number, Status: status, ...moments('StatusChanged', changedAt) };
		}),
	};
}
