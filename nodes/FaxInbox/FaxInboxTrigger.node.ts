import {
	NodeConnectionTypes,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IPollFunctions,
} from 'n8n-workflow';
import { inboxCredentials, inboxProperties, inboxSubtitle } from '../shared/description/inboxProperties';
import { pollInbox } from '../shared/lazy';
import { allServices, serviceNamed } from './providers';

const withInbox = allServices().filter(({ capabilities }) => capabilities.operations.includes('listInbox'));

/** Starts a workflow with the faxes that it finds in the inbox of a service, for n8n servers that no service can reach. */
export class FaxInboxTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Fax Inbox Trigger',
		name: 'faxInboxTrigger',
		icon: { light: 'file:faxInbox.svg', dark: 'file:faxInbox.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: inboxSubtitle(withInbox),
		description: 'Looks into the inbox of a fax service and starts the workflow with the faxes that are new',
		eventTriggerDescription: '',
		activationMessage: 'Faxes that come in from now on start this workflow with the next poll.',
		polling: true,
		defaults: { name: 'Fax Inbox Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: inboxCredentials(withInbox),
		properties: inboxProperties(withInbox),
	};

	/** Hands on the faxes that are new; in a manual test one that is there. */
	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await pollInbox(this, serviceNamed(this.getNodeParameter('service') as string));
	}
}
