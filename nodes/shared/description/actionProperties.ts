import type { INodeCredentialDescription, INodeProperties } from 'n8n-workflow';
import type { ServiceParameters } from '../parameters';
import type { FaxOperation, ServiceProfile } from '../provider';
import { BY_ID, FAX_OPERATIONS, LISTS, OPTIONS_OF, SENDS, WITH_FILE } from './operations';
import { optionsOf, resourceOptions } from './options';
import { byDisplayName } from './order';

const RESOURCE_NAMES: Readonly<Record<string, string>> = { fax: 'Fax', number: 'Number' };

/** Name and description of a credential choice that a service calls by these words. */
const AUTHENTICATION_NAMES: Readonly<Record<string, string>> = {
	accessToken: 'Access Token',
	oAuth2: 'OAuth2',
};

const shownFor = (operations: readonly FaxOperation[]): INodeProperties['displayOptions'] => ({
	show: { resource: ['fax'], operation: [...operations] },
});

/** The parameter that chooses among several credential types; nothing where there is one. */
export function authenticationProperty(provider: ServiceProfile): INodeProperties[] {
	const choices = provider.credentials.flatMap(({ authentication }) => authentication ?? []);
	if (choices.length < 2) return [];
	const [first] = choices;
	return [
		{
			displayName: 'Authentication',
			name: 'authentication',
			type: 'options',
			options: choices.map((value) => ({ name: AUTHENTICATION_NAMES[value] ?? value, value })),
			default: first,
		},
	];
}

/** The credentials of a service's nodes, shown by the choice of `authentication` where there are several. */
export function credentialsOf(provider: ServiceProfile): INodeCredentialDescription[] {
	return provider.credentials.map(({ type, authentication }) => ({
		name: type,
		required: true,
		...(authentication === undefined
			? {}
			: { displayOptions: { show: { authentication: [authentication] } } }),
	}));
}

function resourceProperty(provider: ServiceProfile, own: ServiceParameters): INodeProperties {
	const names = ['fax', ...Object.keys(provider.capabilities.resources)];
	const options = names.map((value) => ({
		name: RESOURCE_NAMES[value] ?? own.resources?.[value]?.name ?? value,
		value,
	}));
	return {
		displayName: 'Resource',
		name: 'resource',
		type: 'options',
		noDataExpression: true,
		options: options.sort((a, b) => a.name.localeCompare(b.name)),
		default: 'fax',
	};
}

function operationProperties(provider: ServiceProfile, own: ServiceParameters): INodeProperties[] {
	const { operations, resources } = provider.capabilities;
	const operation = (resource: string, options: INodeProperties['options'], first: string) => ({
		displayName: 'Operation',
		name: 'operation',
		type: 'options' as const,
		noDataExpression: true,
		displayOptions: { show: { resource: [resource] } },
		options,
		default: first,
	});
	const NUMBER_OPERATIONS = [
		{
			name: 'List',
			value: 'list',
			action: 'List numbers',
			description: 'Get many fax numbers of the account',
		},
	];
	return [
		operation(
			'fax',
			FAX_OPERATIONS.filter(({ value }) => operations.includes(value)),
			'send',
		),
		...Object.keys(resources).map((name) => {
			const options = own.resources?.[name]?.operations ?? NUMBER_OPERATIONS;
			return operation(name, options, String(options[0].value));
		}),
	];
}

/** Whether the service tells the numbers of the account, so that one can be chosen from a list. */
const hasNumbers = ({ capabilities }: ServiceProfile) => Object.hasOwn(capabilities.resources, 'number');

function numberProperty(provider: ServiceProfile): INodeProperties {
	const { fromRequired, fromList } = provider.capabilities.send;
	return {
		displayName: 'From',
		name: 'from',
		type: 'resourceLocator',
		default: { mode: hasNumbers(provider) ? 'list' : 'number', value: '' },
		...(fromRequired ? { required: true } : {}),
		displayOptions: shownFor(SENDS),
		description: fromList
			? 'Your own fax number; several numbers, separated by commas, are used in turn'
			: 'Your own fax number',
		modes: [
			...(hasNumbers(provider)
				? [
						{
							displayName: 'From List',
							name: 'list',
							type: 'list' as const,
							typeOptions: { searchListMethod: 'searchNumbers', searchable: true },
						},
					]
				: []),
			{
				displayName: 'Number',
				name: 'number',
				type: 'string',
				placeholder: 'e.g. +49 30 1234567',
			},
		],
	};
}

