import { services } from '../contract/service';
import { FAULTS } from '../faults/faults';
import { openFaultStage, type FaultStage } from '../faults/stage';
import { expectTruth } from '../faults/truth';

/** One fault of each kind for the request that matters most; `npm run test:faults` breaks all the others, too. */
describe.each(services)('%s: a send that is broken', (_name, service) => {
	const one = service.cases.find(
		({ operation, resource }) => operation === 'send' && resource === undefined,
	)!;
	const request = one.breakable!.find(({ effect }) => effect === 'send')!;
	let stage: FaultStage;

	beforeAll(async () => {
		stage = await openFaultStage(service);
	});

	afterAll(async () => {
		await stage.close();
	});

	it.each(FAULTS.map((fault) => [fault.name, fault] as const))('%s', async (_fault, fault) => {
		const trial = await stage.try(one, request, fault, 1);
		expectTruth(one, request, trial);
		// A fax that the service has taken is never called refused, and none that it has not is called taken.
		if (fault.acts) expect([trial.handedIn, trial.outcome]).not.toContain('not done');
		expect(trial.handedIn === 1 || trial.outcome !== 'done').toBe(true);
	});
});
