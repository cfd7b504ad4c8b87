import fc from 'fast-check';
import { commentText, faxPlusRecord, outboxRecord } from '../../../nodes/FaxPlus/faxPlus.normalize';
import { faxRecord } from '../../../nodes/shared/record';
import { FROM, queuedFax, receivedFax, sentFax, TO } from './support';

const KEYS = Object.keys(faxRecord({ provider: '', id: null, direction: 'inbound', status: 'unknown' }));

test("the vendor's sample of a received fax", () => {
	const wire = receivedFax();
	expect(faxPlusRecord(wire)).toEqual({
		provider: 'faxPlus',
		id: '5e7de3ad54cfd54eb568cc76',
		trackingId: '5e7de3ad54cfd54eb568cc76',
		reference: null,
		direction: 'inbound',
		status: 'received',
		isFinal: true,
		isPartial: false,
		from: '+12076001783',
		to: '+12076001784',
		pages: 2,
		pagesTransferred: 2,
		attempts: null,
		durationSeconds: null,
		createdAt: '2020-03-27T11:29:21.000Z',
		scheduledAt: null,
		startedAt: '2020-03-27T11:29:21.000Z',
		completedAt: '2020-03-27T11:29:49.000Z',
		costAmount: 2,
		costCurrency: null,
		costUnit: 'pages',
		subject: null,
		failureCategory: null,
		failureRetryable: null,
		failureMessage: null,
		failureHint: null,
		failureCode: null,
		providerStatus: 'success',
		document: null,
		transmission: null,
		attemptLog: null,
		raw: wire,
	});
});

test('the spelling of the documentation: from_number, to_number, failed', () => {
	const { from: _from, to: _to, ...rest } = receivedFax({ status: 'failed' });
	const record = faxPlusRecord({ ...rest, from_number: '+1 207-600-1783', to_number: '+1 207 600 1784' });
	expect(record).toMatchObject({
		from: '+12076001783',
		to: '+12076001784',
		status: 'failed',
		isFinal: true,
		failureCategory: 'unknown',
		failureCode: 'failed',
		pagesTransferred: null,
	});
});

test('a sent fax', () => {
	expect(
		faxPlusRecord(sentFax({ cover_page: { subject: 'Referral' }, scheduled_time: '2026-03-01 08:00:00' })),
	).toMatchObject({
		direction: 'outbound',
		status: 'delivered',
		isFinal: true,
		from: FROM,
		to: TO,
		reference: 'Invoice 7',
		subject: 'Referral',
		durationSeconds: 41,
		createdAt: '2026-03-01T09:00:00.000Z',
		scheduledAt: '2026-03-01T08:00:00.000Z',
		startedAt: '2026-03-01T09:00:05.000Z',
		completedAt: '2026-03-01T09:00:50.000Z',
	});
});

test.each([
	[
		'partially_sent',
		{ status: 'failed', isPartial: true, failureCategory: 'partial_transmission', failureRetryable: false },
	],
	[
		'failed_user_busy',
		{ status: 'failed', isPartial: false, failureCategory: 'busy', failureRetryable: true },
	],
	['failed', { status: 'failed', failureCategory: 'unknown', failureRetryable: true }],
	['failed_to_send', { failureCategory: 'provider_unavailable', failureRetryable: true }],
	['failed_normal_clearing', { failureCategory: 'busy', failureRetryable: true }],
	['failed_normal_temporary_failure', { failureCategory: 'line_error', failureRetryable: true }],
	['failed_no_answer', { failureCategory: 'no_answer', failureRetryable: true }],
	['failed_internal_process_error', { failureCategory: 'provider_unavailable', failureRetryable: true }],
	['failed_unallocated_number', { failureCategory: 'invalid_number', failureRetryable: false }],
	['failed_unknown_converter_issue', { failureCategory: 'document_error', failureRetryable: false }],
	['insufficient_credit', { failureCategory: 'out_of_credit', failureRetryable: false }],
	['in_progress', { status: 'sending', isFinal: false, failureCategory: null, completedAt: null }],
	['failed_by_the_moon', { status: 'failed', isFinal: true, failureCategory: 'unknown' }],
	['teleported', { status: 'unknown', isFinal: false, failureCategory: null, completedAt: null }],
])('outgoing %s', (status, expected) => {
	const record = faxPlusRecord(sentFax({ status }));
	expect(record).toMatchObject({ providerStatus: status, ...expected });
	if (record.failureCategory !== null) {
		expect(record.failureCode).toBe(status);
		expect(record.failureMessage).not.toBe('');
		expect(record.failureHint).not.toBe('');
	}
});

test.each([
	['partially_received', { status: 'received', isFinal: true, isPartial: true, pagesTransferred: null }],
	['in_progress', { status: 'queued', isFinal: false }],
	['insufficient_credit', { status: 'failed', failureCategory: 'out_of_credit' }],
	['failed_user_busy', { status: 'failed', isFinal: true, failureCategory: 'unknown' }],
])('incoming %s', (status, expected) => {
	expect(faxPlusRecord(receivedFax({ status }))).toMatchObject({ direction: 'inbound', ...expected });
});

test('a user id of a free account is no number', () => {
	expect(faxPlusRecord(receivedFax({ to: '490ae330dbc749f0b6561dafa300f2fb' })).to).toBeNull();
});

test.each([
	['submitted', 'queued'],
	['converting', 'queued'],
	['scheduled_for_sending', 'queued'],
	['sending', 'sending'],
])('outbox %s is %s and not final', (status, expected) => {
	const wire = queuedFax({ status, cover_page: { subject: 'S' } });
	expect(outboxRecord(wire)).toMatchObject({
		status: expected,
		isFinal: false,
		direction: 'outbound',
		id: wire.id,
		trackingId: wire.id,
		from: FROM,
		to: TO,
		pages: 2,
		reference: 'Invoice 7',
		subject: 'S',
		scheduledAt: '2026-03-01T09:00:00.000Z',
		createdAt: '2026-03-01T09:00:00.000Z',
		providerStatus: status,
	});
});

test('the beginning of the transmission comes from the history of the outbox', () => {
	const status_changes = [
		{ at: '2026-03-01 09:00:00', status: 'submitted' },
		{ at: '2026-03-01 09:00:07', status: 'sending' },
	];
	expect(outboxRecord(queuedFax({ status: 'sending', status_changes })).startedAt).toBe(
		'2026-03-01T09:00:07.000Z',
	);
	expect(outboxRecord(queuedFax()).startedAt).toBeNull();
});

test('a comment is text or an object', () => {
	expect(commentText('a')).toBe('a');
	expect(commentText({ text: 'b', tags: [] })).toBe('b');
	expect(commentText(null)).toBeNull();
	expect(commentText({ text: '' })).toBeNull();
});

test('whatever the service answers, the record is whole and no cost is invented', () => {
	fc.assert(
		fc.property(
			fc.object({
				key: fc.constantFrom(
					'id',
					'status',
					'from',
					'to',
					'pages',
					'cost',
					'comment',
					'submit_time',
					'to_number',
					'status_changes',
					'cover_page',
				),
			}),
			(wire) => {
				for (const record of [
					faxPlusRecord(wire),
					outboxRecord(wire),
					faxPlusRecord(wire, { direction: 'inbound' }),
				]) {
					expect(Object.keys(record)).toEqual(KEYS);
					expect(record.failureCategory === null).toBe(record.status !== 'failed');
				}
				if (wire.cost === undefined)
					expect(faxPlusRecord(wire)).toMatchObject({ costAmount: null, costUnit: null });
			},
		),
	);
});
