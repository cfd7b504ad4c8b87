import type { INodeProperties } from 'n8n-workflow';
import type { Capabilities } from '../provider';
import { byDisplayName } from './order';

/** What a cover page can be marked as. */
export const COVER_MARKS = [
	{ name: 'Confidential', value: 'confidential' },
	{ name: 'For Review', value: 'for_review' },
	{ name: 'Please Reply', value: 'please_reply' },
	{ name: 'Urgent', value: 'urgent' },
];

/** The fields that every cover page made here has. */
const FIELDS: INodeProperties[] = [
	{
		displayName: 'Confidentiality Note',
		name: 'confidentialityNote',
		type: 'string',
		typeOptions: { rows: 3 },
		default: '',
		description: 'Stands at the foot of a cover page made by this node',
	},
	{ displayName: 'From Name', name: 'fromName', type: 'string', default: '' },
	{
		displayName: 'Marks',
		name: 'flags',
		type: 'multiOptions',
		options: COVER_MARKS,
		default: [],
	},
	{ displayName: 'Message', name: 'message', type: 'string', typeOptions: { rows: 4 }, default: '' },
	{ displayName: 'Subject', name: 'subject', type: 'string', default: '' },
	{ displayName: 'To Name', name: 'toName', type: 'string', default: '' },
];

const TEMPLATE: INodeProperties = {
	displayName: 'Template ID',
	name: 'templateId',
	type: 'string',
	default: '',
	description: 'A cover page template of the service',
};

const MADE_BY: INodeProperties = {
	displayName: 'Made By',
	name: 'madeBy',
	type: 'options',
	options: [
		{ name: 'The Service', value: 'service', description: "The service's own cover page" },
		{ name: 'This Node', value: 'node', description: 'A page of this node, the same at every service' },
	],
	default: 'service',
	description: 'Which cover page is put before the documents',
};

/** The display names of all fields of a cover page, by name. */
export const COVER_FIELD_NAMES: Readonly<Record<string, string>> = Object.fromEntries(
	[...FIELDS, TEMPLATE, MADE_BY].map(({ name, displayName }) => [name, displayName]),
);

/** The option Cover Page: the same fields at every service, and what the service's own page has beside them. */
export function coverPageOption({ coverPageFields }: Capabilities['send']): INodeProperties {
	const values = [
		...FIELDS,
		...(coverPageFields.includes('templateId') ? [TEMPLATE] : []),
		...(coverPageFields.length > 0 ? [MADE_BY] : []),
	];
	return {
		displayName: 'Cover Page',
		name: 'coverPage',
		type: 'fixedCollection',
		placeholder: 'Add Cover Page',
		default: {},
		description: 'A page before the documents that says to whom the fax goes and what it is about',
		options: [{ displayName: 'Cover Page', name: 'fields', values: byDisplayName(values) }],
	};
}
