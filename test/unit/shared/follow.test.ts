import { followAll, type CauseRetry, type Followed } from '../../../nodes/shared/action/follow';
import { useClock } from '../../../nodes/shared/clock';
import { fail, failureInfo, type FailureCategory } from '../../../nodes/shared/failure';
import type { Service } from '../../../nodes/shared/http/service';
import type { Polling, Provider } from '../../../nodes/shared/provider';
import { failureFields, faxRecord, type AttemptEntry, type FaxRecord } from '../../../nodes/shared/record';

const MINUTE = 60_000;
const START = Date.parse('2026-03-02T09:00:00Z');

let now: number;

/** Time passes only while somebody sleeps. */
function installClock(): void {
	now = START;
	useClock({
		now: () => now,
		async sleep(ms, signal) {
			signal?.throwIfAborted();
			await new Promise(setImmediate);
			now += ms;
		},
	});
}

beforeEach(installClock);
afterAll(() => useClock());

const fax = (id: string | null, fields: Partial<FaxRecord> = {}): FaxRecord =>
	faxRecord({ provider: 'any', id, direction: 'outbound', status: 'queued', to: '+13125550100', ...fields });

const failed = (id: string, category: FailureCategory, fields: Partial<FaxRecord> = {}): FaxRecord =>
	fax(id, { status: 'failed', isFinal: true, ...failureFields(failureInfo(category)), ...fields });

const delivered = (id: string) => fax(id, { status: 'delivered', isFinal: true });

interface Stage {
	provider: Provider;
	/** when each look was made, in milliseconds since the start, and at which fax */
	looks: Array<{ at: number; id: string }>;
}

/** A service that answers each look with the next of the given answers; the last one stays. */
function stageOf(answers: Record<string, Array<FaxRecord | Error>>, polling?: Polling): Stage {
	const looks: Stage['looks'] = [];
	const provider = {
		name: 'any',
		capabilities: { polling },
		async getStatus(_http: unknown, id: string) {
			looks.push({ at: now - START, id });
			const left = answers[id];
			const answer = left.length > 1 ? left.shift()! : left[0];
			if (answer instanceof Error) throw answer;
			return answer;
		},
	} as unknown as Provider;
	return { provider, looks };
}

const service = { http: () => ({}), secrets: [] } as unknown as Service;

function followedFax(record: FaxRecord, more: Partial<Followed> = {}): Followed & { states: FaxRecord[] } {
	const states: FaxRecord[] = [];
	return {
		record,
		maxWaitMs: 10 * MINUTE,
		attempts: null,
		update: (state) => void states.push(state),
		...more,
		states,
	};
}

