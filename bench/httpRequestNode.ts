import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { IConnections, INode, INodeParameters, INodeType } from 'n8n-workflow';
import type { WorkflowJson } from '../harness';
import type { Call } from '../nodes/shared/provider';
import { urlOf } from './calls';
import type { BenchService } from './services';

/*
 * n8n's HTTP Request node comes with the pinned n8n in the folder `host`: as a development dependency it would bring
 * along all of n8n's nodes.
 */
const FILE = join(
	__dirname,
	'../host/node_modules/n8n-nodes-base/dist/nodes/HttpRequest/HttpRequest.node.js',
);

export const HTTP_REQUEST = 'n8n-nodes-base.httpRequest';

/** Whether n8n's HTTP Request node is there to be measured. */
export const hasHttpRequestNode = (): boolean => existsSync(FILE);

/** n8n's HTTP Request node. Throws when the pinned n8n is not installed. */
export function httpRequestNode(): INodeType {
	const { HttpRequest } = createRequire(FILE)(FILE) as { HttpRequest: new () => INodeType };
	return new HttpRequest();
}

/** Stands in a JSON body where the document's base64 will; of the input items it is the field `base64`. */
export const BASE64_MARK = 'base64 of the document';

const pairs = (values: Record<string, unknown>) =>
	Object.entries(values).map(([name, value]) => ({ name, value: String(value) }));

/** How people send the body of such a call with the HTTP Request node. */
function bodyParameters(call: Call): INodeParameters {
	const body = call.body?.();
	if (body === undefined) {
		if (call.json === undefined) return {};
		return { sendBody: true, contentType: 'json', specifyBody: 'json', jsonBody: JSON.stringify(call.json) };
	}
	if (body.contentType.startsWith('multipart/')) {
		// It knows form data only; what stands in further parts is a field of text here.
		const file = { parameterType: 'formBinaryData', name: 'content', inputDataFieldName: 'data' };
		const texts = (body.outline as Array<{ content: unknown }>)
			.filter(({ content }) => typeof content === 'string')
			.map(({ content }) => ({ parameterType: 'formData', name: 'fields', value: content as string }));
		return {
			sendBody: true,
			contentType: 'multipart-form-data',
			bodyParameters: { parameters: [...texts, file] },
		};
	}
	const template = JSON.stringify(body.outline, (_key, value: unknown) =>
		typeof value === 'object' && value !== null && 'sha256' in value ? BASE64_MARK : value,
	);
	const [before, after] = template.split(BASE64_MARK).map((text) => JSON.stringify(text));
	return {
		sendBody: true,
		contentType: 'json',
		specifyBody: 'json',
		jsonBody: `={{ ${before} + $json.base64 + ${after} }}`,
	};
}

/** A workflow that makes these calls with one HTTP Request node for each, as n8n's users do. */
export function httpRequestWorkflow(
	service: BenchService,
	calls: readonly Call[],
	serverUrl: string,
): WorkflowJson {
	const start: INode = {
		id: 'start',
		name: 'Start',
		type: 'n8n-nodes-base.manualTrigger',
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
	};
	const requests = calls.map((call, index): INode => ({
		id: `request-${index}`,
		name: `Request ${index + 1}`,
		type: HTTP_REQUEST,
		typeVersion: 4.2,
		position: [200 * (index + 1), 0],
		parameters: {
			method: call.method,
			url: urlOf(service, call, serverUrl),
			sendHeaders: true,
			headerParameters: { parameters: pairs({ ...service.headers, ...call.headers }) },
			...bodyParameters(call),
			options:
				call.answer === 'document' && service.upload === 'multipart'
					? { response: { response: { responseFormat: 'file' } } }
					: {},
		} as INodeParameters,
	}));
	const nodes = [start, ...requests];
	const connections: IConnections = Object.fromEntries(
		nodes
			.slice(1)
			.map(({ name }, index) => [nodes[index].name, { main: [[{ node: name, type: 'main', index: 0 }]] }]),
	);
	return { nodes, connections };
}
