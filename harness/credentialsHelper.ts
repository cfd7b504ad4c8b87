import { Credentials, getAdditionalKeys } from 'n8n-core';
import {
	ICredentialsHelper,
	NodeHelpers,
	Workflow,
	isExpression,
	type ICredentialDataDecryptedObject,
	type ICredentials,
	type ICredentialsExpressionResolveValues,
	type IExecuteData,
	type IHttpRequestHelper,
	type IHttpRequestOptions,
	type INode,
	type INodeCredentialsDetails,
	type INodeParameters,
	type INodeProperties,
	type INodeTypes,
	type IWorkflowDataProxyAdditionalKeys,
	type IWorkflowExecuteAdditionalData,
	type WorkflowExecuteMode,
} from 'n8n-workflow';
import { builtInNodes } from './builtIn';
import type { CredentialStore } from './credentialStore';
import type { CredentialTypes } from './nodeTypes';

const placeholderNode: INode = {
	id: 'credential',
	name: 'credential',
	type: 'n8n-nodes-base.noOp',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};

const placeholderTypes: INodeTypes = {
	getByName: () => builtInNodes['n8n-nodes-base.noOp']!,
	getByNameAndVersion: () => builtInNodes['n8n-nodes-base.noOp']!,
	getKnownTypes: () => ({}),
};

/** A workflow without real nodes, to resolve expressions in credentials. */
function placeholderWorkflow(): Workflow {
	return new Workflow({
		nodes: [structuredClone(placeholderNode)],
		connections: {},
		active: false,
		nodeTypes: placeholderTypes,
	});
}

type GenericAuthentication = Record<string, Record<string, string>>;

/**
 * Credentials as n8n's server serves them to n8n-core: stored by id, completed with defaults, expressions
 * resolved, session tokens and OAuth2 tokens written back so that the next call sees them.
 * (Behaviour: n8n 2.41's credentials helper.)
 */
export class CredentialsHelper extends ICredentialsHelper {
	constructor(
		private readonly types: CredentialTypes,
		private readonly store: CredentialStore,
	) {
		super();
	}

	getParentTypes(type: string): string[] {
		return this.types.getParentTypes(type);
	}

