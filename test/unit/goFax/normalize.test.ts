import fc from 'fast-check';
import { faxFromStatus, receivedFax } from '../../../nodes/GoFax/goFax.normalize';
import { receivedSms, smsFromStatus } from '../../../nodes/GoFax/goFax.smsRecord';
import { faxRecord } from '../../../nodes/shared/record';
import { smsRecord } from '../../../nodes/shared/smsRecord';

const faxKeys = Object.keys(faxRecord({ provider: '', id: null, direction: 'inbound', status: 'unknown' }));
const smsKeys = Object.keys(smsRecord({ provider: '', id: null, direction: 'inbound', status: 'unknown' }));

describe('the status of a sent fax', () => {
	it('reads every field of an object, whatever the case of its keys', () => {
		const row = {
			SendFaxID: 7,
			SendTo: '61712344321',
			Status: 'Fax successfully sent',
			Pages: '3',
			PagesSent: 3,
			Subject: 'Referral',
			ClientReference: '1042',
			Issued: '2023-04-19T10:10:45.237',
			IssuedUtc: '2023-04-19T00:10:45.237',
			Completed: '2023-04-19T10:12:00',
		};
		const lower = Object.fromEntries(Object.entries(row).map(([key, value]) => [key.toLowerCase(), value]));
		for (const payload of [row, lower]) {
			expect(faxFromStatus(payload, '7')).toMatchObject({
				id: '7',
				reference: '1042',
				direction: 'outbound',
				status: 'delivered',
				isFinal: true,
				to: '+61712344321',
				pages: 3,
				pagesTransferred: 3,
				createdAt: '2023-04-19T00:10:45.237Z',
				completedAt: '2023-04-19T00:12:00.000Z',
				subject: 'Referral',
				failureCategory: null,
				providerStatus: 'Fax successfully sent',
			});
		}
	});

	it.each([
		['Fax successfully sent', 'delivered', true, null],
		[' initialised. ', 'queued', false, null],
		['Cancelled', 'canceled', true, null],
		['Failed. The line was busy', 'failed', true, 'busy'],
		['Failed. No answer', 'failed', true, 'no_answer'],
		['Failed. Partial transmission', 'failed', true, 'partial_transmission'],
		['Failed for some reason', 'failed', true, 'unknown'],
		['Insufficient credit. Please check your account status', 'failed', true, 'out_of_credit'],
		['Account is unverified', 'failed', true, 'permission'],
		['unsuccessfully sent', 'unknown', false, null],
		['Something new', 'unknown', false, null],
		['Line busy, trying again', 'unknown', false, null],
		['3', 'unknown', false, null],
	])('%s', (text, status, isFinal, category) => {
		for (const payload of [text, { Status: text }, { StatusText: text }, { result: text }]) {
			const record = faxFromStatus(payload, '7');
			expect(record).toMatchObject({ status, isFinal, failureCategory: category });
			expect(record.providerStatus).toBe(text.trim());
			expect(record.isPartial).toBe(category === 'partial_transmission');
		}
	});

	it('prefers a text to the code beside it', () => {
		expect(faxFromStatus({ Status: 4, StatusText: 'Fax successfully sent' }, '7')).toMatchObject({
			status: 'delivered',
		});
	});

	it('believes a yes of the flag, but not a no, and neither against the text', () => {
		expect(faxFromStatus({ Success: true }, '7')).toMatchObject({ status: 'delivered', isFinal: true });
		expect(faxFromStatus({ Success: false }, '7')).toMatchObject({ status: 'unknown', isFinal: false });
		expect(faxFromStatus({ Success: true, Status: 'Transmission in progress' }, '7')).toMatchObject({
			status: 'sending',
		});
		expect(faxFromStatus({ IsSuccess: true, Status: 'Failed' }, '7')).toMatchObject({ status: 'failed' });
	});

	it('sees that only some pages arrived', () => {
		const row = { Status: 'Failed', Pages: 4, PagesSent: 2 };
		expect(faxFromStatus(row, '7')).toMatchObject({ isPartial: true, pagesTransferred: 2 });
		expect(faxFromStatus({ ...row, PagesSent: 0 }, '7')).toMatchObject({ isPartial: false });
	});

	it('takes a sender that is a number only', () => {
		expect(faxFromStatus({ SendFrom: 'office@example.com' }, '7').from).toBeNull();
		expect(faxFromStatus({ FromNumber: '61733334444' }, '7').from).toBe('+61733334444');
	});
});

