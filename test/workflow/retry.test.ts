import type { INodeExecutionData } from 'n8n-workflow';
import type { RunResult } from '../../harness';
import { loadProvider } from '../../nodes/FaxInbox/providers';
import { services } from '../contract/service';
import { credentialsOf, recipient } from '../contract/stage';
import { openBench, type Bench } from '../support/bench';

const COUNT = 100;

/** A number in whichever way a service wants it written. */
const digits = (number: string): string => number.slice(1);

/** Where each of the hundred faxes goes; the refused one to a number that the service refuses every time. */
const numberOf = (index: number, refused: number): string =>
	recipient(index === refused ? '70' : String(index % 50).padStart(2, '0'), 10 + Math.floor(index / 50));

describe.each(services)('%s: a hundred items, one of them refused', (name, service) => {
	const { operations } = loadProvider(name).capabilities;
	let bench: Bench;
	let items: INodeExecutionData[];

	beforeAll(async () => {
		bench = await openBench();
		items = await Promise.all(
			Array.from({ length: COUNT }, async (_, index) => ({ ...(await bench.item()), json: { index } })),
		);
	});

	beforeEach(() => {
		bench.reset();
		service.liftRateLimit?.(bench.sandbox);
	});

	afterAll(async () => {
		await bench.close();
	});

	async function run(
		refused: number,
		onError?: 'stopWorkflow' | 'continueRegularOutput' | 'continueErrorOutput',
	) {
		return await bench.run({
			type: service.node,
			credentials: credentialsOf(service, bench),
			parameters: {
				resource: 'fax',
				operation: 'send',
				...service.sendParameters,
				to: `={{ ${JSON.stringify(items.map((_, index) => numberOf(index, refused)))}[$json.index] }}`,
			},
			items,
			onError,
			retryOnFail: { maxTries: 3, waitBetweenTries: 0 },
		});
	}

	function expectNoneTwice(refused: number): string[] {
		const faxes = bench.sandbox.faxes();
		const reached = faxes.map(({ to }) => to);
		expect(new Set(reached).size).toBe(reached.length);
		expect(reached).toHaveLength(COUNT - 1);
		expect(reached).not.toContain(numberOf(refused, refused));
		return faxes.map(({ id }) => id);
	}

	/** How often the service was asked to send the refused one. */
	const refusals = (refused: number) =>
		bench.sandbox
			.requests()
			.filter(({ body }) => body?.toString('latin1').includes(digits(numberOf(refused, refused)))).length;

	it.each([57, 0, 1])('item %i, On Error: Stop', async (refused) => {
		const result = await run(refused, 'stopWorkflow');
		expect(result.status).toBe('error');
		const ids = expectNoneTwice(refused);
		expect(refusals(refused)).toBe(3);
		const { message, description } = result.error as { message: string; description?: string };
		expect(message).toContain(`[item ${refused}]`);
		for (const id of ids) expect(description).toContain(id);
	});

	it.each([57, 0, 1])('item %i, On Error: Continue', async (refused) => {
		const result = await run(refused, 'continueRegularOutput');
		expect(result.error).toBeUndefined();
		const ids = expectNoneTwice(refused);
		// n8n looks only at the first item to see whether it should try again.
		expect(refusals(refused)).toBe(refused === 0 ? 3 : 1);
		const [output] = result.outputs;
		expect(output.map(({ pairedItem }) => pairedItem)).toEqual(items.map((_, item) => ({ item })));
		expect(result.json.map(({ to }) => to)).toEqual(
			items.map((_, index) => (index === refused ? expect.anything() : numberOf(index, refused))),
		);
		expect(result.json[refused]).toMatchObject({
			error: expect.stringContaining(`[item ${refused}]`) as string,
			status: 'failed',
			failureCategory: service.refusedCategory,
			to: numberOf(refused, refused),
		});
		const found = result.json.filter((_, index) => index !== refused).map(({ id }) => id);
		expect([...found].sort()).toEqual([...ids].sort());
	});

	it('item 57, On Error: Continue (using error output)', async () => {
		const result = await run(57, 'continueErrorOutput');
		expect(result.error).toBeUndefined();
		const ids = expectNoneTwice(57);
		const [good, bad] = (result as RunResult).outputs;
		expect(good).toHaveLength(COUNT - 1);
		expect(good.map(({ json }) => json.id).sort()).toEqual([...ids].sort());
		expect(good.map(({ pairedItem }) => (pairedItem as { item: number }).item)).toEqual(
			items.map((_, index) => index).filter((index) => index !== 57),
		);
		expect(bad).toHaveLength(1);
		expect(bad[0].pairedItem).toEqual({ item: 57 });
		// The fields of the input item come along, as n8n does it.
		expect(bad[0].json).toMatchObject({
			index: 57,
			error: expect.stringContaining('[item 57]') as string,
			message: expect.any(String) as string,
			details: { status: 'failed', failureCategory: service.refusedCategory, isFinal: true },
		});
	});

	it('an unknown outcome is a result, and is never sent again', async () => {
		const result = await bench.run({
			type: service.node,
			credentials: credentialsOf(service, bench),
			parameters: {
				resource: 'fax',
				operation: 'send',
				...service.sendParameters,
				to: `={{ ['${recipient('00')}', '${recipient('73')}', '${recipient('70')}'][$json.index] }}`,
				options: { concurrency: 1 },
			},
			items: items.slice(0, 3),
			retryOnFail: { maxTries: 3, waitBetweenTries: 0 },
		});
		expect(result.status).toBe('error');
		const [first] = bench.sandbox.faxes();
		expect(bench.sandbox.faxes().map(({ to }) => to)).toEqual([recipient('00')]);
		const tries = bench.sandbox
			.requests()
			.filter(({ body }) => body?.toString().includes(digits(recipient('73'))));
		expect(tries.length).toBe(1);
		const { description } = result.error as { description?: string };
		expect(description).toContain(`item 0: ${first.id}`);
		expect(description).toMatch(/Outcome not known: item 1/);
	});

	it('the same item of another execution is sent', async () => {
		const parameters = { resource: 'fax', operation: 'send', ...service.sendParameters, to: recipient('00') };
		const options = { type: service.node, credentials: credentialsOf(service, bench), parameters };
		await bench.run({ ...options, items: [items[0]] });
		await bench.run({ ...options, items: [items[0]] });
		expect(bench.sandbox.faxes()).toHaveLength(2);
	});

	it.each((['resend', 'cancel', 'delete'] as const).filter((operation) => operations.includes(operation)))(
		'a %s that is tried again is done once',
		async (operation) => {
			const send = { resource: 'fax', operation: 'send', ...service.sendParameters, to: recipient('00') };
			const options = { type: service.node, credentials: credentialsOf(service, bench) };
			const sent = await bench.run({ ...options, parameters: send, items: [items[0]] });
			if (operation !== 'cancel') await bench.sandbox.advance(1_000);
			bench.sandbox.clearRequests();
			const result = await bench.run({
				...options,
				parameters: {
					resource: 'fax',
					operation,
					faxId: '={{ $json.trackingId }}',
					options: { concurrency: 1 },
				},
				items: [
					{ json: { trackingId: String(sent.json[0].trackingId) } },
					{ json: { trackingId: service.unknownId } },
				],
				retryOnFail: { maxTries: 3, waitBetweenTries: 0 },
			});
			expect(result.status).toBe('error');
			expect(result.error?.message).toContain('[item 1]');
			expect(bench.sandbox.faxes()).toHaveLength(operation === 'resend' ? 2 : 1);
		},
	);
});
