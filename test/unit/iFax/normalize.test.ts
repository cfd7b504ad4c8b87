import fc from 'fast-check';
import { acceptedFax, camelKeys, faxFrom, rowsOf } from '../../../nodes/IFax/iFax.normalize';
import { FAX_MESSAGES, moment } from '../../../nodes/IFax/iFax.tables';

const DELIVERED = {
	jobId: 7067845,
	fromNumber: '+12025550199',
	toNumber: '12025550123',
	faxCallLength: 127,
	faxCallStart: 1745442509,
	faxCallEnd: 1745442636,
	faxTotalPages: 11,
	faxTransferredPages: 11,
	pricePerPage: 0.11,
	actualCost: 1.21,
	faxStatus: 'delivered',
	retryAttempt: 0,
	message: 'NORMAL_CLEARING',
	code: 0,
};
const outbound = (more: Record<string, unknown>) =>
	faxFrom({ ...DELIVERED, ...more }, { direction: 'outbound' });

describe('the record of a sent fax', () => {
	it('reads the current form of fax-status', () => {
		expect(outbound({})).toEqual({
			provider: 'iFax',
			id: '7067845',
			trackingId: '7067845',
			reference: null,
			direction: 'outbound',
			status: 'delivered',
			isFinal: true,
			isPartial: false,
			from: '+12025550199',
			to: '+12025550123',
			pages: 11,
			pagesTransferred: 11,
			attempts: 1,
			durationSeconds: 127,
			createdAt: null,
			scheduledAt: null,
			startedAt: '2025-04-23T21:08:29.000Z',
			completedAt: '2025-04-23T21:10:36.000Z',
			costAmount: 1.21,
			costCurrency: null,
			costUnit: 'account currency',
			subject: null,
			failureCategory: null,
			failureRetryable: null,
			failureMessage: null,
			failureHint: null,
			failureCode: null,
			providerStatus: 'delivered',
			document: null,
			transmission: null,
			attemptLog: null,
			raw: DELIVERED,
		});
	});

	it('reads the older form: UTC texts and errorMessage', () => {
		const record = outbound({
			faxCallStart: '2019-11-14 00:55:31 UTC',
			faxCallEnd: '2019-11-14 00:57:00 UTC',
			faxTransferredPages: 0,
			faxStatus: 'failed',
			retryAttempt: 1,
			message: undefined,
			errorMessage: 'failed',
			code: 12007,
		});
		expect(record).toMatchObject({
			status: 'failed',
			isFinal: true,
			startedAt: '2019-11-14T00:55:31.000Z',
			completedAt: '2019-11-14T00:57:00.000Z',
			attempts: 2,
			failureCategory: 'unknown',
			failureRetryable: false,
			failureMessage: 'iFax reports the fax as failed: failed',
			failureCode: '12007',
		});
	});

	it.each([[null], [0], [''], [undefined]])(
		'is queued while "sending" and the call starts at %p',
		(start) => {
			const record = outbound({
				faxStatus: 'sending',
				faxCallStart: start,
				faxCallEnd: start,
				faxCallLength: 0,
				actualCost: 0,
				faxTransferredPages: 0,
			});
			expect(record).toMatchObject({
				status: 'queued',
				isFinal: false,
				providerStatus: 'sending',
				startedAt: null,
				completedAt: null,
				durationSeconds: null,
				attempts: 0,
				costAmount: null,
				costUnit: null,
			});
		},
	);

	it('is sending once the call has started, and is not over', () => {
		expect(outbound({ faxStatus: 'SENDING', faxTransferredPages: 3 })).toMatchObject({
			status: 'sending',
			isFinal: false,
			isPartial: false,
			completedAt: null,
			attempts: 1,
		});
	});

	it('counts no attempt for a fax that was canceled before its call', () => {
		const never = { faxStatus: 'canceled', faxCallStart: 0, faxCallEnd: 0, faxCallLength: 0 };
		expect(outbound(never)).toMatchObject({ attempts: 0, durationSeconds: null, isFinal: true });
		expect(outbound({ faxStatus: 'canceled' })).toMatchObject({ attempts: 1, durationSeconds: 127 });
	});

	it('keeps a cost of 0 when the fax is over', () => {
		expect(outbound({ actualCost: 0 })).toMatchObject({ costAmount: 0, costUnit: 'account currency' });
		expect(outbound({ actualCost: undefined })).toMatchObject({ costAmount: null, costUnit: null });
	});

	it.each(Object.entries(FAX_MESSAGES))('explains %s as %s', (message, category) => {
		const record = outbound({ faxStatus: 'failed', faxTransferredPages: 0, message, code: 12007 });
		expect(record).toMatchObject({ failureCategory: category, failureCode: message });
		expect(record.failureMessage).toBeTruthy();
		expect(record.failureHint).toBeTruthy();
	});

	it('reads a cause in other spellings', () => {
		expect(outbound({ faxStatus: 'failed', faxTransferredPages: 0, message: 'user busy' })).toMatchObject({
			failureCategory: 'busy',
			failureRetryable: true,
		});
	});

	it('warns against sending again when some pages arrived', () => {
		expect(outbound({ faxStatus: 'failed', faxTransferredPages: 4, message: 'USER_BUSY' })).toMatchObject({
			isPartial: true,
			pages: 11,
			pagesTransferred: 4,
			failureCategory: 'partial_transmission',
			failureRetryable: false,
			failureCode: 'USER_BUSY',
		});
	});

	it('says of a blocked fax who knows why', () => {
		expect(outbound({ faxStatus: 'blocked', message: '', code: 0, faxTransferredPages: 0 })).toMatchObject({
			status: 'failed',
			failureCategory: 'rejected',
			failureHint: 'iFax blocked this fax; ask its support for the reason.',
			failureCode: 'blocked',
		});
	});

	it('leaves an unlisted word unknown and not final', () => {
		expect(outbound({ faxStatus: 'teleported' })).toMatchObject({
			status: 'unknown',
			isFinal: false,
			providerStatus: 'teleported',
		});
		expect(outbound({ faxStatus: 'failed_on_moon', faxTransferredPages: 0 })).toMatchObject({
			status: 'failed',
			isFinal: true,
		});
	});

	it('uses the id that was asked for when the answer has none', () => {
		expect(faxFrom({ faxStatus: 'sending' }, { direction: 'outbound', id: '5' }).id).toBe('5');
	});
});

