import type { CredentialData, Provider } from '../shared/provider';
import { accountIdOf, baseUrlOf } from './kazoo.credential';
import { deleteDocument, deleteRecord, download } from './kazoo.documents';
import { judge } from './kazoo.errors';
import { faxboxChoices, faxboxResource } from './kazoo.faxboxes';
import { webhookResource } from './kazoo.hooks';
import { findSent } from './kazoo.findSent';

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
import { kazooProfile } from './kazoo.profile';
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
	...kazooProfile,
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
	choices: { faxboxes: faxboxChoices },
	dryAnswer: () => ({ data: { _id: '<id of the job>' } }),
	resources: { faxbox: faxboxResource, smtpLog: smtpLogResource, webhook: webhookResource },
	webhooks,
};
