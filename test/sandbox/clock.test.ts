import { SandboxClock } from '../../sandbox/clock';

const START = Date.UTC(2026, 0, 1);

describe('the clock of the sandbox', () => {
	it('stands still at speed 0 and moves by hand, running what falls due at its own time', async () => {
		const clock = new SandboxClock(0, START);
		const seen: Array<[string, number]> = [];
		clock.schedule(2000, () => void seen.push(['second', clock.now()]));
		clock.schedule(1000, () => {
			seen.push(['first', clock.now()]);
			clock.schedule(500, () => void seen.push(['between', clock.now()]));
		});
		clock.schedule(9000, () => void seen.push(['later', clock.now()]));
		await clock.advance(5000);
		expect(seen).toEqual([
			['first', START + 1000],
			['between', START + 1500],
			['second', START + 2000],
		]);
		expect(clock.now()).toBe(START + 5000);
	});

	it('waits for what it started, so that work planned by it still runs in the same step', async () => {
		const clock = new SandboxClock(0, START);
		let retried = 0;
		clock.schedule(10, async () => {
			await new Promise((resolve) => setTimeout(resolve, 5));
			clock.schedule(100, () => {
				retried = clock.now();
			});
		});
		await clock.advance(1000);
		expect(retried).toBe(START + 110);
	});

	it('flows faster than real time', async () => {
		const clock = new SandboxClock(1000, START);
		const due = await new Promise<number>((resolve) => {
			clock.schedule(20_000, () => resolve(clock.now()));
		});
		expect(due).toBeGreaterThanOrEqual(START + 20_000);
		clock.stop();
	});

	it('does not run what was taken back', async () => {
		const clock = new SandboxClock(0, START);
		let ran = false;
		clock.schedule(1, () => {
			ran = true;
		})();
		await clock.advance(10);
		expect(ran).toBe(false);
	});

	it.each([-1, NaN, Infinity])('refuses the speed %p', (speed) => {
		expect(() => new SandboxClock(speed)).toThrow(RangeError);
	});
});
