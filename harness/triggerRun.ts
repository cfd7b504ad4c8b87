import { HookContext } from 'n8n-core';
import {
	LoggerProxy,
	NodeHelpers,
	type ExecutionError,
	type IDataObject,
	type IHttpRequestMethods,
	type INode,
	type INodeExecutionData,
	type INodeType,
	type IWebhookData,
	type IWorkflowExecuteAdditionalData,
	type Workflow,
	type WorkflowActivateMode,
	type WorkflowExecuteMode,
} from 'n8n-workflow';
import { withExpressions, type StartedRun } from './execution';
import { ExecutionLog, type TriggerExecution } from './executionLog';
import { callWebhook } from './webhookCall';
import type { WebhookHandler, WebhookKind, WebhookServer } from './webhookServer';

/** What the engine lends a trigger. */
export interface TriggerHost {
	server: WebhookServer;
	nodeType: INodeType;
	/** A new workflow object with the given static data, as n8n makes one for each purpose. */
	workflow(staticData: IDataObject, active: boolean): Workflow;
	additionalData(): IWorkflowExecuteAdditionalData;
	startExecution(
		workflow: Workflow,
		mode: WorkflowExecuteMode,
		items: INodeExecutionData[][],
		error?: ExecutionError,
	): StartedRun;
}

type HookMethod = 'checkExists' | 'create' | 'delete';

const copy = (data: IDataObject): IDataObject => JSON.parse(JSON.stringify(data)) as IDataObject;

/** A trigger node in a published workflow: n8n's registration, webhook calls and static data around it. */
export class TriggerRun {
	private readonly log = new ExecutionLog();
	/** The workflow's static data as n8n's database holds it. */
	private saved: IDataObject = {};
	private testMemory: IDataObject | undefined;
	/** How many of the next executions n8n fails to store: it answers with a 500 then and saves no static data. */
	storesToFail = 0;

	/** @internal use Engine.trigger */
	constructor(
		private readonly host: TriggerHost,
		private readonly nodeName: string,
	) {}

	/** All executions so far, oldest first. */
	get executions(): readonly TriggerExecution[] {
		return this.log.executions;
	}

	/** The stored static data of this node, as a copy. */
	get staticData(): IDataObject {
		return copy((this.saved[`node:${this.nodeName}`] ?? {}) as IDataObject);
	}

	/** Replaces the stored static data of this node; `{}` is a memory that vanished. */
	set staticData(data: IDataObject) {
		this.saved = { ...this.saved, [`node:${this.nodeName}`]: copy(data) };
	}

	/** The address that the service is to call. */
	get productionUrl(): string {
		return this.url('webhook');
	}

	/** The address of a test listen. */
	get testUrl(): string {
		return this.url('webhook-test');
	}

	/**
	 * Publishes the workflow: stores the webhooks, then `checkExists` and, if that is false, `create`.
	 * When one throws, n8n calls `delete`, drops the webhooks and begins again, up to `tries` times (n8n: 5,
	 * with pauses, which are left out here).
	 * @throws what the last try threw
	 */
	async activate({ tries = 1 }: { tries?: number } = {}): Promise<void> {
		const workflow = this.host.workflow(this.saved, true);
		for (let attempt = 1; ; attempt++) {
			try {
				await this.registerAll(workflow);
				return;
			} catch (error) {
				if (attempt >= tries) throw error;
			}
		}
	}

	/**
	 * Unpublishes the workflow: the URL is dead first, then `delete` is called, up to `tries` times (n8n: 3).
	 * @throws what the last try threw
	 */
	async deactivate({ tries = 1 }: { tries?: number } = {}): Promise<void> {
		const workflow = this.host.workflow(this.saved, false);
		for (const webhook of this.webhooks(workflow, 'webhook')) {
			this.host.server.unregister('webhook', webhook.httpMethod, webhook.path);
			for (let attempt = 1; ; attempt++) {
				try {
					await this.hook('delete', workflow, webhook, 'internal', 'update');
					break;
				} catch (error) {
					if (attempt >= tries) throw error;
				} finally {
					this.save(workflow);
				}
			}
		}
	}

	/** Listens for a test event: registers the test URL. What the node remembers is not saved. */
	async activateTest(): Promise<void> {
		const workflow = this.host.workflow({}, false);
		for (const webhook of this.webhooks(workflow, 'webhook-test')) {
			this.host.server.register(
				'webhook-test',
				webhook.httpMethod,
				webhook.path,
				this.handler('webhook-test'),
			);
			try {
				await this.createIfMissing(workflow, webhook, 'manual', 'manual');
			} catch (error) {
				await this.endTest(workflow);
				throw error;
			}
		}
		this.testMemory = copy(workflow.staticData);
	}

	/** Ends a test listen, as the stop button or the two minutes do. */
	async deactivateTest(): Promise<void> {
		const workflow = this.host.workflow({}, false);
		workflow.setTestStaticData(this.testMemory ?? {});
		await this.endTest(workflow);
	}

	/**
	 * The next execution that this method has not returned before and that satisfies the predicate; one that
	 * started already counts.
	 * @throws Error after `timeoutMs`
	 */
	async nextExecution(
		predicate: (execution: TriggerExecution) => boolean = () => true,
		timeoutMs = 5000,
	): Promise<TriggerExecution> {
		return await this.log.next(predicate, timeoutMs);
	}

	private url(kind: WebhookKind): string {
		const workflow = this.host.workflow(this.saved, true);
		const { webhookBaseUrl, webhookTestBaseUrl } = this.host.additionalData();
		const [webhook] = this.webhooks(workflow, kind);
		if (!webhook) throw new Error('The node has no webhook');
		return `${kind === 'webhook' ? webhookBaseUrl : webhookTestBaseUrl}/${webhook.path}`;
	}

