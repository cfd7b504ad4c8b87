import { loadProvider } from '../../nodes/FaxInbox/providers';
import type { FaxEventName } from '../../nodes/shared/provider';
import type { TriggerRun } from '../../harness';
import { sha256, until, useBench } from '../support/bench';
import { expectedRecordKeys } from '../support/recordKeys';
import { secretsIn, secretValues } from '../support/secrets';
import { expectRequests } from '../support/wire';
import { services } from './service';
import { credentialsOf, recipient, stageOf } from './stage';

const EVENT_KEYS = [...expectedRecordKeys, 'event', 'occurredAt', 'eventKey'];
const USUAL: FaxEventName[] = ['faxReceived', 'faxDelivered', 'faxFailed'];

describe.each(services)('%s: the trigger', (name, service) => {
	const { capabilities, webhooks } = loadProvider(name);
	const registers = capabilities.webhookRegistration === 'api';
	// The trigger waits for documents on this clock: eight seconds are 400 ms.
	const bench = useBench({ listens: true, haste: 20 });

	let workflows = 0;

	function trigger(events: readonly string[] = USUAL, more = {}, credential = {}): TriggerRun {
		return bench.engine.trigger({
			type: service.trigger,
			workflowId: `workflow-${++workflows}`,
			parameters: { events: [...events], ...more },
			credentials: credentialsOf(service, bench, credential),
		});
	}

	/** A trigger whose hook is at the service, however it got there. */
	async function listening(events: readonly string[] = USUAL, more = {}): Promise<TriggerRun> {
		const run = trigger(events, more);
		await run.activate();
		if (!registers) setByHand(run);
		bench.sandbox.clearRequests();
		return run;
	}

	const setByHand = (run: TriggerRun) =>
		service.webhooks.byHand(run.productionUrl).map((order) => bench.sandbox.addHook(order));

	/** All deliveries so far, once they have been answered. */
	async function settled() {
		await bench.sandbox.settled();
		return bench.sandbox.deliveries();
	}

	describe('registration', () => {
		const { requests } = service.webhooks;

		if (!registers || requests === undefined) {
			it('asks the service for nothing', async () => {
				expect(requests).toBeUndefined();
				const run = trigger();
				await run.activate();
				await run.activate();
				await run.deactivate();
				await run.activateTest();
				await run.deactivateTest();
				expect(bench.sandbox.requests()).toEqual([]);
			});
			return;
		}

		const urls = () => bench.sandbox.hooks().map(({ url }) => url);
		const expectWire = (expected: Parameters<typeof expectRequests>[1]) =>
			expectRequests(bench.sandbox.requests(), expected, service.basePath, service.credentialHeaders);

		it.each([[['faxReceived']], [['faxDelivered', 'faxFailed']], [USUAL]] as FaxEventName[][][])(
			'of %s, once',
			async (events) => {
				const run = trigger(events);
				await run.activate();
				expectWire(requests.activate(run.productionUrl, events));
				expect(new Set(urls())).toEqual(new Set([run.productionUrl]));
				const before = bench.sandbox.hooks();
				bench.sandbox.clearRequests();
				await run.activate();
				const ids = before.map(({ id }) => id);
				expectWire(requests.activateAgain(run.productionUrl, events, ids));
				expect(bench.sandbox.hooks()).toEqual(before);
				await run.deactivate();
				expect(urls()).toEqual([]);
			},
		);

		it('adds what is missing when more events are wanted', async () => {
			const run = trigger(['faxReceived']);
			await run.activate();
			const [first] = bench.sandbox.hooks();
			const more = bench.engine.trigger({
				type: service.trigger,
				workflowId: `workflow-${workflows}`,
				webhookId: new URL(run.productionUrl).pathname.split('/')[2],
				parameters: { events: USUAL },
				credentials: credentialsOf(service, bench),
			});
			expect(more.productionUrl).toBe(run.productionUrl);
			await more.activate();
			expect(bench.sandbox.hooks()).toContain(first);
			expect(bench.sandbox.hooks().length).toBeGreaterThan(1);
			// Its memory is empty, as after a poller has written over it; the URL tells which hooks are its own.
			more.staticData = {};
			await more.deactivate();
			expect(urls()).toEqual([]);
		});

		it('leaves hooks of others alone', async () => {
			const foreign = service.webhooks
				.byHand('http://127.0.0.1:9/elsewhere')
				.map((order) => bench.sandbox.addHook(order));
			const run = trigger();
			const near = service.webhooks
				.byHand(`${run.productionUrl}2`)
				.map((order) => bench.sandbox.addHook(order));
			await run.activate();
			await run.deactivate();
			expect(bench.sandbox.hooks()).toEqual([...foreign, ...near]);
		});

		it('removes its own, with the exact requests, also when they are gone already', async () => {
			const run = trigger();
			await run.activate();
			const ids = bench.sandbox.hooks().map(({ id }) => id);
			bench.sandbox.clearRequests();
			const gone = ids[0];
			bench.sandbox.removeHook(gone);
			await run.deactivate();
			const expected = requests.deactivate(run.productionUrl, ids);
			expectWire(expected);
			const deleted = bench.sandbox.requests().find(({ path }) => path.endsWith(gone));
			expect(deleted?.status).toBe(404);
			expect(urls()).toEqual([]);
			expect(run.staticData.hooks).toEqual([]);
		});

		it('keeps a test listen and the published workflow apart', async () => {
			const run = trigger();
			await run.activate();
			const production = bench.sandbox.hooks();
			await run.activateTest();
			expect(urls()).toContain(run.testUrl);
			await run.deactivateTest();
			expect(bench.sandbox.hooks()).toEqual(production);
			await run.deactivate();
			expect(urls()).toEqual([]);
		});

		it('leaves no half of a registration behind', async () => {
			const run = trigger();
			const { method } = requests.activate(run.productionUrl, USUAL).at(-1)!;
			bench.sandbox.addFault({
				service: service.name,
				match: { method },
				fault: 'status',
				status: 403,
			});
			await expect(run.activate()).rejects.toThrow(/may not do this/);
			expect(urls()).toEqual([]);
			await run.activate();
			expect(urls()).not.toEqual([]);
		});
	});

	describe('events', () => {
		async function eventOf(run: TriggerRun, event: string) {
			const execution = await run.nextExecution(({ items }) => items[0]?.json.event === event);
			expect(execution.error).toBeUndefined();
			expect(execution.items).toHaveLength(1);
			await settled();
			return execution.items[0];
		}

		it('a received fax, with its document', async () => {
			const run = await listening();
			const stage = stageOf(service, bench);
			const id = stage.receive({ pages: 2, from: '+12025550177' });
			const { json, binary } = await eventOf(run, 'faxReceived');
			const bytes = bench.sandbox.document(id)!.bytes;
			expect(Object.keys(json)).toEqual([...EVENT_KEYS, 'contentTrust']);
			expect(json).toMatchObject({
				provider: name,
				id,
				trackingId: id,
				direction: 'inbound',
				status: 'received',
				isFinal: true,
				from: '+12025550177',
				to: service.number,
				pages: 2,
				event: 'faxReceived',
				eventKey: `${name}:${id}:faxReceived`,
				contentTrust: 'untrusted',
				raw: null,
				document: { available: true, reason: null, size: bytes.length, sha256: sha256(bytes) },
			});
			expect(json.occurredAt).toMatch(/^2026-03-\d\dT/);
			expect(Object.keys(binary ?? {})).toEqual(['data']);
			expect(sha256(await bench.engine.readBinary(binary!.data))).toBe(sha256(bytes));
			const [delivery] = await settled();
			expect([delivery.status, delivery.answer]).toEqual([200, webhooks.acknowledgement.body]);
		});

		it.each(service.webhooks.variants.map((variant) => [variant.name, variant] as const))(
			'a received fax in another form: %s',
			async (_variant, { apply }) => {
				apply(bench.sandbox);
				const run = await listening();
				const id = stageOf(service, bench).receive({ pages: 2, from: '+12025550177' });
				const { json, binary } = await eventOf(run, 'faxReceived');
				const { bytes } = bench.sandbox.document(id)!;
				expect(json).toMatchObject({
					id,
					trackingId: id,
					direction: 'inbound',
					status: 'received',
					from: '+12025550177',
					to: service.number,
					eventKey: `${name}:${id}:faxReceived`,
					document: { available: true, size: bytes.length },
				});
				expect(sha256(await bench.engine.readBinary(binary!.data))).toBe(sha256(bytes));
			},
		);

		it('a delivered and a failed fax, by the name that Send gave', async () => {
			const run = await listening();
			const stage = stageOf(service, bench);
			for (const [digits, event, status] of [
				['00', 'faxDelivered', 'delivered'],
				['50', 'faxFailed', 'failed'],
			]) {
				const trackingId = await stage.sendAndDeliver(recipient(digits));
				const { json, binary } = await eventOf(run, event);
				expect(Object.keys(json)).toEqual(EVENT_KEYS);
				expect(json).toMatchObject({
					trackingId,
					direction: 'outbound',
					status,
					isFinal: true,
					to: recipient(digits),
					event,
					eventKey: `${name}:${trackingId}:${event}`,
					failureCategory: status === 'failed' ? 'busy' : null,
				});
				expect(binary).toBeUndefined();
			}
		});

		it('once, however often they come', async () => {
			const run = await listening();
			stageOf(service, bench).receive();
			await eventOf(run, 'faxReceived');
			const [{ id }] = await settled();
			// Twice at the same moment and once more.
			const again = await Promise.all([
				bench.sandbox.deliver({ repeat: id }),
				bench.sandbox.deliver({ repeat: id }),
			]);
			again.push(await bench.sandbox.deliver({ repeat: id }));
			for (const { status, answer } of again) {
				expect([status, answer]).toEqual([200, webhooks.acknowledgement.body]);
			}
			expect(run.executions).toHaveLength(1);
			// Another memory: the process forgets nothing, and static data alone would do as well.
			run.staticData = {};
			await bench.sandbox.deliver({ repeat: id });
			expect(run.executions).toHaveLength(1);
		});

		it('not, when they were not asked for or are of no known kind', async () => {
			const run = await listening(['faxReceived']);
			if (registers) setByHand(run);
			await stageOf(service, bench).sendAndDeliver();
			const deliveries = await settled();
			expect(deliveries.length).toBeGreaterThan(0);
			const { otherEvent } = service.webhooks;
			const other = await bench.sandbox.deliver({
				service: service.name,
				url: run.productionUrl,
				...(typeof otherEvent === 'function' ? otherEvent(run.productionUrl) : { body: otherEvent }),
			});
			for (const { status, answer } of [...deliveries, other]) {
				expect([status, answer]).toEqual([200, webhooks.acknowledgement.body]);
			}
			expect(run.executions).toEqual([]);
			expect(
				bench.sandbox.requests().filter(({ path }) => path.includes(service.webhooks.documentPath)),
			).toEqual([]);
		});

		it('without their document where nobody wants it', async () => {
			const run = await listening(USUAL, { downloadDocument: false });
			stageOf(service, bench).receive();
			const { json, binary } = await eventOf(run, 'faxReceived');
			expect(json.document).toBeNull();
			expect(binary).toBeUndefined();
			expect(bench.sandbox.requests()).toEqual([]);
		});

		it('with the service’s own words where they are asked for', async () => {
			const run = await listening(USUAL, { options: { includeRaw: true } });
			stageOf(service, bench).receive();
			const { json } = await eventOf(run, 'faxReceived');
			expect(json.raw).toEqual(expect.any(Object));
		});

		it.each([
			['does not come in time', { fault: 'hang' }, /in time/],
			['is not to be had', { fault: 'status', status: 500 }, /did not answer properly/],
			['is forbidden', { fault: 'status', status: 403 }, /may not do this/],
			['is a web page', { fault: 'html200' }, /web page/],
			['breaks off', { fault: 'resetMidAnswer' }, /broke off/],
		] as const)('when the document %s', async (_what, fault, reason) => {
			const run = await listening();
			const match = { path: service.webhooks.documentPath };
			bench.sandbox.addFault({ service: service.name, match, times: 99, ...fault });
			stageOf(service, bench).receive();
			const { json, binary } = await eventOf(run, 'faxReceived');
			expect(json.document).toMatchObject({ available: false, fileName: null, size: null, sha256: null });
			expect((json.document as { reason: string }).reason).toMatch(reason);
			expect(binary).toBeUndefined();
			expect((await settled()).map(({ status }) => status)).toEqual([200]);
			const secrets = secretValues(Object.values(credentialsOf(service, bench))[0]);
			expect(secretsIn(json, secrets)).toEqual([]);
		});

		it.each([
			['cannot be found at first', { fault: 'status', status: 404, times: 2 }],
			['is not to be had at first', { fault: 'status', status: 503, times: 3 }],
			['comes slowly', { fault: 'slowDrip', delayMs: 300 }],
		] as const)('with the document, when it %s and then comes within the patience', async (_what, fault) => {
			// Room for a slow machine: the patience of six seconds and more is three of ours.
			bench.haste = 2;
			const run = await listening();
			const match = { path: service.webhooks.documentPath };
			bench.sandbox.addFault({ service: service.name, match, ...fault });
			const id = stageOf(service, bench).receive({ pages: 2 });
			const { json, binary } = await eventOf(run, 'faxReceived');
			const { bytes } = bench.sandbox.document(id)!;
			expect(json.document).toMatchObject({ available: true, reason: null, size: bytes.length });
			expect(sha256(await bench.engine.readBinary(binary!.data))).toBe(sha256(bytes));
			expect((await settled()).map(({ status }) => status)).toEqual([200]);
			expect(run.executions).toHaveLength(1);
		});

		it('reach a test listen as often as somebody tries', async () => {
			const run = trigger();
			for (const _time of [1, 2]) {
				await run.activateTest();
				const hooks = service.webhooks.byHand(run.testUrl).map((order) => bench.sandbox.addHook(order));
				const before = run.executions.length;
				stageOf(service, bench).receive();
				await until(() => run.executions.length > before, 'the test event');
				expect(run.executions.at(-1)!.mode).toBe('manual');
				await run.deactivateTest();
				for (const { id } of hooks) bench.sandbox.removeHook(id);
			}
		});

		const more = capabilities.events.filter((event) => !USUAL.includes(event));
		const cancels = (capabilities.operations as readonly string[]).includes('cancel');
		if (cancels && more.includes('faxCanceled')) {
			it('a canceled fax', async () => {
				const run = await listening(capabilities.events);
				const id = await stageOf(service, bench).send();
				await bench.run({
					type: service.node,
					credentials: credentialsOf(service, bench),
					parameters: { resource: 'fax', operation: 'cancel', faxId: id },
				});
				const { json } = await eventOf(run, 'faxCanceled');
				expect(json).toMatchObject({ trackingId: id, status: 'canceled', isFinal: true });
			});
		}
	});

	describe('deliveries', () => {
		it('that are genuine pass the check', async () => {
			const { secured } = service.webhooks;
			secured.apply(bench.sandbox);
			const run = trigger(USUAL, {}, secured.credential);
			await run.activate();
			if (!registers) {
				for (const order of service.webhooks.byHand(run.productionUrl)) {
					bench.sandbox.addHook({ ...order, ...secured.hook });
				}
			}
			const id = stageOf(service, bench).receive();
			const { items } = await run.nextExecution();
			expect(items[0].json).toMatchObject({ id, event: 'faxReceived', document: { available: true } });
		});

		it.each(service.webhooks.forgeries.map((forgery) => [forgery.name, forgery] as const))(
			'are refused when they have %s',
			async (_forgery, { credential, body, headers, status }) => {
				const run = trigger(USUAL, {}, credential);
				await run.activate();
				bench.sandbox.clearRequests();
				const delivery = await bench.sandbox.deliver({ url: run.productionUrl, body, headers });
				expect(delivery.status).toBe(status);
				expect(delivery.answer).toMatch(/^The .{10,}/);
				const secrets = secretValues({ ...Object.values(credentialsOf(service, bench))[0], ...credential });
				expect(secretsIn(delivery.answer, secrets)).toEqual([]);
				expect(run.executions).toEqual([]);
				expect(bench.sandbox.requests()).toEqual([]);
			},
		);

		it.each([
			['nothing', ''],
			['no JSON', '{'],
			['null', 'null'],
			['a number', '7'],
			['a long list', JSON.stringify(Array.from({ length: 5_000 }, () => ({})))],
			['deep nesting', `${'['.repeat(5_000)}${']'.repeat(5_000)}`],
			['odd types', JSON.stringify({ hook: 7, data: [], jobId: {}, type: null })],
		])('of odd content get an answer and start nothing: %s', async (_content, body) => {
			const run = await listening();
			const delivery = await bench.sandbox.deliver({ url: run.productionUrl, body });
			expect(delivery.error).toBeNull();
			expect(delivery.status).toBeGreaterThanOrEqual(200);
			expect(delivery.status).toBeLessThan(500);
			expect(run.executions).toEqual([]);
		});

		it('stop when the workflow is unpublished', async () => {
			const run = await listening();
			await run.deactivate();
			const delivery = await bench.sandbox.deliver({ url: run.productionUrl, body: {} });
			expect(delivery.status).toBe(404);
		});
	});

	it('says which events it needs', async () => {
		if (!registers) return;
		await expect(trigger([]).activate()).rejects.toThrow(/Trigger On|required/);
		expect(bench.sandbox.requests().filter(({ method }) => method === 'POST')).toEqual([]);
		expect(bench.sandbox.hooks()).toEqual([]);
	});
});
