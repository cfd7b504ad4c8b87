import { median } from './load';
import type { Case } from './cases';
import type { Contender, Measured } from './tasks';

/** The medians of one contender in one case. */
export interface Result {
	/** of a run, in milliseconds */
	ms: number;
	/** of the process, for each item, in milliseconds */
	cpuMsPerItem: number;
	callsPerSecond: number;
	/** requests for each item */
	callsPerItem: number;
	/** growth of resident memory over the idle engine in the first run, at most, in MB */
	firstGrowthMb: number;
	/** the same in all runs, one right after another */
	growthMb: number;
	/** requests under way at once, at most */
	peak: number;
	runs: number;
}

/** What is known of one case. */
export interface CaseResult {
	concurrency: number;
	/** ISO 8601 */
	at: string;
	results: Partial<Record<Contender, Result>>;
}

/** bench/results.json */
export interface Results {
	machine: { node: string; cpus: number; model: string };
	cases: Record<string, CaseResult>;
}

const MB = 1_000_000;
const round = (value: number, digits = 1) => Number(value.toFixed(digits));

/** The medians of a measurement. */
export function resultOf({ count }: Case, measured: Measured): Result {
	const ms = median(measured.ms);
	return {
		ms: round(ms),
		cpuMsPerItem: round(median(measured.cpuMs) / count, 3),
		callsPerSecond: round((measured.calls / ms) * 1_000),
		callsPerItem: round(measured.calls / count, 2),
		firstGrowthMb: round(measured.firstGrowth / MB),
		growthMb: round(measured.growth / MB),
		peak: measured.peak,
		runs: measured.ms.length,
	};
}

/** How one contender compares with another in a case, larger meaning more; undefined when one was not measured. */
export function ratio(
	result: CaseResult | undefined,
	[one, other]: readonly [Contender, Contender],
	what: 'ms' | 'cpuMsPerItem' | 'callsPerSecond',
): number | undefined {
	const a = result?.results[one];
	const b = result?.results[other];
	// By the call: the contenders may need different numbers of calls for one item.
	const scale = what === 'callsPerSecond' ? 1 : (b?.callsPerItem ?? 1) / (a?.callsPerItem ?? 1);
	return a && b ? round((a[what] / b[what]) * scale, 2) : undefined;
}
