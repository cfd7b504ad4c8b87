import {
	NodeConnectionTypes,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';
import { credentialsOf, triggerProperties, triggerSubtitle } from '../shared/description';
import { receiveWebhook, webhookMethodsOf } from '../shared/lazy';
import { kazooParameters } from './kazoo.parameters';
import { kazooProfile } from './kazoo.profile';

/** Starts a workflow when Kazoo reports a fax. */
export class KazooFaxTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Kazoo Fax Trigger',
		name: 'kazooFaxTrigger',
		icon: { light: 'file:kazoo.svg', dark: 'file:kazoo.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: triggerSubtitle(kazooProfile),
		description: 'Starts the workflow when Kazoo receives, delivers or fails to deliver a fax',
		eventTriggerDescription: 'Waiting for Kazoo to report a fax',
		activationMessage: 'Faxes that Kazoo reports now start this workflow.',
		defaults: { name: 'Kazoo Fax Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: credentialsOf(kazooProfile),
		webhooks: [{ name: 'default', httpMethod: 'POST', responseMode: 'onReceived', path: 'webhook' }],
		properties: triggerProperties(kazooProfile, kazooParameters),
	};

	webhookMethods = webhookMethodsOf(kazooProfile);

	/** Checks a delivery and hands its faxes to the workflow. */
	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receiveWebhook(this, kazooProfile);
	}
}
