import { Container } from '@n8n/di';
import { ErrorReporter, WebhookContext } from 'n8n-core';
import type {
	ExecutionError,
	INode,
	INodeExecutionData,
	INodeType,
	IWebhookData,
	IWebhookResponseData,
	IWorkflowExecuteAdditionalData,
	Workflow,
	WorkflowExecuteMode,
} from 'n8n-workflow';
import { parseBody } from './bodyParser';
import { withExpressions } from './execution';
import type { ExpressRequest, ExpressResponse } from './httpShim';
import type { WebhookAnswer } from './webhookServer';

/** One call of a webhook and what it belongs to. */
export interface WebhookCall {
	workflow: Workflow;
	node: INode;
	nodeType: INodeType;
	webhookData: IWebhookData;
	additionalData: IWorkflowExecuteAdditionalData;
	mode: WorkflowExecuteMode;
	request: ExpressRequest;
	response: ExpressResponse;
	/** Starts the execution that the call leads to; awaited before the answer, as n8n stores it before. */
	onExecution(items: INodeExecutionData[][], error?: ExecutionError): Promise<void>;
	/** Saves the static data; n8n does it after `webhook()` and not when that threw. */
	onAnswered(): Promise<void>;
}

/**
 * Gives a request to a node's `webhook()` and decides the answer, as n8n 2.41 does for the response mode
 * `onReceived`.
 * @throws HttpRefusal for a body that n8n refuses before the node; Error (a 500) when the node throws
 */
export async function callWebhook(call: WebhookCall): Promise<WebhookAnswer> {
	const { webhookDescription } = call.webhookData;
	if ((webhookDescription.responseMode ?? 'onReceived') !== 'onReceived') {
		throw new Error(
			`The test engine answers only in the mode onReceived, not ${webhookDescription.responseMode}`,
		);
	}
	const parsed = await parseBody(call.request, call.node.typeVersion);
	call.request.body = parsed.body;
	if (parsed.rawBody) Object.assign(call.request, { rawBody: parsed.rawBody });
	let result: IWebhookResponseData;
	try {
		result = await runWebhook(call);
	} catch (error) {
		const { message, stack } = error as Error;
		Container.get(ErrorReporter).error(error);
		await call.onExecution([[{ json: {} }]], { ...(error as object), message, stack } as ExecutionError);
		throw new Error('Workflow Webhook Error: Workflow could not be started!');
	} finally {
		await parsed.cleanup();
	}
	if (result.workflowData !== undefined) await call.onExecution(result.workflowData);
	await call.onAnswered();
	if (result.noWebhookResponse === true) return { done: true };
	const fallback = result.workflowData === undefined ? 'Webhook call received' : 'Workflow was started';
	return { status: responseCode(call), body: result.webhookResponse ?? { message: fallback } };
}

async function runWebhook(call: WebhookCall): Promise<IWebhookResponseData> {
	const { workflow, node, nodeType, webhookData, additionalData, mode, request, response } = call;
	const data = { ...additionalData, httpRequest: request, httpResponse: response };
	const context = new WebhookContext(workflow, node, data, mode, webhookData, [], null);
	return await withExpressions(workflow, async () => await nodeType.webhook!.call(context));
}

function responseCode({ workflow, node, webhookData, mode }: WebhookCall): number {
	const { responseCode: code } = webhookData.webhookDescription;
	if (code === undefined) return 200;
	return Number(workflow.expression.getSimpleParameterValue(node, String(code), mode, {}, undefined, 200));
}
