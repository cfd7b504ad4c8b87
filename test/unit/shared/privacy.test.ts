import fc from 'fast-check';
import { maskNumber, maskRecord, maskSms, numberHash } from '../../../nodes/shared/action/privacy';
import { FAILURE_ADVICE, type FailureCategory } from '../../../nodes/shared/failure';
import { faxRecord, type FaxRecord } from '../../../nodes/shared/record';
import { smsRecord } from '../../../nodes/shared/smsRecord';

const KEY = 'the id of an n8n';
const categories = Object.keys(FAILURE_ADVICE) as FailureCategory[];

const number = fc.stringMatching(/^\+[1-9]\d{9,13}$/);
/** Words that stand in no text of this package. */
const phrase = fc.stringMatching(/^Zq[a-z]{4,10} Xv[a-z]{4,10}$/);

/** A record in which a careless service has put people and numbers wherever there is room for text. */
const careless = fc
	.record({ from: number, to: number, name: phrase, category: fc.constantFrom(...categories) })
	.map(({ from, to, name, category }) => {
		const said = `${name} at ${to} (from ${from})`;
		const record = faxRecord({
			provider: 'any',
			id: '5f0000000000000000000001',
			direction: 'outbound',
			status: 'failed',
			from,
			to,
			reference: said,
			subject: said,
			failureCategory: category,
			failureRetryable: false,
			// Of a lost answer nobody but this package says anything.
			failureMessage: category === 'outcome_unknown' ? 'The answer was lost' : said,
			failureHint: category === 'outcome_unknown' ? 'Look in the outbox' : said,
			failureCode: said,
			providerStatus: said,
			document: {
				available: true,
				reason: null,
				fileName: `${said}.pdf`,
				mimeType: 'application/pdf',
				size: 1,
				sha256: 'ab',
			},
			transmission: { remoteStationId: said, speed: 14_400, errorCorrection: true, badRows: 0 },
			raw: { said },
		});
		return { record, secrets: [from.slice(1), to.slice(1), ...name.split(' ')] };
	});

const leaks = (value: unknown, secrets: readonly string[]) =>
	secrets.filter((secret) => JSON.stringify(value).includes(secret));

describe('a masked record', () => {
	it('names nobody, whatever the service has said', () => {
		fc.assert(
			fc.property(careless, ({ record, secrets }) => {
				expect(leaks(record, secrets)).toEqual(secrets);
				expect(leaks(maskRecord(record, KEY), secrets)).toEqual([]);
			}),
			{ numRuns: 1000 },
		);
	});

	it('nor does that of a text message', () => {
		fc.assert(
			fc.property(careless, ({ record, secrets }) => {
				const { from, to, failureMessage, failureCategory, providerStatus, reference } = record;
				const sms = smsRecord({
					...{ provider: 'any', id: '1', direction: 'inbound', status: 'received', from, to, reference },
					...{
						sender: failureMessage,
						text: failureMessage,
						failureMessage,
						failureCategory,
						providerStatus,
					},
				});
				expect(leaks(maskSms(sms, KEY), secrets)).toEqual([]);
			}),
			{ numRuns: 300 },
		);
	});

	it('keeps what a workflow decides by', () => {
		const record = faxRecord({
			provider: 'any',
			id: 'abc',
			direction: 'outbound',
			status: 'failed',
			isFinal: true,
			from: '+493012345678',
			to: '+13125550100',
			pages: 3,
			failureCategory: 'busy',
			failureRetryable: true,
			failureMessage: 'in the words of the service',
			failureHint: 'in the words of the service',
			failureCode: '17',
			providerStatus: 'failed_user_busy',
		});
		const masked: FaxRecord = maskRecord(record, KEY);
		expect(masked).toEqual({
			...record,
			from: '…78',
			to: '…00',
			failureMessage: FAILURE_ADVICE.busy.message,
			failureHint: FAILURE_ADVICE.busy.hint,
			fromHash: numberHash('+493012345678', KEY),
			toHash: numberHash('+13125550100', KEY),
		});
		expect(Object.keys(masked)).toEqual([...Object.keys(record), 'fromHash', 'toHash']);
	});

	it('leaves null what nobody knows', () => {
		const record = faxRecord({ provider: 'any', id: null, direction: 'inbound', status: 'received' });
		expect(maskRecord(record, KEY)).toEqual({ ...record, fromHash: null, toHash: null });
		expect(maskNumber(null)).toBeNull();
	});
});

describe('the hash of a number', () => {
	it('joins records of the same number within one n8n, and only there', () => {
		fc.assert(
			fc.property(number, number, (one, other) => {
				expect(numberHash(one, KEY)).toMatch(/^[0-9a-f]{32}$/);
				expect(numberHash(one, KEY)).toBe(numberHash(one, KEY));
				expect(numberHash(one, KEY)).not.toBe(numberHash(one, 'another n8n'));
				if (one !== other) expect(numberHash(one, KEY)).not.toBe(numberHash(other, KEY));
			}),
		);
	});
});