describe('a received fax', () => {
	it.each([['ReceiveFaxID'], ['FaxID'], ['faxId'], ['ReceiveID'], ['ID'], ['Id'], ['DocumentId']])(
		'is known by %s',
		(key) => {
			expect(receivedFax({ [key]: 8830411 })).toMatchObject({ id: 'in-8830411', trackingId: 'in-8830411' });
		},
	);

	it('reads what may be there', () => {
		const row = {
			ID: '9',
			FromNumber: '61733334444',
			ToNumber: '61711112222',
			PageCount: 3,
			Received: '2023-04-19T10:10:45',
			CallerID: 'ignored',
		};
		expect(receivedFax(row)).toMatchObject({
			from: '+61733334444',
			to: '+61711112222',
			pages: 3,
			direction: 'inbound',
			status: 'received',
			isFinal: true,
			createdAt: '2023-04-19T00:10:45.000Z',
		});
	});

	it('has no id where none is', () => {
		expect(receivedFax({ CallerID: '61733334444', ID: 0 })).toMatchObject({ id: null, from: '+61733334444' });
	});
});

describe('the status of a message', () => {
	const issued = {
		MessageID: 5,
		Sender: 'Clinic',
		Message: 'Cancelled',
		IssuedUtc: '2023-04-19T00:10:45.237',
	};

	it('never takes the text of the message for its status', () => {
		expect(smsFromStatus(issued, '5')).toMatchObject({
			id: '5',
			resource: 'sms',
			status: 'unknown',
			text: 'Cancelled',
			sender: 'Clinic',
			createdAt: '2023-04-19T00:10:45.237Z',
		});
	});

	it.each([
		[['Message successfully delivered', 'Message successfully delivered'], 'delivered', true, false],
		[['Message successfully delivered', 'Transmission in progress'], 'sending', false, false],
		[['The destination mobile number is invalid', 'Message successfully delivered'], 'failed', true, true],
		[['Cancelled'], 'canceled', true, false],
		[['Message successfully delivered', 'Something new'], 'unknown', false, false],
	])('of several recipients: %j', (words, status, isFinal, isPartial) => {
		const payload = {
			...issued,
			Recipients: words.map((Status, index) => ({ Number: `6141234120${index}`, Status })),
		};
		const record = smsFromStatus(payload, '5');
		expect(record).toMatchObject({ status, isFinal, isPartial });
		expect(record.to?.split(', ')).toHaveLength(words.length);
		expect(record.providerStatus).toBe([...new Set(words)].join('; '));
	});

	it.each([
		['in an object', { ...issued, Status: 'Initialised' }],
		['bare', 'Initialised'],
		['in a list of texts', { ...issued, Log: ['Initialised'] }],
		['in a message inside', { ...issued, Detail: { Message: 'Initialised' } }],
	])('finds it %s', (_place, payload) => {
		expect(smsFromStatus(payload, '5')).toMatchObject({ status: 'queued', isFinal: false });
	});

	it('names the cause', () => {
		const record = smsFromStatus({ Status: 'The destination mobile number is invalid' }, '5');
		expect(record).toMatchObject({ failureCategory: 'invalid_number', failureRetryable: false });
		expect(smsFromStatus({ Status: 'Error sending message' }, '5').failureMessage).toMatch(/GoFax reports/);
	});
});

describe('a received message', () => {
	it('reads what may be there', () => {
		const row = {
			MessageID: 5,
			From: '61412341200',
			To: '61711112222',
			Body: 'Yes',
			ReceivedUtc: '2023-04-19T00:10:45',
		};
		expect(receivedSms(row)).toMatchObject({
			id: '5',
			direction: 'inbound',
			status: 'received',
			from: '+61412341200',
			to: '+61711112222',
			text: 'Yes',
			createdAt: '2023-04-19T00:10:45.000Z',
		});
	});
});

test('whatever comes, a whole record is made of it and nothing is thrown', () => {
	fc.assert(
		fc.property(fc.anything(), (value) => {
			expect(Object.keys(faxFromStatus(value, '7'))).toEqual(faxKeys);
			expect(Object.keys(receivedFax(value))).toEqual(faxKeys);
			expect(Object.keys(smsFromStatus(value, '7'))).toEqual(smsKeys);
			expect(Object.keys(receivedSms(value))).toEqual(smsKeys);
		}),
	);
	const hostile = JSON.parse(
		'{"__proto__":{"status":"Fax successfully sent"},"constructor":"x","Status":"__proto__"}',
	);
	expect(faxFromStatus(hostile, '7')).toMatchObject({ status: 'unknown' });
});
