import { openBench, sha256, type Bench } from '../support/bench';
import { expectRecord } from '../support/records';
import { expectRequests } from '../support/wire';
import { allProviders } from '../../nodes/FaxInbox/providers';
import { services, servicesByName } from './service';
import { prepared, runOptions } from './stage';

describe('the facts', () => {
	it.each(allProviders().map((provider) => [provider.name, provider] as const))(
		'of %s have a case for every operation',
		(name, { capabilities }) => {
			expect(Object.keys(servicesByName)).toContain(name);
			const wanted = [
				...capabilities.operations.map((operation) => `fax ${operation}`),
				...Object.entries(capabilities.resources).flatMap(([resource, operations]) =>
					operations.map((operation) => `${resource} ${operation}`),
				),
			];
			const { cases } = servicesByName[name];
			const present = cases.map(({ resource = 'fax', operation }) => `${resource} ${operation}`);
			expect([...new Set(present)].sort()).toEqual(wanted.sort());
			const breakable = cases.filter((one) => (one.breakable ?? []).length > 0);
			const broken = breakable.map(({ resource = 'fax', operation }) => `${resource} ${operation}`);
			// Check makes no request that could be broken.
			const asking = wanted.filter((operation) => operation !== 'fax check');
			expect([...new Set(broken)].sort()).toEqual(asking.sort());
		},
	);

	it('name no service that the package lacks', () => {
		expect(Object.keys(servicesByName).sort()).toEqual(
			allProviders()
				.map(({ name }) => name)
				.sort(),
		);
	});
});

describe.each(services)('%s: requests and results', (_name, service) => {
	let bench: Bench;

	beforeAll(async () => {
		bench = await openBench();
	});

	afterAll(async () => {
		await bench.close();
	});

	const cases = service.cases.map((one) => {
		const { resource = 'fax', operation, title } = one;
		return [[resource, operation, title].filter(Boolean).join(' '), one] as const;
	});

	it.each(cases)('%s', async (_title, one) => {
		const state = await prepared(service, bench, one);
		// One after the other, so that the order of the requests is settled.
		const options = await runOptions(service, bench, one, state, { concurrency: 1 });
		const run = await bench.run(options);
		expect(run.error).toBeUndefined();
		const seen = bench.sandbox.requests();
		expectRequests(seen, one.requests(state), service.basePath, service.credentialHeaders);
		const items = run.outputs[0];
		if (one.items) expect(run.json).toEqual(one.items(state));
		const records = one.records?.(state) ?? [];
		if (!one.items) expect(run.json).toHaveLength(records.length);
		for (const [index, expected] of records.entries()) expectRecord(run.json[index], expected);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual(items.map(() => ({ item: 0 })));

		const file = one.file?.(state, bench.sandbox);
		expect(Object.keys(items[0]?.binary ?? {})).toEqual(file === undefined ? [] : [file.field]);
		if (file === undefined) return;
		const binary = items[0].binary![file.field];
		expect(binary).toMatchObject({ fileName: file.fileName, mimeType: file.mimeType });
		const bytes = await bench.engine.readBinary(binary);
		if (Buffer.isBuffer(file.bytes)) expect(sha256(bytes)).toBe(sha256(file.bytes));
		else expect(bytes.toString('latin1')).toMatch(file.bytes);
		const { document, receipt } = run.json[0] as { document: unknown; receipt?: { file: unknown } };
		expect(receipt?.file ?? document).toMatchObject({ size: bytes.length, sha256: sha256(bytes) });
	});
});
