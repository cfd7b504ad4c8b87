import type { FaultOrder } from '../../sandbox';
import type { Breakable, FaultKind, FaultOutcome } from './service';

interface FaultRow {
	order: Omit<FaultOrder, 'service' | 'match' | 'times'>;
	/** what the message says of it */
	says: RegExp;
	/** what becomes of a request that changes nothing, or may be made again */
	read: FaultOutcome;
	/** of one that does; a send with an unknown outcome is a record, not an error */
	change: FaultOutcome;
}

const TRIES = 3;

const refused = (category: FaultOutcome['category']): Pick<FaultRow, 'read' | 'change'> => ({
	read: { category, requests: 1 },
	change: { category, requests: 1 },
});

/** Nobody knows what was done: only what does no harm is tried again. */
const lost: Pick<FaultRow, 'read' | 'change'> = {
	read: { category: 'provider_unavailable', requests: TRIES },
	change: { category: 'outcome_unknown', requests: 1 },
};

const status = (code: number): FaultRow['order'] => ({ fault: 'status', status: code });

/** Every way to break a request, and what is to become of it. */
export const FAULTS: Readonly<Record<FaultKind, FaultRow>> = {
	'401': { order: status(401), says: /did not accept the credential/, ...refused('authentication') },
	'403': { order: status(403), says: /may not do this/, ...refused('permission') },
	'404': { order: status(404), says: /(does not know|knows no|not in the outbox)/, ...refused('not_found') },
	'413': { order: status(413), says: /could not be turned into a fax/, ...refused('document_error') },
	'429': {
		order: status(429),
		says: /too many requests/,
		read: { category: 'rate_limited', requests: TRIES },
		change: { category: 'rate_limited', requests: TRIES },
	},
	'500': { order: status(500), says: /did not answer properly/, ...lost },
	html502: { order: { fault: 'html502' }, says: /did not answer properly|web page/, ...lost },
	html200: { order: { fault: 'html200' }, says: /web page/, ...lost },
	truncatedJson: { order: { fault: 'truncatedJson' }, says: /incomplete/, ...lost },
	emptyBody: { order: { fault: 'emptyBody' }, says: /nothing|empty document/, ...lost },
	resetBeforeHeaders: { order: { fault: 'resetBeforeHeaders' }, says: /broke off/, ...lost },
	resetAfterBody: { order: { fault: 'resetAfterBody' }, says: /broke off/, ...lost },
	timeout: { order: { fault: 'hang' }, says: /in time/, ...lost },
};

/** How the operation ends; undefined where the fault is no fault for such a request. */
export function outcomeOf(kind: FaultKind, request: Breakable): FaultOutcome | undefined {
	const { effect, answer, repeatable, exceptions } = request;
	// Where no body is expected, none is missed; of a document half, nobody can see that it is half.
	if (answer === 'none' && (kind === 'emptyBody' || kind === 'truncatedJson')) return undefined;
	if (answer === 'document' && kind === 'truncatedJson') return undefined;
	const row = FAULTS[kind];
	const rule = effect === 'read' || repeatable === true ? row.read : row.change;
	const once = answer === 'document' && kind === 'emptyBody' ? { requests: 1 } : {};
	return { ...rule, ...once, ...exceptions?.[kind] };
}
