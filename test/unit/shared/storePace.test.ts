import { StorePace } from '../../../nodes/shared/action/storePace';

const paceAfter = (...accesses: number[]): number => {
	const pace = new StorePace();
	for (const ms of accesses) pace.note(ms);
	return pace.settlingMs();
};

test('waits a tenth of a second for a fast store, four times its slowest access else, three seconds at most', () => {
	expect(paceAfter()).toBe(100);
	expect(paceAfter(1, 25, 3)).toBe(100);
	expect(paceAfter(10, 300, 20)).toBe(1_200);
	expect(paceAfter(60_000)).toBe(3_000);
	// A clock that was set back.
	expect(paceAfter(-5_000)).toBe(100);
});

test('forgets a slow moment after a while', () => {
	expect(paceAfter(500, ...Array<number>(31).fill(5))).toBe(2_000);
	expect(paceAfter(500, ...Array<number>(32).fill(5))).toBe(100);
});
