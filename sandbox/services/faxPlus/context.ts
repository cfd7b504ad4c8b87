import type { ServiceAnswer, ServiceContext, ServiceRequest } from '../service';
import type { FaxPlusStore } from './store';
import type { FaxPlusSwitches } from './switches';
import { authorize, userOf, type Grant, type TokenOffice } from './tokens';
import { Refusal } from './wire';

/** What the parts of this service share. */
export interface FaxPlus {
	sandbox: ServiceContext<FaxPlusSwitches>;
	store: FaxPlusStore;
	tokens: TokenOffice;
}

export interface Caller {
	grant: Grant;
	/** The user that the path names, or the caller where it names none. */
	uid: string;
}

type Handler = (request: ServiceRequest, caller: Caller) => ServiceAnswer | Promise<ServiceAnswer>;

/** Lets a handler see only callers who may call it, and turns its refusals into answers. */
export function guarded(service: FaxPlus, scopes: readonly string[], handler: Handler) {
	return async (request: ServiceRequest): Promise<ServiceAnswer> => {
		try {
			const grant = authorize(request, scopes, service.tokens);
			const uid = request.params.uid === undefined ? grant.uid : userOf(request.params.uid, grant);
			return await handler(request, { grant, uid });
		} catch (error) {
			if (error instanceof Refusal) return error.answer();
			throw error;
		}
	};
}

/** The answer of a call that returns nothing. */
export function voidAnswer(service: FaxPlus): ServiceAnswer {
	return { status: service.sandbox.switches.voidStatus, body: '' };
}

/** The scopes of each group of calls (documented, SDK; the finer ones partly inferred). */
export const scopes = {
	upload: ['fax:all:edit', 'fax:fax:edit', 'fax:file:edit'],
	faxRead: ['fax:all:read', 'fax:fax:read'],
	faxEdit: ['fax:all:edit', 'fax:fax:edit'],
	numbersRead: ['fax:all:read', 'fax:numbers:read'],
	userRead: ['fax:all:read', 'fax:user:read', 'fax:member:read'],
	memberRead: ['fax:all:read', 'fax:member:read'],
	hooksRead: ['fax:all:read', 'fax:webhook:read'],
	hooksEdit: ['fax:all:edit', 'fax:webhook:edit'],
} as const;
