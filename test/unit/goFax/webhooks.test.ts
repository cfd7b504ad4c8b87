import fc from 'fast-check';
import { goFax } from '../../../nodes/GoFax/goFax.provider';
import type { Delivery, FaxEvent } from '../../../nodes/shared/provider';

const { parse, verify } = goFax.webhooks;
const FORM = 'application/x-www-form-urlencoded';
const JSON_TYPE = 'application/json';

const delivery = (body: unknown, more: Partial<Delivery> & { type?: string } = {}): Delivery => ({
	method: 'POST',
	headers: { 'content-type': more.type ?? FORM },
	query: {},
	body,
	rawBody: Buffer.alloc(0),
	receivedAt: 0,
	...more,
});

const sent = {
	Recipient: '61712344321',
	ID: '41340078',
	Success: 'True',
	Message: 'Fax successfully sent',
	Subject: 'Email to Fax',
};

function eventsOf(given: Delivery): FaxEvent[] {
	const parsed = parse(given);
	if (!parsed.ok) throw new Error(parsed.reason);
	return parsed.events;
}

const lower = Object.fromEntries(Object.entries(sent).map(([key, value]) => [key.toLowerCase(), value]));

describe('a fax that was sent', () => {
	const event = {
		event: 'faxDelivered',
		occurredAt: null,
		record: {
			id: '41340078',
			trackingId: '41340078',
			direction: 'outbound',
			status: 'delivered',
			isFinal: true,
			to: '+61712344321',
			subject: 'Email to Fax',
			providerStatus: 'Fax successfully sent',
		},
	};

	it.each([
		['form fields', delivery(sent)],
		['form fields in lower case', delivery(lower)],
		['multipart', delivery({ data: sent, files: {} }, { type: 'multipart/form-data; boundary=x' })],
		['JSON', delivery(sent, { type: JSON_TYPE })],
		['text', delivery(new URLSearchParams(sent).toString(), { type: 'text/plain' })],
		['the query', delivery({}, { query: sent })],
		['the query, without any body', delivery(undefined, { query: { ...lower } })],
		[
			'the query behind another ?',
			delivery({}, { query: { secret: 's?Recipient=61712344321', ...without('Recipient') } }),
		],
	])('is told in %s', (_form, given) => {
		expect(eventsOf(given)).toMatchObject([event]);
	});

	it('believes the body rather than the query', () => {
		const given = delivery({ ...sent, ID: '2' }, { query: { id: '1' } });
		expect(eventsOf(given)).toMatchObject([{ record: { id: '2' } }]);
	});

	it.each([
		['Failed. The line was busy', 'faxFailed', 'failed', 'busy'],
		['Something went wrong', 'faxFailed', 'failed', 'unknown'],
		['Cancelled by user', 'faxCanceled', 'canceled', null],
		['Insufficient credit. Please check your account status', 'faxFailed', 'failed', 'out_of_credit'],
	])('did not arrive: %s', (Message, name, status, category) => {
		expect(eventsOf(delivery({ ...sent, Success: 'False', Message }))).toMatchObject([
			{ event: name, record: { status, isFinal: true, failureCategory: category } },
		]);
	});

	it('keeps what is in the URL out of the record', () => {
		const [{ record }] = eventsOf(delivery(sent, { query: { secret: 'hush', kind: 'fax' } }));
		expect(JSON.stringify(record)).not.toContain('hush');
	});
});

function without(key: keyof typeof sent): Record<string, string> {
	const { [key]: _left, ...rest } = sent;
	return rest;
}

describe('a fax that came in', () => {
	it.each([
		[{ ReceiveFaxID: '88', FromNumber: '61733334444' }],
		[{ ID: '88', From: '61733334444' }],
		[{ faxid: '88', sender: '61733334444' }],
	])('is told with %j', (body) => {
		expect(eventsOf(delivery(body))).toMatchObject([
			{ event: 'faxReceived', record: { id: 'in-88', from: '+61733334444', direction: 'inbound' } },
		]);
	});

	it('without an id is the same when it is told again, and no other', () => {
		const ids = [{ From: '61733334444' }, { From: '61733334444' }, { From: '61733335555' }].map(
			(body) => eventsOf(delivery(body))[0].record,
		);
		expect(ids.map(({ id }) => id)).toEqual([null, null, null]);
		expect(ids[0].trackingId).toBe(ids[1].trackingId);
		expect(ids[0].trackingId).not.toBe(ids[2].trackingId);
	});

	it('is one where the URL says so, although it looks like a sent one', () => {
		const given = delivery(sent, { query: { kind: 'received' } });
		expect(eventsOf(given)).toMatchObject([{ event: 'faxReceived', record: { id: 'in-41340078' } }]);
	});
});

