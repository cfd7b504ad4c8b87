import fc from 'fast-check';
import { EventMemory, type KnownEvent } from '../../../../nodes/shared/trigger/eventMemory';

/** The kinds of events of one fax; a later one in this list makes the earlier ones out of date. */
const KINDS = ['sending', 'failed', 'delivered'] as const;
const OVERTAKEN_BY: Readonly<Record<string, readonly string[]>> = {
	sending: ['failed', 'delivered'],
	failed: ['delivered'],
	delivered: [],
};

interface Step {
	fax: number;
	kind: (typeof KINDS)[number];
	/** what n8n makes of it */
	stores: boolean;
	/** the signature is wrong */
	forged: boolean;
	/** which memory vanishes before */
	loses: 'none' | 'process' | 'static' | 'both';
	/** whether the service tells times */
	timed: boolean;
}

const steps = fc.array(
	fc.record<Step>({
		fax: fc.integer({ min: 0, max: 3 }),
		kind: fc.constantFrom(...KINDS),
		stores: fc.boolean(),
		forged: fc.boolean(),
		loses: fc.oneof(
			{ weight: 12, arbitrary: fc.constant('none' as const) },
			{ weight: 1, arbitrary: fc.constantFrom('process' as const, 'static' as const, 'both' as const) },
		),
		timed: fc.boolean(),
	}),
	{ minLength: 1, maxLength: 40 },
);

const comingEvent = ({ fax, kind, timed }: Step) => ({
	key: `example:${fax}:${kind}`,
	occurredAt: timed ? `2026-03-02T09:0${KINDS.indexOf(kind)}:00.000Z` : null,
	overtakenBy: OVERTAKEN_BY[kind].map((later) => `example:${fax}:${later}`),
});

describe('the memory of events', () => {
	it('gives what a simple model gives, for 10,000 random sequences', () => {
		fc.assert(
			fc.property(steps, (sequence) => {
				let memory = new EventMemory(() => 0);
				let stored: KnownEvent[] = [];
				// The model: two sets, and "new" is what is in neither and has nothing later in either.
				const model = { process: new Set<string>(), stored: new Set<string>() };
				for (const step of sequence) {
					if (step.loses === 'process' || step.loses === 'both') {
						memory = new EventMemory(() => 0);
						model.process.clear();
					}
					if (step.loses === 'static' || step.loses === 'both') {
						stored = [];
						model.stored.clear();
					}
					if (step.forged) continue;
					const event = comingEvent(step);
					const knows = (key: string) => model.process.has(key) || model.stored.has(key);
					const expected = knows(event.key) ? 'repeated' : event.overtakenBy.some(knows) ? 'late' : 'new';
					expect(memory.judge(event, stored).kind).toBe(expected);
					if (expected !== 'new') continue;

					const open = memory.begin(event);
					const copy = memory.merged(stored, [event]);
					if (!step.stores) {
						open.released();
						continue;
					}
					open.delivered();
					stored = copy;
					for (const key of model.process) model.stored.add(key);
					model.stored.add(event.key);
					model.process.add(event.key);
				}
			}),
			{ numRuns: 10_000 },
		);
	});

	it('hands each event on once while deliveries overlap, and none is lost', async () => {
		const deliveries = fc.array(
			fc.record({
				fax: fc.integer({ min: 0, max: 2 }),
				kind: fc.constantFrom(...KINDS),
				fails: fc.boolean(),
			}),
			{ minLength: 1, maxLength: 15 },
		);
		await fc.assert(
			fc.asyncProperty(fc.scheduler(), deliveries, async (scheduler, all) => {
				const memory = new EventMemory(() => 0);
				const handedOn: string[] = [];
				const passed = new Set<string>();
				const deliver = async ({ fax, kind, fails }: (typeof all)[number]) => {
					const event = comingEvent({ fax, kind, timed: false } as Step);
					for (;;) {
						const judgement = memory.judge(event, []);
						if (judgement.kind === 'open') {
							await judgement.settled;
							continue;
						}
						if (judgement.kind !== 'new') return void passed.add(event.key);
						break;
					}
					const open = memory.begin(event);
					await scheduler.schedule(Promise.resolve());
					if (fails) return open.released();
					handedOn.push(event.key);
					passed.add(event.key);
					open.delivered();
				};
				const done = Promise.all(
					all.map(async (one) => {
						await scheduler.schedule(Promise.resolve());
						await deliver(one);
					}),
				);
				await scheduler.waitFor(done);
				expect(new Set(handedOn).size).toBe(handedOn.length);
				// An event that n8n took at least once was handed on, or something later of its fax was.
				for (const one of all.filter(({ fails }) => !fails)) {
					const event = comingEvent({ ...one, timed: false } as unknown as Step);
					expect([event.key, ...event.overtakenBy].some((key) => handedOn.includes(key))).toBe(true);
				}
				// In the order of handing on, nothing follows what makes it out of date.
				for (const [index, key] of handedOn.entries()) {
					const [, fax, kind] = key.split(':');
					const later = OVERTAKEN_BY[kind].map((one) => `example:${fax}:${one}`);
					expect(handedOn.slice(0, index).filter((before) => later.includes(before))).toEqual([]);
				}
			}),
			{ numRuns: 500 },
		);
	});

	it('lets an earlier kind of event pass that surely happened later', () => {
		const memory = new EventMemory(() => 0);
		memory.begin({ key: 'a:delivered', occurredAt: '2026-03-02T09:00:00.000Z', overtakenBy: [] }).delivered();
		const sending = (occurredAt: string | null) =>
			memory.judge({ key: 'a:sending', occurredAt, overtakenBy: ['a:delivered'] }, []).kind;
		expect(sending('2026-03-02T08:59:00.000Z')).toBe('late');
		expect(sending(null)).toBe('late');
		expect(sending('2026-03-02T09:30:00.000Z')).toBe('new');
	});

	it('keeps both memories bounded', () => {
		const memory = new EventMemory(() => 0);
		let stored: KnownEvent[] = [];
		for (let index = 0; index < 6_000; index++) {
			const event = { key: String(index), occurredAt: null, overtakenBy: [] };
			memory.begin(event).delivered();
			if (index % 100 === 0) stored = memory.merged(stored, [event]);
		}
		expect(stored.length).toBe(200);
		const judge = (key: string) => memory.judge({ key, occurredAt: null, overtakenBy: [] }, []).kind;
		expect(judge('5999')).toBe('repeated');
		expect(judge('0')).toBe('new');
	});

	it('writes down what others have written there and what it knows itself', () => {
		const memory = new EventMemory(() => 0);
		const [mine, coming, theirs] = ['mine', 'coming', 'theirs'].map((key) => ({ key, occurredAt: null }));
		const begin = (event: KnownEvent) => memory.begin({ ...event, overtakenBy: [] });
		begin(mine).delivered();
		begin(coming);
		expect(memory.merged([theirs], [coming])).toEqual([theirs, mine, coming]);
	});
});
