import { PollContext } from 'n8n-core';
import type {
	IDataObject,
	INode,
	INodeExecutionData,
	INodeType,
	IWorkflowExecuteAdditionalData,
	Workflow,
	WorkflowExecuteMode,
} from 'n8n-workflow';
import { withExpressions } from './execution';

/** One poll's outcome. */
export interface PollResult {
	/** The items of the first output; `null` when the node found nothing and starts no execution. */
	items: INodeExecutionData[] | null;
	/** The node's static data afterwards. n8n saves it only for a published workflow, and only with items. */
	staticData: IDataObject;
}

/**
 * Polls once, `trigger` as a published workflow does, `manual` as the editor does.
 * @throws what `poll()` throws
 */
export async function poll(
	workflow: Workflow,
	node: INode,
	nodeType: INodeType,
	additionalData: IWorkflowExecuteAdditionalData,
	mode: WorkflowExecuteMode,
): Promise<PollResult> {
	if (!nodeType.poll) throw new Error('The node does not poll');
	const context = new PollContext(
		workflow,
		node,
		additionalData,
		mode,
		mode === 'manual' ? 'manual' : 'activate',
	);
	const output = await withExpressions(workflow, async () => await nodeType.poll!.call(context));
	const memory = workflow.getStaticData('node', node);
	return {
		items: output?.[0] ?? null,
		staticData: JSON.parse(JSON.stringify(memory)) as IDataObject,
	};
}
