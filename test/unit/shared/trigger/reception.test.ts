import { EventEmitter } from 'node:events';
import type { IWebhookFunctions, WorkflowParameters } from 'n8n-workflow';
import { Workflow } from 'n8n-workflow';
import type { Provider } from '../../../../nodes/shared/provider';
import { faxRecord } from '../../../../nodes/shared/record';
import { receiveWebhook } from '../../../../nodes/shared/trigger/reception';
import { forgetEvents } from '../../../../nodes/shared/trigger/seenEvents';

const record = faxRecord({ provider: 'goFax', id: '17', direction: 'inbound', status: 'received' });

const provider = {
	name: 'goFax',
	displayName: 'Some Fax',
	credentials: [{ type: 'someFaxApi' }],
	webhooks: {
		patienceMs: 8_000,
		acknowledgement: { body: 'thank you' },
		verify: () => ({ ok: true }),
		parse: () => ({ ok: true, events: [{ event: 'faxReceived', occurredAt: null, record }] }),
	},
} as unknown as Provider;

const node = {
	id: '1',
	name: 'A Trigger',
	type: 'x',
	typeVersion: 1,
	position: [0, 0] as [number, number],
	parameters: {},
};

/** A delivery to a workflow of n8n's own making. */
function delivery(staticData: WorkflowParameters['staticData']) {
	const parameters: WorkflowParameters = {
		id: 'w',
		nodes: [node],
		connections: {},
		active: true,
		nodeTypes: { getByNameAndVersion: () => undefined } as unknown as WorkflowParameters['nodeTypes'],
		staticData,
	};
	const workflow = new Workflow(parameters);
	const context = {
		getNode: () => node,
		getMode: () => 'webhook',
		getWorkflow: () => ({ id: 'w', name: 'A workflow', active: true }),
		getCredentials: async () => await Promise.resolve({}),
		getRequestObject: () => ({ method: 'POST', rawBody: Buffer.from('{}') }),
		getResponseObject: () => Object.assign(new EventEmitter(), { closed: false, statusCode: 200 }),
		getBodyData: () => ({}),
		getHeaderData: () => ({}),
		getQueryData: () => ({}),
		getNodeWebhookUrl: () => 'http://127.0.0.1/webhook/1',
		getWorkflowStaticData: () => workflow.getStaticData('node', node),
		getNodeParameter: (name: string, otherwise: unknown) => (name === 'events' ? ['faxReceived'] : otherwise),
	};
	return { workflow, parameters, context: context as unknown as IWebhookFunctions };
}

beforeEach(() => forgetEvents());

describe('what a trigger notes in static data', () => {
	it('counts as changed when n8n saves it, also after n8n has made a second copy of the workflow', async () => {
		// What the database holds: another part of the node has been there before.
		const { workflow, parameters, context } = delivery({ 'node:A Trigger': { hooks: [] } });
		const result = await receiveWebhook(context, provider);
		// What n8n 2.41 does before it stores the execution.
		expect(new Workflow(parameters).staticData).toBeDefined();
		expect(workflow.staticData).toMatchObject({ __dataChanged: false });

		expect(result.webhookResponse).toBe('thank you');
		expect(workflow.staticData).toMatchObject({ __dataChanged: true });
		expect(workflow.staticData['node:A Trigger']).toEqual({
			hooks: [],
			seenEvents: [{ key: 'goFax:17:faxReceived', at: null }],
		});
		expect(result.workflowData?.[0]).toHaveLength(1);
	});
});
