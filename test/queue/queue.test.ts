import { openCluster, type Cluster } from './cluster';
import { manyFaxes, SIZE } from './parts/manyFaxes';
import { repeatedEvents } from './parts/repeatedEvents';
import { waits } from './parts/waits';
import { findPrograms, type Programs } from './programs';
import type { Stage } from './stage';

const programs = findPrograms();

function inQueueMode(programs: Programs): void {
	const stopping = new AbortController();
	let opening: Promise<Cluster> | undefined;
	let stage: Stage;
	const get = () => stage;

	beforeAll(async () => {
		opening = openCluster(programs, stopping.signal);
		const cluster = await opening;
		const [one, other, answering] = await Promise.all([
			cluster.worker(),
			cluster.worker(),
			cluster.webhookProcess(),
		]);
		stage = { cluster, workers: [one, other], answering: [answering] };
	});

	afterAll(async () => {
		// What has taken too long is still under way.
		stopping.abort();
		await (await opening?.catch(() => undefined))?.close();
	});

	describe('while executions wait for the end of their faxes', () => waits(get));

	describe(`with ${SIZE} executions and ${SIZE} received faxes`, () => manyFaxes(get));

	describe('with two webhook processes', () => repeatedEvents(get));
}

if ('missing' in programs) {
	// Counted as skipped, with the reason in its name.
	describe.skip(`n8n in queue mode: ${programs.missing}`, () => {
		it('sends every fax once while workers die', () => undefined);
	});
} else {
	describe('n8n in queue mode', () => inQueueMode(programs));
}