	private readonly logFailure = (error: Error): void => {
		LoggerProxy.error(`Could not remove webhook "${this.nodeName}" because of error: "${error.message}"`);
	};

	private node(workflow: Workflow): INode {
		return workflow.getNode(this.nodeName)!;
	}

	private webhooks(workflow: Workflow, kind: WebhookKind): IWebhookData[] {
		const node = this.node(workflow);
		const resolve = <T extends string | boolean>(value: T | undefined, fallback: T): T =>
			workflow.expression.getSimpleParameterValue(node, value, 'internal', {}, undefined, fallback) as T;
		return (this.host.nodeType.description.webhooks ?? []).map((webhookDescription) => {
			const path = resolve(webhookDescription.path, '');
			const isFullPath = resolve(webhookDescription.isFullPath, false);
			return {
				httpMethod: resolve(webhookDescription.httpMethod, 'GET') as IHttpRequestMethods,
				node: node.name,
				path: NodeHelpers.getNodeWebhookPath(workflow.id, node, path, isFullPath).replace(/^\/|\/$/g, ''),
				webhookDescription,
				workflowId: workflow.id,
				workflowExecuteAdditionalData: this.host.additionalData(),
				...(node.webhookId && { webhookId: node.webhookId }),
				...(kind === 'webhook-test' && { isTest: true }),
			};
		});
	}

	private async registerAll(workflow: Workflow): Promise<void> {
		for (const webhook of this.webhooks(workflow, 'webhook')) {
			this.host.server.register('webhook', webhook.httpMethod, webhook.path, this.handler('webhook'));
			try {
				await this.createIfMissing(workflow, webhook, 'trigger', 'activate');
			} catch (error) {
				// n8n logs what this `delete` throws and reports the failure of the registration.
				await this.hook('delete', workflow, webhook, 'internal', 'update').catch(this.logFailure);
				this.host.server.unregister('webhook', webhook.httpMethod, webhook.path);
				throw error;
			} finally {
				this.save(workflow);
			}
		}
	}

	private async createIfMissing(
		workflow: Workflow,
		webhook: IWebhookData,
		mode: WorkflowExecuteMode,
		activation: WorkflowActivateMode,
	): Promise<void> {
		const exists = await this.hook('checkExists', workflow, webhook, mode, activation);
		if (!exists) await this.hook('create', workflow, webhook, mode, activation);
	}

	private async hook(
		method: HookMethod,
		workflow: Workflow,
		webhook: IWebhookData,
		mode: WorkflowExecuteMode,
		activation: WorkflowActivateMode,
	): Promise<boolean | undefined> {
		const run = this.host.nodeType.webhookMethods?.[webhook.webhookDescription.name]?.[method];
		if (!run) return undefined;
		const additionalData = this.host.additionalData();
		const context = new HookContext(workflow, this.node(workflow), additionalData, mode, activation, webhook);
		return await withExpressions(workflow, async () => await run.call(context));
	}

	private async endTest(workflow: Workflow): Promise<void> {
		this.testMemory = undefined;
		for (const webhook of this.webhooks(workflow, 'webhook-test')) {
			this.host.server.unregister('webhook-test', webhook.httpMethod, webhook.path);
			await this.hook('delete', workflow, webhook, 'internal', 'update');
		}
	}

	/** Writes the static data back whole, when the node changed it: a later writer wins. */
	private save(workflow: Workflow): void {
		if (workflow.staticData.__dataChanged !== true) return;
		this.saved = copy(workflow.staticData);
		workflow.staticData.__dataChanged = false;
	}

	private handler(kind: WebhookKind): WebhookHandler {
		const isTest = kind === 'webhook-test';
		const mode: WorkflowExecuteMode = isTest ? 'manual' : 'webhook';
		return async (request, response) => {
			const workflow = this.host.workflow(isTest ? {} : this.saved, !isTest);
			if (isTest && this.testMemory) workflow.setTestStaticData(this.testMemory);
			const webhookData = this.webhooks(workflow, kind).find(
				({ httpMethod }) => httpMethod === request.method,
			)!;
			const before = this.executions.length;
			try {
				return await callWebhook({
					workflow,
					node: this.node(workflow),
					nodeType: this.host.nodeType,
					webhookData,
					additionalData: this.host.additionalData(),
					mode,
					request,
					response,
					onExecution: async (items, error) => this.record(workflow, mode, items, error),
					onAnswered: async () => {
						if (!isTest) this.save(workflow);
					},
				});
			} finally {
				// A test listen ends with its first execution; n8n only logs a failure to end it.
				if (isTest && this.executions.length > before) {
					await this.endTest(workflow).catch(this.logFailure);
				}
			}
		};
	}

	private record(
		called: Workflow,
		mode: WorkflowExecuteMode,
		items: INodeExecutionData[][],
		error?: ExecutionError,
	): void {
		if (this.storesToFail > 0) {
			this.storesToFail--;
			throw new Error('There was a problem executing the workflow');
		}
		// The execution sees what the webhook call remembered, saved or not.
		const workflow = this.host.workflow(called.staticData, mode !== 'manual');
		const started = this.host.startExecution(workflow, mode, items, error);
		const result = started.promise.then((run) => {
			if (mode !== 'manual') this.save(workflow);
			return run;
		});
		this.log.add({ id: started.executionId, mode, items: items[0] ?? [], error, result });
	}
}