describe('the record of a received fax', () => {
	const RECEIVED = {
		direction: 'inbound',
		jobId: 7067845,
		transactionId: 8660564,
		faxCallLength: 127,
		faxCallStart: 1745442509,
		faxCallEnd: 1745442636,
		faxTotalPages: 11,
		faxReceivedPages: 10,
		faxStatus: 'received',
		success: true,
		fromNumber: '+2512445025',
		toNumber: '+12096380085',
		code: 0,
		message: 'NORMAL_CLEARING',
	};

	it('joins both ids and reads the received pages', () => {
		expect(faxFrom(RECEIVED, { direction: 'outbound' })).toMatchObject({
			id: '7067845:8660564',
			trackingId: '7067845:8660564',
			direction: 'inbound',
			status: 'received',
			isFinal: true,
			isPartial: true,
			pages: 11,
			pagesTransferred: 10,
			failureCategory: null,
			completedAt: '2025-04-23T21:10:36.000Z',
		});
	});

	it('reads a list row with the names that other clients have seen', () => {
		const row = {
			job_id: '1',
			transaction_id: '2',
			sender: '12025550123',
			receiver: '+12096380085',
			pages: '3',
			receivedTime: '2025-04-23 21:10:36',
		};
		expect(faxFrom(row, { direction: 'inbound', word: 'received' })).toMatchObject({
			id: '1:2',
			status: 'received',
			providerStatus: null,
			from: '+12025550123',
			to: '+12096380085',
			pages: 3,
			createdAt: '2025-04-23T21:10:36.000Z',
			completedAt: '2025-04-23T21:10:36.000Z',
		});
	});

	it.each([
		['ib', 'inbound'],
		['received', 'inbound'],
		['ob', 'outbound'],
		['sent', 'outbound'],
		['OUTBOUND', 'outbound'],
	])('takes the direction %s as %s', (direction, expected) => {
		expect(faxFrom({ jobId: 1, direction }, { direction: 'inbound' }).direction).toBe(expected);
	});

	it('infers the direction from what only received faxes have', () => {
		expect(faxFrom({ jobId: 1, faxReceivedPages: 0 }, { direction: 'outbound' }).direction).toBe('inbound');
		expect(faxFrom({ jobId: 1, faxStatus: 'Received' }, { direction: 'outbound' }).direction).toBe('inbound');
	});

	it('derives the status from success when there is no word', () => {
		const status = (row: object) => faxFrom(row, { direction: 'outbound' }).status;
		expect(status({ direction: 'inbound', success: true })).toBe('received');
		expect(status({ direction: 'outbound', success: 'true' })).toBe('delivered');
		expect(status({ direction: 'outbound', success: false })).toBe('failed');
		expect(status({ direction: 'outbound' })).toBe('unknown');
	});
});

