import { fail, FaxFailure } from '../shared/failure';
import type { DownloadRequest, Http, IncomingDocument } from '../shared/provider';
import type { FaxRecord } from '../shared/record';
import { asText } from '../shared/values';
import { deleteAttachment, deleteFax, getAttachment, getFax } from './kazoo.api';
import { NO_DOCUMENT } from './kazoo.errors';
import { located } from './kazoo.lookup';
import { faxFrom } from './kazoo.normalize';

/** The name that the server proposes, which may stand there without quotes and with blanks and colons in it. */
export function fileNameIn(disposition: string | undefined): string | null {
	const found = /filename\s*=\s*(?:"([^"]*)"|([^;]*))/i.exec(disposition ?? '');
	return asText(found?.[1] ?? found?.[2]);
}

/** The document of a fax, sent or received; the server decides whether it is a PDF or a TIFF. */
export async function download(http: Http, id: string, request: DownloadRequest): Promise<IncomingDocument> {
	const folders = request.direction === 'inbound' ? (['inbox'] as const) : undefined;
	try {
		const { value } = await located(
			http,
			id,
			async (folder, name) => await getAttachment(http, folder, name),
			folders,
		);
		if (value.document === undefined) throw noDocument();
		return {
			fileName: fileNameIn(value.headers['content-disposition']),
			mimeType: asText(value.headers['content-type']?.split(';')[0])?.toLowerCase() ?? null,
			content: value.document,
		};
	} catch (error) {
		if (error instanceof FaxFailure && error.info.code === NO_DOCUMENT) throw noDocument();
		throw asThrown(error);
	}
}

const asThrown = (error: unknown) => error;

function noDocument(): FaxFailure {
	return fail(
		'not_found',
		{
			message: 'Kazoo has no document of this fax',
			hint: 'It was deleted, or never stored; the record of the fax remains.',
			code: NO_DOCUMENT,
		},
		{ httpStatus: 404, effect: 'read' },
	);
}

/** Deletes a finished or received fax with its document. A fax in the queue cannot be deleted. */
export async function deleteRecord(http: Http, id: string): Promise<void> {
	await located(http, id, async (folder, name) => await deleteFax(http, folder, name));
}

/** Deletes only the document. @returns the record that remains */
export async function deleteDocument(http: Http, id: string): Promise<FaxRecord> {
	const found = await located(http, id, async (folder, name) => {
		// Read first: an unknown id is then told from a fax whose document is gone already.
		const fax = await getFax(http, folder, name);
		await deleteAttachment(http, folder, name);
		return fax;
	});
	const reason = 'The document was deleted';
	const document = { available: false, reason, fileName: null, mimeType: null, size: null, sha256: null };
	return { ...faxFrom(found.value, found.folder, found.id), document };
}
