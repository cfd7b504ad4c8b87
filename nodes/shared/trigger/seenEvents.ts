import type { IDataObject } from 'n8n-workflow';
import { BoundedMap } from '../boundedMap';
import { clock } from '../clock';
import { asList } from '../values';

const DAY_MS = 24 * 60 * 60 * 1000;
const KEPT_IN_PROCESS = 5_000;
/** n8n writes static data back whole with every delivery, so that part stays small. */
const KEPT_IN_STATIC_DATA = 200;

const byTrigger = new BoundedMap<BoundedMap<true>>(500, 31 * DAY_MS, () => clock.now());

/**
 * The events that a trigger has handed to its workflow. One memory is in the process, for deliveries that come at the
 * same moment; the other in n8n's static data, for those after a restart. Either may vanish: then an event may come
 * a second time, with the same `eventKey`.
 * @param trigger names the node within this n8n, e.g. workflow and node id
 */
export function seenEvents(trigger: string, staticData: IDataObject) {
	let process = byTrigger.get(trigger);
	if (process === undefined) {
		process = new BoundedMap<true>(KEPT_IN_PROCESS, 31 * DAY_MS, () => clock.now());
		byTrigger.set(trigger, process);
	}
	const memory = process;
	const stored = () => asList(staticData.seenEvents).map(String);
	return {
		/** Notes the event; false when it was noted before. */
		add(eventKey: string): boolean {
			if (memory.get(eventKey) || stored().includes(eventKey)) return false;
			memory.set(eventKey, true);
			staticData.seenEvents = [...stored(), eventKey].slice(-KEPT_IN_STATIC_DATA);
			return true;
		},
		/** Takes an event back that did not reach the workflow after all. */
		remove(eventKey: string): void {
			memory.delete(eventKey);
			staticData.seenEvents = stored().filter((key) => key !== eventKey);
		},
	};
}
