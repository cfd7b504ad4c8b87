import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';
import type { OutgoingDocument } from '../provider';
import { perRun } from '../perRun';
import { outgoingDocument } from './outgoing';

/** What a run has read of n8n's store. */
const documentsOf = perRun(() => new Map<string, Promise<OutgoingDocument>>());

/**
 * The same as `outgoingDocument`, but a stored file that several items of a run have is read and looked into once: one
 * letter for all rows of a table lies in each of their items.
 * @throws FaxFailure when it is empty or cannot be read
 */
export async function documentOfRun(
	context: Pick<IExecuteFunctions, 'helpers' | 'getNode'>,
	binary: IBinaryData,
	field: string,
	index: number,
): Promise<OutgoingDocument> {
	const { id, fileName, mimeType } = binary;
	if (!id) return await outgoingDocument(context, binary, field, index);
	const documents = documentsOf(context);
	const key = JSON.stringify([id, fileName, mimeType, field, index]);
	const known = documents.get(key);
	if (known === undefined) {
		const read = outgoingDocument(context, binary, field, index);
		documents.set(key, read);
		// Another item may have more luck with the store.
		read.catch(() => documents.delete(key));
		return await read;
	}
	const document = await known;
	document.expectAnother?.();
	return document;
}
