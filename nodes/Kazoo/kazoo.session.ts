import type {
	ICredentialDataDecryptedObject,
	IHttpRequestHelper,
	IHttpRequestOptions,
	IN8nHttpFullResponse,
} from 'n8n-workflow';
import { BoundedMap } from '../shared/boundedMap';
import { clock } from '../shared/clock';
import { fail, FaxFailure, type FailureCategory, type FailureInfo } from '../shared/failure';
import { plainHeaders } from '../shared/http/answers';
import { retryAfterMs } from '../shared/http/retry';
import { transportProblem } from '../shared/http/transport';
import type { CredentialData } from '../shared/provider';
import { asNumber, asObject, asText } from '../shared/values';
import { accountIdOf, baseUrlOf, fingerprintOf, logInOf } from './kazoo.credential';
import { LIMITS, LOGIN_CODES } from './kazoo.tables';

/** What the credential keeps of a session, in hidden fields. */
export interface SessionFields extends ICredentialDataDecryptedObject {
	sessionToken: string;
	/** the account that the log-in named */
	sessionAccountId: string;
	/** of the log-in data that opened it */
	sessionFingerprint: string;
	/** milliseconds since 1970 */
	sessionOpenedAt: number;
}

const now = () => clock.now();
const opened = new BoundedMap<SessionFields>(1_000, LIMITS.sharedSessionSeconds * 1_000, now);
const refusals = new BoundedMap<FaxFailure>(1_000, LIMITS.refusedLoginSeconds * 1_000, now);
const underWay = new Map<string, Promise<SessionFields>>();

/**
 * A session for the credential. n8n asks for one with each request that comes without a session or was answered with
 * 401, and does not wait for another such request: here, requests with the same log-in data share one log-in, and one
 * that comes with an older session than was opened since gets the newer one. A refusal is not tried again for a while.
 * @throws FaxFailure whose message says what to do, also where n8n shows nothing but that
 */
export async function openSession(
	helpers: IHttpRequestHelper['helpers'],
	credential: CredentialData,
): Promise<SessionFields> {
	const fingerprint = explained(() => fingerprintOf(credential));
	const refusal = refusals.get(fingerprint);
	if (refusal !== undefined) throw refusal;
	const known = opened.get(fingerprint);
	if (known !== undefined && isOlder(credential, known)) return known;
	const running = underWay.get(fingerprint);
	if (running !== undefined) return await running;
	const login = logIn(helpers, credential, fingerprint);
	underWay.set(fingerprint, login);
	try {
		const session = await login;
		opened.set(fingerprint, session);
		return session;
	} catch (error) {
		if (error instanceof FaxFailure && LASTING.has(error.info.category)) refusals.set(fingerprint, error);
		throw asThrown(error);
	} finally {
		underWay.delete(fingerprint);
	}
}

/** Refusals that the same log-in would meet again. */
const LASTING: ReadonlySet<FailureCategory> = new Set([
	'authentication',
	'permission',
	'plan_required',
	'configuration',
]);

/** Whether the credential came with a session that is not this one, and not a newer one. */
function isOlder(credential: CredentialData, session: SessionFields): boolean {
	if (asText(credential.sessionToken) === session.sessionToken) return false;
	if (credential.sessionFingerprint !== session.sessionFingerprint) return true;
	return (asNumber(credential.sessionOpenedAt) ?? 0) <= session.sessionOpenedAt;
}

/** n8n renews the credential when a request ends with this status. */
const RENEW = { response: { status: 401 } };

