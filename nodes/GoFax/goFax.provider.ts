import { fail } from '../shared/failure';
import type { Http, Provider, StatusHints } from '../shared/provider';
import type { FaxRecord } from '../shared/record';
import { getOpen } from './goFax.api';
import { nothingAbout } from './goFax.errors';
import { parseId } from './goFax.ids';
import { idOf, lowerKeys, payloadOf } from './goFax.keys';
import { sendMany } from './goFax.many';
import { faxFromStatus, isAboutFax } from './goFax.normalize';
import { pathsOf, STATUS_PATH } from './goFax.paths';
import { download, findReceived, listInbox } from './goFax.received';
import { checkById, checkSend, resend, send } from './goFax.send';
import { sms } from './goFax.sms';
import { API_CODES, API_MESSAGES, CAUSES, GOFAX_DATES, GOFAX_LIMITS, GOFAX_STATUSES } from './goFax.tables';
import { goFaxProfile } from './goFax.profile';
import { webhooks } from './goFax.webhooks';
import { wire } from './goFax.wire';

/** The row about this fax, where the answer holds several (defensive). */
function rowFor(payload: unknown, id: string): unknown {
	if (!Array.isArray(payload)) return payload;
	const rows = payload as unknown[];
	return rows.find((row) => Object.values(lowerKeys(row)).some((value) => idOf(value) === id)) ?? rows[0];
}

async function getStatus(http: Http, text: string, hints: StatusHints): Promise<FaxRecord> {
	const { id, isReceived } = parseId(text);
	if (isReceived) return await findReceived(http, text.trim());
	const [path] = pathsOf(STATUS_PATH, http.account.apiVersion, id, hints.extra);
	const answer = await getOpen(http, path);
	const payload = rowFor(payloadOf(answer), id);
	if (payload === null || payload === undefined) throw fail('not_found', {}, { effect: 'read' });
	if (!isAboutFax(payload, id)) throw nothingAbout('the fax');
	return { ...faxFromStatus(payload, id), raw: answer };
}

/** GoFax (Australia), REST API v1.0 and v2.0: documents as base64, errors inside HTTP 200, hooks set by hand. */
export const goFax: Provider = {
	...goFaxProfile,
	wire,
	tables: {
		statuses: GOFAX_STATUSES,
		errorCodes: { api: API_CODES, message: API_MESSAGES, cause: CAUSES },
		dates: GOFAX_DATES,
		limits: GOFAX_LIMITS,
	},
	check: checkSend,
	checkById,
	send,
	sendMany,
	getStatus,
	resend,
	listInbox,
	download: async (http, id) => await download(http, id),
	dryAnswer: () => ({ Success: true, Response: null }),
	resources: { sms },
	webhooks,
};
