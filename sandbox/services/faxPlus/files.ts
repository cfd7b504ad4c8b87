import { randomBytes } from 'crypto';
import { extensionOf, storeDocument, type StoredDocument } from '../../documents';
import { makePdf } from '../../pdf';
import { parseMultipart } from '../../multipart';
import type { ServiceAnswer, ServiceRoute } from '../service';
import { guarded, scopes, type FaxPlus } from './context';
import { findRecord } from './records';
import { sentStatus } from './statuses';
import { fileNameOf, type FaxRecord } from './store';
import { badRequest, notFound, toText } from './wire';

const EXTENSIONS: Record<string, string> = { 'application/pdf': 'pdf', 'image/tiff': 'tiff' };

/** Upload (documented, SDK), download and report (SDK). */
export function fileRoutes(service: FaxPlus): ServiceRoute[] {
	return [
		{
			method: 'POST',
			path: '/v3/accounts/:uid/files',
			handle: guarded(service, scopes.upload, ({ headers, body, query }) => {
				const parts = parseMultipart(headers['content-type'] ?? '', body);
				if (parts === null) throw badRequest('The body is not multipart/form-data');
				const [part] = parts;
				if (part === undefined || parts.length !== 1 || part.name !== 'fax_file') {
					throw badRequest(`Exactly one part named 'fax_file' is expected`);
				}
				if (part.fileName === null || extensionOf(part.fileName) === '') {
					throw badRequest('The file name must have an extension');
				}
				if (part.data.length === 0) throw badRequest('The file is empty');
				const format = query.format;
				if (format !== undefined && format !== 'pdf' && format !== 'tiff') {
					throw badRequest(`'format' is not one of pdf, tiff`);
				}
				const path = `/storage/transient-${randomBytes(16).toString('hex')}.${extensionOf(part.fileName)}`;
				service.store.uploads.set(path, storeDocument(part.data, part.fileName));
				return { status: service.sandbox.switches.uploadStatus, body: { path } };
			}),
		},
		{
			method: 'GET',
			path: '/v3/accounts/:uid/files/:faxId',
			handle: guarded(service, scopes.faxRead, ({ params, query, headers }, { uid }) => {
				const record = findRecord(service, uid, params.faxId ?? '');
				const document = record?.fax.documents[0];
				if (record === undefined || document === undefined) throw notFound('Fax');
				return download(record, document, wantedFormat(query.format, headers.accept));
			}),
		},
		{
			method: 'GET',
			path: '/v3/accounts/:uid/report/:faxId',
			handle: guarded(service, scopes.faxRead, ({ params }, { uid }) => {
				const record = findRecord(service, uid, params.faxId ?? '');
				if (record === undefined || record.session === null) throw notFound('Fax');
				return binary(makePdf([reportLines(record)]), 'application/pdf', `report-${record.id}.pdf`);
			}),
		},
	];
}

function wantedFormat(format: string | undefined, accept: string | undefined): 'pdf' | 'tiff' {
	if (format !== undefined) {
		if (format !== 'pdf' && format !== 'tiff') throw badRequest(`'format' is not one of pdf, tiff`);
		return format;
	}
	return /image\/tiff/i.test(accept ?? '') ? 'tiff' : 'pdf';
}

/** The sandbox converts nothing: a document that it has in one kind only goes out as it is. */
function download(record: FaxRecord, document: StoredDocument, format: 'pdf' | 'tiff'): ServiceAnswer {
	const asTiff = format === 'tiff' && document.tiff !== undefined;
	const type = asTiff ? 'image/tiff' : document.mimeType;
	const bytes = asTiff ? document.tiff : document.bytes;
	const extension = EXTENSIONS[type] ?? extensionOf(document.fileName);
	return binary(bytes ?? document.bytes, type, `${fileNameOf(record)}.${extension}`);
}

function binary(bytes: Buffer, type: string, fileName: string): ServiceAnswer {
	return {
		status: 200,
		headers: { 'content-type': type, 'content-disposition': `attachment; filename="${fileName}"` },
		body: bytes,
	};
}

function reportLines({ fax, attempt, id }: FaxRecord): string[] {
	return [
		'Fax confirmation report',
		`Fax: ${id}`,
		`From: ${fax.from}`,
		`To: ${fax.to}`,
		`Time (UTC): ${toText(attempt.startedAt)}`,
		`Pages: ${attempt.pagesTransferred} of ${fax.pages}`,
		`Result: ${sentStatus[attempt.outcome ?? 'lineError']}`,
	];
}
