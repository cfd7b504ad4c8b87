import type { INodeProperties } from 'n8n-workflow';
import type { ServiceParameters } from '../shared/parameters';

/** A faxbox, chosen from the account's or given by its id. */
function faxbox(more: Partial<INodeProperties>): INodeProperties {
	return {
		displayName: 'Faxbox',
		name: 'faxboxId',
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				typeOptions: { searchListMethod: 'searchFaxboxes', searchable: true },
			},
			{
				displayName: 'ID',
				name: 'id',
				type: 'string',
				placeholder: 'e.g. 7adf6ba4f1294427a3db19a8be1a771e',
			},
		],
		...more,
	};
}

const text = (
	displayName: string,
	name: string,
	description: string,
	placeholder?: string,
): INodeProperties => ({
	displayName,
	name,
	type: 'string',
	default: '',
	description,
	...(placeholder === undefined ? {} : { placeholder }),
});

const serviceRetries: INodeProperties = {
	displayName: 'Service Retries',
	name: 'serviceRetries',
	type: 'number',
	typeOptions: { minValue: 0, maxValue: 4 },
	default: 1,
	description:
		'How often Kazoo dials before the fax counts as failed, with some minutes in between; 0 and 1 both mean once',
};

const NUMBER_EXAMPLE = 'e.g. +1 555 123 4567';

const sendOptions: INodeProperties[] = [
	text('Fax Header', 'faxHeader', 'The text at the top of each page'),
	text('Fax Identity Number', 'faxIdentity', 'The number at the top of each page', NUMBER_EXAMPLE),
	text('From Name', 'fromName', 'The name of the sender'),
	text(
		'Notify by Email',
		'notifyEmails',
		'Addresses to which Kazoo reports what became of the fax, separated by commas',
		'e.g. nathan@example.com',
	),
	text(
		'Notify by SMS',
		'notifyNumbers',
		'Numbers to which Kazoo reports what became of the fax, separated by commas',
		NUMBER_EXAMPLE,
	),
	serviceRetries,
	text('Time Zone', 'timezone', 'The zone of the time at the top of each page', 'e.g. Europe/Dublin'),
	text('To Name', 'toName', 'The name of the recipient'),
	text(
		'URL Body',
		'urlBody',
		'With Let Service Fetch the URL and the method POST: what Kazoo sends to get the document, up to 256 characters',
	),
	text(
		'URL Body Type',
		'urlBodyType',
		'With URL Body: its content type',
		'e.g. application/x-www-form-urlencoded',
	),
	text('URL Host Header', 'urlHost', 'With Let Service Fetch the URL: the Host header that Kazoo sends'),
	{
		displayName: 'URL Method',
		name: 'urlMethod',
		type: 'options',
		options: [
			{ name: 'GET', value: 'get' },
			{ name: 'POST', value: 'post' },
		],
		default: 'get',
		description: 'With Let Service Fetch the URL: how Kazoo asks for the document',
	},
	text(
		'URL Referer Header',
		'urlReferer',
		'With Let Service Fetch the URL: the Referer header that Kazoo sends',
	),
];

const resendOptions: INodeProperties[] = [
	text('Recipient', 'resendTo', 'Another recipient than that of the earlier fax', NUMBER_EXAMPLE),
	text('Sender', 'resendFrom', 'Another of your numbers than that of the earlier fax', NUMBER_EXAMPLE),
	serviceRetries,
];

const forwardFields: INodeProperties[] = [
	{
		displayName:
			'Forward is not documented for Kazoo; it is known from its source code. If your server refuses it, use Download and then Send.',
		name: 'forwardNotice',
		type: 'notice',
		default: '',
	},
	{
		...text('Forward To', 'forwardTo', 'The number to which the received fax is sent on', NUMBER_EXAMPLE),
		required: true,
	},
	{
		...text('Forward From', 'forwardFrom', 'Which of your numbers it is sent from', NUMBER_EXAMPLE),
		required: true,
	},
];

const faxboxFilter = faxbox({ description: 'Only faxes of this faxbox' });

const shownFor = (resource: string, ...operations: string[]): INodeProperties['displayOptions'] => ({
	show: { resource: [resource], operation: operations },
});

const NAME = text('Name', 'newName', 'The new name of the faxbox');

