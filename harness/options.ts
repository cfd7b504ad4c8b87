import type {
	IConnections,
	ICredentialDataDecryptedObject,
	IDataObject,
	INode,
	INodeExecutionData,
	INodeParameters,
	INodeType,
	IWorkflowSettings,
	WorkflowExecuteMode,
} from 'n8n-workflow';
import type { CredentialReference } from './credentialStore';
import type { BinaryMode } from './environment';
import type { LogLine } from './logs';

/** Credential data by type, or a reference that `addCredential` returned. */
export type CredentialSet = Readonly<Record<string, ICredentialDataDecryptedObject | CredentialReference>>;

export interface EngineOptions {
	/** The folder with the built package's package.json. */
	packageRoot: string;
	/** Credentials that every node gets for the types it declares, unless a run brings its own. */
	credentials?: CredentialSet;
	/** Further node types, by full name, for workflows that need them. */
	nodes?: Readonly<Record<string, INodeType>>;
	/** n8n's folder; one for the process. Default: a temporary one, removed with the last open engine. */
	userFolder?: string;
	/** Where documents are kept; open engines share one choice. Default `filesystem`, as n8n's. */
	binaryMode?: BinaryMode;
	/** Called with every line that n8n logs, beside the collection in `logs`. */
	onLog?: (line: LogLine) => void;
	/** The address in webhook URLs, without a slash at the end. Default: that of `listen`. */
	publicUrl?: string;
}

/** A node as a test describes it; `type` short (`faxPlus`) or full. */
export interface NodeOptions {
	type: string;
	typeVersion?: number;
	parameters?: INodeParameters;
	credentials?: CredentialSet;
	/** Name and id in the workflow. Default: the node's display name, `node-under-test`. */
	name?: string;
	id?: string;
	webhookId?: string;
}

export interface RunNodeOptions extends NodeOptions {
	/** The input. Default: one empty item. */
	items?: Array<Pick<INodeExecutionData, 'json' | 'binary'>>;
	onError?: INode['onError'];
	/** n8n allows 2 to 5 tries and reads a wait of 0 as 1000 ms: 0 here becomes 1 ms. */
	retryOnFail?: { maxTries: number; waitBetweenTries?: number };
	executeOnce?: boolean;
	alwaysOutputData?: boolean;
	/** Default: a number that no execution of this process had before. */
	executionId?: string;
	/** Stops the execution as n8n's stop button does. */
	abortSignal?: AbortSignal;
	workflowId?: string;
	/** Default `manual`. */
	mode?: WorkflowExecuteMode;
	staticData?: IDataObject;
	settings?: IWorkflowSettings;
}

/** A workflow as n8n exports it. */
export interface WorkflowJson {
	id?: string;
	name?: string;
	nodes: INode[];
	connections: IConnections;
	settings?: IWorkflowSettings;
	staticData?: IDataObject;
}

export interface RunWorkflowOptions {
	/** Credentials for the nodes by type; they replace the references in the workflow. */
	credentials?: CredentialSet;
	/** Name of the node that starts. Default: the one that n8n chooses. */
	startNode?: string;
	/** Items that the start node gets, for instance those of a trigger. Default: one empty item. */
	items?: Array<Pick<INodeExecutionData, 'json' | 'binary'>>;
	executionId?: string;
	abortSignal?: AbortSignal;
	mode?: WorkflowExecuteMode;
}

export interface TriggerOptions extends NodeOptions {
	workflowId?: string;
	/** What follows the trigger in its workflow. */
	workflow?: Pick<WorkflowJson, 'nodes' | 'connections'>;
}

export interface PollOptions extends NodeOptions {
	workflowId?: string;
	/** Default `trigger`, as in a published workflow. */
	mode?: 'trigger' | 'manual';
	/** What the node remembered. */
	staticData?: IDataObject;
}
