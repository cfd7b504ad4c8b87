import { BoundedMap } from '../../../nodes/shared/boundedMap';
import { runPool } from '../../../nodes/shared/action/pool';
import { perRun } from '../../../nodes/shared/perRun';
import { readStatus } from '../../../nodes/shared/status';

describe('a bounded map', () => {
	it('forgets its oldest entry, and what is too old', () => {
		let now = 0;
		const map = new BoundedMap<number>(2, 1_000, () => now);
		map.set('a', 1);
		map.set('b', 2);
		map.set('a', 3);
		map.set('c', 4);
		expect([map.get('a'), map.get('b'), map.get('c')]).toEqual([3, undefined, 4]);
		now += 1_001;
		expect(map.get('a')).toBeUndefined();
	});
});

describe('what is found out once in a run', () => {
	it('is not asked for again, even when it is nothing, but anew in another run', () => {
		const asked: object[] = [];
		const once = perRun((context: { value: unknown }) => {
			asked.push(context);
			return context.value;
		});
		const [run, other] = [{ value: undefined }, { value: 2 }];
		expect([once(run), once(run), once(other), once(other)]).toEqual([undefined, undefined, 2, 2]);
		expect(asked).toEqual([run, other]);
	});
});

describe('a pool', () => {
	it.each([1, 3, 50])('runs all, at most %d at once, started in order', async (limit) => {
		const started: number[] = [];
		let underWay = 0;
		let most = 0;
		await runPool(20, limit, async (index) => {
			started.push(index);
			most = Math.max(most, ++underWay);
			await new Promise((resolve) => setTimeout(resolve, index % 3));
			underWay--;
		});
		expect(started).toEqual(Array.from({ length: 20 }, (_, index) => index));
		expect(most).toBe(Math.min(limit, 20));
	});

	it('starts nothing more once stopped, and awaits what runs', async () => {
		let stopped = false;
		let ended = 0;
		await runPool(
			20,
			4,
			async (index) => {
				await new Promise((resolve) => setTimeout(resolve, 2));
				if (index === 1) stopped = true;
				ended++;
			},
			() => stopped,
		);
		expect(ended).toBeGreaterThanOrEqual(4);
		expect(ended).toBeLessThan(10);
	});

	it('of nothing ends at once', async () => {
		await runPool(0, 5, async () => await Promise.reject(new Error('never')));
	});
});

describe('a status word', () => {
	const table = { done: { status: 'delivered', isFinal: true } } as const;

	it.each([
		['DONE', 'delivered', true],
		[' done ', 'delivered', true],
		['fail_whale', 'failed', true],
		['Failed', 'failed', true],
		['brand_new', 'unknown', false],
		['constructor', 'unknown', false],
		['', 'unknown', false],
		[null, 'unknown', false],
	])('%p is %s', (word, status, isFinal) => {
		expect(readStatus(table, word)).toMatchObject({ status, isFinal });
	});
});
