import { services, type Breakable, type OperationCase, type ServiceFacts } from '../contract/service';
import { FAULTS } from './faults';
import { matrixPage, readPage, writePage, type Row } from './page';
import { openFaultStage, type FaultStage, type Trial } from './stage';

/** As often as it comes: more often than any request is repeated. */
const ALWAYS = 99;
/** The node repeats a request twice unless it is told otherwise. */
const MOST_REQUESTS = 3;

const rows: Row[] = [];

const nameOf = ({ resource = 'fax', operation }: OperationCase) =>
	resource === 'fax' ? operation : `${resource}.${operation}`;

const rowsOf = (service: ServiceFacts) =>
	service.cases.flatMap((one) =>
		(one.breakable ?? []).map((request) => {
			const { method, path } = request;
			return [`${nameOf(one)}: ${method} ${path.replace(/[$^\\]/g, '')}`, one, request] as const;
		}),
	);

/** Whether the operation hands in one fax when all goes well. */
const handsIn = ({ resource, operation }: OperationCase) =>
	resource === undefined && ['send', 'resend', 'forward'].includes(operation);

/** What holds whatever happens. The sandbox's own count is the judge. */
function expectTruth(one: OperationCase, request: Breakable, trial: Trial): void {
	const { outcome, newFaxes, changed, requests } = trial;
	expect(requests).toBeGreaterThanOrEqual(1);
	// A credential that n8n renews, or a second name of the fax, may ask once more.
	expect(requests).toBeLessThanOrEqual(request.effect === 'read' ? 2 * MOST_REQUESTS : MOST_REQUESTS);
	expect(trial.leaked).toEqual([]);
	expect(trial.json).toMatchObject({ provider: expect.any(String) });
	if (request.effect !== 'read') expect(trial.elsewhere).toBe(0);
	if (handsIn(one)) {
		expect(newFaxes).toBeLessThanOrEqual(1);
		if (outcome === 'done') expect(newFaxes).toBe(1);
		if (outcome === 'not done') expect(newFaxes).toBe(0);
		if (outcome === 'not known') expect(trial.json).toMatchObject({ status: 'unknown', isFinal: false });
	} else {
		expect(newFaxes).toBeLessThanOrEqual(0);
		if (outcome === 'not done') expect(changed).toBe(false);
	}
	if (outcome === 'done') return;
	expect(trial.json.failureMessage).toMatch(/\w{4}/);
	expect(trial.json.failureHint).toMatch(/^\p{Lu}.{10,}/u);
}

describe.each(services)('%s', (_name, service: ServiceFacts) => {
	let stage: FaultStage;

	beforeAll(async () => {
		stage = await openFaultStage(service);
	});

	afterAll(async () => {
		await stage.close();
	});

	describe.each(rowsOf(service))('%s', (label, one, request) => {
		const row: Row = { service: service.name, operation: nameOf(one), request: label, cells: {} };
		rows.push(row);

		it.each(FAULTS.map((fault) => [fault.name, fault] as const))('%s', async (name, fault) => {
			const once = await stage.try(one, request, fault, 1);
			expectTruth(one, request, once);
			const always = await stage.try(one, request, fault, ALWAYS);
			expectTruth(one, request, always);
			row.cells[name] = { once, always };
		});
	});
});

describe('the matrix', () => {
	it('has every operation of every service and every fault', () => {
		expect(rows.length).toBeGreaterThan(20);
		for (const { cells } of rows) expect(Object.keys(cells)).toEqual(FAULTS.map(({ name }) => name));
	});

	it('is what docs/fault-matrix.md shows; FAULT_MATRIX=write brings it up to date', () => {
		const page = matrixPage(rows);
		if (process.env.FAULT_MATRIX === 'write') writePage(page);
		expect(readPage()).toBe(page);
	});
});
