import { openCluster, type Cluster } from './cluster';
import { manyFaxes, SIZE } from './parts/manyFaxes';
import { repeatedEvents } from './parts/repeatedEvents';
import { findPrograms, type Programs } from './programs';
import type { Stage } from './stage';

const programs = findPrograms();

function inQueueMode(programs: Programs): void {
	let cluster: Cluster | undefined;
	let stage: Stage;
	const get = () => stage;

	beforeAll(async () => {
		cluster = await openCluster(programs);
		const [one, other, answering] = await Promise.all([
			cluster.worker(),
			cluster.worker(),
			cluster.webhookProcess(),
		]);
		stage = { cluster, workers: [one, other], answering: [answering] };
	});

	afterAll(async () => {
		await cluster?.close();
	});

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
