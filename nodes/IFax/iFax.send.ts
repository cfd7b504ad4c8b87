import { clock } from '../shared/clock';
import { safeFileName } from '../shared/documents/fileTypes';
import type { ClosedRange } from '../shared/documents/pageRanges';
import { badParameter, FaxFailure, fail } from '../shared/failure';
import { base64Of } from '../shared/jsonBody';
import { toE164OrNull } from '../shared/numbers';
import type { CoverPage, Http, SendRequest } from '../shared/provider';
import type { FaxRecord } from '../shared/record';
import { asText, withoutEmpty } from '../shared/values';
import { postFaxResend, postFaxSend, sendBody } from './iFax.api';
import { sentJobId } from './iFax.ids';
import { acceptedFax } from './iFax.normalize';

const QUALITIES = ['Low', 'Standard', 'HD'];
/** A schedule may lie this far back, in milliseconds, because checking and sending take time. */
const PAST_TOLERANCE_MS = 60_000;

type Checked = Omit<SendRequest, 'uploaded'>;

/** What iFax alone demands. Throws a FaxFailure that names the field. */
export function checkSend(request: Checked): void {
	faxDataOf(request);
	callerIdOf(request);
	qualityOf(request);
	if (request.sendAt === null) return;
	const sendAt = Date.parse(request.sendAt);
	if (Number.isNaN(sendAt)) {
		throw badParameter('Send At', 'is not a date', 'Give a date and time, e.g. 2030-01-31T08:00:00Z.');
	}
	if (sendAt < clock.now() - PAST_TOLERANCE_MS) {
		throw badParameter(
			'Send At',
			'lies in the past',
			'Give a later time, or leave it empty to send at once.',
		);
	}
}

/**
 * Sends one fax. The record is `queued`; its id is null when iFax accepts the fax without naming a job,
 * which is never a reason to send it again.
 */
export async function send(http: Http, request: SendRequest): Promise<FaxRecord> {
	const answer = await postFaxSend(http, sendBody(sendFields(request)));
	return acceptedFax(answer, {
		from: request.from === null ? null : toE164OrNull(request.from),
		to: request.to,
		scheduledAt: request.sendAt,
		subject: request.coverPage === null ? null : asText(request.coverPage.subject),
	});
}

/**
 * The fields of `fax-send`, absent rather than empty: any cover page field, even an empty one, may
 * make iFax add a cover page (seen in client code).
 */
export function sendFields(request: Checked): Record<string, unknown> {
	return withoutEmpty({
		faxNumber: request.to,
		callerId: callerIdOf(request),
		faxQuality: qualityOf(request),
		send_at: request.sendAt === null ? null : new Date(request.sendAt).toISOString(),
		...coverFields(request.coverPage),
		faxData: faxDataOf(request),
	});
}

function coverFields(cover: CoverPage | null): Record<string, unknown> {
	if (cover === null) return {};
	return {
		templateId: asText(cover.templateId),
		subject: asText(cover.subject),
		from_name: asText(cover.fromName),
		to_name: asText(cover.toName),
		message: asText(cover.message),
	};
}

function faxDataOf(request: Checked): Array<Record<string, unknown>> {
	const { documents, documentUrls, pageRanges = [] } = request;
	const entries = [
		...documents.map((document) => ({ fileName: document.fileName, fileData: base64Of(document) })),
		...documentUrls.map((fileUrl) => ({ fileName: fileNameIn(fileUrl), fileUrl })),
	];
	return entries.map((entry, index) => withoutEmpty({ ...entry, pages: pageRanges[index]?.map(rangeText) }));
}

const rangeText = ({ first, last }: ClosedRange) => (first === last ? String(first) : `${first}-${last}`);

/** iFax takes the type of a document from its name (inferred), so a name without extension becomes a PDF. */
function fileNameIn(url: string): string {
	const last = new URL(url).pathname.split('/').pop() ?? '';
	const name = safeFileName(decoded(last));
	return /\.[a-z0-9]{2,5}$/i.test(name) ? name : `${name || 'document'}.pdf`;
}

function decoded(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}

function callerIdOf(request: Checked): string | null {
	const text = asText(request.from);
	if (text === null) return null;
	const number = toE164OrNull(text);
	if (number === null) {
		throw badParameter(
			'From',
			'is not a fax number',
			'Choose one of the numbers of the account, or write one with + and country code.',
		);
	}
	return number;
}

function qualityOf(request: Checked): string | null {
	const quality = asText(request.extra.faxQuality);
	if (quality !== null && !QUALITIES.includes(quality)) {
		throw badParameter('Fax Quality', 'is not one of those that iFax offers', `Use ${QUALITIES.join(', ')}.`);
	}
	return quality;
}

/**
 * Sends an earlier fax again, with the documents that iFax still has. The record carries the id that iFax
 * returns, which may be a new one (uncertain).
 */
export async function resend(http: Http, id: string): Promise<FaxRecord> {
	const jobId = sentJobId(id, 'resend');
	try {
		const answer = await postFaxResend(http, jobId);
		return acceptedFax(answer, { from: null, to: null, scheduledAt: null, subject: null });
	} catch (error) {
		throw withDocumentsHint(error);
	}
}

/** Older documentation wants the documents again; whether today's service does is not known. */
function withDocumentsHint(error: unknown): unknown {
	if (!(error instanceof FaxFailure) || error.info.category !== 'rejected') return error;
	return fail(
		'rejected',
		{
			...error.info,
			hint: 'iFax may want the documents of this fax again: use the operation Send with the same documents.',
		},
		error.context,
	);
}
