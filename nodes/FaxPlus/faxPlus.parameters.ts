import type { INodeProperties } from 'n8n-workflow';
import type { ServiceParameters } from '../shared/parameters';

const sendOptions: INodeProperties[] = [
	{
		displayName: 'Comment',
		name: 'comment',
		type: 'string',
		default: '',
		description:
			'A note on the fax, seen only in your account. It comes back as reference; with a Reference as well, that becomes a tag.',
	},
	{
		displayName: 'Enhance for Text',
		name: 'enhancement',
		type: 'boolean',
		default: true,
		description: 'Whether Fax.Plus optimises the pages for text; turn it off for photographs',
	},
	{
		displayName: 'Service Retries',
		name: 'retryCount',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: 3 },
		default: 0,
		description:
			'How often Fax.Plus itself dials again when the fax fails. Each attempt becomes a record of its own in List Sent.',
	},
	{
		displayName: 'Service Retry Delay',
		name: 'retryDelay',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: 30 },
		default: 5,
		description:
			'How long Fax.Plus waits between its retries, 0 to 30. Its web interface counts minutes, its SDK speaks of seconds.',
	},
	{
		displayName: 'Tags',
		name: 'tags',
		type: 'string',
		default: '',
		placeholder: 'e.g. invoices, 2026',
		description: 'Tags of the fax in your account, separated by commas',
	},
];

const resendOptions: INodeProperties[] = [
	{
		displayName: 'Recipient',
		name: 'resendTo',
		type: 'string',
		default: '',
		placeholder: 'e.g. +1 555 123 4567',
		description:
			'Another recipient than that of the earlier fax; needed when a received fax is to be sent on',
	},
	{
		displayName: 'Sender',
		name: 'resendFrom',
		type: 'string',
		default: '',
		placeholder: 'e.g. +49 30 1234567',
		description: 'Another of your numbers than that of the earlier fax',
	},
];

/** The parameters that only Fax.Plus has. */
export const faxPlusParameters: ServiceParameters = {
	options: { send: sendOptions, resend: resendOptions },
};
