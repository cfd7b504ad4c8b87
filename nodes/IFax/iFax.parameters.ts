import type { INodeProperties } from 'n8n-workflow';
import type { ServiceParameters } from '../shared/parameters';

const faxQuality: INodeProperties = {
	displayName: 'Fax Quality',
	name: 'faxQuality',
	type: 'options',
	options: [
		{ name: 'HD', value: 'HD', description: 'Finest; takes longest' },
		{ name: 'Low', value: 'Low', description: 'Coarse; fastest' },
		{ name: 'Standard', value: 'Standard' },
	],
	default: 'Standard',
	description: 'The resolution in which iFax sends the pages',
};

const inboxNumber: INodeProperties = {
	displayName: 'Number',
	name: 'inboxNumber',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	description: 'Only faxes that came to this number of the account',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			typeOptions: { searchListMethod: 'searchNumbers', searchable: true },
		},
		{ displayName: 'Number', name: 'number', type: 'string', placeholder: 'e.g. +1 555 123 4567' },
	],
};

const setUpByHand: INodeProperties = {
	displayName:
		'iFax has no API to register webhooks, so you set this one once by hand.<ul><li>Copy the Production URL of this node, under Webhook URLs above.</li><li>At iFax open Developers (or Settings), Webhooks, and add a webhook with that URL, method POST, format JSON and status ACTIVE, for inbound and for outbound fax events.</li><li>If you set Basic Auth there, enter the same user and password in the credential.</li></ul>',
	name: 'setUpNotice',
	type: 'notice',
	default: '',
};

const tryIt: INodeProperties = {
	displayName:
		'The Test URL is of no use here: it listens for two minutes and changes nothing at iFax. To try the workflow, publish it, send a fax to your iFax number, and look at its executions; from there you can copy one to the editor and pin its data.',
	name: 'testNotice',
	type: 'notice',
	default: '',
};

/** The parameters that only iFax has. */
export const iFaxParameters: ServiceParameters = {
	options: { send: [faxQuality] },
	filters: { listInbox: [inboxNumber] },
	trigger: [setUpByHand, tryIt],
};
