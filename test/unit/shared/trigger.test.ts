import { EventEmitter } from 'node:events';
import type { IDataObject } from 'n8n-workflow';
import { useClock } from '../../../nodes/shared/clock';
import { claimEvents, forgetEvents, type TriggerMemory } from '../../../nodes/shared/trigger/seenEvents';

const PATIENCE_MS = 8_000;

/** The response of a delivery, as far as n8n's answer to it can be seen. */
class Response extends EventEmitter {
	closed = false;
	statusCode = 200;

	/** n8n has stored the execution and answered. */
	answer(statusCode = 200): void {
		this.statusCode = statusCode;
		this.emit('finish');
		this.breakOff();
	}

	/** The connection has ended. */
	breakOff(): void {
		this.closed = true;
		this.emit('close');
	}
}

const event = (key: string, occurredAt: string | null = null, overtakenBy: string[] = []) => ({
	key,
	occurredAt,
	overtakenBy,
});

const coming = (keys: string[], staticData: IDataObject, response = new Response(), trigger = 'w:a') =>
	claimEvents(
		{ trigger, staticData, response: response as unknown as TriggerMemory['response'] },
		keys.map((key) => event(key)),
		PATIENCE_MS,
	);

/** Hands events on as n8n does; which of them were new. */
async function handOn(keys: string[], staticData: IDataObject, statusCode = 200): Promise<string[]> {
	const response = new Response();
	const claim = (await coming(keys, staticData, response))!;
	claim.note();
	response.answer(statusCode);
	return claim.fresh.map(({ key }) => key);
}

describe('the events that a trigger has handed on', () => {
	let now = 0;
	beforeEach(() => {
		now = 0;
		forgetEvents();
		useClock({
			now: () => now,
			sleep: async (ms) => {
				now += ms;
			},
		});
	});

	afterEach(() => useClock());

	it('are new once, also when static data was written over', async () => {
		const staticData = {};
		expect(await handOn(['e1', 'e2'], staticData)).toEqual(['e1', 'e2']);
		expect(await handOn(['e2', 'e3'], staticData)).toEqual(['e3']);
		expect(await handOn(['e1'], {})).toEqual([]);
	});

	it('are known to the next process by static data', async () => {
		const staticData: IDataObject = {};
		await handOn(['e1'], staticData);
		const kept = JSON.parse(JSON.stringify(staticData)) as IDataObject;
		forgetEvents();
		expect(await handOn(['e1'], kept)).toEqual([]);
		expect(await handOn(['e1'], {})).toEqual(['e1']);
	});

	it.each([500, 404])('may come again when they were answered with %i', async (statusCode) => {
		const staticData = {};
		expect(await handOn(['e1'], staticData, statusCode)).toEqual(['e1']);
		expect(await handOn(['e1'], staticData)).toEqual(['e1']);
	});

	it('may come again when the connection ended without an answer', async () => {
		const response = new Response();
		expect((await coming(['e1'], {}, response))!.fresh).toHaveLength(1);
		response.breakOff();
		expect(await handOn(['e1'], {})).toEqual(['e1']);
	});

	it('are waited for while they are on their way, for as long as the service waits', async () => {
		await coming(['e1'], {});
		expect(await coming(['e1'], {})).toBeNull();
		expect(now).toBe(PATIENCE_MS);
	});

	it('belong to one trigger', async () => {
		await handOn(['e1'], {});
		expect((await coming(['e1'], {}, new Response(), 'w:b'))!.fresh).toHaveLength(1);
	});

	it('are kept in a small number, the latest', async () => {
		const staticData: IDataObject = {};
		for (let index = 0; index < 300; index++) await handOn([`e${index}`], staticData);
		const stored = staticData.seenEvents as unknown[];
		expect(stored.length).toBeLessThanOrEqual(200);
		expect(JSON.stringify(stored.at(-1))).toContain('e299');
	});

	it('do not depend on what stands in static data', async () => {
		for (const odd of [null, 7, 'text', { a: 1 }, [1, null, 'e1', { key: 7 }]]) {
			forgetEvents();
			expect(await handOn(['e9'], { seenEvents: odd } as unknown as IDataObject)).toEqual(['e9']);
		}
	});
});
