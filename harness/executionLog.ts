import type { ExecutionError, INodeExecutionData, WorkflowExecuteMode } from 'n8n-workflow';
import type { RunResult } from './execution';

/** An execution that a webhook call started. */
export interface TriggerExecution {
	id: string;
	/** `webhook` from the production URL, `manual` from a test listen. */
	mode: WorkflowExecuteMode;
	/** What `webhook()` returned: the items of the first output. Empty JSON when it threw. */
	items: INodeExecutionData[];
	/** What `webhook()` threw; n8n stores a failed execution then. */
	error: ExecutionError | undefined;
	/** The end of the whole workflow. */
	result: Promise<RunResult>;
}

/** The executions of a trigger, to be looked at or waited for. */
export class ExecutionLog {
	readonly executions: TriggerExecution[] = [];

	private readonly taken = new Set<TriggerExecution>();
	private readonly waiters = new Set<() => void>();

	add(execution: TriggerExecution): void {
		this.executions.push(execution);
		for (const look of this.waiters) look();
	}

	/**
	 * The next execution that satisfies the predicate and was not returned before.
	 * @throws Error after `timeoutMs`
	 */
	async next(
		predicate: (execution: TriggerExecution) => boolean,
		timeoutMs: number,
	): Promise<TriggerExecution> {
		const find = (): TriggerExecution | undefined =>
			this.executions.find((execution) => !this.taken.has(execution) && predicate(execution));
		return await new Promise((resolve, reject) => {
			const look = (): boolean => {
				const found = find();
				if (!found) return false;
				this.taken.add(found);
				clearTimeout(timer);
				this.waiters.delete(look);
				resolve(found);
				return true;
			};
			const timer = setTimeout(() => {
				this.waiters.delete(look);
				reject(new Error(`No matching execution within ${timeoutMs} ms; ${this.executions.length} in all`));
			}, timeoutMs);
			if (!look()) this.waiters.add(look);
		});
	}
}