describe('an accepted fax', () => {
	const fields = { from: null, to: '+12025550123', scheduledAt: null, subject: null };

	it('is queued under its job id as text', () => {
		expect(acceptedFax({ jobId: 7067845 }, fields)).toMatchObject({
			id: '7067845',
			trackingId: '7067845',
			status: 'queued',
			isFinal: false,
			to: '+12025550123',
		});
	});

	it('is queued without an id when iFax names none', () => {
		expect(acceptedFax({ message: 'Fax processed for sending' }, fields)).toMatchObject({
			id: null,
			status: 'queued',
		});
	});
});

describe('tolerance', () => {
	it('never throws, whatever a row holds', () => {
		fc.assert(
			fc.property(
				fc.anything(),
				fc.constantFrom('inbound' as const, 'outbound' as const),
				(row, direction) => {
					const record = faxFrom(row, { direction });
					expect(['inbound', 'outbound']).toContain(record.direction);
					expect(rowsOf(row)).toBeInstanceOf(Array);
				},
			),
		);
	});

	it('never throws, whatever stands in the known fields', () => {
		const keys = Object.keys(DELIVERED);
		fc.assert(
			fc.property(
				fc.dictionary(fc.constantFrom(...keys, '__proto__', 'constructor'), fc.anything()),
				(row) => {
					expect(faxFrom(row, { direction: 'outbound' }).provider).toBe('iFax');
				},
			),
		);
	});

	it('cannot be made to change the prototype of objects', () => {
		camelKeys(JSON.parse('{"__proto__":{"polluted":true},"constructor_x":1}'));
		expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
	});

	it('finds rows in an array or in an object that holds one', () => {
		expect(rowsOf([{ a: 1 }, 2, null, []])).toEqual([{ a: 1 }]);
		expect(rowsOf({ total: 1, faxes: [{ a: 2 }] })).toEqual([{ a: 2 }]);
		expect(rowsOf({ status: 1, message: 'empty' })).toEqual([]);
		expect(rowsOf(null)).toEqual([]);
	});

	it.each([
		[1745442636, '2025-04-23T21:10:36.000Z'],
		['1745442636', '2025-04-23T21:10:36.000Z'],
		['2025-04-23 21:10:36 UTC', '2025-04-23T21:10:36.000Z'],
		['2025-04-23T23:10:36+02:00', '2025-04-23T21:10:36.000Z'],
		[0, null],
		['0', null],
		['', null],
		['yesterday', null],
		['2025-02-31 10:00:00', null],
		[null, null],
	])('reads the time %p as %p', (value, iso) => {
		expect(moment(value)).toBe(iso);
	});
});
