import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { actionProperties, credentialsOf } from '../shared/description';
import { numberSearch, pickerOf, runActionNode } from '../shared/lazy';
import { kazooParameters } from './kazoo.parameters';
import { kazooProfile } from './kazoo.profile';

/** Sends, follows and fetches faxes through Kazoo. */
export class KazooFax implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Kazoo Fax',
		name: 'kazooFax',
		icon: { light: 'file:kazoo.svg', dark: 'file:kazoo.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle: '={{$parameter["operation"] + ": " + $parameter["resource"]}}',
		description: 'Send, follow and download faxes with 2600Hz Kazoo and the telephone services built on it',
		defaults: { name: 'Kazoo Fax' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: credentialsOf(kazooProfile),
		properties: actionProperties(kazooProfile, kazooParameters),
	};

	methods = {
		listSearch: {
			searchFaxboxes: pickerOf(kazooProfile, 'faxboxes'),
			searchNumbers: numberSearch(kazooProfile),
		},
	};

	/** Runs the chosen operation for all items. */
	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await runActionNode(this, kazooProfile, kazooParameters);
	}
}
