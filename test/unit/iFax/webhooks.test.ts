import fc from 'fast-check';
import type { Delivery, FaxEvent } from '../../../nodes/shared/provider';
import { iFax } from '../../../nodes/IFax/iFax.provider';

const { webhooks } = iFax;

const delivery = (body: unknown, more: Partial<Delivery> = {}): Delivery => ({
	method: 'POST',
	headers: { 'content-type': 'application/json' },
	query: {},
	body,
	rawBody: Buffer.from('…'),
	receivedAt: 1745442700000,
	...more,
});

function events(body: unknown, more: Partial<Delivery> = {}): FaxEvent[] {
	const parsed = webhooks.parse(delivery(body, more));
	if (!parsed.ok) throw new Error(parsed.reason);
	return parsed.events;
}

const RECEIVED = {
	direction: 'inbound',
	jobId: 7067845,
	transactionId: 8660564,
	faxCallLength: 127,
	faxCallStart: 1745442509,
	faxCallEnd: 1745442636,
	faxTotalPages: 11,
	faxReceivedPages: 11,
	faxStatus: 'received',
	success: true,
	fromNumber: '+2512445025',
	toNumber: '+12096380085',
	code: 0,
	message: 'NORMAL_CLEARING',
};
const DELIVERED = {
	direction: 'outbound',
	jobId: 7067900,
	transactionId: 8660601,
	faxCallStart: 1745443000,
	faxCallEnd: 1745443061,
	faxTotalPages: 2,
	faxTransferredPages: 2,
	faxStatus: 'delivered',
	success: true,
	fromNumber: '+12096380085',
	toNumber: '+12025550123',
	retryAttempt: 0,
	code: 0,
	message: 'NORMAL_CLEARING',
};

describe('verifying a delivery', () => {
	const basic = (user: string, password: string) => ({
		authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
	});
	const credential = { webhookUsername: 'fax', webhookPassword: 'päss:word' };

	it('lets everything in when the credential holds no Basic Auth', () => {
		expect(webhooks.verify(delivery({}), {})).toEqual({ ok: true });
		expect(webhooks.verify(delivery({}), { webhookUsername: '', webhookPassword: '' })).toEqual({ ok: true });
	});

	it('lets the right user in, however the scheme is written', () => {
		const headers = basic('fax', 'päss:word');
		expect(webhooks.verify(delivery({}, { headers }), credential)).toEqual({ ok: true });
		const lower = { authorization: headers.authorization.replace('Basic', 'basic') };
		expect(webhooks.verify(delivery({}, { headers: lower }), credential)).toEqual({ ok: true });
	});

	it('demands a password that stands without a user', () => {
		const only = { webhookPassword: 'pw' };
		expect(webhooks.verify(delivery({}), only).ok).toBe(false);
		expect(webhooks.verify(delivery({}, { headers: basic('', 'pw') }), only).ok).toBe(true);
	});

	it.each([
		[{}],
		[{ authorization: '' }],
		[{ authorization: 'Basic' }],
		[{ authorization: 'Bearer abc' }],
		[{ authorization: 'Basic !!!' }],
		[basic('fax', 'wrong')],
		[basic('other', 'päss:word')],
		[basic('fax', '')],
	])('keeps out %j with 401 and says no secret', (headers) => {
		const result = webhooks.verify(delivery({}, { headers }), credential);
		expect(result).toMatchObject({ ok: false, status: 401 });
		expect(JSON.stringify(result)).not.toContain('word');
	});
});

describe('reading a delivery', () => {
	it('reads a received fax', () => {
		expect(events(RECEIVED)).toMatchObject([
			{
				event: 'faxReceived',
				occurredAt: '2025-04-23T21:10:36.000Z',
				record: {
					id: '7067845:8660564',
					trackingId: '7067845:8660564',
					direction: 'inbound',
					status: 'received',
					from: '+2512445025',
					to: '+12096380085',
					pages: 11,
				},
			},
		]);
		expect(events(RECEIVED)[0]).not.toHaveProperty('upload');
	});

	it('reads a delivered fax under the id that Send gave', () => {
		expect(events(DELIVERED)).toMatchObject([
			{ event: 'faxDelivered', record: { id: '7067900', trackingId: '7067900', status: 'delivered' } },
		]);
	});

	it('reads a failed fax with its cause', () => {
		const failed = { ...DELIVERED, faxStatus: 'failed', success: false, faxTransferredPages: 0 };
		expect(events({ ...failed, code: 12007, message: 'USER_BUSY' })).toMatchObject([
			{ event: 'faxFailed', record: { status: 'failed', failureCategory: 'busy', failureRetryable: true } },
		]);
	});

	it.each([
		['failed_chargeable', 'faxFailed'],
		['blocked', 'faxFailed'],
		['canceled', 'faxCanceled'],
		['Cancelled', 'faxCanceled'],
		['partially_cancelled', 'faxCanceled'],
		['sending', 'faxSending'],
		['delivered', 'faxDelivered'],
	])('takes %s of a sent fax as %s', (faxStatus, event) => {
		expect(events({ ...DELIVERED, faxStatus }).map((one) => one.event)).toEqual([event]);
	});

	it.each([
		['failed', ['faxReceiveFailed']],
		['canceled', ['faxReceiveFailed']],
		['sending', []],
		['something new', []],
	])('takes %s of a received fax as %j', (faxStatus, expected) => {
		expect(events({ ...RECEIVED, faxStatus }).map((one) => one.event)).toEqual(expected);
	});

	it('accepts and ignores a status that it does not know', () => {
		expect(events({ ...DELIVERED, faxStatus: 'something new' })).toEqual([]);
	});

	it.each([
		['wrapped in data', { data: RECEIVED }],
		['wrapped in data as text', { data: JSON.stringify(RECEIVED) }],
		['in a list', [RECEIVED]],
		['as text', JSON.stringify(RECEIVED)],
		['in a wrapped list', { event: 'x', data: [RECEIVED] }],
		[
			'in snake case',
			{ direction: 'ib', job_id: 7067845, transaction_id: '8660564', fax_status: 'received' },
		],
		['form-encoded', { jobId: '7067845', transactionId: '8660564', faxReceivedPages: '11', success: 'true' }],
		['form-encoded as text', 'jobId=7067845&transactionId=8660564&faxStatus=received'],
		['without a status', { jobId: 7067845, transactionId: 8660564, faxReceivedPages: 1, success: true }],
	])('reads a fax %s', (_name, body) => {
		expect(events(body)).toMatchObject([{ event: 'faxReceived', record: { id: '7067845:8660564' } }]);
	});

	it('reads several faxes of one delivery', () => {
		expect(events([RECEIVED, DELIVERED]).map(({ event }) => event)).toEqual(['faxReceived', 'faxDelivered']);
	});
});

