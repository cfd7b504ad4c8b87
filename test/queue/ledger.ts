import type { INodeExecutionData } from 'n8n-workflow';

/** What a sending workflow says of a fax. */
export type Word = 'sent' | 'refused' | 'unknown';

/** What one item of Send says of its fax. */
export function wordOf({ json, error }: INodeExecutionData): Word {
	const { status, failureCategory, trackingId } = json;
	// It was sent, and only its id is lost.
	if (failureCategory === 'duplicate') return 'sent';
	if (failureCategory === 'outcome_unknown') return 'unknown';
	if (error !== undefined || json.error !== undefined || status === 'failed') return 'refused';
	return typeof trackingId === 'string' ? 'sent' : 'unknown';
}

/** What became of one fax that was to be sent. */
export interface Fate {
	to: string;
	/** everything that was said of it */
	words: readonly Word[];
	/** how many faxes to that number have arrived at the service */
	atService: number;
}

export interface Figures {
	in: number;
	/** those that have arrived at the service */
	out: number;
	/** arrived more than once */
	doubled: string[];
	/** nothing was said of it, whether it arrived or not */
	lost: string[];
	/** said to be sent, and not there; or said to be refused, and there */
	wrong: string[];
	sent: number;
	refused: number;
	unknown: number;
	/** of the unknown ones: those that have arrived */
	unknownButSent: number;
}

/** The last word: one that was sent stays so, whatever a later try could find out. */
const lastWord = (words: readonly Word[]): Word | undefined =>
	(['sent', 'unknown', 'refused'] as const).find((word) => words.includes(word));

/** Holds what was said against what arrived. */
export function figuresOf(fates: readonly Fate[]): Figures {
	const judged = fates.map((fate) => ({ ...fate, word: lastWord(fate.words) }));
	const numbers = (some: typeof judged) => some.map(({ to }) => to);
	const count = (word: Word) => judged.filter((fate) => fate.word === word).length;
	return {
		in: fates.length,
		out: judged.filter(({ atService }) => atService > 0).length,
		doubled: numbers(judged.filter(({ atService }) => atService > 1)),
		lost: numbers(judged.filter(({ word }) => word === undefined)),
		wrong: numbers(
			judged.filter(
				({ word, atService }) =>
					(atService !== 1 && word === 'sent') || (atService > 0 && word === 'refused'),
			),
		),
		sent: count('sent'),
		refused: count('refused'),
		unknown: count('unknown'),
		unknownButSent: judged.filter(({ word, atService }) => word === 'unknown' && atService > 0).length,
	};
}
