import { fail, failureInfo, type FaxFailure } from '../shared/failure';
import { textCleaner } from '../shared/http/secrets';
import type { Http, SendRequest } from '../shared/provider';
import { failureFields, faxRecord, type FaxRecord } from '../shared/record';
import { asBoolean, asText, isObject } from '../shared/values';
import { putSendFaxes } from './goFax.api';
import { firstId, idOf, lowerKeys, payloadOf, type Row } from './goFax.keys';
import { recipientIn } from './goFax.normalize';
import { PROVIDER } from './goFax.tables';
import { acceptedFax, sendFields, unclear } from './goFax.send';
import { refusalIn } from './goFax.wire';

type Outcome = FaxRecord | FaxFailure;

/** Sends to all recipients with one `SendFaxes`. */
export async function sendMany(
	http: Http,
	request: Omit<SendRequest, 'to'>,
	recipients: readonly string[],
): Promise<Outcome[]> {
	const faxes = recipients.map((to) => sendFields({ ...request, to }));
	const subject = asText(request.extra.subject);
	return outcomesOf(await putSendFaxes(http, faxes), recipients, subject);
}

/**
 * What the answer says of each recipient. Its form is not public, so an envelope for each, one with ids, one with objects
 * and one that names no fax are understood; entries belong to recipients by number, or else by their order. What cannot be
 * assigned is accepted without an id when the answer says that all went well, and unknown otherwise: never refused.
 */
export function outcomesOf(
	answer: unknown,
	recipients: readonly string[],
	subject: string | null,
): Outcome[] {
	const envelope = lowerKeys(answer);
	const isAccepted = asBoolean(envelope.success) === true;
	const entries = entriesFor(Array.isArray(answer) ? answer : payloadOf(answer), recipients);
	return recipients.map((to, index) => {
		const entry = entries?.[index];
		const outcome = entry === undefined ? null : outcomeOf(entry, to, subject);
		if (outcome !== null) return outcome;
		return isAccepted ? acceptedFax(envelope, null, { to, subject, raw: answer }) : unknownFax(to, answer);
	});
}

/** One entry for each recipient, or null when they cannot be told apart. */
function entriesFor(list: unknown, recipients: readonly string[]): unknown[] | null {
	if (!Array.isArray(list)) return null;
	const numbered = new Map(list.map((entry: unknown) => [numberOf(entry), entry]));
	if (!numbered.has(null)) return recipients.map((to) => numbered.get(to));
	return list.length === recipients.length ? list : null;
}

/** The recipient that an entry names, in itself or in what its envelope holds. */
function numberOf(entry: unknown): string | null {
	const row = lowerKeys(entry);
	return recipientIn(row) ?? recipientIn(lowerKeys(row.response));
}

/** What an entry says: accepted, or certainly refused; null when it says neither. */
function outcomeOf(entry: unknown, to: string, subject: string | null): Outcome | null {
	const fields = { to, subject, raw: entry };
	if (!isObject(entry)) {
		const id = idOf(entry);
		return id === null ? null : acceptedFax({}, id, fields);
	}
	const row = lowerKeys(entry);
	const isAccepted = asBoolean(row.success);
	if (isAccepted === false) return refused(row);
	const inside = lowerKeys(row.response);
	const id =
		idOf(row.response) ?? firstId(inside, 'sendfaxid', 'id') ?? firstId(row, 'sendfaxid', 'faxid', 'id');
	return id === null && isAccepted !== true ? null : acceptedFax(row, id, fields);
}

const clean = textCleaner([]);

function refused(row: Row): FaxFailure {
	const { category = 'rejected', message, hint, code } = refusalIn(row, true);
	const said = message === undefined ? undefined : `GoFax refused the fax (${clean(message)})`;
	return fail(category, { message: said, hint, code }, { effect: 'send' });
}

function unknownFax(to: string, raw: unknown): FaxRecord {
	return faxRecord({
		provider: PROVIDER,
		id: null,
		direction: 'outbound',
		status: 'unknown',
		to,
		...failureFields(failureInfo('outcome_unknown', unclear().info)),
		raw,
	});
}
