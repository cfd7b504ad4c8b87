import fc from 'fast-check';
import { receiptFacts } from '../../../nodes/shared/receipt/receiptFacts';
import { receiptPdf } from '../../../nodes/shared/receipt/receiptPdf';
import { faxRecord } from '../../../nodes/shared/record';
import type { FaxRecord } from '../../../nodes/shared/record';
import { describeWithPdfTools, readPdfs } from '../../support/pdfTools';

const base = { provider: 'any', id: '1', direction: 'outbound' as const };
const facts = (more: Partial<FaxRecord>) =>
	receiptFacts(faxRecord({ ...base, status: 'delivered', ...more }), 'Any Fax', 'Europe/Berlin');
const valueOf = (more: Partial<FaxRecord>, label: string) =>
	facts(more).fields.find((field) => field.label === label)?.value;

describe('what a receipt says', () => {
	it.each([
		[{ status: 'delivered' }, 'Delivered', "The recipient's machine confirmed all pages."],
		[{ status: 'failed', failureMessage: 'The line was busy' }, 'Not delivered', 'The line was busy.'],
		[{ status: 'failed', isPartial: true }, 'Partly transmitted', 'Only some of the pages arrived.'],
		[{ status: 'canceled' }, 'Canceled', 'The fax was stopped before it was sent.'],
		[{ status: 'queued' }, 'Not sent yet', 'The service has accepted the fax; nothing has been sent yet.'],
		[{ status: 'sending' }, 'Being sent', 'The transmission has not come to its end.'],
		[{ status: 'unknown' }, 'Not known', 'Nobody can tell what became of this fax.'],
		[{ status: 'received', direction: 'inbound' }, 'Received', null],
	] as const)('of %j', (more, result, explanation) => {
		expect(facts(more as Partial<FaxRecord>)).toMatchObject({ result, explanation });
	});

	it('leaves out what nobody told', () => {
		expect(facts({}).fields).toEqual([
			{ label: 'Service', value: 'Any Fax' },
			{ label: 'Fax ID', value: '1' },
		]);
	});

	it('tells times in the zone of the workflow, with its distance from UTC', () => {
		expect(valueOf({ completedAt: '2026-07-01T23:30:05.000Z' }, 'Ended')).toBe('2 July 2026, 01:30:05 GMT+2');
	});

	it.each([
		[{ pages: 3, pagesTransferred: 2 }, 'Pages', '3, of which 2 arrived'],
		[{ pages: 3 }, 'Pages', '3'],
		[{ pagesTransferred: 2 }, 'Pages', '2 arrived'],
		[{ durationSeconds: 59 }, 'Duration', '59 s'],
		[{ durationSeconds: 61 }, 'Duration', '1 min 1 s'],
		[{ trackingId: '2' }, 'Tracking ID', '2'],
	])('%j: %s is %s', (more, label, value) => {
		expect(valueOf(more, label)).toBe(value);
	});

	it('names the latest attempts of many', () => {
		const attemptLog = Array.from({ length: 9 }, () => ({
			at: '2026-07-01T00:00:00.000Z',
			id: null,
			outcome: 'refused' as const,
			category: 'rate_limited' as const,
		}));
		const attempts = facts({ attemptLog }).fields.filter(({ label }) => label === 'Attempt');
		expect(attempts.map(({ value }) => value)).toEqual([
			'5 earlier',
			...Array<string>(4).fill('1 July 2026, 02:00:00 GMT+2: refused (rate_limited)'),
		]);
	});
});

describeWithPdfTools('the page of a receipt, read by other programs', () => {
	it('is one page, whatever services and people write', () => {
		const text = fc.option(fc.string({ unit: 'grapheme', maxLength: 400 }), { nil: null });
		const records = fc.sample(
			fc.record({
				subject: text,
				reference: text,
				failureMessage: text,
				providerStatus: text,
				failureCode: text,
			}),
			{ numRuns: 60, seed: 3 },
		);
		const files = records.map((more) => receiptPdf(facts({ ...more, status: 'failed' }), 'now', 'a4'));
		for (const { pages, text: found } of readPdfs(files)) {
			expect(pages).toBe(1);
			expect(found).toContain('Fax transmission receipt');
			expect(found).toContain('not that anybody has read the fax');
		}
	}, 60_000);

	it('writes a question mark for what no font has', () => {
		const [{ text }] = readPdfs([receiptPdf(facts({ subject: 'Fax 木 für Ωmega' }), 'now', 'letter')]);
		expect(text).toContain('Fax ? für Ωmega');
	});
});