const faxboxSettings: INodeProperties[] = [
	text(
		'Allowed Senders',
		'allowedSenders',
		'Regular expressions for the addresses that may send faxes by e-mail, separated by commas',
		'e.g. .*@example\\.com',
	),
	text('Caller ID', 'callerId', 'The number that the faxbox sends from', NUMBER_EXAMPLE),
	text('Caller Name', 'callerName', 'The name that the faxbox sends from'),
	text(
		'Custom Email Address',
		'customEmailAddress',
		'An address of its own for faxes by e-mail; no other faxbox may have it',
	),
	text('Header', 'header', 'The text at the top of each page'),
	text('Identity', 'identity', 'The number at the top of each page', NUMBER_EXAMPLE),
	text(
		'Notify of Received',
		'notifyReceived',
		'Addresses to which received faxes are sent, separated by commas',
		'e.g. nathan@example.com',
	),
	text(
		'Notify of Sent',
		'notifySent',
		'Addresses to which Kazoo reports on sent faxes, separated by commas',
		'e.g. nathan@example.com',
	),
	{
		displayName: 'Retries',
		name: 'retries',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: 4 },
		default: 1,
		description: 'How often Kazoo dials before a fax of this faxbox counts as failed',
	},
	text('Time Zone', 'timeZone', 'The zone of the time at the top of each page', 'e.g. Europe/Dublin'),
];

const settings = (operation: 'create' | 'update'): INodeProperties => ({
	displayName: operation === 'create' ? 'Additional Fields' : 'Update Fields',
	name: 'faxboxSettings',
	type: 'collection',
	placeholder: 'Add Field',
	default: {},
	displayOptions: shownFor('faxbox', operation),
	options: [...faxboxSettings, ...(operation === 'update' ? [NAME] : [])].sort((a, b) =>
		a.displayName.localeCompare(b.displayName),
	),
});

const faxboxResource = {
	name: 'Faxbox',
	operations: [
		{ name: 'Create', value: 'create', action: 'Create faxbox', description: 'Add a faxbox to the account' },
		{ name: 'Delete', value: 'delete', action: 'Delete faxbox', description: 'Remove a faxbox' },
		{ name: 'Get', value: 'get', action: 'Get faxbox', description: 'Get the settings of a faxbox' },
		{ name: 'List', value: 'list', action: 'List faxboxes', description: 'Get many faxboxes of the account' },
		{ name: 'Update', value: 'update', action: 'Update faxbox', description: 'Change settings of a faxbox' },
	],
	fields: [
		faxbox({ required: true, displayOptions: shownFor('faxbox', 'get', 'update', 'delete') }),
		{
			...text('Name', 'faxboxName', 'The name of the new faxbox'),
			required: true,
			displayOptions: shownFor('faxbox', 'create'),
		},
		settings('create'),
		settings('update'),
	],
};

const moment = (displayName: string, name: string, description: string): INodeProperties => ({
	displayName,
	name,
	type: 'dateTime',
	default: '',
	description,
	displayOptions: shownFor('smtpLog', 'list'),
});

const smtpLogResource = {
	name: 'SMTP Log',
	operations: [
		{ name: 'Get', value: 'get', action: 'Get SMTP log entry', description: 'Get what became of one e-mail' },
		{
			name: 'List',
			value: 'list',
			action: 'List SMTP log entries',
			description: 'Get many e-mails that were to become faxes',
		},
	],
	fields: [
		moment('After', 'after', 'Only e-mails from this time on'),
		moment('Before', 'before', 'Only e-mails before this time'),
		{
			...text('Log Entry ID', 'smtpLogId', 'The ID of the entry, as List returned it'),
			required: true,
			displayOptions: shownFor('smtpLog', 'get'),
		},
	],
};

const webhookResource = {
	name: 'Webhook',
	operations: [
		{
			name: 'Enable',
			value: 'enable',
			action: 'Enable webhook',
			description: 'Let a webhook work again that Kazoo has disabled after failures',
		},
		{ name: 'List', value: 'list', action: 'List webhooks', description: 'Get many webhooks of the account' },
	],
	fields: [
		{
			...text('Webhook ID', 'webhookId', 'The ID of the webhook, as List returned it'),
			required: true,
			displayOptions: shownFor('webhook', 'enable'),
		},
	],
};

/** The parameters that only Kazoo has. */
export const kazooParameters: ServiceParameters = {
	fields: {
		send: [
			faxbox({
				description:
					'Send through this faxbox: its number, names and retries are used where you give none. Leave it empty to send without one.',
			}),
		],
		forward: forwardFields,
	},
	options: { send: sendOptions, resend: resendOptions, forward: [serviceRetries] },
	filters: { listInbox: [faxboxFilter], listSent: [faxboxFilter], listQueued: [faxboxFilter] },
	resources: { faxbox: faxboxResource, smtpLog: smtpLogResource, webhook: webhookResource },
};
