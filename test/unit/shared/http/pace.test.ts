import { useClock } from '../../../../nodes/shared/clock';
import { Pace, paceOf } from '../../../../nodes/shared/http/pace';
import type { RateLimit } from '../../../../nodes/shared/http/tokenBucket';
import { fakeClock, type FakeClock } from '../../../support/fakeClock';

let clock: FakeClock;

beforeEach(() => {
	clock = fakeClock();
	useClock(clock);
});

afterEach(() => useClock());

/** A service that takes so many at once, each for 50 ms, and refuses the rest at once. */
function service(takes: number) {
	let running = 0;
	const seen = { most: 0, refused: 0, answered: 0, at: [] as number[] };
	return {
		seen,
		async ask(pace: Pace, rate: RateLimit | null = null, retryAfter = 1_000): Promise<void> {
			for (;;) {
				const turn = await pace.begin(rate);
				seen.at.push(clock.now());
				if (running >= takes) {
					seen.refused++;
					turn.tooMany(retryAfter);
					continue;
				}
				seen.most = Math.max(seen.most, ++running);
				await clock.sleep(50);
				running--;
				seen.answered++;
				turn.done();
				return;
			}
		},
	};
}

const askAll = (count: number, ask: () => Promise<void>) =>
	Promise.all(Array.from({ length: count }, () => ask()));

describe('the pace of a credential', () => {
	it('without a limit and without refusals keeps nobody waiting', async () => {
		const { ask, seen } = service(Infinity);
		const pace = new Pace();
		const all = askAll(1_000, () => ask(pace));
		await clock.advance(50);
		await all;
		expect(seen.answered).toBe(1_000);
	});

	it('keeps to a documented rate, for all that use it, in their order', async () => {
		const { ask, seen } = service(Infinity);
		const pace = new Pace();
		const order: number[] = [];
		const all = Promise.all(
			Array.from({ length: 40 }, async (_, index) => {
				await ask(pace, { perSecond: 10, burst: 5 });
				order.push(index);
			}),
		);
		await clock.advance(10_000);
		await all;
		expect(order).toEqual([...order].sort((a, b) => a - b));
		for (const start of seen.at) {
			const inOneSecond = seen.at.filter((at) => at >= start && at < start + 1_000).length;
			expect(inOneSecond).toBeLessThanOrEqual(15);
		}
		expect(seen.at.at(-1)).toBeGreaterThanOrEqual(3_500);
		expect(seen.at.at(-1)).toBeLessThanOrEqual(4_000);
	});

	it('lets a burst go again after a rest', async () => {
		const { ask, seen } = service(Infinity);
		const pace = new Pace();
		const rate = { perSecond: 10, burst: 5 };
		for (const count of [5, 5]) {
			const all = askAll(count, () => ask(pace, rate));
			await clock.advance(60);
			await all;
			await clock.advance(60_000);
		}
		expect(seen.answered).toBe(10);
	});

	it('does not hang on a clock that stands still or is set back', async () => {
		let now = 1_000_000;
		const sleep = async () => void (now -= 10_000);
		useClock({ now: () => now, sleep });
		const pace = new Pace();
		for (let count = 0; count < 100; count++) {
			(await pace.begin({ perSecond: 10, burst: 5 })).tooMany(1_000);
		}
	});

	it('after too many requests makes all of them pause', async () => {
		const pace = new Pace();
		const first = await pace.begin(null);
		const second = await pace.begin(null);
		first.tooMany(3_000);
		second.tooMany(1_000);
		const later: number[] = [];
		for (let count = 0; count < 5; count++) {
			void pace.begin(null).then((turn) => {
				later.push(clock.now());
				turn.done();
			});
		}
		await clock.advance(2_900);
		expect(later).toEqual([]);
		await clock.advance(100);
		await clock.advance(0);
		expect(later).toEqual([3_000, 3_000, 3_000, 3_000, 3_000]);
	});

	it.each([1, 3, 10])('settles at what the service takes at once (%d), and loses nothing', async (takes) => {
		const { ask, seen } = service(takes);
		const pace = new Pace();
		const all = askAll(200, () => ask(pace));
		await clock.advance(10 * 60_000);
		await all;
		expect(seen.answered).toBe(200);
		expect(seen.most).toBeLessThanOrEqual(takes);
		// The first refusal meets all that are under way; then it is felt out anew, now and then.
		expect(seen.refused).toBeLessThan(200 + 250 / takes);
	});

	it('keeps the other waiting ones going when one of them is stopped', async () => {
		const pace = new Pace();
		const first = await pace.begin(null);
		first.tooMany(1_000);
		const stop = new AbortController();
		const stopped = pace.begin(null, stop.signal);
		const going = pace.begin(null);
		const waiting = [pace.begin(null, stop.signal), pace.begin(null)];
		stop.abort(new Error('stopped'));
		await expect(stopped).rejects.toThrow('stopped');
		await expect(waiting[0]).rejects.toThrow('stopped');
		await clock.advance(1_000);
		(await going).done();
		(await waiting[1]).done();
	});

	it('lets the next go when one that was woken is stopped', async () => {
		const pace = new Pace();
		const running = [await pace.begin(null), await pace.begin(null)];
		running[0].tooMany(1_000);
		await clock.advance(1_000);
		// One place, taken: these two wait for it.
		const stop = new AbortController();
		const woken = pace.begin(null, stop.signal);
		const behind = pace.begin(null);
		await clock.advance(0);
		running[1].tooMany(1_000);
		await clock.advance(0);
		stop.abort(new Error('stopped'));
		await expect(woken).rejects.toThrow('stopped');
		await clock.advance(1_000);
		(await behind).done();
	});

	it('is one for all that use the same credential, and another for another', () => {
		expect(paceOf('iFax:1')).toBe(paceOf('iFax:1'));
		expect(paceOf('iFax:1')).not.toBe(paceOf('iFax:2'));
	});
});
