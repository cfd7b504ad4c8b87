import { services, type OperationCase, type ServiceFacts } from '../contract/service';
import { FAULTS } from './faults';
import { pagesOf, read, write, type Row } from './page';
import { openFaultStage, type FaultStage } from './stage';
import { expectTruth } from './truth';

/** As often as it comes: more often than any request is repeated. */
const ALWAYS = 99;

const rows: Row[] = [];

const nameOf = ({ resource = 'fax', operation }: OperationCase) =>
	resource === 'fax' ? operation : `${resource}.${operation}`;

/** The pattern of a path as people write it. */
const readable = (path: string) => path.replace(/\\d\+|\[\^\/\]\+/g, '…').replace(/[$^\\]|\(\w+\)\?/g, '');

const rowsOf = (service: ServiceFacts) =>
	service.cases.flatMap((one) =>
		(one.breakable ?? []).map((request) => {
			const { method, path } = request;
			return [`${nameOf(one)}: ${method} ${readable(path)}`, one, request] as const;
		}),
	);

describe.each(services)('%s', (_name, service: ServiceFacts) => {
	let stage: FaultStage;

	beforeAll(async () => {
		stage = await openFaultStage(service);
	});

	afterAll(async () => {
		await stage.close();
	});

	describe.each(rowsOf(service))('%s', (label, one, request) => {
		const { effect } = request;
		const row: Row = { service: service.name, operation: nameOf(one), effect, request: label, cells: {} };
		rows.push(row);

		it.each(FAULTS.map((fault) => [fault.name, fault] as const))('%s', async (name, fault) => {
			const once = await stage.try(one, request, fault, 1);
			expectTruth(one, request, once);
			const always = await stage.try(one, request, fault, ALWAYS);
			expectTruth(one, request, always);
			// What another server says instead of the service is nothing to go by. (A document cannot be told apart.)
			const isData = request.answer === 'json' && one.file === undefined;
			const isFooled = isData && always.elsewhere > 0 && always.outcome === 'done';
			expect(isFooled).toBe(false);
			row.cells[name] = { once, always };
		});
	});
});

describe('the matrix', () => {
	it('has every operation of every service and every fault', () => {
		expect(rows.length).toBeGreaterThan(20);
		for (const { cells } of rows) expect(Object.keys(cells)).toEqual(FAULTS.map(({ name }) => name));
	});

	it('is what the documents show; FAULT_MATRIX=write brings them up to date', () => {
		const pages = pagesOf(rows);
		expect(Object.keys(pages)).toEqual(['docs/fault-matrix.md', 'docs/what-happens-when.md']);
		for (const [file, page] of Object.entries(pages)) {
			if (process.env.FAULT_MATRIX === 'write') write(file, page);
			expect(read(file)).toBe(page);
		}
	});
});
