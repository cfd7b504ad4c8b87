import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { badParameter } from '../failure';
import type { FailureCategory } from '../failure';
import { asInteger, asList, asNumber, asObject, asText } from '../values';
import type { CauseRetry } from './follow';

const MINUTE_MS = 60_000;
const LONGEST_WAIT_MINUTES = 60;
const MOST_TRIES = 12;

/**
 * The pause before another try, in minutes, where the user sets none: those with which HylaFAX, the oldest fax server in
 * use, retries by default.
 */
export const USUAL_PAUSES: Readonly<Partial<Record<FailureCategory, number>>> = {
	busy: 3,
	no_answer: 5,
	line_error: 1,
	not_a_fax: 5,
	provider_unavailable: 5,
	unknown: 5,
};

/**
 * How long the item wants to wait for the end of its fax, in milliseconds; null when it does not.
 * @throws FaxFailure that names the parameter
 */
export function maxWaitAt(context: IExecuteFunctions, itemIndex: number): number | null {
	if (context.getNodeParameter('waitForFinalStatus', itemIndex, false) !== true) return null;
	const minutes = asNumber(context.getNodeParameter('maxWaitMinutes', itemIndex, 10));
	if (minutes !== null && minutes >= 1 && minutes <= LONGEST_WAIT_MINUTES) return minutes * MINUTE_MS;
	throw badParameter(
		'Max Wait (Minutes)',
		'is out of range',
		`Write 1 to ${LONGEST_WAIT_MINUTES}. For longer waits, use Get Status in a later run, or the trigger.`,
	);
}

/**
 * The causes for which a failed fax is sent again, by category.
 * @param waits whether the item waits for the end of the fax, without which nobody could know the cause
 * @throws FaxFailure that names the option
 */
export function retriesByCause(options: IDataObject, waits: boolean): CauseRetry['causes'] {
	const rows = asList(asObject(options.retryByCause).causes).map(asObject);
	if (rows.length > 0 && !waits) {
		throw badParameter(
			'Retry by Cause',
			'needs the cause of the failure, which is known only after waiting',
			"Switch 'Wait for Final Status' on, or remove the option.",
		);
	}
	const entries = rows.map(({ cause, tries, pauseMinutes }) => {
		const category = asText(cause) as FailureCategory | null;
		if (category === null || USUAL_PAUSES[category] === undefined) {
			throw badParameter('Retry by Cause', 'has an unknown cause', 'Choose a cause from the list.');
		}
		const times = asInteger(tries ?? 2);
		const pause = asNumber(pauseMinutes ?? 0);
		if (times === null || times < 1 || times > MOST_TRIES || pause === null || pause < 0 || pause > 60) {
			throw badParameter(
				'Retry by Cause',
				'is out of range',
				`Write 1 to ${MOST_TRIES} tries and a pause of 0 to 60 minutes (0 for the usual one).`,
			);
		}
		return [category, { tries: times, pauseMs: (pause || USUAL_PAUSES[category]!) * MINUTE_MS }] as const;
	});
	return Object.fromEntries(entries);
}
