import { failureInfo, type FailureCategory, type FailureInfo } from '../shared/failure';
import { asText, firstText } from '../shared/values';
import type { Wire } from './kazoo.api';
import { RESULT_CAUSES, RESULT_CODES, RESULT_TEXTS } from './kazoo.tables';

const HINTS: Readonly<Record<string, Partial<FailureInfo>>> = {
	'invalid fax cid number': {
		message: 'Kazoo does not let this account send from the number in From',
		hint: "Choose a number of the account in 'From'.",
	},
	'could not retrieve file': {
		message: 'Kazoo could not fetch or prepare the document',
		hint: 'The address must be reachable from the server of Kazoo and answer with status 200 and a PDF or TIFF.',
	},
	'process terminated': {
		message: 'The server was restarted while it was sending',
		hint: 'Send it again.',
	},
};

/** The words of the table's keys may stand apart in the text. */
function ofText(text: string): { key: string; category: FailureCategory } | null {
	const key = Object.keys(RESULT_TEXTS).find((candidate) =>
		candidate.split(' ').every((word) => text.includes(word)),
	);
	return key === undefined ? null : { key, category: RESULT_TEXTS[key] };
}

const causeOf = (text: string | null) => (text ?? '').toUpperCase().replace(/[^A-Z0-9]+/g, '_');

function lookUp(table: Readonly<Record<string, FailureCategory>>, key: string): FailureCategory | undefined {
	return Object.hasOwn(table, key) && table[key] !== 'unknown' ? table[key] : undefined;
}

/**
 * Why a fax failed, from its text, its hang-up cause and its code, in this order: the text says most.
 * @param result `tx_result`, `rx_result`, or the `fax_info` of an event
 */
export function failureOf(result: Wire, partial: boolean): FailureInfo {
	const text = firstText(result, 'result_text', 'error_message', 'fax_result_text', 'fax_error');
	const hangup = firstText(result, 'result_cause', 'fax_hangup_cause');
	const number = firstText(result, 'result_code', 'fax_result_code');
	const told = ofText((text ?? '').toLowerCase());
	const cause = [causeOf(hangup), causeOf(text)].find((word) => lookUp(RESULT_CAUSES, word) !== undefined);
	const code = cause ?? number ?? asText(hangup);
	if (partial) return failureInfo('partial_transmission', { code });
	if (told !== null) return failureInfo(told.category, { ...HINTS[told.key], code });
	const byCause = cause === undefined ? undefined : RESULT_CAUSES[cause];
	return failureInfo(byCause ?? lookUp(RESULT_CODES, number ?? '') ?? 'unknown', { code });
}
