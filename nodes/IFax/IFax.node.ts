import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { runActionNode } from '../shared/actionNode';
import { actionProperties, credentialsOf } from '../shared/description';
import { numberSearch } from '../shared/numberPicker';
import { iFaxParameters } from './iFax.parameters';
import { iFax } from './iFax.provider';

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
		credentials: credentialsOf(iFax),
		properties: actionProperties(iFax, iFaxParameters),
	};

	methods = { listSearch: { searchNumbers: numberSearch(iFax) } };

	/** Runs the chosen operation for all items. */
	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await runActionNode(this, iFax, iFaxParameters);
	}
}
