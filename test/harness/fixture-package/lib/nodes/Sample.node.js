'use strict';

const { NodeOperationError } = require('n8n-workflow');

const typeOf = { key: 'sampleApi', oAuth2: 'sampleOAuth2Api', session: 'sampleSessionApi' };

/** Makes a call whose body is text, or a stream when `stream` is set. */
async function call(context, item) {
	const type = typeOf[context.getNodeParameter('authentication', item)];
	const { baseUrl } = await context.getCredentials(type);
	const body = context.getNodeParameter('stream', item)
		? await context.helpers.getBinaryStream(context.helpers.assertBinaryData(item, 'data').id)
		: { text: context.getNodeParameter('text', item) };
	const answer = await context.helpers.httpRequestWithAuthentication.call(context, type, {
		method: 'POST',
		url: `${baseUrl}/call`,
		body,
		returnFullResponse: true,
		...context.getNodeParameter('request', item),
	});
	return { json: { status: answer.statusCode, answer: answer.body } };
}

const operations = {
	call,
	async fail(context, item) {
		const marker = context.getInputData()[item].json.fail;
		if (marker) throw new NodeOperationError(context.getNode(), `Refused ${marker}`, { itemIndex: item });
		return { json: { done: item } };
	},
	async download(context) {
		const { baseUrl } = await context.getCredentials('sampleApi');
		const stream = await context.helpers.httpRequestWithAuthentication.call(context, 'sampleApi', {
			url: `${baseUrl}/file`,
			encoding: 'stream',
		});
		const data = await context.helpers.prepareBinaryData(stream, 'file.txt', 'text/plain');
		return { json: {}, binary: { data } };
	},
	async wait(context) {
		const signal = context.getExecutionCancelSignal();
		await new Promise((resolve) => {
			signal.addEventListener('abort', resolve);
			context.logger.info('waiting');
		});
		context.logger.info('aborted');
		return { json: { aborted: signal.aborted } };
	},
	async describe(context) {
		return {
			json: {
				executionId: context.getExecutionId(),
				workflowId: context.getWorkflow().id,
				nodeId: context.getNode().id,
				mode: context.getMode(),
			},
		};
	},
};

exports.Sample = class Sample {
	constructor() {
		this.description = {
			displayName: 'Sample',
			name: 'sample',
			group: ['output'],
			version: 1,
			description: 'Sample',
			defaults: { name: 'Sample' },
			inputs: ['main'],
			outputs: ['main'],
			credentials: Object.values(typeOf).map((name) => ({ name, required: false })),
			properties: [
				{ displayName: 'Operation', name: 'operation', type: 'string', default: 'call' },
				{ displayName: 'Authentication', name: 'authentication', type: 'string', default: 'key' },
				{ displayName: 'Stream', name: 'stream', type: 'boolean', default: false },
				{ displayName: 'Plain Errors', name: 'plainErrors', type: 'boolean', default: false },
				{
					displayName: 'Needed',
					name: 'needed',
					type: 'string',
					required: true,
					default: '',
					displayOptions: { show: { operation: ['describeNeeded'] } },
				},
				{ displayName: 'Text', name: 'text', type: 'string', default: 'hello' },
				{ displayName: 'Request', name: 'request', type: 'json', default: {} },
			],
		};
		this.methods = {
			listSearch: {
				async numbers(filter, paginationToken) {
					const { baseUrl } = await this.getCredentials('sampleApi');
					const all = await this.helpers.httpRequestWithAuthentication.call(this, 'sampleApi', {
						url: `${baseUrl}/numbers`,
					});
					const results = all.filter((n) => n.includes(filter ?? '')).map((n) => ({ name: n, value: n }));
					return paginationToken ? { results: [] } : { results, paginationToken: 'end' };
				},
			},
			loadOptions: {
				async texts() {
					return [{ name: this.getCurrentNodeParameter('text'), value: 'text' }];
				},
			},
		};
	}

	async execute() {
		const results = [];
		this.logger.info(`execute with ${this.getInputData().length} items`);
		for (let item = 0; item < this.getInputData().length; item++) {
			try {
				const operation = operations[this.getNodeParameter('operation', item)];
				results.push({ ...(await operation(this, item)), pairedItem: { item } });
			} catch (error) {
				if (!this.continueOnFail()) throw error;
				const plain = this.getNodeParameter('plainErrors', item);
				results.push({
					json: { error: error.message },
					pairedItem: { item },
					...(!plain && { error }),
				});
			}
		}
		return [results];
	}
};
