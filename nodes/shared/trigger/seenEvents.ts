import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';
import { BoundedMap } from '../boundedMap';
import { clock } from '../clock';
import { asList, asObject, asText } from '../values';
import type { ComingEvent, KnownEvent } from './eventMemory';
import { EventMemory } from './eventMemory';

const DAY_MS = 24 * 60 * 60 * 1000;

const byTrigger = new BoundedMap<EventMemory>(500, 31 * DAY_MS, () => clock.now());

/** Forgets everything, as a process does that ends (tests). */
export function forgetEvents(): void {
	for (const trigger of byTrigger.keys()) byTrigger.delete(trigger);
}

function memoryOf(trigger: string): EventMemory {
	const memory = byTrigger.get(trigger) ?? new EventMemory(() => clock.now());
	// Set anew each time, so that the age is that of the last use.
	byTrigger.set(trigger, memory);
	return memory;
}

function readStored(staticData: IDataObject): KnownEvent[] {
	return asList(staticData.seenEvents).flatMap((entry) => {
		const { key, at } = asObject(entry);
		const known = asText(key);
		return known === null ? [] : [{ key: known, occurredAt: asText(at) }];
	});
}

function writeStored(staticData: IDataObject, events: readonly KnownEvent[]): void {
	staticData.seenEvents = events.map(({ key, occurredAt }) => ({ key, at: occurredAt }));
}

type Response = ReturnType<IWebhookFunctions['getResponseObject']>;

/**
 * Tells once how a delivery was answered. n8n answers only when the execution is stored, so the answer is the one sign
 * that an event has arrived; a connection that ends without answer may mean anything and counts as "no".
 */
function whenAnswered(response: Response, told: (isGood: boolean) => void): void {
	if (response.closed) return told(false);
	let isTold = false;
	const tellOnce = (isGood: boolean) => {
		// Every answered connection closes as well, which says nothing more.
		if (!isTold) told(isGood);
		isTold = true;
	};
	response.once('finish', () => tellOnce(response.statusCode < 300));
	response.once('close', () => tellOnce(false));
}

/** Those of a delivery's events that are to be handed on. */
export interface Claim<E> {
	fresh: E[];
	/** Notes them in static data; to be called when nothing can fail any more before n8n stores the execution. */
	note(): void;
}

/** Where a trigger keeps its memories. */
export interface TriggerMemory {
	/** names the node within this n8n, e.g. workflow and node id */
	trigger: string;
	staticData: IDataObject;
	response: Response;
}

/**
 * Chooses the events of a delivery that the workflow has not had and that nothing later has overtaken. One that is
 * being handed on by another delivery at this moment is waited for.
 * @param patienceMs how long to wait, in milliseconds
 * @returns null when the wait was in vain: the service is to try again
 */
export async function claimEvents<E extends ComingEvent>(
	{ trigger, staticData, response }: TriggerMemory,
	events: readonly E[],
	patienceMs: number,
): Promise<Claim<E> | null> {
	const memory = memoryOf(trigger);
	const end = clock.now() + patienceMs;
	for (;;) {
		const stored = readStored(staticData);
		const fresh: E[] = [];
		let open: Promise<void> | undefined;
		for (const event of events) {
			const judgement = memory.judge(event, [...stored, ...fresh]);
			if (judgement.kind === 'new') fresh.push(event);
			if (judgement.kind === 'open') open = judgement.settled;
		}
		if (open === undefined) return claimed(memory, staticData, response, fresh);
		if (clock.now() >= end) return null;
		await inTime(open, end - clock.now());
	}
}

function claimed<E extends ComingEvent>(
	memory: EventMemory,
	staticData: IDataObject,
	response: Response,
	fresh: E[],
): Claim<E> {
	const opened = fresh.map((event) => memory.begin(event));
	const keys = fresh.map(({ key }) => key);
	whenAnswered(response, (isGood) => {
		for (const event of opened) {
			if (isGood) event.delivered();
			else event.released();
		}
		// n8n has not saved this, but a copy that it keeps in the process would let the repeated event pass as known.
		if (!isGood) {
			writeStored(
				staticData,
				readStored(staticData).filter(({ key }) => !keys.includes(key)),
			);
		}
	});
	return { fresh, note: () => writeStored(staticData, memory.merged(readStored(staticData), fresh)) };
}

async function inTime(settled: Promise<void>, ms: number): Promise<void> {
	const stop = new AbortController();
	const pause = clock.sleep(ms, stop.signal);
	await Promise.race([settled, pause]);
	stop.abort();
	await Promise.allSettled([pause]);
}
