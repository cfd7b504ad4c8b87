import type { IDataObject } from 'n8n-workflow';
import type { RunResult, TriggerExecution, TriggerRun } from '../harness';
import type { FaxEventName } from '../nodes/shared/provider';
import type { FaxRecord } from '../nodes/shared/record';
import type { Sandbox } from '../sandbox';
import type { Stage } from './stage';

/** A trigger's item: the fax record and what it is about. */
export type FaxEventItem = FaxRecord & { event: FaxEventName };

/** How long one fax may take; the sandbox needs a fraction of a second. */
export const PATIENCE_MS = 15_000;

/**
 * The only item of a run.
 * @throws Error with what n8n would show, when the workflow failed or gave something else
 */
export function onlyItem<Item extends object = FaxRecord>(run: RunResult): Item {
	if (run.error !== undefined) {
		const { message, description } = run.error as { message: string; description?: string | null };
		throw new Error([message, description].filter(Boolean).join(' – '));
	}
	const items = run.outputs[0] ?? [];
	if (run.status === 'success' && items.length === 1) return items[0].json as IDataObject as unknown as Item;
	throw new Error(`the workflow ended as ${run.status} with ${items.length} items`);
}

/**
 * The execution that the trigger starts for a certain fax.
 * @throws Error when the service does not call in time, or the trigger failed
 */
export async function startedBy(
	{ sandbox }: Stage,
	trigger: TriggerRun,
	isIt: (item: FaxEventItem) => boolean,
): Promise<TriggerExecution> {
	const matches = ({ items, error }: TriggerExecution): boolean =>
		error !== undefined || items.some(({ json }) => isIt(json as unknown as FaxEventItem));
	let execution: TriggerExecution;
	try {
		execution = await trigger.nextExecution(matches, PATIENCE_MS);
	} catch {
		throw new Error(
			`the trigger did not report the fax within ${PATIENCE_MS / 1000} s; ${lastDelivery(sandbox, trigger)}`,
		);
	}
	if (execution.error !== undefined) throw new Error(`the trigger failed: ${execution.error.message}`);
	return execution;
}

/** What the service's last call to the trigger came to. */
function lastDelivery(sandbox: Sandbox, { productionUrl }: TriggerRun): string {
	const delivery = sandbox.deliveries().findLast(({ url }) => url === productionUrl);
	if (delivery === undefined) return 'the service never called it';
	const answer = delivery.status === null ? `no answer (${delivery.error})` : `HTTP ${delivery.status}`;
	return `the service's last call to it got ${answer}`;
}
