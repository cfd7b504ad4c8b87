import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { actionProperties, credentialsOf } from '../shared/description';
import { numberSearch, runActionNode } from '../shared/lazy';
import { iFaxParameters } from './iFax.parameters';
import { iFaxProfile } from './iFax.profile';

/** Sends, follows and fetches faxes through iFax. */
export class IFax implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'iFax',
		name: 'iFax',
		icon: { light: 'file:iFax.svg', dark: 'file:iFax.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle: '={{$parameter["operation"] + ": " + $parameter["resource"]}}',
		description: 'Send, follow and download faxes with iFax',
		defaults: { name: 'iFax' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: credentialsOf(iFaxProfile),
		properties: actionProperties(iFaxProfile, iFaxParameters),
	};

	methods = { listSearch: { searchNumbers: numberSearch(iFaxProfile) } };

	/** Runs the chosen operation for all items. */
	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await runActionNode(this, iFaxProfile, iFaxParameters);
	}
}
