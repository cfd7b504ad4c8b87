import { randomBytes } from 'crypto';
import { faxPlusAccount, faxPlusTokens, faxPlusUsers } from '../../accounts';
import type { SandboxClock } from '../../clock';
import type { ServiceRequest } from '../service';
import { notFound, Refusal } from './wire';

/** Who calls, and what they may do. */
export interface Grant {
	kind: 'personal' | 'oAuth2';
	uid: string;
	scopes: readonly string[];
	hasPlan: boolean;
}

export interface TokenPair {
	accessToken: string;
	refreshToken: string;
	expiresIn: number;
}

/** The OAuth2 tokens in use; personal access tokens are fixed data. */
export class TokenOffice {
	private readonly access = new Map<string, number>();
	private readonly refresh = new Set<string>();

	constructor(
		private readonly clock: SandboxClock,
		private readonly lifeSeconds: () => number,
	) {}

	/** Gives out a new pair for the account's administrator. */
	issue(): TokenPair {
		const pair = {
			accessToken: `sandbox-example-access-${randomBytes(12).toString('hex')}`,
			refreshToken: `sandbox-example-refresh-${randomBytes(12).toString('hex')}`,
			expiresIn: this.lifeSeconds(),
		};
		this.access.set(pair.accessToken, this.clock.now() + pair.expiresIn * 1000);
		this.refresh.add(pair.refreshToken);
		return pair;
	}

	/** Takes a refresh token in and gives a new pair out; null when it was used before or never given out. */
	renew(refreshToken: string): TokenPair | null {
		return this.refresh.delete(refreshToken) ? this.issue() : null;
	}

	/** Makes every access token invalid; refresh tokens stay good. */
	expireAccess(): void {
		this.access.clear();
	}

	isValid(accessToken: string): boolean {
		return (this.access.get(accessToken) ?? 0) > this.clock.now();
	}

	reset(): void {
		this.access.clear();
		this.refresh.clear();
	}
}

/**
 * Reads who calls. Throws the service's refusals: 401 for a bad token and for an `x-fax-clientid` header that is
 * missing (OAuth2) or superfluous (personal token), 500 without the Enterprise plan (as users report), 403 when the
 * token has none of `scopes`.
 */
export function authorize(request: ServiceRequest, scopes: readonly string[], tokens: TokenOffice): Grant {
	const token = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1];
	if (token === undefined) throw unauthorized('No bearer token was given');
	const clientId = request.headers['x-fax-clientid'];
	const grant = personalGrant(token, clientId) ?? oAuthGrant(token, clientId, tokens);
	if (!grant.hasPlan) throw new Refusal(500, 'internal_server_error', 'Internal server error');
	if (!grant.scopes.some((scope) => scopes.includes(scope))) {
		throw new Refusal(403, 'forbidden', `The token has none of the scopes ${scopes.join(', ')}`);
	}
	return grant;
}

function personalGrant(token: string, clientId: string | undefined): Grant | null {
	const known = faxPlusTokens.find((candidate) => candidate.token === token);
	if (known === undefined) return null;
	if (clientId !== undefined) throw unauthorized('x-fax-clientid does not go with a personal access token');
	return { kind: 'personal', uid: known.uid, scopes: known.scopes, hasPlan: known.hasPlan };
}

function oAuthGrant(token: string, clientId: string | undefined, tokens: TokenOffice): Grant {
	if (!tokens.isValid(token)) throw unauthorized('The access token is invalid or has expired');
	if (clientId !== faxPlusAccount.oAuthClientId) {
		throw unauthorized('x-fax-clientid is missing or does not belong to the access token');
	}
	return {
		kind: 'oAuth2',
		uid: faxPlusAccount.userId,
		scopes: ['fax:all:read', 'fax:all:edit'],
		hasPlan: true,
	};
}

const unauthorized = (description: string): Refusal => new Refusal(401, 'unauthorized', description);

/** The user that `{user_id}` in a path stands for. Members may use `self` only (SDK). */
export function userOf(pathUid: string, grant: Grant): string {
	if (pathUid === 'self') return grant.uid;
	const caller = faxPlusUsers.find((user) => user.uid === grant.uid);
	if (caller?.accountType !== 'corporate_admin' && pathUid !== grant.uid) {
		throw new Refusal(403, 'forbidden', 'Members can use their own account only');
	}
	if (!faxPlusUsers.some((user) => user.uid === pathUid)) throw notFound('User');
	return pathUid;
}
