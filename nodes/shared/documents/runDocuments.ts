import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';
import type { OutgoingDocument } from '../provider';
import { outgoingDocument } from './outgoing';

/** What each run has read of n8n's store; a run is told by its context, which n8n makes for it. */
const runs = new WeakMap<object, Map<string, Promise<OutgoingDocument>>>();

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
	const documents = runs.get(context) ?? new Map<string, Promise<OutgoingDocument>>();
	runs.set(context, documents);
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
