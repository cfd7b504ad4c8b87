import type { OutgoingDocument } from '../provider';
import type { DocumentInfo } from '../record';

/** What the documents of one fax are together; null when the service fetches them itself. */
export async function documentInfo(documents: readonly OutgoingDocument[]): Promise<DocumentInfo | null> {
	if (documents.length === 0) return null;
	const [first] = documents;
	const sameType = documents.every(({ mimeType }) => mimeType === first.mimeType);
	return {
		available: true,
		reason: null,
		fileName: documents.map(({ fileName }) => fileName).join(', '),
		mimeType: sameType ? first.mimeType : null,
		size: documents.reduce((sum, { size }) => sum + size, 0),
		// Of several files there is no one hash that a person could check.
		sha256: documents.length === 1 ? await first.sha256() : null,
	};
}
