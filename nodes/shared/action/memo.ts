import { createHash } from 'crypto';
import type { IExecuteFunctions } from 'n8n-workflow';
import { BoundedMap } from '../boundedMap';
import { clock } from '../clock';
import { perRun } from '../perRun';
import type { JobResult } from './jobs';

const HOUR_MS = 60 * 60 * 1000;

/**
 * What jobs of this process have done. n8n's Retry On Fail calls `execute` again with all items, although only
 * one of them failed: the second call takes these results and does again only what certainly was not done.
 */
const results = new BoundedMap<JobResult>(20_000, HOUR_MS, () => clock.now());
const failures = new BoundedMap<true>(20_000, HOUR_MS, () => clock.now());

/** The result that a job had in an earlier call of the same run. */
export const memo = {
	get: (key: string | null): JobResult | undefined => (key === null ? undefined : results.get(key)),
	set(key: string | null, result: JobResult): void {
		if (key !== null) results.set(key, result);
	},
	/** Whether the job failed in an earlier call of the same run. */
	hasFailed: (key: string | null): boolean => key !== null && failures.get(key) === true,
	noteFailure(key: string | null): void {
		if (key !== null) failures.set(key, true);
	},
};

/**
 * Which run of which node in which execution it is; null without an execution. n8n makes its data proxy anew for each
 * question, which costs as much as a request does.
 */
const runOf = perRun((context: IExecuteFunctions): string | null => {
	const execution = context.getExecutionId();
	const { id, name } = context.getNode();
	return execution
		? [execution, id || name, context.getWorkflowDataProxy(0).$runIndex as number].join(':')
		: null;
});

/**
 * Makes the keys of a run: the same for the same item, part and request in every call of the same run, different
 * for any other. An execution without an id has none, so nothing is remembered in it.
 * @returns a function from item, part and what the request says to the key
 */
export function memoKeys(
	context: IExecuteFunctions,
): (itemIndex: number, part: string, request: unknown) => string | null {
	const run = runOf(context);
	if (run === null) return () => null;
	return (itemIndex, part, request) =>
		createHash('sha256')
			.update(JSON.stringify([run, itemIndex, part, request]))
			.digest('hex');
}
