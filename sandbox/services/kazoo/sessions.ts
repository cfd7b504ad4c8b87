import { createHash, randomBytes } from 'crypto';
import { kazooAccount, kazooKeys } from '../../accounts';
import type { SandboxClock } from '../../clock';
import type { ServiceRoute } from '../service';
import type { Kazoo } from './context';
import { readEnvelope, refused, Refusal, success } from './wire';

export interface Session {
	token: string;
	accountId: string;
	access: 'full' | 'none';
	method: string;
}

/** The sessions that log-ins have opened. */
export class SessionOffice {
	private readonly open = new Map<string, { session: Session; until: number }>();
	/** How many log-ins were answered with a session. */
	count = 0;

	constructor(
		private readonly clock: SandboxClock,
		private readonly lifeSeconds: () => number,
	) {
		this.openStanding();
	}

	issue(given: Omit<Session, 'token'>): Session {
		const session = { ...given, token: `sandbox-example-session-${randomBytes(16).toString('hex')}` };
		this.open.set(session.token, { session, until: this.clock.now() + this.lifeSeconds() * 1000 });
		this.count++;
		return session;
	}

	/** The session that needs no log-in; it ends with the others only. */
	private openStanding(): void {
		const { sessionToken: token, accountId } = kazooAccount;
		const session: Session = { token, accountId, access: 'full', method: 'cb_api_auth' };
		this.open.set(token, { session, until: Infinity });
	}

	find(token: string): Session | null {
		const found = this.open.get(token);
		return found !== undefined && found.until > this.clock.now() ? found.session : null;
	}

	close(token: string): void {
		this.open.delete(token);
	}

	expire(): void {
		this.open.clear();
	}

	/** Sessions outlive it: the real ones are signed texts, of which the server remembers nothing. */
	reset(): void {
		this.count = 0;
		this.openStanding();
	}
}

/** The token buckets of the service: each account has its own. */
export class RateBuckets {
	private readonly buckets = new Map<string, { left: number; at: number }>();

	constructor(private readonly kazoo: () => Kazoo) {}

	/** Takes tokens. Throws the service's 429 when there are not enough. @returns how many are left */
	take(account: string, cost: number): number {
		const { clock, switches } = this.kazoo().sandbox;
		const now = clock.now();
		const bucket = this.buckets.get(account) ?? { left: switches.rateCapacity, at: now };
		const grown = bucket.left + ((now - bucket.at) / 1000) * switches.ratePerSecond;
		const left = Math.min(switches.rateCapacity, grown) - cost;
		if (left < 0) {
			this.buckets.set(account, { left: left + cost, at: now });
			throw new Refusal(429, 'too_many_requests', { message: 'too many requests' });
		}
		this.buckets.set(account, { left, at: now });
		return Math.floor(left);
	}

	reset(): void {
		this.buckets.clear();
	}
}

interface Identified {
	accountId: string;
	access: 'full' | 'none' | 'expired';
}

function byKey(data: Record<string, unknown>): Identified {
	const { api_key: key } = data;
	if (typeof key !== 'string' || key === '') {
		throw new Refusal(401, 'invalid_credentials', { message: 'invalid credentials' });
	}
	const found = kazooKeys.find(({ apiKey }) => apiKey === key);
	if (found === undefined) throw new Refusal(404, 'bad identifier', [key]);
	return found;
}

function byUser(data: Record<string, unknown>): Identified {
	const { credentials, method = 'md5', account_name: accountName, account_realm, phone_number } = data;
	if (typeof credentials !== 'string') {
		throw new Refusal(400, 'validation error', {
			credentials: { required: { message: 'Field is required but missing' } },
		});
	}
	const named = [accountName, account_realm, phone_number].filter((value) => value !== undefined);
	if (named.length !== 1 || (method !== 'md5' && method !== 'sha')) {
		throw new Refusal(400, 'validation error', {
			account_name: { required: { message: 'Field is required' } },
		});
	}
	const { username, password } = kazooAccount;
	const hash = createHash(method === 'md5' ? 'md5' : 'sha1');
	const expected = hash.update(`${username.toLowerCase()}:${password}`).digest('hex');
	if (accountName !== kazooAccount.accountName || credentials !== expected) {
		throw new Refusal(401, 'invalid_credentials', { message: 'invalid credentials' });
	}
	return { accountId: kazooAccount.accountId, access: 'full' };
}

/** Log-in by API key and by user, and what a session is (documented). */
export function sessionRoutes(kazoo: Kazoo): ServiceRoute[] {
	const { sandbox, sessions, rates } = kazoo;
	const login = (path: string, method: string, identify: (data: Record<string, unknown>) => Identified) => ({
		method: 'PUT' as const,
		path,
		handle: (request: Parameters<ServiceRoute['handle']>[0]) => {
			const now = sandbox.clock.now();
			try {
				const { data } = readEnvelope(request);
				const cost = sandbox.switches.loginCost;
				let identified: Identified;
				try {
					identified = identify(data);
				} catch (error) {
					rates.take('log-in', cost);
					throw error;
				}
				rates.take(identified.accountId, cost);
				if (identified.access === 'expired')
					throw new Refusal(423, 'account expired', { expired: { message: 'account expired' } });
				const { token } = sessions.issue({ ...identified, access: identified.access, method });
				return success(now, token, whoami(identified.accountId), { status: 201 });
			} catch (error) {
				if (error instanceof Refusal) return refused(now, null, error);
				throw error;
			}
		},
	});
	return [
		login('/v2/api_auth', 'cb_api_auth', byKey),
		login('/v2/user_auth', 'cb_user_auth', byUser),
		{
			method: 'GET',
			path: '/v2/token_auth',
			handle: (request) => {
				const now = sandbox.clock.now();
				const session = sessions.find(tokenOf(request.headers, request.query) ?? '');
				if (session === null)
					return refused(
						now,
						null,
						new Refusal(401, 'invalid_credentials', { message: 'invalid credentials' }),
					);
				return success(now, session.token, { ...whoami(session.accountId), method: session.method });
			},
		},
		{
			method: 'DELETE',
			path: '/v2/token_auth',
			handle: (request) => {
				sessions.close(tokenOf(request.headers, request.query) ?? '');
				return success(sandbox.clock.now(), null, {});
			},
		},
	];
}

/** The token of a request, in any of the places that the service looks at. */
export function tokenOf(headers: Record<string, string>, query: Record<string, string>): string | undefined {
	const bearer = /^Bearer (\S+)$/i.exec(headers.authorization ?? '')?.[1];
	return headers['x-auth-token'] ?? bearer ?? query.auth_token;
}

function whoami(accountId: string): object {
	return {
		account_id: accountId,
		owner_id: kazooAccount.ownerId,
		reseller_id: kazooAccount.accountId,
		is_reseller: accountId === kazooAccount.accountId,
		language: 'en-US',
		apps: [],
	};
}
