import fc from 'fast-check';
import { loadProvider } from '../../nodes/FaxInbox/providers';
import type { FaxEventName } from '../../nodes/shared/provider';
import type * as SeenEvents from '../../nodes/shared/trigger/seenEvents';
import type { Delivery } from '../../sandbox/webhooks';
import type { TriggerRun } from '../../harness';
import { services } from '../contract/service';
import { credentialsOf, recipient, stageOf } from '../contract/stage';
import { built, openBench, until, type Bench } from '../support/bench';

/** The events after which an earlier one of the same fax starts nothing any more. */
const OVERTAKEN_BY: Readonly<Record<string, readonly string[]>> = {
	faxSending: ['faxDelivered', 'faxFailed', 'faxCanceled'],
	faxFailed: ['faxDelivered'],
};

interface Known {
	fax: string;
	event: string;
	at: string | null;
}

const nameOf = ({ fax, event }: Known) => `${fax}:${event}`;

/** What the two memories of a trigger hold, and what it hands on: as simply as it can be said. */
class Model {
	inProcess = new Map<string, Known>();
	stored = new Map<string, Known>();

	isNew(event: Known): boolean {
		const known = [...this.inProcess.values(), ...this.stored.values()].filter(
			({ fax }) => fax === event.fax,
		);
		const later = OVERTAKEN_BY[event.event] ?? [];
		return !known.some(
			(one) =>
				one.event === event.event ||
				(later.includes(one.event) && !(event.at !== null && one.at !== null && event.at > one.at)),
		);
	}

	add(event: Known): void {
		this.inProcess.set(nameOf(event), event);
		for (const one of this.inProcess.values()) this.stored.set(nameOf(one), one);
	}
}

interface Step {
	delivery: number;
	forged: boolean;
	storeFails: boolean;
	loses: 'nothing' | 'process' | 'static';
	/** how often it comes at the same moment */
	copies: number;
}

const sequence = fc.array(
	fc.record<Step>({
		delivery: fc.nat(),
		forged: fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, fc.constant(true)),
		storeFails: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, fc.constant(true)),
		loses: fc.oneof(
			{ weight: 8, arbitrary: fc.constant('nothing' as const) },
			fc.constantFrom('process' as const, 'static' as const),
		),
		copies: fc.oneof({ weight: 4, arbitrary: fc.constant(1) }, fc.constant(2)),
	}),
	{ minLength: 2, maxLength: 6 },
);

jest.setTimeout(120_000);

