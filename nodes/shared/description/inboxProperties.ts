import type { INodeCredentialDescription, INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import type { ServiceProfile } from '../provider';
import { authenticationProperty, credentialsOf } from './actionProperties';
import { TRIGGER_OPTIONS } from './options';
import { byDisplayName } from './order';
import { subtitleOf } from './subtitle';
import { RECEIVED_DOCUMENT } from './triggerProperties';

const OPTIONS: INodeProperties[] = [
	{
		displayName: 'Days to Look Back',
		name: 'lookBackDays',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: 365 },
		default: 0,
		description:
			'How old the faxes may be that the first poll finds; with 0 only those count that come in from then on',
	},
	{
		displayName: 'Overlap (Minutes)',
		name: 'overlapMinutes',
		type: 'number',
		typeOptions: { minValue: 10, maxValue: 10080 },
		default: 120,
		description:
			'How far each poll looks back behind the latest fax, for faxes that the service lists late. It must be longer than the longest fax takes to arrive.',
	},
];

const servicesIn = (providers: readonly ServiceProfile[]): INodePropertyOptions[] =>
	[...providers]
		.sort((a, b) => a.displayName.localeCompare(b.displayName))
		.map(({ displayName, name }) => ({ name: displayName, value: name }));

/** What stands below the polling trigger on the canvas: the service that it polls. */
export const inboxSubtitle = (providers: readonly ServiceProfile[]): string =>
	subtitleOf('service', servicesIn(providers));

/** The parameters of the polling trigger over the inboxes of several services. */
export function inboxProperties(providers: readonly ServiceProfile[]): INodeProperties[] {
	const { name: first } = providers[0];
	return [
		{
			displayName: 'Service',
			name: 'service',
			type: 'options',
			noDataExpression: true,
			options: servicesIn(providers),
			default: first,
			description: 'The fax service whose inbox is looked into',
		},
		...providers.flatMap((provider) =>
			authenticationProperty(provider).map((property) => ({
				...property,
				displayOptions: { show: { service: [provider.name] } },
			})),
		),
		...RECEIVED_DOCUMENT,
		{
			displayName: 'Options',
			name: 'options',
			type: 'collection',
			placeholder: 'Add Option',
			default: {},
			options: byDisplayName([...TRIGGER_OPTIONS, ...OPTIONS]),
		},
	];
}

/** The credentials of all these services, each shown for its own. */
export function inboxCredentials(providers: readonly ServiceProfile[]): INodeCredentialDescription[] {
	return providers.flatMap((provider) =>
		credentialsOf(provider).map(({ displayOptions, ...credential }) => ({
			...credential,
			displayOptions: { show: { service: [provider.name], ...displayOptions?.show } },
		})),
	);
}
