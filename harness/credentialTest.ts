import { Container } from '@n8n/di';
import { CredentialTestContext, ErrorReporter, ExecuteContext, RoutingNode } from 'n8n-core';
import {
	LoggerProxy,
	Workflow,
	createEmptyRunExecutionData,
	type ICredentialDataDecryptedObject,
	type ICredentialTestFunction,
	type ICredentialTestRequest,
	type ICredentialsDecrypted,
	type IDataObject,
	type INode,
	type INodeCredentialTestResult,
	type INodeType,
	type INodeTypes,
	type IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';
import type { CredentialReference } from './credentialStore';
import { builtInNodes } from './builtIn';
import type { CredentialTypes, NodeTypes } from './nodeTypes';

type Test = ICredentialTestFunction | { request: ICredentialTestRequest; nodeType?: INodeType };

/** How n8n would test a type: its own request, an OAuth2 token's presence, or a node's `testedBy`. */
function findTest(type: string, types: CredentialTypes, nodes: NodeTypes): Test | undefined {
	const { test } = types.getByName(type);
	if (test) return { request: test };
	for (const name of types.getSupportedNodes(type)) {
		const nodeType = nodes.getByNameAndVersion(name);
		const declared = nodeType.description.credentials?.find((credential) => credential.name === type);
		if (types.getParentTypes(type).includes('oAuth2Api')) return hasToken;
		const testedBy = declared?.testedBy;
		if (typeof testedBy === 'string') return nodeType.methods?.credentialTest?.[testedBy];
		if (testedBy) return { request: testedBy, nodeType };
	}
	return undefined;
}

const hasToken: ICredentialTestFunction = async ({ data }) => {
	const token = data?.oauthTokenData as IDataObject | undefined;
	return token && 'access_token' in token
		? { status: 'OK', message: 'OAuth2 credential test succeeded.' }
		: { status: 'Error', message: 'OAuth2 credential test failed. Connect the account first.' };
};

/** A node with one hidden field whose routing is the test's request: n8n's way to send it. */
function testNode(request: ICredentialTestRequest, type: string, base: INodeType): INodeType {
	return {
		description: {
			...base.description,
			credentials: [{ name: type, required: true }],
			properties: [
				{
					displayName: 'Temp',
					name: 'temp',
					type: 'string',
					routing: { request: request.request },
					default: '',
				},
			],
		},
	};
}

/**
 * Tests a credential as n8n's server does when a person saves it (n8n 2.41's credentials tester).
 * @param data the stored data, completed with defaults
 */
export async function testCredential(
	reference: CredentialReference,
	data: ICredentialDataDecryptedObject,
	types: CredentialTypes,
	nodes: NodeTypes,
	additionalData: IWorkflowExecuteAdditionalData,
): Promise<INodeCredentialTestResult> {
	const test = findTest(reference.type, types, nodes);
	if (!test) return { status: 'Error', message: 'No testing function found for this credential.' };
	const decrypted: ICredentialsDecrypted = { ...reference, data };
	if (typeof test === 'function')
		return await test.call(new CredentialTestContext(additionalData), decrypted);
	return await sendTest(test.request, test.nodeType, decrypted, additionalData);
}

async function sendTest(
	test: ICredentialTestRequest,
	base: INodeType = builtInNodes['n8n-nodes-base.noOp']!,
	decrypted: ICredentialsDecrypted,
	additionalData: IWorkflowExecuteAdditionalData,
): Promise<INodeCredentialTestResult> {
	const nodeType = testNode(test, decrypted.type, base);
	const nodeTypes: INodeTypes = {
		getByName: () => nodeType,
		getByNameAndVersion: () => nodeType,
		getKnownTypes: () => ({}),
	};
	const node: INode = {
		id: 'temp',
		name: 'Temp-Node',
		type: nodeType.description.name,
		typeVersion: Math.max(...[nodeType.description.version].flat()),
		position: [0, 0],
		parameters: {},
		credentials: { [decrypted.type]: { id: decrypted.id, name: decrypted.name } },
	};
	const workflow = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes });
	const context = new ExecuteContext(
		workflow,
		node,
		additionalData,
		'internal',
		createEmptyRunExecutionData(),
		0,
		[],
		{ main: [[{ json: {} }]] },
		{ node, data: {}, source: null },
		[],
	);
	await workflow.expression.acquireIsolate();
	try {
		const output = await new RoutingNode(context, nodeType, decrypted).runNode();
		return judgeBody(test, output?.[0]?.[0]?.json ?? {});
	} catch (error) {
		Container.get(ErrorReporter).error(error);
		return judgeFailure(test, error as TestFailure);
	} finally {
		await workflow.expression.releaseIsolate();
	}
}

interface TestFailure extends Error {
	cause?: { response?: { status: number; statusText: string }; code?: string };
}

function judgeFailure(test: ICredentialTestRequest, error: TestFailure): INodeCredentialTestResult {
	const { response, code } = error.cause ?? {};
	if (!response && code === undefined) LoggerProxy.debug('Credential test failed', { error });
	if (!response) return { status: 'Error', message: code ?? error.message };
	for (const rule of test.rules ?? []) {
		if (rule.type === 'responseCode' && rule.properties.value === response.status) {
			return { status: 'Error', message: rule.properties.message };
		}
	}
	const message = response.statusText || `Received HTTP status code: ${response.status}`;
	return { status: 'Error', message };
}

function judgeBody(test: ICredentialTestRequest, body: IDataObject): INodeCredentialTestResult {
	for (const rule of test.rules ?? []) {
		if (rule.type !== 'responseSuccessBody') continue;
		if (valueAt(body, rule.properties.key) === rule.properties.value) {
			return { status: 'Error', message: rule.properties.message };
		}
	}
	return { status: 'OK', message: 'Connection successful!' };
}

/** The value at a path such as `data.status`. */
function valueAt(body: IDataObject, path: string): unknown {
	return path
		.split('.')
		.reduce<unknown>((value, key) => (value as IDataObject | null | undefined)?.[key], body);
}
