import { figuresOf, wordOf, type Word } from '../../queue/ledger';

const fate = (to: string, atService: number, ...words: Word[]) => ({ to, atService, words });

describe('what the queue-mode tests make of an item', () => {
	it.each([
		[{ status: 'queued', trackingId: '1' }, 'sent'],
		[{ status: 'delivered', trackingId: '1', duplicate: true }, 'sent'],
		[{ status: 'unknown', trackingId: null, failureCategory: 'duplicate' }, 'sent'],
		[{ status: 'unknown', trackingId: null, failureCategory: 'outcome_unknown' }, 'unknown'],
		[{ status: 'failed', trackingId: null, failureCategory: 'rejected' }, 'refused'],
		[{ error: 'The service refused the fax' }, 'refused'],
		[{ something: 'else' }, 'unknown'],
	])('%j is %s', (json, word) => {
		expect(wordOf({ json })).toBe(word);
	});
});

describe('the figures of the queue-mode tests', () => {
	it('count what was said against what arrived', () => {
		const figures = figuresOf([
			fate('1', 1, 'sent'),
			fate('2', 1, 'unknown', 'sent'),
			fate('3', 0, 'refused', 'refused'),
			fate('4', 0, 'unknown'),
			fate('5', 1, 'unknown', 'refused'),
		]);
		expect(figures).toEqual({
			in: 5,
			out: 3,
			doubled: [],
			lost: [],
			wrong: [],
			sent: 2,
			refused: 1,
			unknown: 2,
			unknownButSent: 1,
		});
	});

	it('find what must not be', () => {
		const { doubled, lost, wrong } = figuresOf([
			fate('twice', 2, 'sent'),
			fate('silent', 0),
			fate('silent but sent', 1),
			fate('said to be sent', 0, 'sent'),
			fate('said to be refused', 1, 'refused'),
		]);
		expect(doubled).toEqual(['twice']);
		expect(lost).toEqual(['silent', 'silent but sent']);
		expect(wrong).toEqual(['twice', 'said to be sent', 'said to be refused']);
	});
});
