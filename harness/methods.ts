import { LoadOptionsContext } from 'n8n-core';
import type { INode, INodeListSearchResult, INodePropertyOptions, INodeType, Workflow } from 'n8n-workflow';
import type { IWorkflowExecuteAdditionalData } from 'n8n-workflow';
import { withExpressions } from './execution';

/** A node as the editor describes it while a person fills in its parameters. */
export interface EditorNode {
	workflow: Workflow;
	node: INode;
	nodeType: INodeType;
	/** With `currentNodeParameters` set, as the editor sends them. */
	additionalData: IWorkflowExecuteAdditionalData;
}

const contextOf = ({ workflow, node, additionalData }: EditorNode, path: string): LoadOptionsContext =>
	new LoadOptionsContext(workflow, node, additionalData, path);

/**
 * What a drop-down fed by the service offers.
 * @throws what the method throws; Error when the node has no such method
 */
export async function loadOptions(editor: EditorNode, method: string): Promise<INodePropertyOptions[]> {
	const load = editor.nodeType.methods?.loadOptions?.[method];
	if (!load) throw new Error(`The node has no loadOptions method "${method}"`);
	return await withExpressions(editor.workflow, async () => await load.call(contextOf(editor, '')));
}

/** What a searchable picker (resource locator) finds for a filter, page by page. */
export async function listSearch(
	editor: EditorNode,
	method: string,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const search = editor.nodeType.methods?.listSearch?.[method];
	if (!search) throw new Error(`The node has no listSearch method "${method}"`);
	return await withExpressions(
		editor.workflow,
		async () => await search.call(contextOf(editor, ''), filter, paginationToken),
	);
}
