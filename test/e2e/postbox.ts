import { randomUUID } from 'node:crypto';
import type { INodeParameters } from 'n8n-workflow';
import { buildWorkflow } from '../../examples/build/workflow';
import type { WorkflowFile } from '../../start/api';
import { NODE } from './support';

/** What a program posts to have it faxed. */
export interface Letter {
	to: string;
	/** the document's bytes */
	document: Buffer;
	/** what the node's options refer to as `$('Post').item.json.body…` */
	[key: string]: unknown;
}

/** A workflow that faxes whatever is posted to its webhook, and the address of that webhook once it is published. */
export interface Postbox {
	workflow: WorkflowFile;
	/** where to post, at an n8n */
	at(url: string): string;
}

/**
 * @param node the service's action node
 * @param parameters of Send, beside recipient and document
 */
export function postboxFor(node: string, parameters: INodeParameters): Postbox {
	const path = randomUUID();
	const workflow = buildWorkflow({
		name: `A postbox of ${node} ${path}`,
		nodes: [
			{
				name: 'Post',
				type: 'webhook',
				version: 2,
				at: [0, 0],
				parameters: { httpMethod: 'POST', path, responseMode: 'onReceived', options: {} },
				more: { webhookId: path },
			},
			{
				name: 'Document',
				type: 'convertToFile',
				version: 1.1,
				at: [1, 0],
				parameters: {
					operation: 'toBinary',
					sourceProperty: 'body.document',
					binaryPropertyName: 'data',
					options: { fileName: 'letter.pdf', mimeType: 'application/pdf' },
				},
			},
			{
				name: NODE,
				type: `n8n-nodes-fax.${node}`,
				at: [2, 0],
				parameters: {
					resource: 'fax',
					operation: 'send',
					to: "={{ $('Post').item.json.body.to }}",
					documentSource: 'binary',
					binaryPropertyName: 'data',
					...parameters,
				},
			},
		],
		notes: [],
		links: [['Post', 'Document', NODE]],
	});
	return { workflow, at: (url) => `${url}/webhook/${path}` };
}

/** Posts a letter. @throws Error when n8n does not take it */
export async function post(address: string, { document, ...rest }: Letter): Promise<void> {
	const response = await fetch(address, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ ...rest, document: document.toString('base64') }),
	});
	if (!response.ok) throw new Error(`n8n answers ${response.status} at the postbox`);
}
