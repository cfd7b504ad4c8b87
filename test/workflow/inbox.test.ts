import type { IDataObject, INodeExecutionData, INodeParameters } from 'n8n-workflow';
import fc from 'fast-check';
import { allProviders } from '../../nodes/FaxInbox/providers';
import type * as ClockModule from '../../nodes/shared/clock';
import type { FaultOrder, Sandbox } from '../../sandbox';
import { credentialsOf } from '../contract/stage';
import { servicesByName, type ServiceFacts } from '../contract/service';
import { built, openBench, sha256, type Bench } from '../support/bench';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

const inboxes = allProviders()
	.filter(({ listInbox }) => listInbox !== undefined)
	.map(({ name }): [string, ServiceFacts] => [name, servicesByName[name]]);

/** The trigger in a published workflow: what n8n keeps of it, and what it has handed on. */
class Published {
	/** what the workflow object of this activation holds */
	private memory: IDataObject = {};
	/** what is in n8n's database: written with items, and after the first poll of an activation */
	private saved: IDataObject = {};
	private isActivation = true;
	readonly items: INodeExecutionData[] = [];
	readonly errors: Array<Error & { failure?: { cause: string } }> = [];

	constructor(
		private readonly bench: Bench,
		private readonly service: ServiceFacts,
		private readonly parameters: INodeParameters,
		private readonly workflowId: string,
	) {}

	async poll(): Promise<INodeExecutionData[]> {
		try {
			const { items, staticData } = await this.bench.engine.poll({
				type: 'faxInboxTrigger',
				parameters: { service: this.service.name, ...this.parameters },
				credentials: credentialsOf(this.service, this.bench),
				workflowId: this.workflowId,
				staticData: this.memory,
			});
			this.memory = staticData;
			if (items !== null || this.isActivation) this.saved = staticData;
			this.isActivation = false;
			this.items.push(...(items ?? []));
			return items ?? [];
		} catch (error) {
			this.errors.push(error as Error);
			return [];
		}
	}

	/** n8n ends and starts again: only the database is left. */
	restart(): void {
		this.memory = this.saved;
	}

	/** A webhook trigger of the same workflow has written its older copy over the memory. */
	lose(): void {
		this.memory = {};
		this.saved = {};
	}

	get size(): number {
		return JSON.stringify(this.saved).length;
	}
}

