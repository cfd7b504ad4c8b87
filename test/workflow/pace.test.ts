import { services } from '../contract/service';
import { credentialsOf, recipient, SETTLED_MS } from '../contract/stage';
import { faxParameters, until, useBench } from '../support/bench';

const bench = useBench();

describe.each(services)('%s', (_name, service) => {
	beforeEach(() => service.liftRateLimit?.(bench.sandbox));

	const open = () => {
		const [[type, data]] = Object.entries(credentialsOf(service, bench));
		const credentials = { [type]: bench.engine.addCredential(type, data) };
		const list = async (name: string, options = {}) =>
			await bench.run({
				type: service.node,
				name,
				workflowId: name,
				credentials,
				parameters: faxParameters('listInbox', { returnAll: true, options }),
			});
		return { credentials, list };
	};

	it('after too many requests of one node the others with its credential pause, too', async () => {
		const { list } = open();
		// The log-in, where there is one, is not what is refused.
		await list('First');
		bench.sandbox.clearRequests();
		bench.sandbox.addFault({
			service: service.name,
			fault: 'status',
			status: 429,
			retryAfter: 5,
			times: 1,
		});
		bench.haste = 20;
		const first = list('First');
		await until(() => bench.pauses.length === 1, 'the pause of the first node');
		const second = list('Second');
		await until(() => bench.pauses.length === 2, 'the pause of the second node');
		expect(bench.sandbox.requests()).toHaveLength(1);
		const other = open();
		await other.list('With another credential');
		expect(bench.pauses).toEqual([5_000, 5_000]);
		for (const { error } of await Promise.all([first, second])) expect(error).toBeUndefined();
	});

	it('takes a limit from the user, and refuses one that makes no sense', async () => {
		const { list } = open();
		await list('First');
		bench.pauses.length = 0;
		await list('Limited', { requestsPerSecond: 1 });
		await list('Limited', { requestsPerSecond: 1 });
		expect(bench.pauses.length).toBeGreaterThan(0);
		bench.pauses.length = 0;
		await list('Unlimited', { requestsPerSecond: 0 });
		expect(bench.pauses).toEqual([]);
		for (const requestsPerSecond of [-1, 1.5, 1_000_000, 'many']) {
			const { error } = await list('Wrong', { requestsPerSecond });
			expect(error?.message).toMatch(/Requests per Second/);
		}
	});

	it.each([0, -1, 1_000_000, 2.5, 'many'])(
		'refuses a concurrency of %p before it sends',
		async (concurrency) => {
			const { error } = await bench.run({
				type: service.node,
				credentials: credentialsOf(service, bench),
				parameters: faxParameters('send', {
					...service.sendParameters,
					to: recipient(),
					options: { ...(service.sendParameters.options as object), concurrency },
				}),
				items: [await bench.item()],
			});
			expect(error?.message).toMatch(/Concurrency/);
			expect(bench.sandbox.requests()).toEqual([]);
		},
	);

	it('loses nothing and sends nothing twice when connections break under load', async () => {
		const count = 40;
		for (const [fault, times] of [
			['resetAfterBody', 3],
			['resetMidAnswer', 3],
			['resetBeforeHeaders', 3],
		] as const) {
			bench.sandbox.addFault({ service: service.name, fault, times });
		}
		const items = await Promise.all(Array.from({ length: count }, async () => await bench.item()));
		const { json } = await bench.run({
			type: service.node,
			credentials: credentialsOf(service, bench),
			parameters: faxParameters('send', {
				...service.sendParameters,
				to: `={{ "${recipient('00').slice(0, -4)}" + String(1000 + $itemIndex).slice(-2) + "00" }}`,
				options: { ...(service.sendParameters.options as object), concurrency: 20, requestsPerSecond: 0 },
			}),
			items,
			onError: 'continueRegularOutput',
		});
		expect(json).toHaveLength(count);
		await bench.sandbox.advance(SETTLED_MS);
		const sent = bench.sandbox.faxes(service.name).map(({ to }) => to);
		expect(new Set(sent).size).toBe(sent.length);
		expect(sent.length).toBeGreaterThan(count / 2);
		const accepted = json.filter(({ status }) => status === 'queued').map(({ to }) => to);
		for (const to of accepted) expect(sent).toContain(to);
		for (const record of json) expect(['queued', 'unknown', 'failed']).toContain(record.status);
		// What is said to have failed has certainly not been sent.
		for (const { to } of json.filter(({ status }) => status === 'failed')) expect(sent).not.toContain(to);
	});
});
