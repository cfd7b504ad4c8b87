import type { CredentialData, Provider } from '../shared/provider';
import { accountIdOf, baseUrlOf } from './kazoo.credential';
import { deleteDocument, deleteRecord, download } from './kazoo.documents';
import { judge } from './kazoo.errors';
import { faxboxResource } from './kazoo.faxboxes';
import { webhookResource } from './kazoo.hooks';
import { findSent } from './kazoo.findSent';
import { PROVIDER } from './kazoo.ids';
import { listInbox, listQueued, listSent } from './kazoo.lists';
import { getStatus } from './kazoo.lookup';
import { listNumbers } from './kazoo.numbers';
import { checkSend, forward, resend, send } from './kazoo.send';
import { smtpLogResource } from './kazoo.smtpLog';
import {
	API_FIELDS,
	API_MESSAGES,
	DATES,
	HTTP_CODES,
	LIMITS,
	LOGIN_CODES,
	RESULT_CAUSES,
	RESULT_CODES,
	RESULT_TEXTS,
	STATUSES,
} from './kazoo.tables';
import { webhooks } from './kazoo.webhooks';

/**
 * Where the API is. The account is no matter of paths here: they say `self`, for which the credential puts the account
 * that it names or that its log-in named. Throws a FaxFailure that names the field.
 */
function connection(credential: CredentialData) {
	accountIdOf(credential);
	return { baseUrl: baseUrlOf(credential), account: {} };
}

/** Kazoo by 2600Hz, the Faxes API of Crossbar, at whichever provider it runs. */
export const kazoo: Provider = {
	name: PROVIDER,
	displayName: 'Kazoo',
	capabilities: {
		operations: [
			'send',
			'getStatus',
			'resend',
			'forward',
			'delete',
			'deleteDocument',
			'listInbox',
			'listSent',
			'listQueued',
			'download',
		],
		resources: {
			faxbox: ['list', 'get', 'create', 'update', 'delete'],
			number: ['list'],
			smtpLog: ['list', 'get'],
			webhook: ['list', 'enable'],
		},
		send: {
			maxFiles: LIMITS.filesPerFax,
			maxTotalBytes: LIMITS.bytesPerPart,
			// PDF and TIFF are safe; what else works depends on the converters of the server.
			extensions: null,
			fetchesUrls: true,
			fromRequired: false,
			fromWords: [],
			fromList: false,
			scheduled: false,
			coverPageFields: [],
			coverPageRequired: [],
			coverPageFlags: [],
			callbackUrl: false,
			reference: false,
		},
		downloadFormats: [],
		downloadDirections: ['inbound', 'outbound'],
		dateFilters: ['listInbox', 'listSent'],
		events: ['faxReceived', 'faxDelivered', 'faxFailed', 'faxReceiveFailed'],
		webhookRegistration: 'api',
		defaultConcurrency: 5,
		// Every 15 to 30 s is advised; each look costs one of the tokens that come back at ten a second.
		polling: { firstLookMs: 15_000, pauseMs: 15_000, longestPauseMs: 30_000, looksPerMinute: 120 },
	},
	credentials: [{ type: 'kazooApi', renewable: true }],
	wire: { connection, judge },
	tables: {
		statuses: STATUSES,
		errorCodes: {
			message: API_MESSAGES,
			field: API_FIELDS,
			http: HTTP_CODES,
			login: LOGIN_CODES,
			resultText: RESULT_TEXTS,
			resultCause: RESULT_CAUSES,
			resultCode: RESULT_CODES,
		},
		dates: DATES,
		limits: LIMITS,
	},
	check: checkSend,
	send,
	findSent,
	getStatus,
	resend,
	forward,
	delete: deleteRecord,
	deleteDocument,
	listInbox,
	listSent,
	listQueued,
	download,
	listNumbers,
	dryAnswer: () => ({ data: { _id: '<id of the job>' } }),
	resources: { faxbox: faxboxResource, smtpLog: smtpLogResource, webhook: webhookResource },
	webhooks,
};
