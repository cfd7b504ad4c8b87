import { n8nCommunityNodesPlugin } from '@n8n/eslint-plugin-community-nodes';
import n8nNodesBase from 'eslint-plugin-n8n-nodes-base';

/** The rules that n8n applies to community packages, with the exceptions that n8n makes itself. */
export const community = n8nCommunityNodesPlugin.configs.recommended;
export const nodesBasePlugin = { plugins: { 'n8n-nodes-base': n8nNodesBase } };

export const packageJsonRules = n8nNodesBase.configs.community.rules;

export const credentialRules = {
	...n8nNodesBase.configs.credentials.rules,
	// meant for n8n's own repository
	'n8n-nodes-base/cred-class-field-documentation-url-miscased': 'off',
	// superseded by credential-password-field of the community rules
	'n8n-nodes-base/cred-class-field-type-options-password-missing': 'off',
};

export const nodeRules = {
	...n8nNodesBase.configs.nodes.rules,
	// both are older than NodeConnectionTypes
	'n8n-nodes-base/node-class-description-inputs-wrong-regular-node': 'off',
	'n8n-nodes-base/node-class-description-outputs-wrong': 'off',
	// a service may well have a maximum
	'n8n-nodes-base/node-param-type-options-max-value-present': 'off',
};
