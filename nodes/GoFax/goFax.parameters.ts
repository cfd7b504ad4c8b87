import type { INodeProperties } from 'n8n-workflow';
import { defaultCountry } from '../shared/description/options';
import type { ServiceParameters } from '../shared/parameters';

const additionalFields: INodeProperties = {
	displayName: 'Additional Fields (JSON)',
	name: 'additionalFields',
	type: 'json',
	default: '{}',
	description:
		'Further fields of SendFax, as the API description in your GoFax portal names them; they are added to the request as they are',
};

const sendFrom: INodeProperties = {
	displayName: 'Sender E-Mail',
	name: 'sendFrom',
	type: 'string',
	default: '',
	placeholder: 'e.g. office@example.com',
	description: 'The e-mail address of an allowed sender of the account. API version 2.0 may demand one.',
};

const subject: INodeProperties = {
	displayName: 'Subject',
	name: 'subject',
	type: 'string',
	default: '',
	description: 'For the log of GoFax; the event at the end of the fax brings it back',
};

const statusPath: INodeProperties = {
	displayName: 'Status Path',
	name: 'statusPath',
	type: 'string',
	default: 'SendFax/{id}',
	description:
		'Where GoFax tells the status of a fax, below the Base URL. The usual path is inferred, not documented; with a version before it, e.g. v1.0/SendFax/{ID}, that version is used.',
};

const resendPath = (usual: string): INodeProperties => ({
	displayName: 'Resend Path',
	name: 'resendPath',
	type: 'string',
	default: usual,
	description:
		'Where GoFax resends, below the Base URL. That it is a POST with the ID in the path is documented, the path itself is not: try it with a fax to yourself.',
});

const listPath: INodeProperties = {
	displayName: 'List Path',
	name: 'listPath',
	type: 'string',
	default: 'ReceiveFax',
	description:
		'Where GoFax lists received faxes, below the Base URL. Its documents do not name the path; without this option ReceiveFax and ReceiveFaxes are tried.',
};

const shownFor = (...operations: string[]): INodeProperties['displayOptions'] => ({
	show: { resource: ['sms'], operation: operations },
});

const smsFields: INodeProperties[] = [
	{
		displayName: 'To',
		name: 'to',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. +61 412 345 678',
		description:
			'Mobile number of the recipient with country code. Several numbers, separated by commas, get the same message under one ID.',
		displayOptions: shownFor('send'),
	},
	{
		displayName: 'Message',
		name: 'message',
		type: 'string',
		typeOptions: { rows: 4 },
		required: true,
		default: '',
		description: 'The text. Every 160 characters count as one message.',
		displayOptions: shownFor('send'),
	},
	{
		displayName: 'SMS ID',
		name: 'smsId',
		type: 'string',
		required: true,
		default: '',
		description: 'The ID of the message, as Send or the trigger gave it',
		displayOptions: shownFor('getStatus', 'resend'),
	},
	{
		displayName: 'Number',
		name: 'number',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. +61 412 345 678',
		description: 'The number whose replies are wanted',
		displayOptions: shownFor('getReplies'),
	},
];

const smsSendOptions: INodeProperties[] = [
	defaultCountry,
	{
		displayName: 'Reference',
		name: 'reference',
		type: 'string',
		default: '',
		description: 'Your own reference, kept by GoFax with the message',
	},
	{
		displayName: 'Reply To',
		name: 'replyTo',
		type: 'string',
		default: '',
		description: 'Where replies go, probably an e-mail address (seen in use, not documented)',
	},
	{
		displayName: 'Sender ID',
		name: 'senderId',
		type: 'string',
		default: '',
		placeholder: 'e.g. Clinic',
		description: 'What the recipient sees as sender; that of the account when empty',
	},
];

const setUpByHand: INodeProperties = {
	displayName:
		'You set this webhook once by hand, so that no other setting of the account is touched. Copy the Production URL of this node, under Webhook URLs above, and enter it in the GoFax portal:<ul><li>for sent faxes under Send Fax Service, Manage Send Settings, General Fax Settings,</li><li>for received faxes in the settings of the Receive Fax Service,</li><li>for received SMS under My Account, Webhooks.</li></ul>Or give it to the operation Send of the GoFax node as Callback URL: then GoFax reports the end of that fax to it.',
	name: 'setUpNotice',
	type: 'notice',
	default: '',
};

const secure: INodeProperties = {
	displayName:
		'Protect it: enter the user and password that you set in the portal in the credential. A Callback URL gets no Basic Auth, so add the Webhook Secret of the credential to it: ?secret=… If one URL is entered in several places, add what it is for: ?kind=fax, ?kind=received or ?kind=sms.',
	name: 'secretNotice',
	type: 'notice',
	default: '',
};

const tryIt: INodeProperties = {
	displayName:
		'The Test URL is of no use here: it listens for two minutes and changes nothing at GoFax. To try the workflow, publish it, send a fax, and look at its executions.',
	name: 'testNotice',
	type: 'notice',
	default: '',
};

/** The parameters that only GoFax has. */
export const goFaxParameters: ServiceParameters = {
	options: {
		send: [additionalFields, sendFrom, statusPath, subject],
		getStatus: [statusPath],
		resend: [resendPath('SendFax/{id}/Resend')],
		listInbox: [listPath],
	},
	resources: {
		sms: {
			name: 'SMS',
			operations: [
				{
					name: 'Get Replies',
					value: 'getReplies',
					action: 'Get replies to SMS',
					description: 'Get many text messages that came in answer',
				},
				{
					name: 'Get Status',
					value: 'getStatus',
					action: 'Get status of SMS',
					description: 'Find out what became of a text message',
				},
				{
					name: 'Resend',
					value: 'resend',
					action: 'Resend SMS',
					description: 'Send an earlier text message again. This may cost money.',
				},
				{
					name: 'Send',
					value: 'send',
					action: 'Send SMS',
					description: 'Send a text message. This reaches real people and may cost money.',
				},
			],
			fields: smsFields,
			lists: ['getReplies'],
			options: {
				send: smsSendOptions,
				getStatus: [],
				resend: [resendPath('SMS/{id}/Resend')],
				getReplies: [defaultCountry],
			},
		},
	},
	trigger: [setUpByHand, secure, tryIt],
};
