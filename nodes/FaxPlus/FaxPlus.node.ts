import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { actionProperties, credentialsOf } from '../shared/description';
import { numberSearch, runActionNode } from '../shared/lazy';
import { faxPlusParameters } from './faxPlus.parameters';
import { faxPlusProfile } from './faxPlus.profile';

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
		credentials: credentialsOf(faxPlusProfile),
		properties: actionProperties(faxPlusProfile, faxPlusParameters),
	};

	methods = { listSearch: { searchNumbers: numberSearch(faxPlusProfile) } };

	/** Runs the chosen operation for all items. */
	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await runActionNode(this, faxPlusProfile, faxPlusParameters);
	}
}
