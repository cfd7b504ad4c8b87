import {
	NodeConnectionTypes,
	type ICredentialType,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

/** A node that hands its input on unchanged. */
function passThrough(
	description: Pick<INodeTypeDescription, 'name' | 'displayName' | 'group' | 'inputs'>,
): INodeType {
	return {
		description: {
			...description,
			version: 1,
			description: 'Hands its input on unchanged',
			defaults: { name: description.displayName },
			outputs: [NodeConnectionTypes.Main],
			properties: [],
		},
		async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
			return [this.getInputData()];
		},
	};
}

/** The nodes of n8n itself that workflows here may use, by their full type name. */
export const builtInNodes: Readonly<Record<string, INodeType>> = {
	'n8n-nodes-base.manualTrigger': passThrough({
		name: 'manualTrigger',
		displayName: 'Manual Trigger',
		group: ['trigger'],
		inputs: [],
	}),
	'n8n-nodes-base.noOp': passThrough({
		name: 'noOp',
		displayName: 'No Operation, do nothing',
		group: ['organization'],
		inputs: [NodeConnectionTypes.Main],
	}),
};

const field = (name: string, def: string | boolean = '') =>
	({
		displayName: name,
		name,
		type: typeof def === 'boolean' ? 'boolean' : 'string',
		default: def,
	}) as const;

/**
 * n8n's generic OAuth2 credential, which every `…OAuth2Api` extends: the fields that n8n-core's OAuth2 code
 * reads, with n8n's defaults. n8n itself adds `oauthTokenData`, where the tokens are kept.
 */
const oAuth2Api: ICredentialType = {
	name: 'oAuth2Api',
	displayName: 'OAuth2 API',
	properties: [
		field('grantType', 'authorizationCode'),
		field('authUrl'),
		field('accessTokenUrl'),
		field('clientId'),
		field('clientSecret'),
		field('scope'),
		field('authQueryParameters'),
		field('authentication', 'header'),
		field('ignoreSSLIssues', false),
		{ displayName: 'oauthTokenData', name: 'oauthTokenData', type: 'json', default: {} },
	],
};

/** The credential types of n8n itself that packages extend. */
export const builtInCredentials: Readonly<Record<string, ICredentialType>> = { oAuth2Api };
