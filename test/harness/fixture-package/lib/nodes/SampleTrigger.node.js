'use strict';

/** One call to the service that the hook is registered at. */
async function service(context, method, path, body) {
	const { baseUrl } = await context.getCredentials('sampleApi');
	return await context.helpers.httpRequestWithAuthentication.call(context, 'sampleApi', {
		method,
		url: `${baseUrl}${path}`,
		body,
	});
}

exports.SampleTrigger = class SampleTrigger {
	constructor() {
		this.description = {
			displayName: 'Sample Trigger',
			name: 'sampleTrigger',
			group: ['trigger'],
			version: 1,
			description: 'Sample',
			defaults: { name: 'Sample Trigger' },
			inputs: [],
			outputs: ['main'],
			credentials: [{ name: 'sampleApi', required: true }],
			webhooks: [{ name: 'default', httpMethod: 'POST', responseMode: 'onReceived', path: 'webhook' }],
			properties: [{ displayName: 'Behaviour', name: 'behaviour', type: 'string', default: 'items' }],
		};
		this.webhookMethods = {
			default: {
				async checkExists() {
					const url = this.getNodeWebhookUrl('default');
					const hooks = await service(this, 'GET', '/hooks');
					return hooks.some((hook) => hook.url === url);
				},
				async create() {
					const url = this.getNodeWebhookUrl('default');
					const memory = this.getWorkflowStaticData('node');
					memory.hookId = (await service(this, 'POST', '/hooks', { url })).id;
					return true;
				},
				async delete() {
					const memory = this.getWorkflowStaticData('node');
					await service(this, 'DELETE', `/hooks/${memory.hookId ?? 'none'}`);
					delete memory.hookId;
					return true;
				},
			},
		};
	}

	async webhook() {
		const request = this.getRequestObject();
		const response = this.getResponseObject();
		const memory = this.getWorkflowStaticData('node');
		const json = {
			body: this.getBodyData(),
			query: this.getQueryData(),
			type: this.getHeaderData()['content-type'] ?? null,
			raw: request.rawBody ? request.rawBody.toString('base64') : null,
			mode: this.getMode(),
			seen: memory.seen ?? [],
		};
		switch (this.getNodeParameter('behaviour')) {
			case 'throw':
				throw new Error('webhook broke');
			case 'ignore':
				return {};
			case 'answer':
				return { webhookResponse: 'OK' };
			case 'refuse':
				response.status(401).setHeader('X-Why', 'signature').send('Unauthorized').end();
				return { noWebhookResponse: true };
			case 'file': {
				const file = json.body.files.document;
				const data = await this.nodeHelpers.copyBinaryFile(
					file.filepath,
					file.originalFilename,
					file.mimetype,
				);
				return { workflowData: [[{ json: { body: json.body.data }, binary: { data } }]] };
			}
			case 'remember': {
				const seen = [...(memory.seen ?? [])];
				await service(this, 'GET', '/slow');
				memory.seen = [...seen, json.body.id];
				return { workflowData: [[{ json }]] };
			}
			default:
				return { workflowData: [[{ json }]] };
		}
	}
};