describe('waiting for the end', () => {
	it('ends with the end of the fax, which keeps its document and reference', async () => {
		const { provider, looks } = stageOf({ a: [fax('a', { status: 'sending' }), delivered('a')] });
		const document = {
			available: true,
			reason: null,
			fileName: 'a.pdf',
			mimeType: null,
			size: 1,
			sha256: null,
		};
		const one = followedFax(fax('a', { document, reference: 'r' }));
		await followAll(provider, service, [one], 5);
		expect(one.record).toMatchObject({ status: 'delivered', isFinal: true, document, reference: 'r' });
		expect(one.states.map(({ status }) => status)).toEqual(['sending', 'delivered']);
		expect(looks.map(({ at }) => at)).toEqual([5_000, 10_000]);
	});

	it('ends at the longest wait with the last known status and a hint, never with "failed"', async () => {
		const { provider, looks } = stageOf({ a: [fax('a', { status: 'sending' })] });
		const one = followedFax(fax('a'));
		await followAll(provider, service, [one], 5);
		expect(now - START).toBe(10 * MINUTE);
		expect(looks.at(-1)?.at).toBe(10 * MINUTE);
		expect(one.record).toMatchObject({ status: 'sending', isFinal: false, failureCategory: null });
		expect(one.record.failureHint).toMatch(/Not final after 10 minutes .* Get Status/);
		expect(one.states.at(-1)).toEqual(one.record);
	});

	it('takes a look that fails for no end', async () => {
		const broken = fail('provider_unavailable');
		const { provider, looks } = stageOf({
			a: [broken, fail('not_found'), broken, delivered('a')],
			b: [broken],
		});
		const [a, b] = [followedFax(fax('a')), followedFax(fax('b'), { maxWaitMs: MINUTE })];
		await followAll(provider, service, [a, b], 5);
		expect(a.record.status).toBe('delivered');
		expect(looks.filter(({ id }) => id === 'a')).toHaveLength(4);
		expect(b.record).toMatchObject({ status: 'queued', isFinal: false, failureCategory: null });
		expect(b.record.failureHint).toMatch(/after 1 minute of/);
	});

	it('throws what is no failure of the service', async () => {
		const { provider } = stageOf({ a: [new TypeError('a mistake in the code')] });
		await expect(followAll(provider, service, [followedFax(fax('a'))], 5)).rejects.toThrow(TypeError);
	});

	it('asks less and less often, up to a longest pause', async () => {
		const { provider, looks } = stageOf({ a: [fax('a')] });
		await followAll(provider, service, [followedFax(fax('a'), { maxWaitMs: 3 * MINUTE })], 5);
		const times = looks.map(({ at }) => at);
		const pauses = times.map((at, index) => at - (times[index - 1] ?? 0));
		expect(pauses.slice(0, 7)).toEqual([5_000, 5_000, 7_500, 11_250, 16_875, 25_313, 30_000]);
		expect(Math.max(...pauses)).toBe(30_000);
	});

	it('follows the advice of the service', async () => {
		const polling = { firstLookMs: 20_000, pauseMs: 10_000, longestPauseMs: 12_000, looksPerMinute: 60 };
		const { provider, looks } = stageOf({ a: [fax('a')] }, polling);
		await followAll(provider, service, [followedFax(fax('a'), { maxWaitMs: MINUTE })], 5);
		expect(looks.map(({ at }) => at)).toEqual([20_000, 30_000, 42_000, 54_000, 60_000]);
	});

	it('follows all faxes together, within the number of looks that a service takes', async () => {
		const ids = Array.from({ length: 300 }, (_, index) => `fax-${index}`);
		const { provider, looks } = stageOf(Object.fromEntries(ids.map((id) => [id, [fax(id)]])));
		const faxes = ids.map((id) => followedFax(fax(id), { maxWaitMs: 20 * MINUTE }));
		await followAll(provider, service, faxes, 5);
		expect(now - START).toBe(20 * MINUTE);
		expect(new Set(looks.map(({ id }) => id)).size).toBe(300);
		for (let minute = 0; minute < 19; minute++) {
			const inIt = looks.filter(({ at }) => at >= minute * MINUTE && at < (minute + 1) * MINUTE);
			expect(inIt.length).toBeLessThanOrEqual(121);
			expect(inIt.length).toBeGreaterThan(60);
		}
	});

	it.each([
		['final already', delivered('a')],
		['of unknown fate', fax(null, { status: 'unknown', failureCategory: 'outcome_unknown' })],
	])('does not ask for a fax that is %s', async (_which, record) => {
		const { provider, looks } = stageOf({ a: [delivered('a')] });
		const one = followedFax(record);
		await followAll(provider, service, [one], 5);
		expect(looks).toEqual([]);
		expect(one.record).toBe(record);
	});
});

