import type { Case } from './cases';
import { ratio, type CaseResult } from './results';

/** A figure that ought to be reached, and what was measured. */
export interface Finding {
	key: string;
	what: string;
	value: number;
	bound: number;
	atLeast: boolean;
	holds: boolean;
}

/** In MB. */
const MOST_GROWTH = 64;
const MOST_LIST_GROWTH = 48;

interface Goal {
	what: string;
	applies(one: Case): boolean;
	value(result: CaseResult): number | undefined;
	bound: number;
	atLeast?: boolean;
}

const isSend = ({ operation }: Case) => operation === 'send';
const isLarge = ({ bytes }: Case) => bytes >= 5_000_000;
/** One fax or none is over before anything can be told. */
const isMany = ({ count, operation }: Case) =>
	(isSend({ operation } as Case) && count >= 60) || count >= 1_000;

/** What is wanted of these nodes, in medians. */
const GOALS: readonly Goal[] = [
	{
		what: 'throughput, over the HTTP Request node',
		applies: (one) => isSend(one) && isMany(one),
		value: (result) => ratio(result, ['node', 'httpRequestNode'], 'callsPerSecond'),
		bound: 1,
		atLeast: true,
	},
	{
		what: 'throughput at 50 ms, over undici',
		applies: (one) => isSend(one) && isMany(one) && one.latencyMs === 50,
		value: (result) => ratio(result, ['node', 'undici'], 'callsPerSecond'),
		bound: 0.7,
		atLeast: true,
	},
	{
		what: "CPU of a call, over n8n's httpRequest",
		applies: isMany,
		value: (result) => ratio(result, ['node', 'helper'], 'cpuMsPerItem'),
		bound: 1.3,
	},
	{
		what: "time, over n8n's httpRequest",
		applies: isMany,
		value: (result) => ratio(result, ['node', 'helper'], 'ms'),
		bound: 1.15,
	},
	...(['firstGrowthMb', 'growthMb'] as const).flatMap((growth): Goal[] => {
		const when = growth === 'growthMb' ? 'in all runs, one right after another' : 'in one run';
		return [
			{
				what: `growth of memory ${when}, MB`,
				applies: (one) => isLarge(one) && (isSend(one) || one.operation === 'download'),
				value: (result) => result.results.node?.[growth],
				bound: MOST_GROWTH,
			},
			{
				what: `growth of memory with its output ${when}, MB`,
				applies: ({ operation }) => operation === 'list',
				value: (result) => result.results.node?.[growth],
				bound: MOST_LIST_GROWTH,
			},
		];
	}),
];

/**
 * Holds a case's results against the goals.
 * @param room how much worse than a goal still counts as reached: timings vary
 */
export function findingsOf(one: Case, result: CaseResult, room = 1): Finding[] {
	return GOALS.filter(({ applies }) => applies(one)).flatMap(({ what, value, bound, atLeast = false }) => {
		const measured = value(result);
		if (measured === undefined) return [];
		const holds = atLeast ? measured >= bound / room : measured <= bound * room;
		return [{ key: one.key, what, value: measured, bound, atLeast, holds }];
	});
}