const BINARY_SOURCE = { name: 'Binary File', value: 'binary', description: 'A file of the input item' };
const TEXT_SOURCE = { name: 'Text', value: 'text', description: 'A text that becomes pages' };
const URL_SOURCE = { name: 'URL', value: 'url', description: 'A file that is downloaded from the web' };

function sendProperties(provider: ServiceProfile): INodeProperties[] {
	const { maxFiles } = provider.capabilities.send;
	const source = (value: string): INodeProperties['displayOptions'] => ({
		show: { resource: ['fax'], operation: [...SENDS], documentSource: [value] },
	});
	return [
		{
			displayName: 'To',
			name: 'to',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. +1 555 123 4567',
			description:
				'Fax number of the recipient with country code. Several numbers, separated by commas, become one fax and one item each.',
			displayOptions: shownFor(SENDS),
		},
		numberProperty(provider),
		{
			displayName: 'Document Source',
			name: 'documentSource',
			type: 'options',
			options: [BINARY_SOURCE, TEXT_SOURCE, URL_SOURCE],
			default: 'binary',
			displayOptions: { ...shownFor(SENDS), hide: { '@tool': [true] } },
		},
		{
			// Tools get no files.
			displayName: 'Document Source',
			name: 'documentSource',
			type: 'options',
			options: [TEXT_SOURCE, URL_SOURCE],
			default: 'text',
			displayOptions: { show: { ...shownFor(SENDS)?.show, '@tool': [true] } },
		},
		{
			displayName: 'Input Data Field Name',
			name: 'binaryPropertyName',
			type: 'string',
			required: true,
			default: 'data',
			hint: 'The name of the input field that holds the file to be sent',
			description:
				maxFiles > 1
					? 'Several fields, separated by commas, become one fax in this order'
					: 'Several fields, separated by commas, are merged into one PDF in this order, since this service takes one file for each fax',
			displayOptions: source('binary'),
		},
		{
			displayName: 'Document URL',
			name: 'documentUrl',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. https://example.com/letter.pdf',
			description:
				'Address of the document. Several addresses on lines of their own become one fax in this order.',
			displayOptions: source('url'),
		},
		{
			displayName: 'Text',
			name: 'text',
			type: 'string',
			typeOptions: { rows: 8 },
			required: true,
			default: '',
			description:
				'What the fax says. It becomes clean pages with the date, the reference and page numbers; Latin, Greek and Cyrillic letters can be written.',
			displayOptions: source('text'),
		},
		{
			displayName: 'Text Format',
			name: 'textFormat',
			type: 'options',
			options: [
				{
					name: 'Markdown',
					value: 'markdown',
					description: 'Headings, lists, **bold**, *italic* and tables; line breaks stay',
				},
				{ name: 'Plain Text', value: 'plain', description: 'Every character as it stands' },
			],
			default: 'markdown',
			displayOptions: source('text'),
		},
	];
}

const WAITING: INodeProperties[] = [
	{
		displayName: 'Wait for Final Status',
		name: 'waitForFinalStatus',
		type: 'boolean',
		default: false,
		description: 'Whether to wait until the fax is delivered or has failed',
		displayOptions: shownFor(['send', 'getStatus']),
	},
	{
		displayName: 'Max Wait (Minutes)',
		name: 'maxWaitMinutes',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 60 },
		default: 10,
		description: 'After this time the last known status is returned; it never becomes "failed" by waiting',
		hint: 'Waiting is safest in a Get Status node after Send: then the ID of the fax is stored before the wait begins',
		displayOptions: {
			show: { resource: ['fax'], operation: ['send', 'getStatus'], waitForFinalStatus: [true] },
		},
	},
];

function listProperties(provider: ServiceProfile, own: ServiceParameters): INodeProperties[] {
	const lists = LISTS.filter((list) => provider.capabilities.operations.includes(list));
	if (lists.length === 0) return [];
	const filtersOf = (list: (typeof LISTS)[number]): INodeProperties[] => [
		...(provider.capabilities.dateFilters.includes(list) ? DATE_FILTERS : []),
		...(own.filters?.[list] ?? []),
	];
	return [
		...returnAllProperties(shownFor(lists)),
		...lists
			.filter((list) => filtersOf(list).length > 0)
			.map((list): INodeProperties => ({
				displayName: 'Filters',
				name: 'filters',
				type: 'collection',
				placeholder: 'Add Filter',
				default: {},
				displayOptions: shownFor([list]),
				options: byDisplayName(filtersOf(list)),
			})),
	];
}

