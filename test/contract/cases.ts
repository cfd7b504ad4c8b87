import type { INodeParameters } from 'n8n-workflow';
import type { ServiceName } from '../../sandbox';
import { ANNEX, LETTER } from '../support/bench';
import { documentInfoOf, wholeRecord } from '../support/records';
import type { OperationCase } from './service';

/** What a record says of the usual document. */
export const letterInfo = documentInfoOf('letter.pdf', LETTER);

/** And of two of them, which have no one hash. */
export const twoFilesInfo = {
	...letterInfo,
	fileName: 'letter.pdf, annex-1.pdf',
	size: LETTER.length + ANNEX.length,
	sha256: null,
};

/** What a service takes in one fax, as Check lists it. */
interface ServiceLimits {
	maxFiles: number | null;
	maxTotalBytes: number | null;
	extensions: readonly string[] | null;
}

/**
 * Check of a number that is written with spaces and brackets, and of the usual document.
 * @param from the sender as the parameter has it, and as the record has it; left out where it is left out
 */
export const checkCase = (
	provider: ServiceName,
	limits: ServiceLimits,
	from?: { parameter: INodeParameters; number: string },
): OperationCase => ({
	operation: 'check',
	documents: 1,
	parameters: () => ({ to: '+1 (312) 555-0100', ...(from && { from: from.parameter }) }),
	requests: () => [],
	items: () => [
		{
			...wholeRecord({
				provider,
				direction: 'outbound',
				status: 'unknown',
				...(from && { from: from.number }),
				to: '+13125550100',
				pages: 3,
				document: letterInfo,
			}),
			checkPassed: true,
			limits: { ...limits, maxPages: null, maxPagesPerFax: null },
		},
	],
});