describe('a multipart delivery of an older account', () => {
	const form = (data: object, files: unknown): [unknown, Partial<Delivery>] => [
		{ data, files },
		{ headers: { 'content-type': 'multipart/form-data; boundary=x' }, rawBody: undefined },
	];
	const fields = { sender: '12025550123', receiver: '+12096380085', pages: '3', receivedTime: '1745442636' };
	const file = { filepath: '/tmp/upload_1', originalFilename: 'fax.pdf', mimetype: 'application/pdf' };
	const upload = { path: '/tmp/upload_1', fileName: 'fax.pdf', mimeType: 'application/pdf' };

	it('hands over the file and the fields', () => {
		expect(events(...form(fields, { filename: file }))).toMatchObject([
			{
				event: 'faxReceived',
				occurredAt: '2025-04-23T21:10:36.000Z',
				upload,
				record: { id: null, from: '+12025550123', to: '+12096380085', pages: 3, status: 'received' },
			},
		]);
	});

	it('keeps two faxes apart although iFax names neither', () => {
		const [body, more] = form(fields, { filename: file });
		const first = events(body, more)[0].record.trackingId;
		expect(first).toMatch(/^delivery-[0-9a-f]{16}$/);
		expect(events(body, { ...more, receivedAt: 1 })[0].record.trackingId).not.toBe(first);
	});

	it('takes the file to a fax with ids, too', () => {
		expect(events(...form(RECEIVED, { filename: [file] }))).toMatchObject([
			{ upload, record: { id: '7067845:8660564' } },
		]);
	});

	it('believes nobody but the form parser about a path', () => {
		const hostile = { ...RECEIVED, files: { filename: { filepath: '/etc/passwd' } } };
		expect(events(hostile)[0]).not.toHaveProperty('upload');
		expect(events({ data: fields, files: { filename: { filepath: '/etc/passwd' } } })[0]).not.toHaveProperty(
			'upload',
		);
		const [body] = form(fields, { filename: file });
		const lying = { headers: { 'content-type': 'multipart/form-data; boundary=x' } };
		expect(events(body, lying)[0]).not.toHaveProperty('upload');
	});

	it('does without a file', () => {
		for (const files of [undefined, {}, { filename: 5 }, { filename: {} }, { filename: null }]) {
			expect(events(...form(fields, files))[0]).not.toHaveProperty('upload');
		}
	});
});

describe('hostile and broken deliveries', () => {
	it.each([
		undefined,
		null,
		'',
		'hello',
		5,
		[],
		{},
		[null],
		{ data: null },
		{ data: { a: 1 } },
		{ jobId: '' },
	])('names what is missing in %j', (body) => {
		expect(webhooks.parse(delivery(body))).toMatchObject({ ok: false, reason: expect.any(String) as string });
	});

	it('bounds what one delivery can start', () => {
		expect(events(Array.from({ length: 5000 }, (_value, jobId) => ({ ...DELIVERED, jobId })))).toHaveLength(
			100,
		);
	});

	it('never throws, whatever arrives', () => {
		const keys = fc.constantFrom(...Object.keys(RECEIVED), 'data', 'files', '__proto__', 'sender');
		fc.assert(
			fc.property(
				fc.oneof(fc.anything(), fc.dictionary(keys, fc.anything()), fc.json()),
				fc.constantFrom('application/json', 'multipart/form-data', ''),
				(body, type) => {
					const headers = { 'content-type': type };
					const parsed = webhooks.parse(delivery(body, { headers, rawBody: undefined }));
					expect(typeof parsed.ok).toBe('boolean');
				},
			),
		);
	});
});