describe.each(services)('%s: events in any order, through the real webhook', (name, service) => {
	const { capabilities, webhooks } = loadProvider(name);
	const events: FaxEventName[] = capabilities.events.filter((event) => event.startsWith('fax'));
	const { forgetEvents } = built<typeof SeenEvents>('nodes/shared/trigger/seenEvents.js');
	let bench: Bench;
	let first: TriggerRun;
	let genuine: Delivery[];
	let workflows = 0;

	const publish = async () => {
		const run = bench.engine.trigger({
			type: service.trigger,
			workflowId: `sequence-${name}-${++workflows}`,
			// The same address each time: what was sent to one trigger is genuine for the next.
			webhookId: `sequence-${name}`,
			parameters: { events, downloadDocument: false },
			credentials: credentialsOf(service, bench),
		});
		await run.activate();
		return run;
	};

	beforeAll(async () => {
		bench = await openBench();
		service.liftRateLimit?.(bench.sandbox);
		await bench.engine.listen();
		first = await publish();
		if (capabilities.webhookRegistration === 'manual') {
			for (const order of service.webhooks.byHand(first.productionUrl)) bench.sandbox.addHook(order);
		}
		const stage = stageOf(service, bench);
		stage.receive();
		stage.receive();
		await stage.sendAndDeliver(recipient('00'));
		await stage.sendAndDeliver(recipient('50', 2));
		await until(() => bench.sandbox.deliveries().length >= 4, 'four deliveries');
		await bench.sandbox.settled();
		genuine = bench.sandbox.deliveries().filter((delivery) => known(delivery) !== null);
		bench.haste = 20;
	});

	afterAll(async () => {
		await bench?.close();
	});

	/** The event in a delivery, as the service's own parser reads it. */
	function known({ message }: Pick<Delivery, 'message'>): Known | null {
		const text = message.body.toString();
		const isForm = /urlencoded/.test(message.headers['content-type'] ?? '');
		const body: unknown = isForm ? Object.fromEntries(new URLSearchParams(text)) : JSON.parse(text);
		const parsed = webhooks.parse({
			method: message.method ?? 'POST',
			headers: message.headers,
			query: {},
			body,
			rawBody: Buffer.from(text),
			receivedAt: bench.sandbox.clock.now(),
			hookSecret: null,
		});
		const [event] = parsed.ok ? parsed.events : [];
		if (event === undefined || !events.includes(event.event)) return null;
		return { fax: `${name}:${event.record.trackingId}`, event: event.event, at: event.occurredAt };
	}

	const again = async ({ id }: Delivery, run: TriggerRun) =>
		await bench.sandbox.deliver({ repeat: id, url: run.productionUrl });

	it('has deliveries of several kinds to play with', () => {
		expect(new Set(genuine.map((delivery) => known(delivery)!.event)).size).toBeGreaterThanOrEqual(3);
	});

	it('gives the items of a simple model, for 300 sequences', async () => {
		const forgeries = service.webhooks.forgeries.filter(({ credential }) => credential === undefined);
		for (const steps of fc.sample(sequence, { numRuns: 300, seed: 4 })) {
			const run = await publish();
			const model = new Model();
			const expected: string[] = [];
			for (const step of steps) {
				if (step.loses === 'process') {
					forgetEvents();
					model.inProcess.clear();
				}
				if (step.loses === 'static') {
					run.staticData = {};
					model.stored.clear();
				}
				if (step.forged) {
					const { body, headers } = forgeries[step.delivery % forgeries.length];
					const { status } = await bench.sandbox.deliver({ url: run.productionUrl, body, headers });
					expect(status).toBeGreaterThanOrEqual(400);
					continue;
				}
				const delivery = genuine[step.delivery % genuine.length];
				const event = known(delivery)!;
				const isNew = model.isNew(event);
				// Of copies that come at once the first is not stored, so that another is needed.
				run.storesToFail = isNew && step.storeFails ? 1 : 0;
				const answers = await Promise.all(
					Array.from({ length: step.copies }, async () => await again(delivery, run)),
				);
				const failures = answers.filter(({ status }) => status === 500).length;
				expect(failures).toBe(isNew && step.storeFails ? 1 : 0);
				expect(answers.filter(({ status }) => status === webhooks.acknowledgement.status)).toHaveLength(
					step.copies - failures,
				);
				if (isNew && step.copies > failures) {
					expected.push(nameOf(event));
					model.add(event);
				}
			}
			expect(run.executions.map(({ items }) => items[0].json.eventKey)).toEqual(expected);
			expect(run.executions.filter(({ error }) => error)).toEqual([]);
		}
	});

	it('repeats an event that n8n could not store, and only that', async () => {
		const run = await publish();
		const [delivery] = genuine;
		run.storesToFail = 2;
		const statuses: Array<number | null> = [];
		for (let time = 0; time < 5; time++) statuses.push((await again(delivery, run)).status);
		const good = webhooks.acknowledgement.status;
		expect(statuses).toEqual([500, 500, good, good, good]);
		expect(run.executions).toHaveLength(1);
	});

	it('refuses what is too large for an event, at once', async () => {
		const run = await publish();
		const body = JSON.stringify({ padding: 'x'.repeat(1_100_000) });
		const { status, answer } = await bench.sandbox.deliver({ url: run.productionUrl, body });
		expect([status, answer]).toEqual([413, expect.stringMatching(/too large/)]);
		expect(run.executions).toEqual([]);
		expect(run.staticData.seenEvents).toBeUndefined();
	});
});