	isCredentialUsableByNode(type: string, nodeType: string): boolean {
		if (!this.types.getByName(type).restrictToSupportedNodes) return true;
		return this.types.getSupportedNodes(type).includes(nodeType);
	}

	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		typeName: string,
		requestOptions: IHttpRequestOptions,
		workflow?: Workflow,
		node?: INode,
	): Promise<IHttpRequestOptions> {
		const { authenticate } = this.types.getByName(typeName);
		if (!authenticate) return requestOptions;
		if (typeof authenticate === 'function') return await authenticate(credentials, requestOptions);
		if (!workflow || !node) throw new Error('Generic authentication needs a workflow and a node');
		const keys = { $credentials: credentials } as unknown as IWorkflowDataProxyAdditionalKeys;
		const resolve = (text: string): string => {
			if (!isExpression(text)) return text;
			const value = workflow.expression.getSimpleParameterValue(node, text, 'internal', keys, undefined, '');
			return value ? value.toString() : '';
		};
		requestOptions.headers ??= {};
		const groups = requestOptions as unknown as Record<string, Record<string, unknown> | undefined>;
		for (const [group, values] of Object.entries(authenticate.properties as GenericAuthentication)) {
			const target = (groups[group] ??= {});
			// Every declared key is set, an empty one too: generic authentication knows no conditions.
			for (const [key, value] of Object.entries(values)) target[resolve(key)] = resolve(value);
		}
		return requestOptions;
	}

	async preAuthentication(
		helpers: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
		typeName: string,
		node: INode,
		credentialsExpired: boolean,
	): Promise<ICredentialDataDecryptedObject | undefined> {
		const type = this.types.getByName(typeName);
		const expirable = type.properties.find((p) => p.type === 'hidden' && p.typeOptions?.expirable === true);
		if (!expirable || typeof type.preAuthentication !== 'function') return undefined;
		const isTest = node.parameters?.temp === '' && node.type === 'n8n-nodes-base.noOp';
		if (credentials[expirable.name] !== '' && !credentialsExpired && !isTest) return undefined;
		const output = await type.preAuthentication.call(helpers, credentials);
		const reference = node.credentials?.[typeName];
		if (output[expirable.name] === undefined || !reference) return undefined;
		const stored = this.store.find(reference.id, typeName).data;
		for (const [key, value] of Object.entries(output)) {
			// An expression that the user wrote stays; the session itself always changes.
			if (key === expirable.name || !isExpression(stored[key])) stored[key] = value as string;
		}
		this.store.replace(reference.id, typeName, stored);
		return Object.assign(credentials, output);
	}

	async runPreAuthentication(
		helpers: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
		typeName: string,
	): Promise<ICredentialDataDecryptedObject | undefined> {
		const type = this.types.getByName(typeName);
		if (typeof type.preAuthentication !== 'function') return undefined;
		return (await type.preAuthentication.call(helpers, credentials)) as ICredentialDataDecryptedObject;
	}

	async getCredentials(reference: INodeCredentialsDetails, type: string): Promise<ICredentials> {
		const { reference: stored, data } = this.store.find(reference.id, type);
		const credentials = new Credentials({ id: stored.id, name: stored.name }, type);
		await credentials.setData(data);
		return credentials;
	}

	async getDecrypted(
		additionalData: IWorkflowExecuteAdditionalData,
		reference: INodeCredentialsDetails,
		type: string,
		mode: WorkflowExecuteMode,
		executeData?: IExecuteData,
		raw?: boolean,
		values?: ICredentialsExpressionResolveValues,
	): Promise<ICredentialDataDecryptedObject> {
		const { data } = this.store.find(reference.id, type);
		if (raw === true) return data;
		return await this.complete(additionalData, data, type, mode, executeData, values);
	}

	/** Adds the defaults of a type to stored data and resolves the expressions in it. */
	async complete(
		additionalData: IWorkflowExecuteAdditionalData,
		stored: ICredentialDataDecryptedObject,
		type: string,
		mode: WorkflowExecuteMode,
		executeData?: IExecuteData,
		values?: ICredentialsExpressionResolveValues,
	): Promise<ICredentialDataDecryptedObject> {
		const properties = this.getCredentialsProperties(type);
		const data = NodeHelpers.getNodeParameters(
			properties,
			stored as INodeParameters,
			true,
			false,
			null,
			null,
		) as ICredentialDataDecryptedObject;
		if (stored.oauthTokenData !== undefined) data.oauthTokenData = stored.oauthTokenData;
		const keys = getAdditionalKeys(additionalData, mode, null, { isCredential: true });
		if (values) {
			return values.workflow.expression.getParameterValue(
				data as INodeParameters,
				values.runExecutionData,
				values.runIndex,
				values.itemIndex,
				values.node.name,
				values.connectionInputData,
				mode,
				keys,
				executeData,
				false,
				data,
			) as ICredentialDataDecryptedObject;
		}
		const workflow = placeholderWorkflow();
		await workflow.expression.acquireIsolate();
		try {
			return workflow.expression.getComplexParameterValue(
				placeholderNode,
				data as INodeParameters,
				mode,
				keys,
				undefined,
				undefined,
				data,
			) as ICredentialDataDecryptedObject;
		} finally {
			await workflow.expression.releaseIsolate();
		}
	}

	async updateCredentials(
		reference: INodeCredentialsDetails,
		type: string,
		data: ICredentialDataDecryptedObject,
	): Promise<void> {
		this.store.replace(reference.id, type, data);
	}

	async updateCredentialsOauthTokenData(
		reference: INodeCredentialsDetails,
		type: string,
		data: ICredentialDataDecryptedObject,
	): Promise<void> {
		const stored = this.store.find(reference.id, type).data;
		this.store.replace(reference.id, type, { ...stored, oauthTokenData: data.oauthTokenData! });
	}

	getCredentialsProperties(type: string): INodeProperties[] {
		const { extends: parents, properties } = this.types.getByName(type);
		if (!parents) return properties;
		const combined: INodeProperties[] = [];
		for (const parent of parents) {
			NodeHelpers.mergeNodeProperties(combined, this.getCredentialsProperties(parent));
		}
		NodeHelpers.mergeNodeProperties(combined, properties);
		return combined;
	}
}
