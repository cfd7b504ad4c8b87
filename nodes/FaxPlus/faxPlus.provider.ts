import { baseUrlOf } from '../shared/baseUrl';
import type { CredentialData, Provider } from '../shared/provider';
import { asText } from '../shared/values';
import { cancel, deleteRecord, download, downloadReport, markAsRead, updateComment } from './faxPlus.changes';
import { check, COVER_FLAGS, NO_NUMBER } from './faxPlus.check';
import { fromIdClock, fromOffsetText, fromUtcText } from './faxPlus.dates';
import { judge } from './faxPlus.errors';
import { findSent } from './faxPlus.findSent';
import { listInbox, listQueued, listSent, listSpam } from './faxPlus.lists';
import { getStatus } from './faxPlus.lookup';
import { PROVIDER } from './faxPlus.normalize';
import { listNumbers } from './faxPlus.numbers';
import { dryAnswer, resend, send, upload } from './faxPlus.send';
import {
	API_CODES,
	HTTP_CODES,
	INCOMING_STATUSES,
	LIMITS,
	OUTBOX_STATUSES,
	OUTGOING_STATUSES,
} from './faxPlus.tables';
import { webhooks } from './faxPlus.webhooks';

const BASE_URL = 'https://restapi.fax.plus/v3';

/** Where the API is and whose faxes are meant. Throws a FaxFailure that names 'Base URL'. */
function connection(credential: CredentialData) {
	const baseUrl = baseUrlOf(credential.baseUrl, BASE_URL);
	return { baseUrl, account: { userId: asText(credential.userId) ?? 'self' } };
}

/** Fax.Plus (Alohi), REST API v3. */
export const faxPlus: Provider = {
	name: PROVIDER,
	displayName: 'Fax.Plus',
	capabilities: {
		operations: [
			'send',
			'check',
			'getStatus',
			'resend',
			'cancel',
			'delete',
			'listInbox',
			'listSent',
			'listQueued',
			'listSpam',
			'download',
			'downloadReport',
			'markAsRead',
			'updateComment',
		],
		resources: { number: ['list'] },
		send: {
			maxFiles: LIMITS.filesPerFax,
			maxTotalBytes: LIMITS.bytesPerFax,
			// The documentation gives examples of a wider range, so other files may be tried.
			extensions: null,
			fetchesUrls: false,
			fromRequired: true,
			fromWords: [NO_NUMBER],
			fromList: true,
			scheduled: true,
			coverPageFields: ['toName', 'fromName', 'subject', 'message', 'flags'],
			coverPageRequired: ['toName', 'fromName', 'subject'],
			coverPageFlags: COVER_FLAGS,
			callbackUrl: false,
			reference: true,
		},
		downloadFormats: ['pdf', 'tiff'],
		downloadDirections: ['inbound', 'outbound'],
		dateFilters: ['listInbox', 'listSent', 'listSpam'],
		events: ['faxReceived', 'faxDelivered', 'faxFailed', 'faxReceiveFailed'],
		webhookRegistration: 'api',
		defaultConcurrency: 5,
	},
	credentials: [
		{ type: 'faxPlusApi', authentication: 'accessToken', renewable: false },
		{
			type: 'faxPlusOAuth2Api',
			authentication: 'oAuth2',
			renewable: true,
			// Tokens of this kind are refused without it; personal access tokens must not come with it.
			headers: (credential) => ({ 'x-fax-clientid': asText(credential.clientId) ?? '' }),
		},
	],
	wire: { connection, judge },
	tables: {
		statuses: { outbox: OUTBOX_STATUSES, outgoing: OUTGOING_STATUSES, incoming: INCOMING_STATUSES },
		errorCodes: { api: API_CODES, http: HTTP_CODES },
		dates: { utcText: fromUtcText, offsetText: fromOffsetText, idClock: fromIdClock },
		limits: LIMITS,
	},
	upload,
	check,
	send,
	dryAnswer,
	findSent,
	getStatus,
	resend,
	cancel,
	delete: deleteRecord,
	listInbox,
	listSent,
	listQueued,
	listSpam,
	download,
	downloadReport,
	markAsRead,
	updateComment,
	listNumbers,
	webhooks,
};
