import {
	NodeConnectionTypes,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';
import { credentialsOf, triggerProperties, triggerSubtitle } from '../shared/description';
import { receiveWebhook, webhookMethodsOf } from '../shared/lazy';
import { iFaxParameters } from './iFax.parameters';
import { iFaxProfile } from './iFax.profile';

/** Starts a workflow when iFax reports a fax. */
export class IFaxTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'iFax Trigger',
		name: 'iFaxTrigger',
		icon: { light: 'file:iFax.svg', dark: 'file:iFax.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: triggerSubtitle(iFaxProfile),
		description: 'Starts the workflow when iFax receives, delivers or fails to deliver a fax',
		eventTriggerDescription: 'Waiting for iFax to report a fax to the Production URL',
		activationMessage: 'Faxes that iFax reports to the Production URL now start this workflow.',
		triggerPanel: {
			header: '',
			executionsHelp: {
				inactive:
					'iFax reports to the <b>Production URL</b> only. Enter it at iFax under Webhooks, publish this workflow, and send a fax to your number: the run appears under Executions.',
				active:
					'iFax reports to the <b>Production URL</b>. Send a fax to your number: the run appears under Executions.',
			},
			activationHint:
				'Enter the Production URL at iFax under Developers, Webhooks, then publish the workflow.',
		},
		defaults: { name: 'iFax Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: credentialsOf(iFaxProfile),
		webhooks: [{ name: 'default', httpMethod: 'POST', responseMode: 'onReceived', path: 'webhook' }],
		properties: triggerProperties(iFaxProfile, iFaxParameters),
	};

	webhookMethods = webhookMethodsOf(iFaxProfile);

	/** Checks a delivery and hands its faxes to the workflow. */
	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receiveWebhook(this, iFaxProfile);
	}
}
