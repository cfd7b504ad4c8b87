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
import { faxPlusParameters } from './faxPlus.parameters';
import { faxPlus } from './faxPlus.provider';

/** Sends, follows and fetches faxes through Fax.Plus. */
export class FaxPlus implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Fax.Plus',
		name: 'faxPlus',
		icon: { light: 'file:faxPlus.svg', dark: 'file:faxPlus.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle: '={{$parameter["operation"] + ": " + $parameter["resource"]}}',
		description: 'Send, follow and download faxes with Fax.Plus',
		defaults: { name: 'Fax.Plus' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: credentialsOf(faxPlus),
		properties: actionProperties(faxPlus, faxPlusParameters),
	};

	methods = { listSearch: { searchNumbers: numberSearch(faxPlus) } };

	/** Runs the chosen operation for all items. */
	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await runActionNode(this, faxPlus, faxPlusParameters);
	}
}
