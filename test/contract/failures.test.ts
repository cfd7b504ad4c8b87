import { loadProvider } from '../../nodes/FaxInbox/providers';
import type { LoggedRequest } from '../../sandbox';
import { openBench, type Bench } from '../support/bench';
import { secretsIn, secretValues } from '../support/secrets';
import { startServer } from '../support/server';
import { shortenTimeouts } from '../support/timeouts';
import { FAULTS, outcomeOf } from './faults';
import { services, type Breakable, type FaultKind, type OperationCase, type ServiceFacts } from './service';
import { credentialsOf, prepared, recipient, runOptions, SETTLED_MS, stageOf } from './stage';

const matches = ({ method, path }: Breakable, request: LoggedRequest) =>
	request.method === method && new RegExp(path).test(request.path);

/** These break only the answer: the fax is on its way. */
const acceptsAllTheSame = (kind: FaultKind, { effect }: Breakable) =>
	effect === 'send' && (kind === 'truncatedJson' || kind === 'emptyBody');

const label = ({ resource = 'fax', operation }: OperationCase, { method, path }: Breakable) =>
	`${resource} ${operation}, ${method} ${path}`;

describe.each(services)('%s: when the service fails', (_name, service: ServiceFacts) => {
	const findsSent = loadProvider(service.name).findSent !== undefined;
	let bench: Bench;
	let secrets: string[];

	beforeAll(async () => {
		bench = await openBench();
		secrets = secretValues(Object.values(credentialsOf(service, bench))[0]);
		expect(secrets.length).toBeGreaterThan(0);
	});

	afterAll(async () => {
		await bench.close();
	});

	/** Runs a case with the request broken as often as it comes. */
	async function broken(one: OperationCase, request: Breakable, kind: FaultKind, options = {}) {
		const state = await prepared(service, bench, one);
		// A fax sent a moment ago may be unknown to the service for good reason; this one is older.
		await bench.sandbox.advance(one.isNew ? 0 : SETTLED_MS);
		const faxesBefore = bench.sandbox.faxes().length;
		bench.sandbox.clearRequests();
		const { method, path } = request;
		bench.sandbox.addFault({
			service: service.name,
			match: { method, path },
			times: 99,
			...FAULTS[kind].order,
		});
		const run = await bench.run({
			...(await runOptions(service, bench, one, state, options)),
			onError: 'continueRegularOutput',
		});
		const requests = bench.sandbox.requests().filter((seen) => matches(request, seen));
		return { run, requests, newFaxes: bench.sandbox.faxes().length - faxesBefore };
	}

	const rows = service.cases.flatMap((one) =>
		(one.breakable ?? []).map((request) => [label(one, request), one, request] as const),
	);
	const kinds = Object.keys(FAULTS) as FaultKind[];

	describe.each(rows)('%s', (_label, one, request) => {
		const applicable = kinds.filter((kind) => kind !== 'timeout' && outcomeOf(kind, request) !== undefined);

		it.each(applicable)('%s', async (kind) => {
			const expected = outcomeOf(kind, request)!;
			const { run, requests, newFaxes } = await broken(one, request, kind);
			const isFound = findsSent && one.operation === 'send' && acceptsAllTheSame(kind, request);
			expectOutcome(run, kind, request, isFound ? null : expected.category);
			expect(requests.length).toBe(expected.requests);
			const isFax = one.resource === undefined;
			expect(newFaxes).toBe(isFax && acceptsAllTheSame(kind, request) ? 1 : 0);
			if (kind === '429') expect(bench.pauses).toHaveLength(2);
		});
	});

	function expectOutcome(
		run: Awaited<ReturnType<Bench['run']>>,
		kind: FaultKind,
		request: Breakable,
		category: string | null,
	): void {
		const [json] = run.json;
		expect(json).toMatchObject({ failureCategory: category });
		expect(secretsIn(run, secrets)).toEqual([]);
		if (category === null) return;
		const isSend = request.effect === 'send';
		const isUnknownSend = isSend && category === 'outcome_unknown';
		expect(json.status).toBe(isUnknownSend ? 'unknown' : 'failed');
		expect('error' in json).toBe(!isUnknownSend);
		// A look-up that a 4xx answers means a fax that is not there.
		expect(json.failureMessage).toMatch(category === 'not_found' ? FAULTS['404'].says : FAULTS[kind].says);
		expect(json.failureHint).toMatch(/^\p{Lu}.{10,}/u);
		if (isSend) {
			const outcome = isUnknownSend ? 'unknown' : 'refused';
			if (isUnknownSend)
				expect(json.attemptLog).toEqual([{ at: expect.any(String), id: null, outcome, category }]);
			if (isUnknownSend) expect(json.failureHint).toMatch(/outbox/);
		}
	}

	it('gives up on requests that are never answered', async () => {
		const restore = shortenTimeouts(300);
		try {
			for (const [, one, request] of rows) {
				const { run, requests } = await broken(one, request, 'timeout', { timeoutSeconds: 5, retries: 0 });
				const { category } = outcomeOf('timeout', request)!;
				// Operations without such options keep the usual number of tries.
				// On a busy machine the time may be over before the request has left.
				if (one.resource === undefined) expect(requests.length).toBeLessThanOrEqual(1);
				expectOutcome(run, 'timeout', request, category);
			}
		} finally {
			restore();
		}
	}, 60_000);

	const reads = rows.filter(([, , { effect, answer }]) => effect === 'read' && answer === 'json');
	const [sendRow] = rows.filter(([, one, { effect }]) => one.operation === 'send' && effect === 'send');

	const { operations } = loadProvider(service.name).capabilities;
	if ((operations as readonly string[]).includes('cancel')) {
		it.each([
			['00', /delivered already/],
			['50', /failed already/],
		])('says why a fax that has ended cannot be canceled: …%s', async (digits, says) => {
			bench.reset();
			const faxId = await stageOf(service, bench).sendAndDeliver(recipient(digits));
			const options = {
				type: service.node,
				credentials: credentialsOf(service, bench),
				parameters: { resource: 'fax', operation: 'cancel', faxId },
			};
			const { json } = await bench.run({ ...options, onError: 'continueRegularOutput' });
			expect(json).toMatchObject([
				{ failureCategory: 'rejected', failureMessage: expect.stringMatching(says) },
			]);
			expect(json[0].failureHint).toMatch(/Nothing was changed/);
			// n8n lists an execution as stopped by a person when its error says "canceled".
			const { status } = await bench.run(options);
			expect(status).toBe('error');
		});
	}

	it('takes nothing that another server says for a fax', async () => {
		const elsewhere = await startServer();
		try {
			const statuses = reads.filter(([, { operation }]) => operation === 'getStatus');
			expect(statuses.length).toBeGreaterThan(0);
			for (const [, one, { method, path }] of statuses) {
				const state = await prepared(service, bench, one);
				await bench.sandbox.advance(SETTLED_MS);
				const fault = { fault: 'redirect', status: 302, location: elsewhere.url } as const;
				bench.sandbox.addFault({ service: service.name, match: { method, path }, times: 99, ...fault });
				const options = await runOptions(service, bench, one, state);
				const { json } = await bench.run({ ...options, onError: 'continueRegularOutput' });
				expect(json).toMatchObject([{ status: 'failed', error: expect.any(String) }]);
			}
			expect(elsewhere.seen.length).toBeGreaterThan(0);
		} finally {
			await elsewhere.close();
		}
	});

	it('repeats a read until it is answered, with growing pauses', async () => {
		const [, one, request] = reads[0];
		const state = await prepared(service, bench, one);
		const { method, path } = request;
		bench.sandbox.addFault({ service: service.name, match: { method, path }, times: 2, fault: 'html502' });
		const run = await bench.run(await runOptions(service, bench, one, state));
		expect(run.error).toBeUndefined();
		expect(bench.pauses).toHaveLength(2);
		const [first, second] = bench.pauses;
		expect(first).toBeGreaterThanOrEqual(750);
		expect(first).toBeLessThanOrEqual(1250);
		expect(second).toBeGreaterThanOrEqual(1500);
		expect(second).toBeLessThanOrEqual(2500);
	});

	it.each([
		['seconds', '7', 7_000],
		[
			'a date',
			() => new Date(Math.ceil(bench.sandbox.clock.now() / 1000) * 1000 + 9_000).toUTCString(),
			undefined,
		],
	])('waits as long as Retry-After says: %s', async (_form, value, expected) => {
		const [, one, request] = sendRow;
		const state = await prepared(service, bench, one);
		const { method, path } = request;
		bench.sandbox.addFault({
			service: service.name,
			match: { method, path },
			fault: 'status',
			status: 429,
			retryAfter: typeof value === 'function' ? value() : value,
		});
		const run = await bench.run(await runOptions(service, bench, one, state));
		expect(run.json).toMatchObject([
			{
				status: 'queued',
				attemptLog: [
					{ outcome: 'refused', category: 'rate_limited' },
					{ outcome: 'accepted', category: null },
				],
			},
		]);
		expect(bench.pauses).toHaveLength(1);
		if (expected !== undefined) expect(bench.pauses).toEqual([expected]);
		expect(bench.pauses[0]).toBeGreaterThan(6_000);
		expect(bench.pauses[0]).toBeLessThanOrEqual(10_000);
		expect(bench.sandbox.faxes()).toHaveLength(1);
	});

	it('does not wait for hours', async () => {
		const [, one, request] = sendRow;
		const state = await prepared(service, bench, one);
		const { method, path } = request;
		const match = { method, path };
		bench.sandbox.addFault({ service: service.name, match, fault: 'status', status: 429, retryAfter: 3600 });
		const run = await bench.run({
			...(await runOptions(service, bench, one, state)),
			onError: 'continueRegularOutput',
		});
		expect(run.json).toMatchObject([{ failureCategory: 'rate_limited', failureRetryable: true }]);
		expect(bench.pauses).toEqual([]);
		expect(bench.sandbox.faxes()).toHaveLength(0);
	});

	it('counts one fax when the answer to a send is lost after it was accepted', async () => {
		for (const fault of ['resetAfterBody', 'html502', 'html200', 'status'] as const) {
			const [, one, request] = sendRow;
			const state = await prepared(service, bench, one);
			const { method, path } = request;
			const match = { method, path };
			bench.sandbox.addFault({ service: service.name, match, fault, afterAcceptance: true, status: 500 });
			const run = await bench.run(await runOptions(service, bench, one, state));
			expect(run.error).toBeUndefined();
			const [fax] = bench.sandbox.faxes();
			expect(bench.sandbox.faxes()).toHaveLength(1);
			// A service that can be asked tells what became of it.
			expect(run.json).toMatchObject([
				findsSent
					? { status: 'queued', isFinal: false, id: fax.id, to: fax.to, failureCategory: null }
					: { status: 'unknown', isFinal: false, id: null, to: fax.to, failureCategory: 'outcome_unknown' },
			]);
		}
	});

	describe('a credential that is refused', () => {
		it.each(service.badCredentials.map((bad) => [bad.name, bad] as const))(
			'%s',
			async (_bad, { data, category }) => {
				const numbers = service.cases.find(
					({ resource, operation }) => resource === 'number' && operation === 'list',
				);
				const list = numbers ?? service.cases.find(({ operation }) => operation === 'listInbox');
				if (list === undefined) throw new Error('Every service lists its numbers or its received faxes');
				await prepared(service, bench, list);
				const run = await bench.run({
					...(await runOptions(service, bench, list, {})),
					credentials: credentialsOf(service, bench, data),
				});
				expect(run.status).toBe('error');
				expect(run.error?.message).toMatch(/\[item 0\]$/);
				expect((run.error as { description?: string }).description).toMatch(/\w{3}/);
				expect(secretsIn(run, [...secrets, ...Object.values(data)])).toEqual([]);
				const again = await bench.run({
					...(await runOptions(service, bench, list, {})),
					credentials: credentialsOf(service, bench, data),
					onError: 'continueRegularOutput',
				});
				expect(again.json).toMatchObject([{ failureCategory: category }]);
			},
		);
	});

	it('says who cannot be reached', async () => {
		const port = new URL(bench.sandbox.url).port;
		const closed = { ...credentialsOf(service, bench) };
		const [type] = Object.keys(closed);
		const baseUrl = String(closed[type].baseUrl).replace(port, '1');
		const stage = stageOf(service, bench);
		bench.reset();
		const run = await bench.run({
			type: service.node,
			credentials: credentialsOf(service, bench, { baseUrl }),
			parameters: { resource: 'fax', operation: 'send', to: recipient(), ...service.sendParameters },
			items: [await stage.bench.item()],
			onError: 'continueRegularOutput',
		});
		// Nothing was reached, so nothing is unknown, and the request may be made again.
		expect(run.json).toMatchObject([
			{ status: 'failed', failureCategory: 'provider_unavailable', failureRetryable: true },
		]);
		expect(run.json[0].failureMessage).toMatch(/refused the connection/);
		expect(run.json[0].failureHint).toMatch(/Base URL/);
		expect(bench.pauses).toHaveLength(2);
	});
});