describe('a stopped execution', () => {
	async function timeToStop(following: (signal: AbortSignal) => Promise<void>) {
		const controller = new AbortController();
		const promise = following(controller.signal).catch((error: unknown) => error);
		await new Promise((resolve) => setTimeout(resolve, 30));
		const before = Date.now();
		controller.abort(new Error('stopped'));
		const error = (await promise) as { info: { hint: string; message: string } };
		return { took: Date.now() - before, error };
	}

	const faxes = () => [followedFax(fax('a')), followedFax(delivered('b')), followedFax(fax('c'))];

	it('ends a pause at once and names the ids', async () => {
		useClock();
		const { provider } = stageOf({});
		const { took, error } = await timeToStop((signal) => followAll(provider, service, faxes(), 5, signal));
		expect(took).toBeLessThan(100);
		expect(error.info.message).toMatch(/was canceled while it waited/);
		expect(error.info.hint).toMatch(/Get Status: a, c\./);
	});

	it('does not wait for a look under way', async () => {
		const { provider } = stageOf({});
		provider.getStatus = async () => await new Promise(() => undefined);
		const { took, error } = await timeToStop((signal) => followAll(provider, service, faxes(), 1, signal));
		expect(took).toBeLessThan(100);
		expect(error.info.hint).toMatch(/Get Status: a, c\./);
	});

	it('leaves no listener at the signal', async () => {
		const { provider } = stageOf({ a: [fax('a')] });
		const controller = new AbortController();
		const added = jest.spyOn(controller.signal, 'addEventListener');
		const removed = jest.spyOn(controller.signal, 'removeEventListener');
		await followAll(provider, service, [followedFax(fax('a'))], 5, controller.signal);
		expect(added.mock.calls.length).toBeGreaterThan(5);
		expect(removed.mock.calls.length).toBe(added.mock.calls.length);
	});
});

