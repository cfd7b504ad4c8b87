import type { CredentialReference } from '../../harness';
import { deduplicationStore, type DeduplicationStore } from '../../harness';
import { loadProvider } from '../../nodes/FaxInbox/providers';
import type * as MemoryModule from '../../nodes/shared/action/duplicateMemory';
import type * as OwnSendsModule from '../../nodes/shared/action/ownSends';
import { services } from '../contract/service';
import { built, faxParameters, openBench, type Bench } from '../support/bench';
import { restlessNetwork, type RestlessNetwork } from './restlessNetwork';

const COUNT = 500;
const FAULT_CHANCE = 0.3;
const MINUTE_MS = 60_000;
/** Of the service's time, for about five milliseconds of ours. */
const TICK_MS = 100;
const HOUR_MS = 60 * MINUTE_MS;

/** What a run said of one fax. */
type Word = 'accepted' | 'refused' | 'unknown';

/** Numbers whose last two digits let the fax be delivered. */
const recipients = Array.from({ length: COUNT }, (_, index) => {
	const exchange = 555 + Math.floor(index / 50);
	return `+1312${exchange}01${String(index % 50).padStart(2, '0')}`;
});

function wordOf(item: Record<string, unknown>): Word {
	// Of a fax that was sent before the earlier send has said it already.
	if (item.duplicate === true || item.status === 'queued') return 'accepted';
	if (item.failureCategory === 'outcome_unknown') return 'unknown';
	return 'error' in item ? 'refused' : 'unknown';
}

function tally<T extends string>(words: Iterable<T>): Record<string, number> {
	const counts: Record<string, number> = {};
	for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
	return counts;
}

describe.each(services)('%s: 500 faxes, sent twice at the same time over a bad line', (name, service) => {
	const hasLists = loadProvider(name).findSent !== undefined;
	let bench: Bench;
	let store: DeduplicationStore;
	let network: RestlessNetwork;
	let credential: CredentialReference;

	beforeAll(async () => {
		bench = await openBench();
		store = await deduplicationStore();
		network = await restlessNetwork(bench.sandbox, service.name);
		const { type, data } = service.credential;
		credential = bench.engine.addCredential(type, data(bench.sandbox.url));
	});

	afterAll(async () => {
		await network.close();
		await bench.close();
	});

	async function run(to: readonly string[]): Promise<Map<string, Word>> {
		const item = await bench.item();
		const { json, error } = await bench.run({
			type: service.node,
			credentials: { [service.credential.type]: credential },
			parameters: faxParameters('send', {
				to: '={{ $json.to }}',
				...service.sendParameters,
				options: { preventDuplicates: true, concurrency: 20 },
			}),
			items: to.map((number) => ({ ...item, json: { to: number } })),
			onError: 'continueRegularOutput',
		});
		expect(error).toBeUndefined();
		expect(json).toHaveLength(to.length);
		return new Map(to.map((number, index) => [number, wordOf(json[index])]));
	}

	/** Lets time pass at the service while something is done: faxes get on, and a rate that was used up comes back. */
	async function inMovingTime<T>(work: () => Promise<T>): Promise<T> {
		let isOver = false;
		const passing = (async () => {
			while (!isOver) {
				await bench.sandbox.advance(TICK_MS);
				await new Promise((resolve) => setTimeout(resolve, 5));
			}
		})();
		try {
			return await work();
		} finally {
			isOver = true;
			await passing;
		}
	}

	/** How often each number got its fax, by the sandbox's own count. */
	const arrived = (): Record<string, number> => tally(bench.sandbox.faxes().map(({ to }) => to ?? ''));

	function expectTruth(runs: ReadonlyArray<Map<string, Word>>): void {
		const counts = arrived();
		const wrong = [...runs[0].keys()].filter((to) => {
			const words = runs.map((words) => words.get(to));
			const there = counts[to] ?? 0;
			if (there > 1) return true;
			if (words.includes('accepted')) return there !== 1;
			// Refused by all, it must not be there; unknown to one, it may be.
			return !words.includes('unknown') && there !== 0;
		});
		expect(wrong).toEqual([]);
	}

	function restart(): void {
		built<typeof MemoryModule>('nodes/shared/action/duplicateMemory.js').duplicateMemory.clear();
		built<typeof OwnSendsModule>('nodes/shared/action/ownSends.js').ownSends.clear();
	}

	it.each([
		['in the same process', COUNT, () => {}, 20 * MINUTE_MS],
		// So long that the intents are of the period before, and nobody can be busy with them any more.
		['after a restart', 100, restart, 5.5 * HOUR_MS],
	])(
		'no fax arrives twice, and the next run %s finishes what can be finished',
		async (title, count, between, later) => {
			bench.reset();
			store.reset({ latencyMs: 1 });
			restart();
			const to = recipients.slice(0, count);
			network.start(FAULT_CHANCE);
			const runs = await inMovingTime(async () => await Promise.all([run(to), run(to)]));
			const { calls, faults } = network.stop();
			expectTruth(runs);
			const broken = Object.values(faults).reduce((sum, times) => sum + times, 0);
			// Five standard deviations.
			const chance = 5 * Math.sqrt((FAULT_CHANCE * (1 - FAULT_CHANCE)) / calls);
			expect(Math.abs(broken / calls - FAULT_CHANCE)).toBeLessThan(chance);
			const before = Object.keys(arrived()).length;

			await bench.sandbox.advance(later);
			between();
			const third = await inMovingTime(async () => await run(to));
			expectTruth([third]);
			const counts = arrived();
			if (hasLists) {
				expect(Object.keys(counts)).toHaveLength(count);
				expect(tally(third.values())).toEqual({ accepted: count });
			} else {
				// What may have arrived stays with a person; all else is there.
				const open = [...third].filter(([, word]) => word === 'unknown').map(([number]) => number);
				const missing = to.filter((number) => counts[number] === undefined);
				expect(missing.filter((number) => !open.includes(number))).toEqual([]);
			}
			process.stdout.write(
				[
					`${service.name}, ${count} faxes twice, then ${title}:`,
					`  ${broken} of ${calls} calls broken: ${JSON.stringify(faults)}`,
					`  first run ${JSON.stringify(tally(runs[0].values()))}, second ${JSON.stringify(tally(runs[1].values()))}, ${before} arrived`,
					`  third run ${JSON.stringify(tally(third.values()))}, ${Object.keys(counts).length} arrived, none twice`,
					'',
				].join('\n'),
			);
		},
	);
});
