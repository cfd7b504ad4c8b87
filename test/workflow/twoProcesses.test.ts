import { EventEmitter } from 'node:events';
import type { IDataObject } from 'n8n-workflow';
import type * as ClockModule from '../../nodes/shared/clock';
import type * as SeenEvents from '../../nodes/shared/trigger/seenEvents';

/**
 * Two processes that answer webhooks for one n8n, as far as they matter to a trigger: each has a memory of its own, and
 * both share static data that is read whole when a delivery comes and written back whole before it is answered.
 */
class Database {
	staticData: IDataObject = {};
}

/** Another copy of the modules: another process. */
function newProcess(): typeof SeenEvents {
	let modules: typeof SeenEvents | undefined;
	jest.isolateModules(() => {
		const { useClock } = require('../../nodes/shared/clock') as typeof ClockModule;
		useClock({ now: () => 0, sleep: async (ms) => await new Promise((resolve) => setTimeout(resolve, ms)) });
		modules = require('../../nodes/shared/trigger/seenEvents') as typeof SeenEvents;
	});
	return modules!;
}

const pause = async (ms: number) => await new Promise((resolve) => setTimeout(resolve, ms));

/** One delivery, handled in `handlingMs`; true when it started an execution. */
async function deliver(
	process: typeof SeenEvents,
	database: Database,
	key: string,
	handlingMs: number,
): Promise<boolean> {
	const response = Object.assign(new EventEmitter(), { statusCode: 200, closed: false });
	const staticData = structuredClone(database.staticData);
	const claim = await process.claimEvents(
		{ trigger: 'workflow:node', staticData, response: response as never },
		[{ key, occurredAt: null, overtakenBy: [] }],
		1_000,
	);
	if (claim === null) throw new Error('It waited in vain');
	if (claim.fresh.length > 0) {
		await pause(handlingMs);
		claim.note();
		database.staticData = structuredClone(staticData);
	}
	response.emit('finish');
	return claim.fresh.length > 0;
}

const started = (outcomes: boolean[]) => outcomes.filter(Boolean).length;

describe('with two processes that answer webhooks', () => {
	it.each([
		['at the same moment', 0, 30, 2],
		['while the first is handled', 10, 40, 2],
		['after the first was answered', 60, 20, 1],
	])('a repeated event that comes %s to the other one', async (_when, gapMs, handlingMs, executions) => {
		const database = new Database();
		const [one, other] = [newProcess(), newProcess()];
		const first = deliver(one, database, 'a', handlingMs);
		await pause(gapMs);
		const outcomes = await Promise.all([first, deliver(other, database, 'a', handlingMs)]);
		expect(started(outcomes)).toBe(executions);
	});

	it('the same process lets it through once, whenever it comes', async () => {
		const database = new Database();
		const process = newProcess();
		const copies = [0, 0, 5, 10, 40, 80].map(async (ms) => {
			await pause(ms);
			return await deliver(process, database, 'a', 30);
		});
		expect(started(await Promise.all(copies))).toBe(1);
	});

	it('what one of them writes over the other is known again with its next event', async () => {
		const database = new Database();
		const [one, other] = [newProcess(), newProcess()];
		// Two events at the same moment: the later writer has not seen the first one's key.
		await Promise.all([deliver(one, database, 'a', 10), deliver(other, database, 'b', 30)]);
		expect(JSON.stringify(database.staticData)).not.toContain('"a"');
		expect(await deliver(one, database, 'a', 5)).toBe(false);
		// The next event that the first process hands on brings its memory back into static data.
		await deliver(one, database, 'c', 5);
		expect(await deliver(other, database, 'a', 5)).toBe(false);
	});

	it('until then, and only at the other process, the event comes a second time', async () => {
		const database = new Database();
		const [one, other] = [newProcess(), newProcess()];
		await Promise.all([deliver(one, database, 'a', 10), deliver(other, database, 'b', 30)]);
		expect(await deliver(other, database, 'a', 5)).toBe(true);
		expect(await deliver(other, database, 'a', 5)).toBe(false);
	});

	it('of 200 events that each come to both within a random time, those come twice that overlap', async () => {
		const database = new Database();
		const [one, other] = [newProcess(), newProcess()];
		const handlingMs = 15;
		let seed = 7;
		const random = () => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
		let overlapping = 0;
		let twice = 0;
		for (let index = 0; index < 200; index += 10) {
			await Promise.all(
				Array.from({ length: 10 }, async (_, offset) => {
					const key = String(index + offset);
					const gapMs = random() < 0.5 ? 0 : 60;
					if (gapMs < handlingMs) overlapping++;
					const first = deliver(one, database, key, handlingMs);
					await pause(gapMs);
					const outcomes = await Promise.all([first, deliver(other, database, key, handlingMs)]);
					expect(started(outcomes)).toBeGreaterThan(0);
					if (started(outcomes) === 2) twice++;
				}),
			);
		}
		// None is lost; what overlaps comes twice, and of the rest what was written over at that moment.
		expect(overlapping).toBeGreaterThan(50);
		expect(twice).toBeGreaterThanOrEqual(overlapping);
		expect(twice).toBeLessThanOrEqual(200);
	});
});
