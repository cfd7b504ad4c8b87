import { closedRanges, pageSelections, pagesIn } from '../../../nodes/shared/documents/pageRanges';
import { FaxFailure } from '../../../nodes/shared/failure';

const failureOf = (action: () => unknown): FaxFailure => {
	try {
		action();
	} catch (error) {
		if (error instanceof FaxFailure) return error;
	}
	throw new Error('nothing was refused');
};

describe('page selections', () => {
	it('hold for all documents, or one for each', () => {
		const pages = [
			{ first: 1, last: 5 },
			{ first: 8, last: 8 },
			{ first: 12, last: null },
		];
		expect(pageSelections(null, 2)).toEqual([null, null]);
		expect(pageSelections(' ', 1)).toEqual([null]);
		expect(pageSelections(' 1 - 5 , 8-8, 12– ', 2)).toEqual([pages, pages]);
		expect(pageSelections('1-2; ; 4', 3)).toEqual([[{ first: 1, last: 2 }], null, [{ first: 4, last: 4 }]]);
	});

	it.each([
		['0', 'names page 0'],
		['0-3', 'names page 0'],
		['5-1', 'holds the range 5-1, which runs backwards'],
		['a', 'holds something that is no page or range'],
		['1,,2', 'holds something that is no page or range'],
		['1-2-3', 'holds something that is no page or range'],
		['-1', 'holds something that is no page or range'],
		['1.5', 'holds something that is no page or range'],
		['1;2', 'has 2 selections for 1 document'],
	])('refuse %p', (text, problem) => {
		const failure = failureOf(() => pageSelections(text, 1));
		expect(failure.info).toMatchObject({ category: 'configuration', message: `'Pages' ${problem}` });
		expect(failure.info.hint).toMatch(/e\.g\. 1/);
		expect(failure.context.parameter).toBe('Pages');
	});
});

describe('the pages of a document', () => {
	const [ranges] = pageSelections('3-, 1, 2-3', 1);

	it('are each taken once, in the order of the document', () => {
		expect(pagesIn(closedRanges(ranges!, 4, 'Document 1'))).toEqual([0, 1, 2, 3]);
		expect(pagesIn(closedRanges(ranges!, 3, 'Document 1'))).toEqual([0, 1, 2]);
	});

	it('must exist', () => {
		const failure = failureOf(() => closedRanges(ranges!, 2, "Document 2 ('annex')"));
		expect(failure.message).toBe("'Pages' names page 3, but Document 2 ('annex') has 2");
	});

	it('need an end where the document does not tell its own', () => {
		expect(failureOf(() => closedRanges(ranges!, null, 'Document 1')).message).toMatch(
			/'Pages' holds the range 3-, but it cannot be told/,
		);
		expect(closedRanges([{ first: 7, last: 9 }], null, 'Document 1')).toEqual([{ first: 7, last: 9 }]);
	});
});
