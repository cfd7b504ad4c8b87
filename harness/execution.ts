import { ExecutionLifecycleHooks, WorkflowExecute } from 'n8n-core';
import {
	Workflow,
	createRunExecutionData,
	type ExecutionError,
	type ExecutionStatus,
	type IConnections,
	type IDataObject,
	type INode,
	type INodeExecutionData,
	type IRun,
	type IRunData,
	type IRunExecutionData,
	type IWorkflowExecuteAdditionalData,
	type INodeTypes,
	type IWorkflowSettings,
	type WorkflowExecuteMode,
} from 'n8n-workflow';

/** The outcome of an execution. */
export interface RunResult {
	executionId: string;
	/** n8n's own word: `success`, `error`, `canceled`, … */
	status: ExecutionStatus;
	/** What stopped the workflow, if something did. */
	error: ExecutionError | undefined;
	/** All output branches of the node under test (of a workflow: of its last node), the last run of it. */
	outputs: INodeExecutionData[][];
	/** All that n8n would store about the nodes' runs. */
	runData: IRunData;
	/** The workflow's static data at the end. n8n keeps it only when the run was not a manual one. */
	staticData: IDataObject;
}

/** An execution under way. */
export interface StartedRun {
	executionId: string;
	/** Never rejects for a failure of the workflow: that is in the result. */
	promise: Promise<RunResult>;
	/** What n8n's stop button does: aborts the cancel signal; the run ends as `canceled`. */
	cancel(): void;
}

/** The parts of a workflow that an execution needs. */
export interface WorkflowParts {
	id: string;
	name?: string;
	active?: boolean;
	nodes: INode[];
	connections: IConnections;
	settings?: IWorkflowSettings;
	staticData?: IDataObject;
}

/** A workflow object of n8n; nodes and static data are copied, as when n8n loads them from its database. */
export function createWorkflow(parts: WorkflowParts, nodeTypes: INodeTypes): Workflow {
	return new Workflow({
		id: parts.id,
		name: parts.name ?? parts.id,
		nodes: structuredClone(parts.nodes),
		connections: structuredClone(parts.connections),
		active: parts.active ?? false,
		nodeTypes,
		staticData: JSON.parse(JSON.stringify(parts.staticData ?? {})) as IDataObject,
		settings: parts.settings ?? { executionOrder: 'v1' },
	});
}

/** Runs `work` while the workflow may evaluate expressions. */
export async function withExpressions<T>(workflow: Workflow, work: () => T | Promise<T>): Promise<T> {
	await workflow.expression.acquireIsolate();
	try {
		return await work();
	} finally {
		await workflow.expression.releaseIsolate();
	}
}

interface StartOptions {
	workflow: Workflow;
	additionalData: IWorkflowExecuteAdditionalData & { executionId?: string };
	mode: WorkflowExecuteMode;
	/** The node that starts, with its input. */
	startNode: INode;
	input: INodeExecutionData[][];
	/** The node whose output is the result; without it, the last one that ran. */
	resultNode?: string;
	/** A failure that happened before the start (a webhook that threw): the start node fails with it. */
	earlyError?: ExecutionError;
	signal?: AbortSignal;
}

const outputsOf = (runData: IRunData, node: string | undefined): INodeExecutionData[][] =>
	(node === undefined ? undefined : runData[node]?.at(-1)?.data?.main)?.map((branch) => branch ?? []) ?? [];

/** Starts an execution in n8n's engine. */
export function startExecution(options: StartOptions): StartedRun {
	const { workflow, additionalData, mode, startNode, input, resultNode, earlyError, signal } = options;
	const executionId = additionalData.executionId!;
	const data: IRunExecutionData = createRunExecutionData({
		executionData: { nodeExecutionStack: [{ node: startNode, data: { main: input }, source: null }] },
		...(earlyError && {
			resultData: { runData: {}, lastNodeExecuted: startNode.name, error: earlyError },
		}),
	});
	additionalData.hooks = new ExecutionLifecycleHooks(mode, executionId, {
		id: workflow.id,
		name: workflow.name ?? workflow.id,
		active: workflow.active,
		activeVersionId: null,
		isArchived: false,
		createdAt: new Date(),
		updatedAt: new Date(),
		nodes: Object.values(workflow.nodes),
		connections: workflow.connectionsBySourceNode,
	});
	const result = (run: Pick<IRun, 'status'>, error: ExecutionError | undefined): RunResult => {
		const { runData, lastNodeExecuted } = data.resultData;
		return {
			executionId,
			status: run.status,
			error,
			outputs: outputsOf(runData, resultNode ?? lastNodeExecuted),
			runData,
			staticData: JSON.parse(JSON.stringify(workflow.staticData)) as IDataObject,
		};
	};
	const failure = (error: unknown): RunResult => result({ status: 'error' }, error as ExecutionError);
	try {
		const running = new WorkflowExecute(additionalData, mode, data).processRunExecutionData(workflow);
		const cancel = (): void => running.cancel();
		if (signal?.aborted) cancel();
		signal?.addEventListener('abort', cancel, { once: true });
		const promise = running
			.then((run) => result(run, run.data.resultData.error), failure)
			.finally(() => signal?.removeEventListener('abort', cancel));
		return { executionId, promise, cancel };
	} catch (error) {
		// A workflow that n8n refuses to start, for instance for a missing required parameter.
		return { executionId, promise: Promise.resolve(failure(error)), cancel: () => {} };
	}
}
