import { baseUrlOf } from '../shared/baseUrl';
import type { CredentialData, Provider } from '../shared/provider';
import { asText } from '../shared/values';
import { cancel, deleteRecord, download, downloadReport, markAsRead, updateComment } from './faxPlus.changes';
import { check } from './faxPlus.check';
import { fromIdClock, fromOffsetText, fromUtcText } from './faxPlus.dates';
import { judge } from './faxPlus.errors';
import { findSent } from './faxPlus.findSent';
import { listInbox, listQueued, listSent, listSpam } from './faxPlus.lists';
import { getStatus } from './faxPlus.lookup';

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
import { faxPlusProfile } from './faxPlus.profile';
import { webhooks } from './faxPlus.webhooks';

const BASE_URL = 'https://restapi.fax.plus/v3';

/** Where the API is and whose faxes are meant. Throws a FaxFailure that names 'Base URL'. */
function connection(credential: CredentialData) {
	const baseUrl = baseUrlOf(credential.baseUrl, BASE_URL);
	return { baseUrl, account: { userId: asText(credential.userId) ?? 'self' } };
}

/** Fax.Plus (Alohi), REST API v3. */
export const faxPlus: Provider = {
	...faxPlusProfile,
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