const DATE_FILTERS: INodeProperties[] = [
	{
		displayName: 'After',
		name: 'after',
		type: 'dateTime',
		default: '',
		description: 'Only faxes from this time on',
	},
	{
		displayName: 'Before',
		name: 'before',
		type: 'dateTime',
		default: '',
		description: 'Only faxes before this time',
	},
];

function returnAllProperties(displayOptions: INodeProperties['displayOptions']): INodeProperties[] {
	return [
		{
			displayName: 'Return All',
			name: 'returnAll',
			type: 'boolean',
			default: false,
			description: 'Whether to return all results or only up to a given limit',
			displayOptions,
		},
		{
			displayName: 'Limit',
			name: 'limit',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 50,
			description: 'Max number of results to return',
			displayOptions: { show: { ...displayOptions?.show, returnAll: [false] } },
		},
	];
}

function byIdProperties(provider: ServiceProfile): INodeProperties[] {
	const { operations, downloadFormats } = provider.capabilities;
	const present = (wanted: readonly FaxOperation[]) => wanted.filter((one) => operations.includes(one));
	const fields: INodeProperties[] = [
		{
			displayName: 'Fax ID',
			name: 'faxId',
			type: 'string',
			required: true,
			default: '',
			description: 'The ID or trackingId of the fax, as another operation or the trigger gave it',
			displayOptions: shownFor(present(BY_ID)),
		},
	];
	if (operations.includes('download') && downloadFormats.length > 1) {
		const [first] = downloadFormats;
		fields.push({
			displayName: 'Format',
			name: 'format',
			type: 'options',
			options: downloadFormats.map((value) => ({ name: value.toUpperCase(), value })),
			default: first,
			displayOptions: shownFor(['download']),
		});
	}
	const downloads = present(WITH_FILE);
	if (downloads.length > 0) {
		fields.push({
			displayName: 'Output Data Field Name',
			name: 'binaryPropertyName',
			type: 'string',
			required: true,
			default: 'data',
			hint: 'The name of the output field to put the file in',
			displayOptions: shownFor(downloads),
		});
	}
	if (operations.includes('markAsRead')) {
		fields.push({
			displayName: 'Read',
			name: 'read',
			type: 'boolean',
			default: true,
			description: 'Whether the fax is to be marked as read, or else as unread',
			displayOptions: shownFor(['markAsRead']),
		});
	}
	if (operations.includes('updateComment')) {
		fields.push({
			displayName: 'Comment',
			name: 'comment',
			type: 'string',
			default: '',
			description: 'The new comment',
			displayOptions: shownFor(['updateComment']),
		});
	}
	return fields;
}

function ownFields(own: ServiceParameters): INodeProperties[] {
	return Object.entries(own.fields ?? {}).flatMap(([operation, fields]) =>
		(fields ?? []).map((field) => ({
			...field,
			displayOptions: shownFor(operation === 'send' ? SENDS : [operation as FaxOperation]),
		})),
	);
}

function optionProperties(provider: ServiceProfile, own: ServiceParameters): INodeProperties[] {
	return provider.capabilities.operations.map((operation) => ({
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		displayOptions: shownFor([operation]),
		options: optionsOf(provider, operation, own.options?.[OPTIONS_OF[operation] ?? operation]),
	}));
}

function resourceFields(provider: ServiceProfile, own: ServiceParameters): INodeProperties[] {
	return Object.entries(provider.capabilities.resources).flatMap(([resource, operations]) => {
		const { fields = [], lists = [], options = {} } = own.resources?.[resource] ?? {};
		const listing = ['list', ...lists].filter((list) => operations.includes(list));
		return [
			...fields,
			...(listing.length > 0
				? returnAllProperties({ show: { resource: [resource], operation: listing } })
				: []),
			...Object.entries(options).map(([operation, entries]): INodeProperties => ({
				displayName: 'Options',
				name: 'options',
				type: 'collection',
				placeholder: 'Add Option',
				default: {},
				displayOptions: { show: { resource: [resource], operation: [operation] } },
				options: resourceOptions(provider, entries),
			})),
		];
	});
}

/** All parameters of a service's action node: what its capabilities call for, and its own. */
export function actionProperties(provider: ServiceProfile, own: ServiceParameters): INodeProperties[] {
	return [
		...authenticationProperty(provider),
		resourceProperty(provider, own),
		...operationProperties(provider, own),
		...sendProperties(provider).filter(
			({ name }) => name !== 'from' || !provider.capabilities.send.withoutFrom,
		),
		...byIdProperties(provider),
		...WAITING,
		...ownFields(own),
		...listProperties(provider, own),
		...optionProperties(provider, own),
		...resourceFields(provider, own),
	];
}
