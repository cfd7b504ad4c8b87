import type { INodePropertyOptions } from 'n8n-workflow';
import type { FaxOperation } from '../provider';

/** How each operation on a fax is offered, in the alphabetical order that n8n shows. */
export const FAX_OPERATIONS: ReadonlyArray<INodePropertyOptions & { value: FaxOperation }> = [
	{
		name: 'Cancel',
		value: 'cancel',
		action: 'Cancel fax',
		description: 'Stop a fax that has not been sent yet',
	},
	{
		name: 'Check',
		value: 'check',
		action: 'Check fax',
		description: 'Check recipient, documents and rules as Send does, without sending anything',
	},
	{
		name: 'Delete',
		value: 'delete',
		action: 'Delete fax',
		description: 'Delete the record of a fax and its document from the service',
	},
	{
		name: 'Delete Document',
		value: 'deleteDocument',
		action: 'Delete document of fax',
		description: 'Delete only the document and keep the record',
	},
	{
		name: 'Download',
		value: 'download',
		action: 'Download fax',
		description: 'Get the document of a fax as a file',
	},
	{
		name: 'Download Report',
		value: 'downloadReport',
		action: 'Download report of fax',
		description: "Get the service's own confirmation of a transmission as a file",
	},
	{
		name: 'Forward',
		value: 'forward',
		action: 'Forward fax',
		description: 'Send a received fax on to another number',
	},
	{
		name: 'Get Receipt',
		value: 'getReceipt',
		action: 'Get receipt of fax',
		description: 'Get a page that states what became of a fax, as a file and as data',
	},
	{
		name: 'Get Status',
		value: 'getStatus',
		action: 'Get status of fax',
		description: 'Find out what became of a fax',
	},
	{
		name: 'List Inbox',
		value: 'listInbox',
		action: 'List received faxes',
		description: 'Get many received faxes',
	},
	{
		name: 'List Queued',
		value: 'listQueued',
		action: 'List queued faxes',
		description: 'Get many faxes that are waiting or being sent',
	},
	{ name: 'List Sent', value: 'listSent', action: 'List sent faxes', description: 'Get many sent faxes' },
	{
		name: 'List Spam',
		value: 'listSpam',
		action: 'List spam faxes',
		description: 'Get many received faxes that the service takes for spam',
	},
	{
		name: 'Mark as Read',
		value: 'markAsRead',
		action: 'Mark fax as read',
		description: 'Mark a received fax as read or unread',
	},
	{
		name: 'Resend',
		value: 'resend',
		action: 'Resend fax',
		description: 'Send the document of an earlier fax again',
	},
	{
		name: 'Send',
		value: 'send',
		action: 'Send fax',
		description: 'Send documents to a fax number. This dials a real number and may cost money.',
	},
	{
		name: 'Update Comment',
		value: 'updateComment',
		action: 'Update comment of fax',
		description: 'Change the comment of a fax that is waiting to be sent',
	},
];

/** Operations that work on one fax named by its id. */
export const BY_ID: readonly FaxOperation[] = [
	'getStatus',
	'getReceipt',
	'resend',
	'cancel',
	'delete',
	'download',
	'downloadReport',
	'markAsRead',
	'updateComment',
	'forward',
	'deleteDocument',
];

/** Operations that return many faxes. */
export const LISTS = ['listInbox', 'listQueued', 'listSent', 'listSpam'] as const;

export type ListOperation = (typeof LISTS)[number];

/** Operations that give a file. */
export const DOWNLOADS: readonly FaxOperation[] = ['download', 'downloadReport'];

/** Operations that put a file into a field that the user names. */
export const WITH_FILE: readonly FaxOperation[] = [...DOWNLOADS, 'getReceipt'];

/** The operation whose own options of a service another one has, too. */
export const OPTIONS_OF: Readonly<Partial<Record<FaxOperation, FaxOperation>>> = {
	check: 'send',
	getReceipt: 'getStatus',
};

/** Operations that take what is to be sent. */
export const SENDS: readonly FaxOperation[] = ['send', 'check'];