describe.each(inboxes)('%s: the inbox trigger', (name, service) => {
	let bench: Bench;
	let sandbox: Sandbox;
	let skewMs = 0;
	let workflows = 0;

	beforeAll(async () => {
		bench = await openBench();
		sandbox = bench.sandbox;
	});

	beforeEach(() => {
		bench.reset();
		skewMs = 0;
		const { useClock } = built<typeof ClockModule>('nodes/shared/clock.js');
		useClock({
			now: () => sandbox.clock.now() + skewMs,
			sleep: async (ms, signal) => {
				signal?.throwIfAborted();
				await new Promise<void>((resolve, reject) => {
					const timer = setTimeout(resolve, ms / 20);
					signal?.addEventListener('abort', () => (clearTimeout(timer), reject(signal.reason as Error)));
				});
			},
		});
	});

	afterAll(async () => {
		await bench.close();
	});

	const publish = (parameters: INodeParameters = { downloadDocument: false }) =>
		new Published(bench, service, parameters, `inbox-${name}-${++workflows}`);

	const receive = (count = 1, from = '+12025550177') =>
		Array.from({ length: count }, () => sandbox.inbound({ service: service.name, from }).id);

	const idsOf = (items: readonly INodeExecutionData[]) => items.map(({ json }) => String(json.trackingId));

	const pass = async (minutes: number) => await sandbox.advance(minutes * MINUTE_MS);

	it('hands on what came in after it was published, once, the oldest first', async () => {
		receive(3);
		await pass(60);
		const trigger = publish();
		expect(idsOf(await trigger.poll())).toEqual([]);
		const first = receive();
		await pass(3);
		const second = receive();
		await pass(1);
		expect(idsOf(await trigger.poll())).toEqual([...first, ...second]);
		expect(idsOf(await trigger.poll())).toEqual([]);
		await pass(600);
		expect(idsOf(await trigger.poll())).toEqual([]);
		trigger.restart();
		const last = receive();
		await pass(1);
		expect(idsOf(await trigger.poll())).toEqual(last);
		expect(trigger.errors).toEqual([]);
	});

	it('gives the items that the webhook trigger gives', async () => {
		await bench.engine.listen();
		const webhook = bench.engine.trigger({
			type: service.trigger,
			workflowId: `webhook-${name}`,
			parameters: { events: ['faxReceived'] },
			credentials: credentialsOf(service, bench),
		});
		await webhook.activate();
		if (service.webhooks.requests === undefined) {
			for (const order of service.webhooks.byHand(webhook.productionUrl)) sandbox.addHook(order);
		}
		const trigger = publish({});
		await trigger.poll();
		const [id] = receive();
		const pushed = (await webhook.nextExecution()).items[0];
		await pass(2);
		const [polled] = await trigger.poll();
		const document = pushed.json.document as IDataObject;
		const fileName = expect.stringMatching(/^\S.*\.pdf$/) as unknown;
		expect(Object.keys(polled.json)).toEqual(Object.keys(pushed.json));
		expect(polled.json.eventKey).toBe(pushed.json.eventKey);
		expect(polled.json).toMatchObject({
			provider: name,
			id,
			event: 'faxReceived',
			contentTrust: 'untrusted',
			direction: 'inbound',
			status: 'received',
			occurredAt: expect.stringMatching(/^2026-/),
			document: service.namesDocumentsByTime ? { ...document, fileName } : document,
		});
		const bytes = sandbox.document(id)!.bytes;
		expect(sha256(await bench.engine.readBinary(polled.binary!.data))).toBe(sha256(bytes));
	});

	it('looks back only as far as it is told', async () => {
		const old = receive();
		await sandbox.advance(5 * DAY_MS);
		const recent = receive();
		await pass(24 * 60);
		const trigger = publish({ downloadDocument: false, options: { lookBackDays: 3 } });
		expect(idsOf(await trigger.poll())).toEqual(recent);
		const further = publish({ downloadDocument: false, options: { lookBackDays: 30 } });
		expect(idsOf(await further.poll())).toEqual([...old, ...recent]);
	});

	it('shows a real fax in a manual test and moves nothing', async () => {
		const manual = async () =>
			await bench.engine.poll({
				type: 'faxInboxTrigger',
				parameters: { service: service.name },
				credentials: credentialsOf(service, bench),
				mode: 'manual',
			});
		await expect(manual()).rejects.toThrow(/no received fax/);
		receive(2);
		await pass(5);
		const [newest] = receive();
		await pass(1);
		const { items, staticData } = await manual();
		expect(idsOf(items!)).toEqual([newest]);
		expect(items![0].binary!.data.fileSize).toBeTruthy();
		expect(staticData).toEqual({});
	});

	it('tries a document at three polls, then lets the fax go without it', async () => {
		const trigger = publish({});
		await trigger.poll();
		const ids = receive(2);
		await pass(1);
		const fault: FaultOrder = {
			service: service.name,
			match: { path: service.webhooks.documentPath },
			fault: 'status',
			status: 403,
			times: 999,
		};
		sandbox.addFault(fault);
		expect(idsOf(await trigger.poll())).toEqual([]);
		expect(idsOf(await trigger.poll())).toEqual([]);
		const items = await trigger.poll();
		expect(idsOf(items).sort()).toEqual([...ids].sort());
		for (const { json, binary } of items) {
			expect(json.document).toMatchObject({ available: false, reason: expect.stringMatching(/may not/) });
			expect(binary).toBeUndefined();
		}
		// One that comes right in time is whole.
		const [late] = receive();
		await pass(1);
		expect(idsOf(await trigger.poll())).toEqual([]);
		sandbox.clearFaults();
		const [whole] = await trigger.poll();
		expect(whole.json).toMatchObject({ trackingId: late, document: { available: true } });
		expect(trigger.errors).toEqual([]);
	});

	it('says why a poll failed in words that n8n goes by', async () => {
		const trigger = publish();
		await trigger.poll();
		const refuse = (more: Partial<FaultOrder>) =>
			sandbox.addFault({ service: service.name, match: {}, fault: 'status', times: 99, ...more });
		refuse({ status: 429, retryAfter: 600 });
		await trigger.poll();
		sandbox.clearFaults();
		refuse({ status: 401 });
		await trigger.poll();
		sandbox.clearFaults();
		refuse({ fault: 'html502' });
		await trigger.poll();
		expect(trigger.errors.map(({ failure }) => failure)).toMatchObject([
			{ cause: 'rate-limited', retryAfterMs: 600_000 },
			{ cause: 'credential-invalid' },
			{ cause: 'temporarily-unavailable' },
		]);
	});

	it('takes a large backlog in steps of fifty, the oldest first', async () => {
		const trigger = publish();
		await trigger.poll();
		const ids: string[] = [];
		for (let batch = 0; batch < 15; batch++) {
			ids.push(...receive(20));
			await pass(2);
		}
		const steps: number[] = [];
		for (let items = await trigger.poll(); items.length > 0; items = await trigger.poll()) {
			steps.push(items.length);
		}
		expect(trigger.errors).toEqual([]);
		expect(steps).toEqual([50, 50, 50, 50, 50, 50]);
		expect(new Set(idsOf(trigger.items))).toEqual(new Set(ids));
		const times = trigger.items.map(({ json }) => String(json.createdAt));
		expect(times).toEqual([...times].sort());
		expect(trigger.size).toBeLessThan(30_000);
	});

	it('misses nothing when the memory is lost, and repeats with the same key', async () => {
		const trigger = publish();
		await trigger.poll();
		const ids = receive(2);
		await pass(1);
		await trigger.poll();
		trigger.lose();
		await trigger.poll();
		const keys = trigger.items.map(({ json }) => String(json.eventKey));
		expect(new Set(idsOf(trigger.items))).toEqual(new Set(ids));
		expect(new Set(keys).size).toBe(2);
	});

	it('finds each of 2,000 faxes that come during 50 polls, once', async () => {
		// Which polls fail, when n8n starts anew, and how far its clock is off, from a seed that can be tried again.
		const [plan] = fc.sample(
			fc.array(
				fc.record({
					gapMinutes: fc.integer({ min: 1, max: 720 }),
					restart: fc.boolean(),
					fault: fc.constantFrom(
						undefined,
						undefined,
						undefined,
						undefined,
						'html502' as const,
						'resetAfterBody' as const,
						'truncatedJson' as const,
					),
					faultAfter: fc.integer({ min: 0, max: 5 }),
					skewMinutes: fc.integer({ min: -5, max: 5 }),
				}),
				{ minLength: 50, maxLength: 50 },
			),
			{ numRuns: 1, seed: 20260302 },
		);
		const trigger = publish();
		skewMs = 5 * MINUTE_MS;
		await trigger.poll();
		const ids: string[] = [];
		for (const { gapMinutes, restart, fault, skewMinutes } of plan) {
			for (let burst = 0; burst < 4; burst++) {
				ids.push(...receive(10));
				await pass(gapMinutes / 4);
			}
			if (restart) trigger.restart();
			skewMs = skewMinutes * MINUTE_MS;
			if (fault) sandbox.addFault({ service: service.name, match: {}, fault, times: 99 });
			await trigger.poll();
			sandbox.clearFaults();
		}
		expect(ids).toHaveLength(2_000);
		// At the pace of polls, lest a service's limit of requests be met, which time alone eases.
		for (let more = 0; more < 20 && trigger.items.length < ids.length; more++) {
			await pass(1);
			await trigger.poll();
		}
		expect(trigger.errors.length).toBeGreaterThan(5);
		expect(trigger.items.length).toBe(2_000);
		expect(new Set(idsOf(trigger.items))).toEqual(new Set(ids));
	}, 120_000);

	it('refuses settings that make no sense', async () => {
		for (const [options, field] of [
			[{ overlapMinutes: 0 }, /Overlap/],
			[{ lookBackDays: 4_000 }, /Days to Look Back/],
		] as const) {
			const trigger = publish({ options });
			await trigger.poll();
			expect(trigger.errors[0].message).toMatch(field);
		}
	});
});
