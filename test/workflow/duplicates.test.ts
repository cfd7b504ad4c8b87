import type { INodeParameters } from 'n8n-workflow';
import type { CredentialReference, DeduplicationStore, RunNodeOptions } from '../../harness';
import { deduplicationStore } from '../../harness';
import { loadProvider } from '../../nodes/FaxInbox/providers';
import type * as MemoryModule from '../../nodes/shared/action/duplicateMemory';
import type * as OwnSendsModule from '../../nodes/shared/action/ownSends';
import { recipient } from '../contract/stage';
import { services, type ServiceFacts } from '../contract/service';
import { ANNEX, built, faxParameters, LETTER, openBench, type Bench } from '../support/bench';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

let bench: Bench;
let store: DeduplicationStore;

beforeAll(async () => {
	bench = await openBench();
});
afterAll(async () => await bench.close());

interface Order {
	to?: string;
	options?: INodeParameters;
	document?: Buffer;
}

/** Sends faxes with Prevent Duplicates through one node and credential. */
function sender(service: ServiceFacts) {
	const { type, data } = service.credential;
	let credential: CredentialReference | undefined;
	return async (orders: Order[], more: Partial<RunNodeOptions> & { parameters?: INodeParameters } = {}) => {
		credential ??= bench.engine.addCredential(type, data(bench.sandbox.url));
		const items = await Promise.all(
			orders.map(async ({ to, options = {}, document = LETTER }) =>
				bench.item([document], { to: to ?? recipient(), options }),
			),
		);
		const { parameters, ...rest } = more;
		const names = [...new Set(orders.flatMap(({ options = {} }) => Object.keys(options)))];
		return await bench.run({
			type: service.node,
			credentials: { [type]: credential },
			parameters: faxParameters('send', {
				to: '={{ $json.to }}',
				...service.sendParameters,
				options: {
					preventDuplicates: true,
					...Object.fromEntries(names.map((one) => [one, `={{ $json.options.${one} }}`])),
				},
				...parameters,
			}),
			items,
			...rest,
		});
	};
}

/** What a restart of n8n does to the node's memory: only n8n's store is left. */
const restart = () => {
	built<typeof MemoryModule>('nodes/shared/action/duplicateMemory.js').duplicateMemory.clear();
	built<typeof OwnSendsModule>('nodes/shared/action/ownSends.js').ownSends.clear();
};

const arrived = () => bench.sandbox.faxes().length;