describe('retry by cause', () => {
	const accepted = (id: string): AttemptEntry => ({ at: '', id, outcome: 'accepted', category: null });

	/** A fax `a` that failed; each further try gives the next of the records, or is refused. */
	function retried(
		first: FaxRecord,
		tries: Array<FaxRecord | Error>,
		causes: CauseRetry['causes'],
		more = {},
	) {
		const sentAt: number[] = [];
		const attempts = [accepted('a')];
		const send = async (log: AttemptEntry[]) => {
			sentAt.push(now - START);
			const next = tries.shift();
			if (next === undefined) throw new Error('It was sent once too often');
			if (next instanceof Error) {
				log.push({ at: '', id: null, outcome: 'refused', category: 'rate_limited' });
				throw next;
			}
			log.push(next.id === null ? { ...accepted(''), id: null, outcome: 'unknown' } : accepted(next.id));
			return next;
		};
		const one = followedFax(first, { attempts, maxWaitMs: 60 * MINUTE, retry: { causes, send }, ...more });
		return { one, sentAt, log: () => attempts.map(({ id, outcome, category }) => [id, outcome, category]) };
	}

	const busy = { busy: { tries: 2, pauseMs: 3 * MINUTE } };

	it('sends again after the pause, as often as set, and logs every attempt', async () => {
		const { provider } = stageOf({
			a: [failed('a', 'busy')],
			b: [failed('b', 'busy')],
			c: [failed('c', 'busy')],
		});
		const { one, sentAt, log } = retried(fax('a'), [fax('b'), fax('c')], busy);
		await followAll(provider, service, [one], 5);
		const [first, second] = sentAt;
		expect(first).toBe(5_000 + 3 * MINUTE);
		expect(second).toBe(first + 5_000 + 3 * MINUTE);
		expect(one.record).toMatchObject({ id: 'c', status: 'failed', failureCategory: 'busy' });
		expect(log()).toEqual([
			['a', 'accepted', null],
			['a', 'failed', 'busy'],
			['b', 'accepted', null],
			['b', 'failed', 'busy'],
			['c', 'accepted', null],
		]);
		expect(one.record.attemptLog).toBe(one.attempts);
	});

	it('ends with success', async () => {
		const { provider } = stageOf({ b: [delivered('b')] });
		const { one, sentAt } = retried(failed('a', 'busy'), [fax('b')], busy);
		await followAll(provider, service, [one], 5);
		expect(sentAt).toEqual([3 * MINUTE]);
		expect(one.record).toMatchObject({ id: 'b', status: 'delivered' });
	});

	it('counts each cause by itself', async () => {
		const causes = { busy: { tries: 1, pauseMs: MINUTE }, no_answer: { tries: 1, pauseMs: 2 * MINUTE } };
		const { provider } = stageOf({ b: [failed('b', 'no_answer')], c: [failed('c', 'busy')] });
		const { one, sentAt } = retried(failed('a', 'busy'), [fax('b'), fax('c')], causes);
		await followAll(provider, service, [one], 5);
		expect(sentAt).toEqual([MINUTE, MINUTE + 5_000 + 2 * MINUTE]);
		expect(one.record).toMatchObject({ id: 'c', failureCategory: 'busy' });
	});

	it.each([
		['a cause that was not chosen', failed('a', 'invalid_number')],
		['a fax of which a part arrived', failed('a', 'busy', { isPartial: true })],
		['a fax of which pages arrived', failed('a', 'busy', { pagesTransferred: 1 })],
		['a fax of unknown fate', fax(null, { status: 'unknown', failureCategory: 'busy' })],
		['a canceled fax', fax('a', { status: 'canceled', isFinal: true, failureCategory: 'busy' })],
	])('does not send again: %s', async (_which, first) => {
		const { provider } = stageOf({});
		const { one, sentAt } = retried(first, [], busy);
		await followAll(provider, service, [one], 5);
		expect(sentAt).toEqual([]);
		expect(one.record).toBe(first);
	});

	it('does not send again when the time is too short for the pause', async () => {
		const { provider } = stageOf({});
		const { one, sentAt } = retried(failed('a', 'busy'), [], busy, { maxWaitMs: 3 * MINUTE });
		await followAll(provider, service, [one], 5);
		expect(sentAt).toEqual([]);
	});

	it('stops when the fate of a try is unknown', async () => {
		const lost = fax(null, { status: 'unknown', failureCategory: 'outcome_unknown' });
		const { provider, looks } = stageOf({});
		const { one, sentAt } = retried(failed('a', 'busy'), [lost], busy);
		await followAll(provider, service, [one], 5);
		expect(sentAt).toHaveLength(1);
		expect(looks).toEqual([]);
		expect(one.record).toMatchObject({ status: 'unknown', failureCategory: 'outcome_unknown' });
	});

	it('keeps the end of the fax when a try is refused for good', async () => {
		const { provider } = stageOf({});
		const { one, sentAt } = retried(failed('a', 'busy'), [fail('out_of_credit')], busy);
		await followAll(provider, service, [one], 5);
		expect(sentAt).toHaveLength(1);
		expect(one.record).toMatchObject({ id: 'a', status: 'failed', failureCategory: 'busy' });
	});

	it('counts a try that was refused for the moment, and goes on', async () => {
		const { provider } = stageOf({ b: [delivered('b')] });
		const { one, sentAt, log } = retried(failed('a', 'busy'), [fail('rate_limited'), fax('b')], busy);
		await followAll(provider, service, [one], 5);
		expect(sentAt).toEqual([3 * MINUTE, 6 * MINUTE]);
		expect(one.record.status).toBe('delivered');
		expect(log()).toEqual([
			['a', 'accepted', null],
			['a', 'failed', 'busy'],
			[null, 'refused', 'rate_limited'],
			['b', 'accepted', null],
		]);
	});

	it('does not begin to count anew when n8n tries the node again', async () => {
		const { provider } = stageOf({ b: [failed('b', 'busy')], c: [failed('c', 'busy')] });
		const { one, sentAt } = retried(failed('a', 'busy'), [fax('b'), fax('c')], busy);
		await followAll(provider, service, [one], 5);
		await followAll(provider, service, [one], 5);
		expect(sentAt).toHaveLength(2);
	});
});
