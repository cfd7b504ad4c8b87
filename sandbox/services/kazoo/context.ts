import { kazooAccounts } from '../../accounts';
import type { ServiceAnswer, ServiceContext, ServiceRequest } from '../service';
import { tokenOf, type RateBuckets, type SessionOffice } from './sessions';
import type { KazooStore } from './store';
import type { KazooSwitches } from './switches';
import { badIdentifier, refused, Refusal, success } from './wire';

/** What the parts of this service share. */
export interface Kazoo {
	sandbox: ServiceContext<KazooSwitches>;
	store: KazooStore;
	sessions: SessionOffice;
	rates: RateBuckets;
}

/** What a handler gives: data for the envelope, or an answer of another kind. */
export type Payload =
	| {
			data: unknown;
			status?: number;
			siblings?: object;
			headers?: Record<string, string>;
			brokenBy?: ServiceAnswer['brokenBy'];
	  }
	| { answer: ServiceAnswer };

type Handler = (request: ServiceRequest, accountId: string) => Payload | Promise<Payload>;

/** Lets a handler see only requests of a session that may use the account in the path. */
export function guarded(kazoo: Kazoo, handler: Handler) {
	return async (request: ServiceRequest): Promise<ServiceAnswer> => {
		const now = kazoo.sandbox.clock.now();
		let token: string | null = null;
		try {
			const { account = '' } = request.params;
			const left = kazoo.rates.take(account, 1);
			const session = kazoo.sessions.find(tokenOf(request.headers, request.query) ?? '');
			if (session === null) throw new Refusal(401, 'invalid_credentials', { message: 'invalid credentials' });
			token = session.token;
			if (!/^[0-9a-f]{32}$/.test(account)) throw badIdentifier(account);
			const own = [session.accountId, ...(kazooAccounts[session.accountId] ?? [])];
			if (session.access === 'none' || !own.includes(account)) {
				throw new Refusal(403, 'forbidden', { message: 'forbidden' });
			}
			const payload = await handler(request, account);
			if ('answer' in payload) return payload.answer;
			const { data, status, siblings, headers, brokenBy } = payload;
			const tokens = { tokens: { consumed: 1, remaining: left } };
			return {
				...success(now, token, data, { status, headers, siblings: { ...siblings, ...tokens } }),
				brokenBy,
			};
		} catch (error) {
			if (error instanceof Refusal) return refused(now, token, error);
			throw error;
		}
	};
}
