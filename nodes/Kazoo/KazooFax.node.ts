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
import { pickerOf } from '../shared/picker';
import { faxboxChoices } from './kazoo.faxboxes';
import { kazooParameters } from './kazoo.parameters';
import { kazoo } from './kazoo.provider';

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
		credentials: credentialsOf(kazoo),
		properties: actionProperties(kazoo, kazooParameters),
	};

	methods = {
		listSearch: {
			searchFaxboxes: pickerOf(kazoo, faxboxChoices),
			searchNumbers: numberSearch(kazoo),
		},
	};

	/** Runs the chosen operation for all items. */
	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await runActionNode(this, kazoo, kazooParameters);
	}
}