/** The part of a path that stands for the account of the credential. */
const OWN_ACCOUNT = /^((?:https?:\/\/[^/?#]+)?[^?#]*?\/accounts)\/self(?=[/?#]|$)/;

/**
 * A request with the session's token, and with the account in the place of `/accounts/self`: the one that the
 * credential names, else the one that the log-in named.
 * @throws an error upon which n8n renews the credential, when the session belongs to other log-in data
 */
export function withSession(credential: CredentialData, options: IHttpRequestOptions): IHttpRequestOptions {
	const token = asText(credential.sessionToken);
	if (token === null || credential.sessionFingerprint !== explained(() => fingerprintOf(credential))) {
		throw Object.assign(new Error('The session does not belong to the log-in data of the credential'), RENEW);
	}
	const account = explained(() => accountIdOf(credential)) ?? asText(credential.sessionAccountId) ?? 'self';
	return {
		...options,
		url: options.url.replace(OWN_ACCOUNT, `$1/${account}`),
		headers: { ...options.headers, 'X-Auth-Token': token },
	};
}

async function logIn(
	helpers: IHttpRequestHelper['helpers'],
	credential: CredentialData,
	fingerprint: string,
): Promise<SessionFields> {
	const { path, data } = explained(() => logInOf(credential));
	const answer = await request(helpers, `${baseUrlOf(credential)}${path}`, data);
	const body = asObject(answer.body);
	const token = asText(body.auth_token);
	const good = answer.statusCode >= 200 && answer.statusCode < 300;
	if (!good || token === null) throw refused(answer, credential.authMethod === 'user');
	return {
		sessionToken: token,
		sessionAccountId: asText(asObject(body.data).account_id) ?? '',
		sessionFingerprint: fingerprint,
		sessionOpenedAt: clock.now(),
	};
}

async function request(
	helpers: IHttpRequestHelper['helpers'],
	url: string,
	data: Record<string, string>,
): Promise<IN8nHttpFullResponse> {
	try {
		return (await helpers.httpRequest({
			method: 'PUT',
			url,
			headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
			body: { data },
			json: true,
			returnFullResponse: true,
			// A thrown 401 would make n8n log in a second time.
			ignoreHttpStatusErrors: true,
			disableFollowRedirect: true,
			timeout: 30_000,
		})) as IN8nHttpFullResponse;
	} catch (error) {
		const { message, hint, code } = transportProblem(error);
		throw telling('provider_unavailable', { message: `${message} when logging in`, hint, code });
	}
}

/** What a log-in can be refused for, by HTTP status. */
const EXPLANATIONS: Readonly<Record<string, Partial<FailureInfo>>> = {
	'400': {
		message: 'The log-in data is not complete',
		hint: 'Check Username, Password and Account Name in the credential.',
	},
	'401': {
		message: 'Kazoo does not accept the user',
		hint: 'Check Username, Password and Account Name in the credential.',
	},
	'403': {
		message: 'Kazoo does not let this user log in',
		hint: 'Ask the administrator of the account to allow the log-in.',
	},
	'404': {
		message: 'Kazoo does not know this API key',
		hint: 'Copy the API key again from the account settings into the credential.',
	},
	'410': {
		message: 'The address is that of a version of the API that is gone',
		hint: 'Correct the Base URL of the credential: leave the version out, or write /v2.',
	},
	'423': {
		message: 'The account is locked, disabled or expired',
		hint: 'Ask your provider to renew or unlock the account; it needs a plan with fax and API access.',
	},
	'429': {
		message: 'Kazoo is receiving too many requests, and a log-in counts as many',
		hint: 'Wait a few seconds and try again.',
	},
};

const NOT_KAZOO: Partial<FailureInfo> = {
	message: 'The address answers, but not as Kazoo does',
	hint: 'Check host, port and path of the Base URL of the credential; the port is often 8443 or 8000.',
};

function refused({ statusCode, body, headers }: IN8nHttpFullResponse, isUser: boolean): FaxFailure {
	const envelope = asObject(body);
	const isEnvelope = asText(envelope.status) !== null;
	const code = String(statusCode);
	const context = {
		httpStatus: statusCode,
		retryAfterMs: retryAfterMs(plainHeaders(headers)['retry-after'], clock.now()),
	};
	if (statusCode >= 500) {
		return telling(
			'provider_unavailable',
			{ message: `Kazoo could not open a session (HTTP ${code})`, code },
			context,
		);
	}
	if (statusCode === 429) return telling('rate_limited', EXPLANATIONS['429'], context);
	const isUnknownKey = statusCode !== 404 || asText(envelope.message) === 'bad identifier';
	if (!isEnvelope || !isUnknownKey || !Object.hasOwn(LOGIN_CODES, code)) {
		return telling('configuration', { ...NOT_KAZOO, code }, context);
	}
	if (statusCode === 401 && JSON.stringify(envelope.data ?? null).includes('multi_factor_request')) {
		const message = 'The account asks for a second factor, which n8n cannot give';
		return telling('authentication', { message, hint: 'Log in with an API key instead.', code }, context);
	}
	const explanation = statusCode === 401 && !isUser ? EXPLANATIONS['404'] : EXPLANATIONS[code];
	return telling(LOGIN_CODES[code], { ...explanation, code }, context);
}

/** A failure whose message also holds what to do: where n8n tests a credential it shows nothing else. */
function telling(
	category: FailureCategory,
	more: Partial<FailureInfo>,
	context: FaxFailure['context'] = {},
): FaxFailure {
	const failure = fail(category, more, context);
	failure.message = `${failure.info.message}. ${failure.info.hint}`;
	return failure;
}

/** Gives a failure of the credential's own fields a message that also holds what to do. */
function explained<T>(read: () => T): T {
	try {
		return read();
	} catch (error) {
		if (error instanceof FaxFailure) throw telling(error.info.category, error.info, error.context);
		throw asThrown(error);
	}
}

// `throw` of a call satisfies n8n's rule about rethrown errors.
const asThrown = (error: unknown) => error;
