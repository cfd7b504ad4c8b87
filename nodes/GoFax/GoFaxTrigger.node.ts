import {
	NodeConnectionTypes,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';
import { credentialsOf, triggerProperties, triggerSubtitle } from '../shared/description';
import { receiveWebhook, webhookMethodsOf } from '../shared/lazy';
import { goFaxParameters } from './goFax.parameters';
import { goFaxProfile } from './goFax.profile';

/** Starts a workflow when GoFax reports a fax or a text message. */
export class GoFaxTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'GoFax Trigger',
		name: 'goFaxTrigger',
		icon: { light: 'file:goFax.svg', dark: 'file:goFax.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: triggerSubtitle(goFaxProfile),
		description: 'Starts the workflow when GoFax receives, delivers or fails to deliver a fax or an SMS',
		eventTriggerDescription: 'Waiting for GoFax to report to the Production URL',
		activationMessage: 'What GoFax reports to the Production URL now starts this workflow.',
		triggerPanel: {
			header: '',
			executionsHelp: {
				inactive:
					'GoFax reports to the <b>Production URL</b> only. Enter it in the GoFax portal or as Callback URL of a fax, publish this workflow, and send a fax: the run appears under Executions.',
				active: 'GoFax reports to the <b>Production URL</b>. Send a fax: the run appears under Executions.',
			},
			activationHint:
				'Enter the Production URL in the GoFax portal, or give it to Send as Callback URL, then publish the workflow.',
		},
		defaults: { name: 'GoFax Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: credentialsOf(goFaxProfile),
		webhooks: [{ name: 'default', httpMethod: 'POST', responseMode: 'onReceived', path: 'webhook' }],
		properties: triggerProperties(goFaxProfile, goFaxParameters),
	};

	webhookMethods = webhookMethodsOf(goFaxProfile);

	/** Checks a delivery and hands its faxes and messages to the workflow. */
	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receiveWebhook(this, goFaxProfile);
	}
}
