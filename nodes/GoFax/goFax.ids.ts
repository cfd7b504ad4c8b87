import { badParameter, fail } from '../shared/failure';

/** GoFax numbers sent and received faxes apart (inferred), so a bare number would not tell which fax is meant. */
const RECEIVED = 'in-';

export interface GoFaxId {
	/** the service's own id */
	id: string;
	isReceived: boolean;
}

/** The id that a record of a received fax shows. */
export const receivedId = (id: string): string => `${RECEIVED}${id}`;

/** Takes a record's id apart. Throws a FaxFailure that names the field when it is not of that form. */
export function parseId(text: string): GoFaxId {
	const trimmed = text.trim();
	const isReceived = trimmed.startsWith(RECEIVED);
	const id = isReceived ? trimmed.slice(RECEIVED.length) : trimmed;
	if (/^[A-Za-z0-9][\w-]{0,63}$/.test(id)) return { id, isReceived };
	throw badParameter(
		'Fax ID',
		'is not an ID of GoFax',
		'Use the id of an earlier record: a number such as 100597945, or in-8830411 for a received fax.',
	);
}

/** The id of a fax that was sent; throws for a received one. */
export function sentId(text: string): string {
	const { id, isReceived } = parseId(text);
	if (!isReceived) return id;
	throw fail(
		'unsupported',
		{
			message: 'GoFax cannot resend a received fax',
			hint: 'Download it, and send the document with Send.',
		},
		{ parameter: 'Fax ID' },
	);
}
