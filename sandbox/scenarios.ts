/** What becomes of one attempt to transmit a fax. */
export type Outcome =
	| 'delivered'
	| 'busy'
	| 'noAnswer'
	| 'invalidNumber'
	| 'notAFax'
	| 'lineError'
	| 'outOfCredit'
	| 'partial'
	| 'documentError'
	| 'rejected';

/** What happens to the request that hands a fax in. */
export type SubmissionEffect =
	| 'refused'
	| 'answerLost'
	| 'errorAfter'
	| 'errorBefore'
	| 'rateLimitedFirst'
	| 'rateLimitedFirstWithoutHint'
	| 'tokenExpires';

export interface Scenario {
	/** The last two digits of the recipient; `null` for the default. */
	code: string | null;
	name: string;
	description: string;
	/** One entry per attempt of the service; the last one repeats. */
	outcomes: Outcome[];
	/** Factor on the usual times. */
	pace: number;
	/** Stays in "sending" for ever. */
	stuck: boolean;
	submission: SubmissionEffect | null;
}

type Row = Pick<Scenario, 'name' | 'description'> & Partial<Scenario>;

const row = (code: string | null, given: Row): Scenario => ({
	outcomes: ['delivered'],
	pace: 1,
	stuck: false,
	submission: null,
	...given,
	code,
});

/** What happens to a fax whose recipient's last two digits are not in {@link scenarios}. */
export const deliveredScenario = row(null, { name: 'delivered', description: 'Delivered' });

/** The last two digits of the recipient decide what happens. 00–49 and every pair that is not listed: delivered. */
export const scenarios: readonly Scenario[] = [
	row('50', { name: 'busy', description: 'The line is busy on every attempt', outcomes: ['busy'] }),
	row('51', { name: 'no-answer', description: 'Nobody answers on any attempt', outcomes: ['noAnswer'] }),
	row('52', {
		name: 'invalid-number',
		description: 'The number does not exist',
		outcomes: ['invalidNumber'],
	}),
	row('53', { name: 'not-a-fax', description: 'A person or a modem answers', outcomes: ['notAFax'] }),
	row('54', {
		name: 'line-error',
		description: 'The call breaks off before the first page',
		outcomes: ['lineError'],
	}),
	row('55', {
		name: 'out-of-credit',
		description: 'The account has no credit left',
		outcomes: ['outOfCredit'],
	}),
	row('56', {
		name: 'partial',
		description: 'Some pages arrive, then the call breaks off',
		outcomes: ['partial'],
	}),
	row('57', {
		name: 'document-error',
		description: 'The service cannot convert the document',
		outcomes: ['documentError'],
	}),
	row('58', { name: 'rejected', description: 'The destination is blocked', outcomes: ['rejected'] }),
	row('60', { name: 'stuck', description: 'Stays in sending for ever', stuck: true }),
	row('61', { name: 'slow', description: 'Delivered, ten times slower', pace: 10 }),
	row('62', {
		name: 'retried',
		description: "Busy, then delivered on the service's own second attempt",
		outcomes: ['busy', 'delivered'],
	}),
	row('70', { name: 'refused', description: 'Refused when handed in', submission: 'refused' }),
	row('71', {
		name: 'answer-lost',
		description: 'Accepted and delivered, but the connection breaks before the answer',
		submission: 'answerLost',
	}),
	row('72', {
		name: 'error-after',
		description: 'Accepted and delivered, but the answer is HTTP 500',
		submission: 'errorAfter',
	}),
	row('73', {
		name: 'error-before',
		description: 'HTTP 500, nothing is accepted',
		submission: 'errorBefore',
	}),
	row('74', {
		name: 'rate-limited',
		description: 'First HTTP 429 with Retry-After: 1, the next try is accepted',
		submission: 'rateLimitedFirst',
	}),
	row('75', {
		name: 'rate-limited-without-hint',
		description: 'First HTTP 429 without Retry-After, the next try is accepted',
		submission: 'rateLimitedFirstWithoutHint',
	}),
	row('76', {
		name: 'token-expires',
		description: 'The OAuth2 access token expires between upload and send; with other credentials: delivered',
		submission: 'tokenExpires',
	}),
];

const byCode = new Map(scenarios.map((scenario) => [scenario.code, scenario]));

/** The scenario that a recipient's number stands for; anything but digits in it is ignored. */
export function scenarioOf(recipient: string): Scenario {
	return byCode.get(recipient.replace(/\D/g, '').slice(-2)) ?? deliveredScenario;
}

/** The outcome of attempt `number` (from 1). */
export function outcomeOfAttempt(scenario: Scenario, number: number): Outcome {
	const { outcomes } = scenario;
	return outcomes[Math.min(number, outcomes.length) - 1] ?? 'delivered';
}

/** Outcomes after which a service that was asked to retry calls again. */
export const retriedOutcomes: ReadonlySet<Outcome> = new Set<Outcome>([
	'busy',
	'noAnswer',
	'notAFax',
	'lineError',
	'partial',
]);

const SUBMISSIONS_ONCE: ReadonlySet<SubmissionEffect> = new Set<SubmissionEffect>([
	'rateLimitedFirst',
	'rateLimitedFirstWithoutHint',
	'tokenExpires',
]);

/**
 * Decides what happens to requests that hand faxes in. Effects that happen "first" alternate per recipient: refused,
 * accepted, refused, accepted …
 */
export class SubmissionJudge {
	private readonly refusedOnce = new Set<string>();

	/** @param service whose API was called. @param recipients all of one request; the first with an effect decides. */
	judge(service: string, recipients: string[]): SubmissionEffect | null {
		const struck = recipients.find((recipient) => scenarioOf(recipient).submission !== null);
		if (struck === undefined) return null;
		const effect = scenarioOf(struck).submission;
		if (effect === null || !SUBMISSIONS_ONCE.has(effect)) return effect;
		const key = `${service} ${struck}`;
		if (this.refusedOnce.delete(key)) return null;
		this.refusedOnce.add(key);
		return effect;
	}

	reset(): void {
		this.refusedOnce.clear();
	}
}
