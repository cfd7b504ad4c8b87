import {
	NodeConnectionTypes,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';
import { credentialsOf, triggerProperties, triggerSubtitle } from '../shared/description';
import { receiveWebhook, webhookMethodsOf } from '../shared/lazy';
import { faxPlusParameters } from './faxPlus.parameters';
import { faxPlusProfile } from './faxPlus.profile';

/** Starts a workflow when Fax.Plus reports a fax. */
export class FaxPlusTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Fax.Plus Trigger',
		name: 'faxPlusTrigger',
		icon: { light: 'file:faxPlus.svg', dark: 'file:faxPlus.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: triggerSubtitle(faxPlusProfile),
		description: 'Starts the workflow when Fax.Plus receives, delivers or fails to deliver a fax',
		eventTriggerDescription: 'Waiting for Fax.Plus to report a fax',
		activationMessage: 'Faxes that Fax.Plus reports now start this workflow.',
		defaults: { name: 'Fax.Plus Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: credentialsOf(faxPlusProfile),
		webhooks: [{ name: 'default', httpMethod: 'POST', responseMode: 'onReceived', path: 'webhook' }],
		properties: triggerProperties(faxPlusProfile, faxPlusParameters),
	};

	webhookMethods = webhookMethodsOf(faxPlusProfile);

	/** Checks a delivery and hands its faxes to the workflow. */
	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receiveWebhook(this, faxPlusProfile);
	}
}
