/** Prints values as TypeScript literals, so that linters see what descriptions have become once they are built. */

const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;

/** @param {unknown} value plain data; functions become an empty arrow function, since only their presence matters */
export function literal(value, indent = '') {
	const deeper = `${indent}\t`;
	if (value === undefined) return 'undefined';
	if (typeof value === 'function') return 'async () => ({})';
	if (value === null || typeof value !== 'object') return JSON.stringify(value);
	const [open, close] = Array.isArray(value) ? '[]' : '{}';
	const lines = Array.isArray(value)
		? value.map((item) => literal(item, deeper))
		: Object.entries(value)
				.filter(([, item]) => item !== undefined)
				.map(
					([key, item]) =>
						`${IDENTIFIER.test(key) ? key : JSON.stringify(key)}: ${connection(key, item, deeper)}`,
				);
	if (lines.length === 0) return open + close;
	return `${open}\n${lines.map((line) => `${deeper}${line},\n`).join('')}${indent}${close}`;
}

/** Connections are written as members of NodeConnectionTypes, as they are in sources. */
function connection(key, value, indent) {
	const isConnections = (key === 'inputs' || key === 'outputs') && Array.isArray(value);
	if (!isConnections) return literal(value, indent);
	return `[${value.map((type) => (type === 'main' ? 'NodeConnectionTypes.Main' : literal(type, indent))).join(', ')}]`;
}

/** A class file of a node as a person would have written it out. */
export function nodeClass(name, node) {
	const { description } = node;
	const isTrigger = description.group.includes('trigger');
	return `import { NodeConnectionTypes } from 'n8n-workflow';
import type { INodeType, INodeTypeDescription } from 'n8n-workflow';

export class ${name} implements INodeType {
	description: INodeTypeDescription = ${literal(description, '\t')};
${node.webhookMethods ? '\n\twebhookMethods = webhookLifecycle();\n' : ''}
	async ${isTrigger ? (description.polling ? 'poll' : 'webhook') : 'execute'}() {
		return [[]];
	}
}
`;
}

const CREDENTIAL_TYPES = {
	properties: 'INodeProperties[]',
	test: 'ICredentialTestRequest',
	icon: 'Icon',
};

/** A class file of a credential. */
export function credentialClass(name, credential) {
	const fields = Object.entries(credential).map(([key, value]) => {
		const type =
			key === 'authenticate'
				? typeof value === 'function'
					? 'IAuthenticate'
					: 'IAuthenticateGeneric'
				: CREDENTIAL_TYPES[key];
		return `\t${key}${type ? `: ${type}` : ''} = ${literal(value, '\t')};\n`;
	});
	return `import type { IAuthenticate, IAuthenticateGeneric, ICredentialTestRequest, ICredentialType, Icon, INodeProperties } from 'n8n-workflow';

export class ${name} implements ICredentialType {
${fields.join('\n')}}
`;
}
