import { randomBytes } from 'crypto';
import { faxPlusAccount } from '../../accounts';
import type { SandboxClock } from '../../clock';
import { escapeHtml } from '../../html';
import type { ServiceAnswer, ServiceRequest, ServiceRoute } from '../service';
import type { TokenOffice, TokenPair } from './tokens';

const CODE_LIFE_MS = 10 * 60_000;

interface PendingCode {
	redirectUri: string;
	expiresAt: number;
}

/** The login page and the token endpoint of OAuth2's authorization code grant (documented, official sample app). */
export function oAuthRoutes(tokens: TokenOffice, clock: SandboxClock): ServiceRoute[] {
	const codes = new Map<string, PendingCode>();
	return [
		{ method: 'GET', path: '/login', handle: ({ query }) => loginPage(query) },
		{
			method: 'POST',
			path: '/login',
			handle: ({ query }) => {
				const problem = loginProblem(query);
				if (problem !== null) return loginPage(query);
				const code = randomBytes(16).toString('hex');
				const redirectUri = query.redirect_uri ?? '';
				codes.set(code, { redirectUri, expiresAt: clock.now() + CODE_LIFE_MS });
				const back = new URL(redirectUri);
				back.searchParams.set('code', code);
				if (query.state !== undefined) back.searchParams.set('state', query.state);
				return { status: 302, headers: { location: back.toString() } };
			},
		},
		{
			method: 'POST',
			path: '/token',
			handle: (request) => answerToken(request, (given) => grant(given)),
		},
	];

	function grant(given: URLSearchParams): TokenPair | ServiceAnswer {
		const type = given.get('grant_type');
		if (type === 'refresh_token') {
			return tokens.renew(given.get('refresh_token') ?? '') ?? oAuthError(400, 'invalid_grant');
		}
		if (type !== 'authorization_code') return oAuthError(400, 'unsupported_grant_type');
		const code = given.get('code') ?? '';
		const pending = codes.get(code);
		codes.delete(code);
		const isGood =
			pending !== undefined &&
			pending.expiresAt > clock.now() &&
			pending.redirectUri === given.get('redirect_uri');
		return isGood ? tokens.issue() : oAuthError(400, 'invalid_grant');
	}
}

function answerToken(
	request: ServiceRequest,
	grant: (given: URLSearchParams) => TokenPair | ServiceAnswer,
): ServiceAnswer {
	const expected = Buffer.from(`${faxPlusAccount.oAuthClientId}:${faxPlusAccount.oAuthClientSecret}`);
	if (request.headers.authorization !== `Basic ${expected.toString('base64')}`) {
		return oAuthError(401, 'invalid_client');
	}
	const isForm = /^application\/x-www-form-urlencoded\b/i.test(request.headers['content-type'] ?? '');
	if (request.body.length > 0 && !isForm) return oAuthError(400, 'invalid_request');
	// The help page shows the parameters in the query, the official sample in the body; both work.
	const given = new URLSearchParams({
		...request.query,
		...Object.fromEntries(new URLSearchParams(request.body.toString('utf8'))),
	});
	const result = grant(given);
	if ('status' in result) return result;
	return {
		status: 200,
		headers: { 'cache-control': 'no-store' },
		body: {
			access_token: result.accessToken,
			refresh_token: result.refreshToken,
			expires_in: result.expiresIn,
			token_type: 'Bearer',
		},
	};
}

function oAuthError(status: number, error: string): ServiceAnswer {
	return { status, body: { error, error_description: error.replace(/_/g, ' ') } };
}

function loginProblem(query: Record<string, string>): string | null {
	if (query.response_type !== 'code') return 'response_type must be code';
	if (query.client_id !== faxPlusAccount.oAuthClientId) return 'The client_id is not known';
	if (!/^https?:\/\//.test(query.redirect_uri ?? '') || !URL.canParse(query.redirect_uri ?? '')) {
		return 'redirect_uri must be an address';
	}
	if (query.scope !== 'all') return 'scope must be all';
	return null;
}

function loginPage(query: Record<string, string>): ServiceAnswer {
	const problem = loginProblem(query);
	const text =
		problem === null
			? `<p>An application wants to use the fax account of this sandbox. After that you return to
<b>${escapeHtml(new URL(query.redirect_uri ?? '').host)}</b>.</p><form method="post"><button>Allow</button></form>`
			: `<p>${escapeHtml(problem)}.</p>`;
	return {
		status: problem === null ? 200 : 400,
		headers: { 'content-type': 'text/html; charset=utf-8', 'referrer-policy': 'no-referrer' },
		body: `<!doctype html><html lang="en"><meta charset="utf-8"><title>Sign in – fax sandbox</title>
<style>body{font:16px/1.5 system-ui;max-width:28rem;margin:15vh auto;padding:0 1rem}button{font:inherit;padding:.6rem 2rem}
</style><h1>Fax.Plus in the sandbox</h1>${text}</html>`,
	};
}
