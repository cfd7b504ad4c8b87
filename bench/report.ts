import type { Finding } from './check';
import type { CaseResult } from './results';
import type { Contender } from './tasks';

/** The contenders as people read them. */
export const NAMES: Readonly<Record<Contender, string>> = {
	node: 'these nodes',
	httpRequestNode: 'HTTP Request node',
	helper: "n8n's httpRequest",
	undici: 'undici',
};

const ORDER: readonly Contender[] = ['node', 'httpRequestNode', 'helper', 'undici'];

/** The results of one case as lines of text. */
export function linesOf(key: string, { concurrency, results }: CaseResult): string[] {
	const rows = ORDER.flatMap((contender) => {
		const result = results[contender];
		if (result === undefined) return [];
		const { ms, callsPerSecond, cpuMsPerItem, firstGrowthMb, growthMb, peak } = result;
		return [
			`  ${NAMES[contender].padEnd(18)}` +
				[
					`${ms.toFixed(0)} ms`,
					`${callsPerSecond.toFixed(0)} calls/s`,
					`${cpuMsPerItem.toFixed(2)} ms CPU/item`,
					`+${firstGrowthMb.toFixed(0)}/${growthMb.toFixed(0)} MB`,
					`${peak} at once`,
				]
					.map((text) => text.padStart(18))
					.join(''),
		];
	});
	return [`${key}, concurrency ${concurrency}`, ...rows];
}

/** One finding as a line of text; "near" is a goal that is missed by no more than the room for noise. */
export function findingLine({ key, what, value, bound, atLeast, holds }: Finding): string {
	const isReached = atLeast ? value >= bound : value <= bound;
	const word = isReached ? 'holds' : holds ? 'near' : 'MISSED';
	return `${word.padEnd(8)}${key}: ${what}: ${value} (${atLeast ? 'at least' : 'at most'} ${bound})`;
}
