import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { actionProperties, credentialsOf } from '../shared/description';
import { runActionNode } from '../shared/lazy';
import { goFaxParameters } from './goFax.parameters';
import { goFaxProfile } from './goFax.profile';

/** Sends, follows and fetches faxes through GoFax, and text messages. */
export class GoFax implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'GoFax',
		name: 'goFax',
		icon: { light: 'file:goFax.svg', dark: 'file:goFax.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle: '={{$parameter["operation"] + ": " + $parameter["resource"]}}',
		description: 'Send, follow and download faxes with GoFax, and send text messages',
		defaults: { name: 'GoFax' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: credentialsOf(goFaxProfile),
		properties: actionProperties(goFaxProfile, goFaxParameters),
	};

	/** Runs the chosen operation for all items. */
	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await runActionNode(this, goFaxProfile, goFaxParameters);
	}
}
