import { Readable } from 'node:stream';
import type { IBinaryData, IExecuteFunctions, IHttpRequestOptions, INodeType } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import type { Call, OutgoingDocument } from '../nodes/shared/provider';
import { callsOf, urlOf } from './calls';
import { repeat } from './load';
import { serviceNamed, type BenchService } from './services';
import type { Task } from './tasks';

/** A document in n8n's store, read as simply as can be. */
async function storedDocument(
	helpers: IExecuteFunctions['helpers'],
	binary: IBinaryData,
): Promise<OutgoingDocument> {
	const { fileSize } = await helpers.getBinaryMetadata(binary.id!);
	return {
		fileName: 'document.pdf',
		mimeType: 'application/pdf',
		size: fileSize,
		stored: true,
		async *open() {
			for await (const chunk of await helpers.getBinaryStream(binary.id!)) yield chunk as Buffer;
		},
		sha256: async () => '',
	};
}

function requestOf(service: BenchService, call: Call, serverUrl: string): IHttpRequestOptions {
	const body = call.body?.();
	return {
		method: call.method,
		url: urlOf(service, call, serverUrl),
		headers: {
			...service.headers,
			...call.headers,
			...(body && { 'Content-Type': body.contentType, 'Content-Length': String(body.contentLength) }),
			...(call.json !== undefined && { 'Content-Type': 'application/json' }),
		},
		body: (body
			? Readable.from(body.chunks(), { objectMode: false })
			: call.json === undefined
				? undefined
				: JSON.stringify(call.json)) as IHttpRequestOptions['body'],
		disableFollowRedirect: true,
	};
}

/** Takes a document as the service gives it into n8n's store. */
async function fetchDocument(
	{ helpers }: IExecuteFunctions,
	service: BenchService,
	options: IHttpRequestOptions,
): Promise<void> {
	if (service.upload === 'base64') {
		const answer = (await helpers.httpRequest(options)) as Record<string, string>;
		const bytes = Buffer.from(answer.data ?? answer.Response, 'base64');
		await helpers.prepareBinaryData(bytes, 'fax.pdf', 'application/pdf');
		return;
	}
	const stream = (await helpers.httpRequest({ ...options, encoding: 'stream' })) as Readable;
	await helpers.prepareBinaryData(stream, 'fax.pdf', 'application/pdf');
}

/** A node that does nothing but make the calls, in a bare loop over n8n's own `httpRequest`. */
export const loopNode: INodeType = {
	description: {
		displayName: 'Loop',
		name: 'loop',
		group: ['transform'],
		version: 1,
		description: 'Makes the calls of a task',
		defaults: { name: 'Loop' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		properties: [{ displayName: 'Task', name: 'task', type: 'json', default: '{}' }],
	},
	async execute(this: IExecuteFunctions) {
		const task = JSON.parse(this.getNodeParameter('task', 0) as string) as Task;
		const service = serviceNamed(task.service);
		const items = this.getInputData();
		await repeat(items.length, task.concurrency, async (index) => {
			const binary = items[index].binary?.data;
			const document = binary && (await storedDocument(this.helpers, binary));
			for (const call of await callsOf(service, task.operation, document!)) {
				const options = requestOf(service, call, task.serverUrl);
				if (call.answer === 'document') await fetchDocument(this, service, options);
				else await this.helpers.httpRequest(options);
			}
		});
		return [items.map((_, item) => ({ json: {}, pairedItem: { item } }))];
	},
};
