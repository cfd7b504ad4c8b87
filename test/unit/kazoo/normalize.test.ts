import fc from 'fast-check';
import { isoFromGregorian, gregorianFrom } from '../../../nodes/Kazoo/kazoo.dates';
import { failureOf } from '../../../nodes/Kazoo/kazoo.failures';
import { faxFrom } from '../../../nodes/Kazoo/kazoo.normalize';
import { inboxItem, INBOX_ID, JOB, outboxItem, FROM, TO } from './support';

describe('a sent fax', () => {
	it('from the list of the outbox', () => {
		expect(faxFrom(outboxItem(), 'outbox')).toMatchObject({
			provider: 'kazoo',
			id: `201905-${JOB}`,
			trackingId: JOB,
			direction: 'outbound',
			status: 'delivered',
			isFinal: true,
			isPartial: false,
			from: FROM,
			to: TO,
			pages: 1,
			pagesTransferred: 1,
			attempts: 1,
			durationSeconds: 153,
			createdAt: '2019-05-06T21:18:20.000Z',
			completedAt: '2019-05-06T21:20:53.000Z',
			costAmount: null,
			failureCategory: null,
			providerStatus: 'completed',
			transmission: {
				remoteStationId: '+1 628 203 7452',
				speed: 9600,
				errorCorrection: false,
				badRows: 0,
			},
		});
	});

	it('shows nothing that is private', () => {
		const { raw } = faxFrom(outboxItem({ _rev: '1-a' }), 'outbox');
		expect(Object.keys(raw as object).filter((key) => /^(pvt_|_rev)/.test(key))).toEqual([]);
	});

	it.each([
		['without status, by its result', { status: undefined }, 'delivered'],
		[
			'with status and time in _read_only',
			{ status: undefined, created: undefined, _read_only: { created: 63724396700, status: 'completed' } },
			'delivered',
		],
		['with text in place of a boolean', { status: undefined, tx_result: { success: 'true' } }, 'delivered'],
		['without status and result', { status: undefined, tx_result: undefined }, 'failed'],
		['of a failed one', { status: 'failed', tx_result: { success: false } }, 'failed'],
		['with a word that is new', { status: 'archived' }, 'unknown'],
	])('%s', (_name, more, status) => {
		const record = faxFrom(outboxItem(more), 'outbox');
		expect([record.status, record.isFinal]).toEqual([status, status !== 'unknown']);
	});

	it('takes "undefined" and what is no time for no time', () => {
		const job = {
			id: JOB,
			status: 'completed',
			created: 'undefined',
			delivered: 'undefined',
			tx_result: { success: true },
		};
		expect(faxFrom(job, 'outgoing')).toMatchObject({
			createdAt: null,
			completedAt: null,
			status: 'delivered',
		});
	});
});

describe('a job in the queue', () => {
	it.each([
		['attaching_files', 'queued', null],
		['attaching files', 'queued', null],
		['pending', 'queued', null],
		['resubmitting', 'queued', null],
		['locked', 'sending', null],
		['processing', 'sending', null],
		['preparing', 'sending', null],
		['negotiating', 'sending', null],
		['Fax negotiated at 14400', 'sending', null],
		['not available', 'sending', null],
		['Sent Page 1 of 3', 'sending', 1],
		['something new', 'unknown', null],
	])('%s is %s', (word, status, pagesTransferred) => {
		const job = {
			id: JOB,
			status: word,
			attempts: 0,
			tx_result: { success: false, pages_sent: 0, fax_speed: 0 },
		};
		const record = faxFrom(job, 'outgoing');
		expect(record).toMatchObject({ status, isFinal: false, pagesTransferred, failureCategory: null });
		// Before the end of an attempt the result is only its default.
		expect([record.transmission, record.durationSeconds, record.providerStatus]).toEqual([null, null, word]);
	});

	it('that has just been given up, with the reason', () => {
		const job = {
			id: JOB,
			status: 'failed',
			attempts: 2,
			tx_result: { success: false, result_code: 486, result_text: 'USER_BUSY', pages_sent: 0 },
		};
		expect(faxFrom(job, 'outgoing')).toMatchObject({
			status: 'failed',
			isFinal: true,
			failureCategory: 'busy',
			failureRetryable: true,
			failureCode: 'USER_BUSY',
		});
	});
});

