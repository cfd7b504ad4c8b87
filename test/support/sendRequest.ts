import type { SendRequest } from '../../nodes/shared/provider';

/**
 * A send of a document and nothing else, as a provider gets it.
 * @param fields what is particular to the test
 */
export const sendRequestOf = (
	fields: Pick<SendRequest, 'to' | 'documents'> & Partial<SendRequest>,
): SendRequest => ({
	from: null,
	documentUrls: [],
	uploaded: undefined,
	reference: null,
	sendAt: null,
	coverPage: null,
	callbackUrl: null,
	extra: {},
	...fields,
});