describe.each(services)('Prevent Duplicates with %s', (name, service) => {
	const hasLists = loadProvider(name).findSent !== undefined;
	let send: ReturnType<typeof sender>;

	it('says so when n8n has no memory', async () => {
		if (store !== undefined) return;
		bench.reset();
		const { error } = await sender(service)([{}]);
		expect(error?.message).toContain("'Prevent Duplicates' needs n8n's memory");
		expect(arrived()).toBe(0);
	});

	describe('on the store of n8n', () => {
		beforeAll(async () => {
			store = await deduplicationStore();
		});
		beforeEach(() => {
			bench.reset();
			store.reset();
			restart();
			send = sender(service);
		});

		it.each([
			['of this process', () => {}],
			['of n8n', restart],
		])('skips what was sent, by the memory %s', async (_name, between) => {
			const first = await send([{}]);
			expect(first.error).toBeUndefined();
			expect(first.json[0]).toMatchObject({ status: 'queued', failureCategory: null });
			expect(first.json[0]).not.toHaveProperty('duplicate');
			between();
			const second = await send([{}]);
			expect(second.error).toBeUndefined();
			expect(second.json).toHaveLength(1);
			expect(second.json[0]).toMatchObject({
				duplicate: true,
				id: null,
				trackingId: null,
				to: recipient(),
				status: 'canceled',
				isFinal: true,
				failureCategory: 'duplicate',
			});
			expect(arrived()).toBe(1);
		});

		it('returns the earlier fax where that is wanted', async () => {
			const { json } = await send([{}]);
			const options = { duplicateAction: 'return' };
			const again = await send([{ options }]);
			expect(again.json[0]).toMatchObject({ duplicate: true, trackingId: json[0].trackingId });
			expect(again.json[0].failureCategory).toBeNull();
			restart();
			await bench.sandbox.advance(5 * MINUTE_MS);
			const later = await send([{ options }]);
			expect(later.json[0]).toMatchObject(
				hasLists
					? { duplicate: true, status: 'delivered', to: recipient() }
					: { duplicate: true, status: 'unknown', failureCategory: 'duplicate', id: null },
			);
			expect(arrived()).toBe(1);
		});

		it('stops with an error where that is wanted', async () => {
			await send([{}]);
			const again = await send([{ options: { duplicateAction: 'error' } }]);
			expect(again.error?.message).toContain('already sent');
			const on = await send([{ options: { duplicateAction: 'error' } }, { to: recipient('00', 2) }], {
				onError: 'continueRegularOutput',
			});
			expect(on.json[0]).toMatchObject({ failureCategory: 'duplicate' });
			expect(on.json[1]).toMatchObject({ status: 'queued' });
			expect(arrived()).toBe(2);
		});

		it('takes account, recipient and document for the key, or a key of the user', async () => {
			await send([{}, { document: ANNEX }, { to: recipient('00', 2) }]);
			expect(arrived()).toBe(3);
			await sender(service)([{}]);
			expect(arrived()).toBe(4);
			const keyed = { duplicateKey: 'invoice 1042' };
			await send([{ options: keyed }]);
			expect(arrived()).toBe(5);
			const { json } = await send([{ options: keyed, document: ANNEX }]);
			expect(json[0]).toMatchObject({ duplicate: true });
			await send([{ options: keyed, to: recipient('00', 3) }]);
			expect(arrived()).toBe(6);
		});

		it('sends the first of equal faxes in a run', async () => {
			const { json } = await send([{}, {}, { to: recipient('00', 2) }, {}, {}, {}, {}, {}]);
			expect(arrived()).toBe(2);
			expect(json.map(({ duplicate }) => duplicate === true)).toEqual([
				false,
				true,
				false,
				true,
				true,
				true,
				true,
				true,
			]);
		});

		it('asks n8n once for each wave', async () => {
			const orders = Array.from({ length: 10 }, (_, index) => ({ to: recipient('00', index) }));
			await send(orders.map((order) => ({ ...order, options: { concurrency: 5 } })));
			// Two waves: intents, whether they have stayed, ends; and what each of them has left over.
			expect(store.calls).toEqual({ record: 6, remove: 4 });
			// An intent and the id of the fax.
			expect(store.entries('workflow', 'node-under-test')).toHaveLength(20);
			restart();
			await send(orders.map((order) => ({ ...order, options: { concurrency: 5 } })));
			expect(store.entries('workflow', 'node-under-test')).toHaveLength(20);
			expect(arrived()).toBe(10);
		});

		it('sends once when two runs begin together', async () => {
			const orders = Array.from({ length: 10 }, (_, index) => ({ to: recipient('00', index) }));
			const runs = await Promise.all([send(orders), send(orders)]);
			expect(arrived()).toBe(10);
			const flags = runs.flatMap(({ json }) => json.map(({ duplicate }) => duplicate === true));
			expect(flags.filter(Boolean)).toHaveLength(10);
		});

		it('releases what was certainly refused', async () => {
			for (let round = 0; round < 2; round++) {
				const { error } = await send([{ to: recipient('70') }]);
				expect(error).toBeDefined();
				expect(error?.message).not.toContain('already');
				restart();
			}
			expect(store.entries('workflow', 'node-under-test')).toEqual([]);
		});

		it('lets an equal fax of the same run try when the first was refused', async () => {
			bench.sandbox.addFault({
				service: service.name,
				fault: 'status',
				status: 403,
				match: sendPath(service),
			});
			const { json } = await send([{}, {}, {}], { onError: 'continueRegularOutput' });
			expect(arrived()).toBe(1);
			expect(json[0]).toMatchObject({ status: 'failed' });
			expect(json[1]).toMatchObject({ status: 'queued' });
			expect(json[2]).toMatchObject({ duplicate: true });
		});

		it('releases what was not begun because another fax was refused', async () => {
			const orders = [
				{ to: recipient('70') },
				...[1, 2, 3].map((number) => ({ to: recipient('00', number) })),
			];
			const options = { concurrency: 1 };
			const stopped = await send(orders.map((order) => ({ ...order, options })));
			expect(stopped.error).toBeDefined();
			expect(arrived()).toBe(0);
			const { json } = await send(orders.slice(1));
			expect(json.map(({ status }) => status)).toEqual(['queued', 'queued', 'queued']);
		});

		it('never repeats what may have arrived', async () => {
			const lost = { to: recipient('72') };
			const { json } = await send([lost]);
			const outcomes = (json[0].attemptLog as Array<{ outcome: string }>).map(({ outcome }) => outcome);
			if (hasLists) {
				expect(json[0]).toMatchObject({ status: 'queued', failureCategory: null });
				expect(outcomes).toEqual(['unknown', 'accepted']);
			} else {
				expect(json[0]).toMatchObject({ status: 'unknown', failureCategory: 'outcome_unknown' });
				expect(outcomes).toEqual(['unknown']);
			}
			for (const between of [() => {}, restart]) {
				between();
				const again = await send([lost]);
				expect(again.json[0].failureCategory).toBe(hasLists ? 'duplicate' : 'outcome_unknown');
			}
			expect(arrived()).toBe(1);
		});

		it('sends what was surely not accepted, once that can be told', async () => {
			bench.sandbox.addFault({
				service: service.name,
				fault: 'status',
				status: 500,
				match: sendPath(service),
			});
			const first = await send([{}]);
			expect(first.json[0]).toMatchObject({ status: 'unknown', failureCategory: 'outcome_unknown' });
			const soon = await send([{}]);
			expect(soon.json[0]).toMatchObject({ status: 'unknown', failureCategory: 'outcome_unknown' });
			expect(arrived()).toBe(0);
			await bench.sandbox.advance(15 * MINUTE_MS);
			const later = await send([{}]);
			expect(later.json[0].status).toBe(hasLists ? 'queued' : 'unknown');
			expect(arrived()).toBe(hasLists ? 1 : 0);
		});

		it('looks up what a run began that was killed', async () => {
			let sends = 0;
			store.reset({
				onAccess() {
					// The database goes away with the answer of the service.
					if (arrived() > 0) throw new Error('gone');
					sends++;
				},
			});
			expect((await send([{}])).json[0]).toMatchObject({ status: 'queued' });
			expect(sends).toBeGreaterThan(0);
			store.settings = {};
			restart();
			const { json } = await send([{}]);
			expect(json[0].status).toBe(hasLists ? 'queued' : 'unknown');
			expect(json[0].failureCategory).toBe(hasLists ? null : 'outcome_unknown');
			expect(arrived()).toBe(1);
			restart();
			const again = await send([{}]);
			expect(again.json[0].failureCategory).toBe(hasLists ? 'duplicate' : 'outcome_unknown');
			expect(arrived()).toBe(1);
		});

		it('sends nothing when n8n cannot be asked', async () => {
			store.reset({
				onAccess() {
					throw new Error('The database is locked');
				},
			});
			const { error } = await send([{}]);
			expect(error?.message).toContain("n8n's memory of what was sent could not be asked");
			expect(arrived()).toBe(0);
			store.settings = {};
			expect((await send([{}])).json[0]).toMatchObject({ status: 'queued' });
		});

		it.each([
			['of this process', () => {}],
			['of n8n', restart],
		])(
			'remembers for half of the window at least, and never beyond it, by the memory %s',
			async (_n, between) => {
				await send([{}]);
				for (const hours of [5, 6.9]) {
					await bench.sandbox.advance(hours * HOUR_MS - MINUTE_MS * 30 * (hours - 5));
					between();
					const { json } = await send([{}]);
					expect(json[0]).toMatchObject({ duplicate: true });
				}
				// Asking has not made it longer.
				await bench.sandbox.advance(13 * HOUR_MS);
				between();
				const { json } = await send([{}]);
				expect(json[0]).toMatchObject({ status: 'queued' });
				expect(arrived()).toBe(2);
			},
		);

		it('does no more than is left after a failure with Retry On Fail', async () => {
			const orders = [{}, { to: recipient('70') }, { to: recipient('00', 2) }];
			const { json } = await send(orders, {
				onError: 'continueRegularOutput',
				retryOnFail: { maxTries: 3 },
			});
			expect(arrived()).toBe(2);
			expect(json.map(({ status }) => status)).toEqual(['queued', 'failed', 'queued']);
		});

		it('needs a saved workflow', async () => {
			const { error } = await send([{}], { workflowId: '' });
			expect(error?.message).toContain("'Prevent Duplicates' needs a saved workflow");
			expect(arrived()).toBe(0);
		});

		it.each([
			['a key of 10 MB', { duplicateKey: 'x'.repeat(10_000_000) }, /'Duplicate Key' is longer than 1000/],
			['a key that is no text', { duplicateKey: { a: 1 } }, /'Duplicate Key' is not a text/],
			['a window of zero', { duplicateWindowHours: 0 }, /'Duplicate Window \(Hours\)' is out of range/],
			['a window of years', { duplicateWindowHours: 8761 }, /'Duplicate Window \(Hours\)' is out of range/],
			['an unknown action', { duplicateAction: 'resend' }, /'If Already Sent' has an unknown value/],
		] as Array<[string, INodeParameters, RegExp]>)('refuses %s', async (_name, options, says) => {
			const { error } = await send([{}, { to: recipient('00', 2), options }]);
			expect(error?.message).toMatch(says);
			expect(error?.message.length).toBeLessThan(200);
			expect(arrived()).toBe(0);
		});
	});
});

/** The request that hands a fax in. */
function sendPath(service: ServiceFacts): { method?: string; path: string } {
	const one = service.cases.find(({ operation, breakable }) => operation === 'send' && breakable);
	const { method, path } = one!.breakable!.find(({ effect }) => effect === 'send')!;
	return { method, path };
}
