import { closeEnvironment, openEnvironment } from './environment';
import { randomUUID } from 'node:crypto';
import type {
	IBinaryData,
	ICredentialDataDecryptedObject,
	INode,
	INodeCredentialTestResult,
	INodeCredentials,
	INodeListSearchResult,
	INodeParameters,
	INodePropertyOptions,
	INodeTypeDescription,
	IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';
import { createAdditionalData } from './additionalData';
import { binaryMetadata, openBinaryData, readBinary, storeBinary } from './binary';
import { CredentialReference, CredentialStore } from './credentialStore';
import { testCredential } from './credentialTest';
import { CredentialsHelper } from './credentialsHelper';
import {
	createWorkflow,
	startExecution,
	type RunResult,
	type StartedRun,
	type WorkflowParts,
} from './execution';
import { collectLogs, type LogLine } from './logs';
import { listSearch, loadOptions, type EditorNode } from './methods';
import { CredentialTypes, NodeTypes, loadPackage } from './nodeTypes';
import type {
	CredentialSet,
	EngineOptions,
	NodeOptions,
	PollOptions,
	RunNodeOptions,
	RunWorkflowOptions,
	TriggerOptions,
	WorkflowJson,
} from './options';
import { poll, type PollResult } from './poll';
import { TriggerRun, type TriggerHost } from './triggerRun';
import { WebhookServer } from './webhookServer';

const startNodeName = 'Start';

// Executions are numbered through the process, as in one n8n: the nodes' own memory lives as long as it.
let lastExecution = 0;

/** n8n's engine in this process, around one built package. Close it when done. */
export class Engine {
	private readonly store = new CredentialStore();
	private readonly helper: CredentialsHelper;
	private readonly references: Record<string, CredentialReference>;
	private readonly webhooks = new WebhookServer();
	private listenUrl: string | undefined;
	private closed = false;

	/** @internal use createEngine */
	constructor(
		private readonly options: EngineOptions,
		private readonly nodeTypes: NodeTypes,
		private readonly credentialTypes: CredentialTypes,
		private readonly collection: ReturnType<typeof collectLogs>,
	) {
		this.helper = new CredentialsHelper(credentialTypes, this.store);
		this.references = this.referencesOf(options.credentials ?? {});
	}

	/** Everything that n8n logged since the engine was made. */
	get logs(): LogLine[] {
		return this.collection.lines;
	}

	/** Full names of the package's nodes. */
	get nodeNames(): string[] {
		return Object.keys(this.nodeTypes.getKnownTypes()).map((name) => this.nodeTypes.fullName(name));
	}

	/** A node's description as n8n loaded it (icons resolved to URLs, codex added). */
	describeNode(type: string, version?: number): INodeTypeDescription {
		return this.nodeTypes.getByNameAndVersion(this.nodeTypes.fullName(type), version).description;
	}

	/**
	 * Stores a credential, as a person does in the editor.
	 * @param id its id in n8n's database, where several processes must agree on it; by default a new one
	 */
	addCredential(
		type: string,
		data: ICredentialDataDecryptedObject,
		name?: string,
		id?: string,
	): CredentialReference {
		this.credentialTypes.getByName(type);
		return this.store.add(type, data, name, id);
	}

	/** The stored data of a credential now, with the tokens that were renewed meanwhile. */
	credentialData(credential: string | CredentialReference): ICredentialDataDecryptedObject {
		const reference = typeof credential === 'string' ? this.references[credential] : credential;
		if (!reference) throw new Error(`The engine has no credential of type "${String(credential)}"`);
		return this.store.find(reference.id, reference.type).data;
	}

	/** Replaces the stored data of a credential, as editing it does. */
	setCredential(credential: string | CredentialReference, data: ICredentialDataDecryptedObject): void {
		const reference = typeof credential === 'string' ? this.references[credential] : credential;
		if (!reference) throw new Error(`The engine has no credential of type "${String(credential)}"`);
		this.store.replace(reference.id, reference.type, data);
	}

	/** Runs one node on its items and waits for the end. */
	async runNode(options: RunNodeOptions): Promise<RunResult> {
		return await this.start(options).promise;
	}

	/** Starts one node behind a manual trigger that hands it the items. */
	start(options: RunNodeOptions): StartedRun {
		const node: INode = {
			...this.buildNode(options),
			...(options.onError && { onError: options.onError }),
			...(options.executeOnce && { executeOnce: true }),
			...(options.alwaysOutputData && { alwaysOutputData: true }),
			...(options.retryOnFail && {
				retryOnFail: true,
				maxTries: options.retryOnFail.maxTries,
				waitBetweenTries: options.retryOnFail.waitBetweenTries || 1,
			}),
		};
		const start: INode = {
			id: 'start',
			name: startNodeName,
			type: 'n8n-nodes-base.manualTrigger',
			typeVersion: 1,
			position: [0, 0],
			parameters: {},
		};
		const parts: WorkflowParts = {
			id: options.workflowId ?? 'workflow',
			nodes: [start, node],
			connections: { [startNodeName]: { main: [[{ node: node.name, type: 'main', index: 0 }]] } },
			...(options.staticData && { staticData: options.staticData }),
			...(options.settings && { settings: options.settings }),
		};
		return this.startParts(parts, { ...options, startNode: startNodeName }, node.name);
	}

	/** Runs a whole workflow and waits for the end. */
	async runWorkflow(workflow: WorkflowJson, options: RunWorkflowOptions = {}): Promise<RunResult> {
		return await this.startWorkflow(workflow, options).promise;
	}

	/** Starts a whole workflow. */
	startWorkflow(workflow: WorkflowJson, options: RunWorkflowOptions = {}): StartedRun {
		const own = this.referencesOf(options.credentials ?? {});
		const nodes = workflow.nodes.map((node) => this.withCredentials(node, own));
		return this.startParts({ ...workflow, id: workflow.id ?? 'workflow', nodes }, options);
	}

	/** Stores a document as n8n does and returns what an item carries of it. */
	async storeBinary(
		content: Buffer,
		{
			fileName = 'document.pdf',
			mimeType = 'application/pdf',
		}: { fileName?: string; mimeType?: string } = {},
	): Promise<IBinaryData> {
		return await storeBinary(content, { fileName, mimeType }, this.nextExecutionId());
	}

	readonly readBinary = readBinary;
	readonly binaryMetadata = binaryMetadata;

	/** What a node's drop-down offers for the given parameters. */
	async loadOptions(options: NodeOptions & { method: string }): Promise<INodePropertyOptions[]> {
		return await loadOptions(this.editorNode(options), options.method);
	}

	/** What a node's searchable picker finds. */
	async listSearch(
		options: NodeOptions & { method: string; filter?: string; paginationToken?: string },
	): Promise<INodeListSearchResult> {
		return await listSearch(
			this.editorNode(options),
			options.method,
			options.filter,
			options.paginationToken,
		);
	}

	/**
	 * Tests a credential as n8n does when it is saved: the type's `test` with its rules, or a node's `testedBy`.
	 * @param data the credential's data; without it, the engine's own credential of the type
	 */
	async testCredential(
		type: string,
		data?: ICredentialDataDecryptedObject,
	): Promise<INodeCredentialTestResult> {
		const reference = data ? this.addCredential(type, data) : this.references[type];
		if (!reference) throw new Error(`The engine has no credential of type "${type}"`);
		const stored = this.store.find(reference.id, type).data;
		const additionalData = this.additionalData();
		const complete = await this.helper.complete(additionalData, stored, type, 'internal');
		return await testCredential(reference, complete, this.credentialTypes, this.nodeTypes, additionalData);
	}

	/** Starts n8n's webhook server on a free port; its address, without a slash at the end. */
	async listen(): Promise<string> {
		this.listenUrl = await this.webhooks.listen();
		return this.listenUrl;
	}

	/**
	 * Puts a trigger node into a workflow, alone or with what follows it. Needs `listen` (or `publicUrl`) first.
	 * @param options.workflow the rest of the workflow; its connections start at the trigger's name
	 */
	trigger(options: TriggerOptions): TriggerRun {
		if (this.listenUrl === undefined)
			throw new Error('Call listen() before trigger(): hooks need an address');
		const node = this.buildNode({ webhookId: randomUUID(), ...options });
		const parts: WorkflowParts = {
			id: options.workflowId ?? 'workflow',
			nodes: [node, ...(options.workflow?.nodes ?? []).map((other) => this.withCredentials(other))],
			connections: options.workflow?.connections ?? {},
		};
		const host: TriggerHost = {
			server: this.webhooks,
			nodeType: this.nodeTypes.getByNameAndVersion(node.type, node.typeVersion),
			workflow: (staticData, active) => createWorkflow({ ...parts, staticData, active }, this.nodeTypes),
			additionalData: () => this.additionalData(),
			startExecution: (workflow, mode, input, earlyError) =>
				startExecution({
					workflow,
					additionalData: this.additionalData(this.nextExecutionId()),
					mode,
					startNode: workflow.getNode(node.name)!,
					input,
					...(earlyError && { earlyError }),
				}),
		};
		return new TriggerRun(host, node.name);
	}

	/** Polls a polling trigger once with the given memory. */
	async poll(options: PollOptions): Promise<PollResult> {
		const built = this.buildNode(options);
		const parts: WorkflowParts = {
			id: options.workflowId ?? 'workflow',
			active: options.mode !== 'manual',
			nodes: [built],
			connections: {},
			staticData: { [`node:${built.name}`]: options.staticData ?? {} },
		};
		const workflow = createWorkflow(parts, this.nodeTypes);
		const node = workflow.getNode(built.name)!;
		const nodeType = this.nodeTypes.getByNameAndVersion(node.type, node.typeVersion);
		return await poll(workflow, node, nodeType, this.additionalData(), options.mode ?? 'trigger');
	}

	/** Ends the engine: files, servers and listeners are gone afterwards. */
	async close(): Promise<void> {
		if (this.closed) return;
		this.closed = true;
		await this.webhooks.close();
		this.collection.stop();
		await closeEnvironment();
	}

	private get baseUrl(): string {
		return this.options.publicUrl ?? this.listenUrl ?? 'http://n8n.test';
	}

	private nextExecutionId(): string {
		return String(++lastExecution);
	}

	private additionalData(executionId?: string, parameters?: INodeParameters): IWorkflowExecuteAdditionalData {
		return createAdditionalData(this.helper, this.baseUrl, executionId, parameters);
	}

	private referencesOf(credentials: CredentialSet): Record<string, CredentialReference> {
		return Object.fromEntries(
			Object.entries(credentials).map(([type, value]) => [
				type,
				value instanceof CredentialReference ? value : this.addCredential(type, value),
			]),
		);
	}

	/** The credential references of a node: for each type it declares, the given one or the engine's. */
	private nodeCredentials(
		{ type, typeVersion }: Pick<INode, 'type' | 'typeVersion'>,
		own: Record<string, CredentialReference> = {},
	): INodeCredentials {
		const declared = this.nodeTypes.getByNameAndVersion(type, typeVersion).description.credentials ?? [];
		const references = { ...this.references, ...own };
		return Object.fromEntries(
			declared.flatMap(({ name }) => {
				const reference = references[name];
				return reference ? [[name, { id: reference.id, name: reference.name }]] : [];
			}),
		);
	}

	private withCredentials(node: INode, own?: Record<string, CredentialReference>): INode {
		return { ...node, credentials: { ...node.credentials, ...this.nodeCredentials(node, own) } };
	}

	private buildNode(options: NodeOptions): INode {
		const type = this.nodeTypes.fullName(options.type);
		const typeVersion = options.typeVersion ?? this.nodeTypes.newestVersion(type);
		return {
			id: options.id ?? 'node-under-test',
			name: options.name ?? this.nodeTypes.getByNameAndVersion(type, typeVersion).description.displayName,
			type,
			typeVersion,
			position: [200, 0],
			parameters: options.parameters ?? {},
			credentials: this.nodeCredentials({ type, typeVersion }, this.referencesOf(options.credentials ?? {})),
			...(options.webhookId && { webhookId: options.webhookId }),
		};
	}

	private editorNode(options: NodeOptions): EditorNode {
		const built = this.buildNode(options);
		const workflow = createWorkflow({ id: 'editor', nodes: [built], connections: {} }, this.nodeTypes);
		const node = workflow.getNode(built.name)!;
		return {
			workflow,
			node,
			nodeType: this.nodeTypes.getByNameAndVersion(node.type, node.typeVersion),
			additionalData: this.additionalData(undefined, node.parameters),
		};
	}

	private startParts(parts: WorkflowParts, options: RunWorkflowOptions, resultNode?: string): StartedRun {
		const workflow = createWorkflow(parts, this.nodeTypes);
		const startNode =
			options.startNode === undefined ? workflow.getStartNode() : workflow.getNode(options.startNode);
		if (!startNode) throw new Error('The workflow has no node to start with');
		return startExecution({
			workflow,
			additionalData: this.additionalData(options.executionId ?? this.nextExecutionId()),
			mode: options.mode ?? 'manual',
			startNode,
			input: [(options.items ?? [{ json: {} }]).map((item) => ({ ...item }))],
			...(resultNode !== undefined && { resultNode }),
			...(options.abortSignal && { signal: options.abortSignal }),
		});
	}
}

/** Starts n8n's engine around a built package. */
export async function createEngine(options: EngineOptions): Promise<Engine> {
	const binaryMode = await openEnvironment(options.userFolder, options.binaryMode);
	const collection = collectLogs(options.onLog);
	try {
		await openBinaryData(binaryMode);
		const pkg = await loadPackage(options.packageRoot);
		return new Engine(options, new NodeTypes(pkg, options.nodes), new CredentialTypes(pkg), collection);
	} catch (error) {
		collection.stop();
		await closeEnvironment();
		throw error;
	}
}