describe('a message', () => {
	const sms = {
		Recipient: '61412341234',
		ID: '5',
		Success: 'True',
		Message: 'Message successfully delivered',
	};

	it.each([
		['by its text', delivery(sms), 'smsDelivered', 'delivered'],
		[
			'by its text, in vain',
			delivery({ ...sms, Success: 'False', Message: 'The destination mobile number is invalid' }),
			'smsFailed',
			'failed',
		],
		['by a field', delivery({ ...sms, Message: 'x', SMSID: '5' }), 'smsDelivered', 'delivered'],
		[
			'by the URL',
			delivery({ ...sms, Message: 'x' }, { query: { kind: 'SMS' } }),
			'smsDelivered',
			'delivered',
		],
		[
			'canceled',
			delivery({ ...sms, Success: 'False', Message: 'Cancelled' }, { query: { kind: 'sms' } }),
			'smsFailed',
			'canceled',
		],
	])('that was sent is known %s', (_how, given, event, status) => {
		expect(eventsOf(given)).toMatchObject([
			{ event, record: { resource: 'sms', id: '5', to: '+61412341234', status, isFinal: true } },
		]);
	});

	it('to several recipients makes an event for each', () => {
		const parts = ['61412341234', '61412341235'].map(
			(Recipient) => eventsOf(delivery({ ...sms, Recipient }))[0].part,
		);
		expect(parts[0]).not.toBe(parts[1]);
		for (const part of parts) expect(part).toMatch(/^[0-9a-f]{8}$/);
	});

	it('that came in is JSON', () => {
		const body = { Event: 'SMS Reply', MessageID: 5, From: '61412341234', To: '61711112222', Message: 'Yes' };
		expect(eventsOf(delivery(body, { type: JSON_TYPE }))).toMatchObject([
			{ event: 'smsReceived', record: { resource: 'sms', id: '5', from: '+61412341234', text: 'Yes' } },
		]);
		const several = [
			{ from: '61412341234', body: 'A' },
			{ from: '61412341234', body: 'B' },
		];
		const events = eventsOf(delivery(several, { type: JSON_TYPE }));
		expect(events.map(({ event }) => event)).toEqual(['smsReceived', 'smsReceived']);
		expect(new Set(events.map(({ record }) => record.trackingId)).size).toBe(2);
	});

	it('is not every JSON: a fax stays a fax', () => {
		expect(eventsOf(delivery({ ReceiveFaxID: 8 }, { type: JSON_TYPE }))).toMatchObject([
			{ event: 'faxReceived' },
		]);
	});
});

describe('the check', () => {
	const basic = (pair: string) => `Basic ${Buffer.from(pair).toString('base64')}`;
	const headers = (pair: string) => ({ 'content-type': FORM, authorization: basic(pair) });
	const user = { webhookUsername: 'u', webhookPassword: 'p' };
	const secret = { webhookSecret: 's3cr3t' };

	it.each([
		['nothing is set', {}, delivery(sent)],
		['Basic Auth fits', user, delivery(sent, { headers: headers('u:p') })],
		['the secret fits', secret, delivery(sent, { query: { secret: 's3cr3t' } })],
		['the secret fits, in another case of the name', secret, delivery(sent, { query: { Secret: 's3cr3t' } })],
		[
			'something was appended to the secret',
			secret,
			delivery({}, { query: { secret: 's3cr3t?Recipient=617' } }),
		],
		['Basic Auth fits beside a secret', { ...user, ...secret }, delivery(sent, { headers: headers('u:p') })],
		[
			'the secret fits beside Basic Auth',
			{ ...user, ...secret },
			delivery(sent, { query: { secret: 's3cr3t' } }),
		],
	])('passes when %s', (_case, credential, given) => {
		expect(verify(given, credential)).toEqual({ ok: true });
	});

	it.each([
		['no Basic Auth', user, delivery(sent)],
		['another password', user, delivery(sent, { headers: headers('u:q') })],
		['no secret', secret, delivery(sent)],
		['another secret', secret, delivery(sent, { query: { secret: 's3cr3' } })],
		['a secret in the body', secret, delivery({ ...sent, secret: 's3cr3t' })],
		['a list of secrets', secret, delivery(sent, { query: { secret: ['s3cr3t', 'x'] } })],
		['an empty secret', secret, delivery(sent, { query: { secret: '' } })],
		['neither', { ...user, ...secret }, delivery(sent)],
	])('fails with %s', (_case, credential, given) => {
		const verification = verify(given, credential);
		expect(verification).toMatchObject({ ok: false, status: 401 });
		expect(JSON.stringify(verification)).not.toContain('s3cr3t');
	});
});

describe('what is none of GoFax', () => {
	it.each([[{}], [undefined], [null], ['hello'], [{ hello: 'world' }], [[]], [[{}]], [7]])('%j', (body) => {
		for (const type of [FORM, JSON_TYPE]) {
			expect(parse(delivery(body, { type }))).toMatchObject({ ok: false, reason: expect.any(String) });
		}
	});

	it('never throws, whatever comes', () => {
		fc.assert(
			fc.property(
				fc.anything(),
				fc.dictionary(fc.string(), fc.anything()),
				fc.boolean(),
				(body, query, isJson) => {
					const given = delivery(body, { query, type: isJson ? JSON_TYPE : FORM });
					parse(given);
					verify(given, { webhookSecret: 'x', webhookUsername: 'u' });
				},
			),
		);
	});
});
