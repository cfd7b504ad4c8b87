import type { INodeParameters } from 'n8n-workflow';
import { loadProvider } from '../../nodes/FaxInbox/providers';
import type * as ClockModule from '../../nodes/shared/clock';
import { services } from '../contract/service';
import { credentialsOf, recipient } from '../contract/stage';
import { built, faxParameters, openBench, until, type Bench } from '../support/bench';

const MINUTE = 60_000;
const { useClock } = built<typeof ClockModule>('nodes/shared/clock.js');

describe.each(services)('%s: waiting for the end', (_name, service) => {
	let bench: Bench;
	const { firstLookMs } = loadProvider(service.name).capabilities.polling ?? { firstLookMs: 5_000 };

	beforeAll(async () => {
		bench = await openBench();
	});

	beforeEach(() => {
		bench.reset();
		// The sandbox's time passes by what the node sleeps, so that hours of waiting take no time.
		useClock({
			now: () => bench.sandbox.clock.now(),
			async sleep(ms, signal) {
				signal?.throwIfAborted();
				bench.pauses.push(ms);
				await bench.sandbox.advance(ms);
			},
		});
	});

	afterAll(async () => {
		await bench.close();
	});

	async function optionsFor(operation: string, parameters: INodeParameters) {
		return {
			type: service.node,
			credentials: credentialsOf(service, bench),
			parameters: faxParameters(operation, parameters),
			items: [await bench.item()],
		};
	}

	const send = async (to: string, parameters: INodeParameters = {}) =>
		await optionsFor('send', { to, ...service.sendParameters, ...parameters });

	const waiting = { waitForFinalStatus: true, maxWaitMinutes: 10 };
	const causes = (...rows: INodeParameters[]) => ({ options: { retryByCause: { causes: rows } } });

	it('Send gives the end of the fax', async () => {
		const { json, error } = await bench.run(await send(recipient('00'), waiting));
		expect(error).toBeUndefined();
		expect(json).toMatchObject([
			{
				status: 'delivered',
				isFinal: true,
				attemptLog: [{ outcome: 'accepted' }],
				document: { fileName: 'letter.pdf' },
			},
		]);
		expect(bench.sandbox.faxes()).toHaveLength(1);
	});

	it('Send gives why it failed', async () => {
		const { json } = await bench.run(await send(recipient('50'), waiting));
		expect(json).toMatchObject([{ status: 'failed', failureCategory: 'busy', failureRetryable: true }]);
		expect(bench.sandbox.faxes()).toHaveLength(1);
	});

	it('a fax that hangs keeps its last status and is not called failed', async () => {
		const before = bench.sandbox.clock.now();
		const { json, error } = await bench.run(await send(recipient('60'), waiting));
		expect(error).toBeUndefined();
		expect(json).toMatchObject([{ isFinal: false, failureCategory: null, trackingId: expect.any(String) }]);
		expect(['queued', 'sending']).toContain(json[0].status);
		expect(json[0].failureHint).toMatch(/Not final after 10 minutes/);
		expect(bench.sandbox.clock.now() - before).toBe(10 * MINUTE);
	});

	it('Get Status waits, too', async () => {
		const sent = await bench.run(await send(recipient('61')));
		const { json } = await bench.run(
			await optionsFor('getStatus', { faxId: String(sent.json[0].trackingId), ...waiting }),
		);
		expect(json).toMatchObject([{ status: 'delivered', isFinal: true, trackingId: sent.json[0].trackingId }]);
	});

	it('all items and recipients are waited for together', async () => {
		const to = ['00', '01', '02'].map((digits) => recipient(digits, 7)).join(', ');
		const options = await send(to, waiting);
		const before = bench.sandbox.clock.now();
		const { json } = await bench.run({ ...options, items: [...options.items, await bench.item()] });
		expect(json.map(({ status }) => status)).toEqual(Array(6).fill('delivered'));
		// One fax after the other would take six times the pause before the first look.
		expect(bench.sandbox.clock.now() - before).toBeLessThan(MINUTE + firstLookMs);
	});

	it('a look that the service does not answer is no end', async () => {
		const look = service.cases.find(({ operation }) => operation === 'getStatus')!.breakable![0];
		const match = { method: look.method, path: look.path };
		bench.sandbox.addFault({ service: service.name, match, fault: 'html502', times: 7 });
		const { json, error } = await bench.run(await send(recipient('61'), waiting));
		expect(error).toBeUndefined();
		expect(json).toMatchObject([{ status: 'delivered' }]);
		expect(bench.sandbox.requests().filter(({ fault }) => fault === 'html502')).toHaveLength(7);
	});

	it('Retry by Cause sends a busy fax again, with the pause that is set, and logs it', async () => {
		const options = causes({ cause: 'busy', tries: 2, pauseMinutes: 2 });
		const { json, error } = await bench.run(await send(recipient('50'), { ...waiting, ...options }));
		expect(error).toBeUndefined();
		const faxes = bench.sandbox.faxes();
		expect(faxes).toHaveLength(3);
		expect(json).toMatchObject([{ status: 'failed', failureCategory: 'busy' }]);
		const log = json[0].attemptLog as Array<{ id: string; at: string; outcome: string }>;
		expect(log.map(({ outcome }) => outcome)).toEqual([
			'accepted',
			'failed',
			'accepted',
			'failed',
			'accepted',
		]);
		expect(new Set(log.map(({ id }) => id)).size).toBe(3);
		const [first, second, third] = faxes.map(({ createdAt }) => Date.parse(createdAt));
		for (const pause of [second - first, third - second]) {
			expect(pause).toBeGreaterThanOrEqual(2 * MINUTE);
			expect(pause).toBeLessThan(3 * MINUTE + firstLookMs);
		}
	});

	it.each([
		['a cause that was not chosen', '51', { cause: 'busy', tries: 3 }],
		['a fax of which pages may have arrived', '56', { cause: 'line_error', tries: 3 }],
		['a fax of which pages may have arrived, whatever its cause', '56', { cause: 'unknown', tries: 3 }],
	])('Retry by Cause does not send again: %s', async (_which, digits, cause) => {
		const { error } = await bench.run(
			await send(recipient(digits), { ...waiting, ...causes({ pauseMinutes: 0, ...cause }) }),
		);
		expect(error).toBeUndefined();
		expect(bench.sandbox.faxes()).toHaveLength(1);
	});

	it.each([
		['a wait of zero', { waitForFinalStatus: true, maxWaitMinutes: 0 }, /'Max Wait \(Minutes\)'/],
		['a wait of a year', { waitForFinalStatus: true, maxWaitMinutes: 525_600 }, /'Max Wait \(Minutes\)'/],
		['a retry without waiting', causes({ cause: 'busy' }), /'Retry by Cause'/],
		[
			'a retry for a cause that says where to send to',
			{ ...waiting, ...causes({ cause: 'invalid_number' }) },
			/'Retry by Cause'/,
		],
		['a hundred tries', { ...waiting, ...causes({ cause: 'busy', tries: 100 }) }, /'Retry by Cause'/],
	])('%s is refused before anything is sent', async (_what, parameters, names) => {
		const { error } = await bench.run(await send(recipient('00'), parameters));
		expect(error?.message).toMatch(names);
		expect(bench.sandbox.requests()).toEqual([]);
	});

	it('Get Status refuses a wait of zero before it asks', async () => {
		const { error } = await bench.run(
			await optionsFor('getStatus', {
				faxId: service.unknownId,
				waitForFinalStatus: true,
				maxWaitMinutes: 0,
			}),
		);
		expect(error?.message).toMatch(/'Max Wait \(Minutes\)'/);
		expect(bench.sandbox.requests()).toEqual([]);
	});

	it('a stopped execution ends within 100 ms and names the ids that it followed', async () => {
		useClock();
		const to = [recipient('60', 1), recipient('60', 2)].join(', ');
		const started = bench.engine.start(await send(to, waiting));
		await until(() => bench.sandbox.faxes().length === 2, 'two faxes');
		await new Promise((resolve) => setTimeout(resolve, 50));
		const ids = bench.sandbox.faxes().map(({ id }) => id);
		const before = Date.now();
		started.cancel();
		const { status, error } = await started.promise;
		expect(Date.now() - before).toBeLessThan(100);
		expect(error?.message).toMatch(/was canceled while it waited/);
		// n8n stores the ids only with an error by which it knows that the execution was stopped.
		expect(status).toBe('canceled');
		for (const id of ids) expect((error as { description?: string }).description).toContain(id);
	});
});
