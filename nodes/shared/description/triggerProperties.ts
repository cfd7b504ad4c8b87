import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import type { ServiceParameters } from '../parameters';
import type { FaxEventName, ServiceProfile } from '../provider';
import { authenticationProperty } from './actionProperties';
import { TRIGGER_OPTIONS } from './options';
import { subtitleOf } from './subtitle';

const EVENTS: Readonly<Record<FaxEventName, { name: string; description: string }>> = {
	faxCanceled: { name: 'Fax Canceled', description: 'A fax was canceled before it was sent' },
	faxDelivered: { name: 'Fax Delivered', description: 'All pages of a fax arrived' },
	faxFailed: { name: 'Fax Failed', description: 'A fax could not be delivered, or not all of it' },
	faxReceived: { name: 'Fax Received', description: 'A fax came in' },
	faxReceiveFailed: { name: 'Fax Receive Failed', description: 'Somebody tried to send a fax in vain' },
	faxSending: { name: 'Fax Sending', description: 'A fax is on its way' },
	smsDelivered: { name: 'SMS Delivered', description: 'A text message arrived' },
	smsFailed: { name: 'SMS Failed', description: 'A text message could not be delivered, or was canceled' },
	smsReceived: { name: 'SMS Received', description: 'A text message came in' },
};

/** What is to become of the document of a received fax. */
export const RECEIVED_DOCUMENT: INodeProperties[] = [
	{
		displayName: 'Download Document',
		name: 'downloadDocument',
		type: 'boolean',
		default: true,
		description: 'Whether to attach the document of a received fax to the item',
	},
	{
		displayName: 'Output Data Field Name',
		name: 'binaryPropertyName',
		type: 'string',
		default: 'data',
		hint: 'The name of the output field to put the file in',
		displayOptions: { show: { downloadDocument: [true] } },
	},
];

const eventsOf = ({ capabilities }: ServiceProfile): INodePropertyOptions[] =>
	capabilities.events
		.map((value) => ({ value, ...EVENTS[value] }))
		.sort((a, b) => a.name.localeCompare(b.name));

/** What stands below a service's trigger node on the canvas: its events. */
export const triggerSubtitle = (provider: ServiceProfile): string => subtitleOf('events', eventsOf(provider));

/** All parameters of a service's trigger node. */
export function triggerProperties(provider: ServiceProfile, own: ServiceParameters): INodeProperties[] {
	return [
		...(own.trigger ?? []),
		...authenticationProperty(provider),
		{
			displayName: 'Trigger On',
			name: 'events',
			type: 'multiOptions',
			required: true,
			options: eventsOf(provider),
			default: ['faxReceived'],
		},
		...RECEIVED_DOCUMENT,
		{
			displayName: 'Options',
			name: 'options',
			type: 'collection',
			placeholder: 'Add Option',
			default: {},
			options: TRIGGER_OPTIONS,
		},
	];
}