describe('a received fax', () => {
	it('from the list of the inbox, which has no status', () => {
		expect(faxFrom(inboxItem(), 'inbox')).toMatchObject({
			id: INBOX_ID,
			trackingId: INBOX_ID,
			direction: 'inbound',
			status: 'received',
			isFinal: true,
			isPartial: false,
			attempts: null,
			pages: 2,
			pagesTransferred: 2,
			createdAt: '2019-05-06T21:15:00.000Z',
			completedAt: '2019-05-06T21:15:00.000Z',
		});
	});

	it('of which only some pages came is received all the same', () => {
		const rx_result = { success: false, total_pages: 4, transferred_pages: '1' };
		expect(faxFrom(inboxItem({ rx_result }), 'inbox')).toMatchObject({
			status: 'received',
			isPartial: true,
			pagesTransferred: 1,
			failureCategory: null,
		});
	});

	it('from somebody who hides the number', () => {
		expect(faxFrom(inboxItem({ from: 'anonymous', from_number: 'anonymous' }), 'inbox').from).toBeNull();
	});
});

describe('why a fax failed', () => {
	it.each([
		[{ result_code: 0, result_text: 'could not retrieve file, HTTP response 404' }, 'document_error', '0'],
		[{ result_code: 0, result_text: 'error preparing the document' }, 'document_error', '0'],
		[{ result_code: 400, result_text: 'invalid fax number: +1' }, 'invalid_number', '400'],
		[{ result_code: 400, result_text: 'invalid fax cid number: +1' }, 'rejected', '400'],
		[{ result_code: 500, result_text: 'fax job timed out - originate' }, 'no_answer', '500'],
		[{ result_code: 500, result_text: 'fax job timed out – negotiating' }, 'not_a_fax', '500'],
		[{ result_code: 500, result_text: 'fax job timed out – page' }, 'line_error', '500'],
		[{ result_code: 500, result_text: 'process terminated' }, 'provider_unavailable', '500'],
		[
			{ result_code: 49, result_cause: 'NORMAL_CLEARING', result_text: 'The call dropped prematurely' },
			'line_error',
			'49',
		],
		[{ result_code: 486, result_cause: 'USER_BUSY' }, 'busy', 'USER_BUSY'],
		[{ result_code: '486', result_text: 'Busy Here' }, 'busy', '486'],
		[{ result_code: 404, error_message: 'no route' }, 'invalid_number', '404'],
		[{ fax_result_code: '49', fax_error: 'something' }, 'line_error', '49'],
		[{ result_cause: 'NORMAL_CLEARING' }, 'unknown', 'NORMAL_CLEARING'],
		[{ result_code: 777 }, 'unknown', '777'],
		[{}, 'unknown', null],
	])('%j: %s', (result, category, code) => {
		expect(failureOf(result, false)).toMatchObject({ category, code });
	});

	it('is that pages are missing, when some arrived', () => {
		expect(failureOf({ result_code: 49, result_text: 'The call dropped prematurely' }, true)).toMatchObject({
			category: 'partial_transmission',
			retryable: false,
		});
	});

	it('holds no number of anybody', () => {
		for (const text of ['invalid fax number: +16282037452', 'invalid fax cid number: +16282037452']) {
			const failure = failureOf({ result_code: 400, result_text: text }, false);
			expect(JSON.stringify(failure)).not.toContain('6282037452');
		}
	});
});

describe('times', () => {
	it('count from the year 0', () => {
		expect(isoFromGregorian(63626410973)).toBe('2016-03-28T19:02:53.000Z');
		expect(gregorianFrom(Date.parse('2019-05-06T21:16:03.999Z'))).toBe(63724396563);
	});

	it('go back and forth unchanged', () => {
		fc.assert(
			fc.property(fc.integer({ min: 1, max: 4_102_444_800 }), (unix) => {
				expect(Date.parse(isoFromGregorian(gregorianFrom(unix * 1000))!)).toBe(unix * 1000);
			}),
		);
	});
});

it('no shape of an answer throws, or makes a fax final whose end nobody told', () => {
	const anything = fc.dictionary(
		fc.constantFrom(
			'id',
			'_id',
			'status',
			'created',
			'tx_result',
			'rx_result',
			'_read_only',
			'to',
			'attempts',
		),
		fc.anything(),
	);
	fc.assert(
		fc.property(anything, fc.constantFrom('outgoing' as const, 'inbox' as const), (fax, place) => {
			const record = faxFrom(fax, place);
			const word = String(typeof fax.status === 'string' ? fax.status : '')
				.trim()
				.toLowerCase();
			if (place === 'outgoing' && record.isFinal) expect(word).toMatch(/^(completed|fail)/);
		}),
	);
});
