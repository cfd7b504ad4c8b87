import { fail, FaxFailure } from '../shared/failure';
import { firstNamed, isGone, orNull } from '../shared/lookups';
import type { Answer, DownloadRequest, Http, IncomingDocument } from '../shared/provider';
import type { FaxRecord } from '../shared/record';
import { tooLateToCancel } from '../shared/tooLate';
import { asBoolean, asText } from '../shared/values';
import {
	deleteFax,
	deleteOutbox,
	getFile,
	getOutbox,
	getReport,
	putFax,
	putOutboxComment,
} from './faxPlus.api';
import { firstFound, isJustSent, locate, locateFax, notFound } from './faxPlus.lookup';
import { commentText, faxPlusRecord, outboxRecord, type Wire } from './faxPlus.normalize';
import { goneAs, namesOf, noteGone, outboxNamesOf, sentAs, trackingOf } from './faxPlus.tracking';

function notQueued(id: string): FaxFailure {
	return fail(
		'not_found',
		{
			message: 'The fax is not in the outbox',
			hint: isJustSent(id)
				? 'It was sent a moment ago and may not be visible yet; try again in half a minute.'
				: 'It has been sent or canceled already, or the id is wrong; Get Status tells which.',
		},
		{ httpStatus: 404 },
	);
}

/** Why a fax that is not in the outbox could not be canceled, as far as Fax.Plus tells. */
async function notCanceled(http: Http, id: string): Promise<FaxFailure> {
	const gone = goneAs(trackingOf(id));
	if (gone === 'canceled') return tooLateToCancel({ status: gone, direction: 'outbound' });
	const fax = await orNull(locateFax(http, id), (failure) => failure instanceof FaxFailure);
	return fax === null ? notQueued(id) : tooLateToCancel(faxPlusRecord(fax));
}

/** Stops a fax that has not been sent. @returns the record as canceled; what the service knew before is kept */
export async function cancel(http: Http, id: string): Promise<FaxRecord> {
	const names = outboxNamesOf(id);
	const item = await firstFound(names, async (name) => await getOutbox(http, name));
	const canceled = await firstNamed(
		names,
		async (name) => await deleteOutbox(http, name).then(() => true),
		isGone,
	);
	if (canceled === null) throw await notCanceled(http, id);
	noteGone(trackingOf(id), 'canceled');
	const record = outboxRecord(item ?? { id: canceled.name }, { trackingId: trackingOf(id) });
	return { ...record, to: record.to ?? sentAs(id)?.to ?? null, status: 'canceled', isFinal: true };
}

/**
 * Does something with a finished or received fax under the name by which the service finds it: the id given,
 * another name of it that is known, or the one that a search brings. Throws `not_found`.
 */
async function withFax<T>(http: Http, id: string, action: (name: string) => Promise<T>): Promise<T> {
	const direct = await firstNamed(namesOf(id), action, isGone);
	if (direct !== null) return direct.value;
	const fax = await locateFax(http, id);
	const found = fax === null ? null : await firstNamed([asText(fax.id) ?? id], action, isGone);
	if (found === null) throw notFound();
	return found.value;
}

/** Deletes the record and the document of a finished or received fax. */
export async function deleteRecord(http: Http, id: string): Promise<void> {
	await withFax(http, id, async (name) => await deleteFax(http, name).then(() => true));
	noteGone(trackingOf(id), 'deleted');
}

function extensionOf(mimeType: string | null): string {
	return mimeType === 'image/tiff' ? 'tiff' : 'pdf';
}

function incoming(answer: Answer, stem: string): IncomingDocument {
	if (answer.document === undefined) throw withoutDocument();
	const mimeType = asText(answer.headers['content-type']?.split(';')[0])?.toLowerCase() ?? null;
	return { fileName: `${stem}.${extensionOf(mimeType)}`, mimeType, content: answer.document };
}

function withoutDocument(): FaxFailure {
	return fail('provider_unavailable', {
		message: 'Fax.Plus answered without a document',
		hint: 'Try again later; the document may not be ready or no longer be stored.',
	});
}

/** The document of a fax, sent or received. */
export async function download(http: Http, id: string, request: DownloadRequest): Promise<IncomingDocument> {
	const answer = await withFax(http, id, async (name) => await getFile(http, name, request.format ?? 'pdf'));
	return incoming(answer, `fax-${id}`);
}

/** The confirmation of a sent fax, a PDF. */
export async function downloadReport(http: Http, id: string): Promise<IncomingDocument> {
	const answer = await withFax(http, id, async (name) => await getReport(http, name));
	return incoming(answer, `fax-report-${id}`);
}

/** Writes what is new and what was there before: the service replaces both fields at once. */
async function update(http: Http, fax: Wire, news: { comment?: string; is_read?: boolean }): Promise<Wire> {
	const both = {
		comment: news.comment ?? commentText(fax.comment) ?? '',
		is_read: news.is_read ?? asBoolean(fax.is_read) ?? false,
	};
	await putFax(http, String(fax.id), both);
	return { ...fax, ...both };
}

/** Marks a fax as read or unread and keeps its comment. */
export async function markAsRead(http: Http, id: string, isRead: boolean): Promise<FaxRecord> {
	const fax = await locateFax(http, id);
	if (fax === null) throw notFound();
	return faxPlusRecord(await update(http, fax, { is_read: isRead }), { trackingId: trackingOf(id) });
}

/** Changes the comment of a fax, in the outbox or afterwards; the read mark is kept. */
export async function updateComment(http: Http, id: string, comment: string): Promise<FaxRecord> {
	const found = await locate(http, id);
	if (found === null) throw notFound();
	const trackingId = trackingOf(id);
	if (found.place === 'faxes') {
		return faxPlusRecord(await update(http, found.fax, { comment }), { trackingId });
	}
	await putOutboxComment(http, asText(found.item.id) ?? id, comment);
	return outboxRecord({ ...found.item, comment }, { trackingId });
}
