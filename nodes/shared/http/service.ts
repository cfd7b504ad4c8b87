import type { IAllExecuteFunctions, IHttpRequestOptions, IN8nHttpFullResponse } from 'n8n-workflow';
import { clock, nowIso } from '../clock';
import { fail, failureInfo, FAILURE_ADVICE, FaxFailure } from '../failure';
import type { FailureCategory } from '../failure';
import type {
	Answer,
	ByteStream,
	Call,
	CredentialData,
	Http,
	Provider,
	ProviderCredential,
	RawAnswer,
	Verdict,
} from '../provider';
import type { AttemptEntry } from '../record';
import {
	bodyBytes,
	categoryOfStatus,
	isJsonType,
	isStream,
	isWebPage,
	plainHeaders,
	rawAnswer,
	unreadable,
} from './answers';
import { CredentialInUse } from './credentialInUse';
import { readJsonAnswer } from './embedded';
import type { JsonAnswer } from './embedded';
import { nextHop, redirectedChange, redirects } from './redirects';
import { Pace } from './pace';
import type { Turn } from './pace';
import { prepareBody } from './requestBody';
import { LONGEST_WAIT_MS, pauseMs, retryAfterMs } from './retry';
import { secretsOf, textCleaner } from './secrets';
import type { RateLimit } from './tokenBucket';
import { answerIn, brokenAnswer, failureIn, transportProblem } from './transport';

/** What the helper needs of n8n; every kind of node function has it. */
export type RequestContext = Pick<IAllExecuteFunctions, 'helpers' | 'getNode' | 'getCredentials'>;

export interface HttpSettings {
	/** as in the service */
	place: string;
	credential: ProviderCredential;
	credentialData: CredentialData;
	/** how often a call that may be repeated is repeated */
	retries: number;
	/** for one request, in milliseconds */
	timeoutMs: number;
	/** ends pauses when the execution is stopped */
	signal?: AbortSignal;
	/** shared by all that use the credential; without it the service has a pace of its own */
	pace?: Pace;
	/** how often the service may be asked */
	rate?: RateLimit | null;
	/** leaves the service's own words out of messages: they may name people and numbers */
	privacy?: boolean;
}

/** A service as one credential opens it. */
export interface Service {
	/** The calls; attempts to send are noted in `attempts`. */
	http(attempts?: AttemptEntry[]): Http;
	/** the credential's secret values, to keep them out of what the node gives away */
	secrets: readonly string[];
	/** a name of the account: the service and the credential in n8n, whatever token that holds */
	place: string;
	/** as in the settings */
	privacy?: boolean;
}

interface Exchange {
	status: number;
	headers: Record<string, string>;
	body: unknown;
	/** true when n8n threw it as an error, which for a 401 means that it has tried to renew the credential */
	thrown: boolean;
}

/** Where a request goes and whether the credential goes with it. */
interface Target {
	url: URL;
	withCredential: boolean;
}

/**
 * Opens a service through n8n: every call goes through n8n's own request helper with the node's credential, so that its
 * proxy, certificate, egress and renewal rules hold. Throws only FaxFailure.
 */
export function openService(context: RequestContext, provider: Provider, settings: HttpSettings): Service {
	const secrets = secretsOf(settings.credentialData);
	const cleanCode = textCleaner(secrets);
	const clean = settings.privacy ? () => '' : cleanCode;
	const { baseUrl, account } = provider.wire.connection(settings.credentialData);
	const base = new URL(baseUrl);
	const credential = new CredentialInUse(
		settings.credential,
		settings.credentialData,
		async () => await context.getCredentials(settings.credential.type),
	);
	const { signal, pace = new Pace(), rate = null } = settings;

	function targetOf(call: Call): Target {
		const url = new URL(/^https?:\/\//i.test(call.path) ? call.path : baseUrl + call.path);
		for (const [name, value] of Object.entries(call.query ?? {})) {
			if (value !== undefined) url.searchParams.set(name, String(value));
		}
		return { url, withCredential: url.origin === base.origin };
	}

	async function exchangeOnce(call: Call, target: Target, keepStatus: boolean): Promise<[Exchange, boolean]> {
		const body = await prepareBody(call);
		const options: IHttpRequestOptions = {
			method: call.method,
			url: target.url.href,
			headers: {
				Accept: call.answer === 'document' ? '*/*' : 'application/json',
				...(target.withCredential ? settings.credential.headers?.(settings.credentialData) : {}),
				...body?.headers,
				...call.headers,
			},
			body: body?.content as IHttpRequestOptions['body'],
			encoding: call.answer === 'document' ? 'stream' : 'arraybuffer',
			returnFullResponse: true,
			// A thrown 401 makes n8n send the request a second time; that is wanted only where it renews in between.
			ignoreHttpStatusErrors: ignoredStatuses(keepStatus, settings.credential.renewable),
			disableFollowRedirect: true,
			timeout: settings.timeoutMs,
		};
		try {
			const response = (
				target.withCredential
					? await context.helpers.httpRequestWithAuthentication.call(
							context as IAllExecuteFunctions,
							settings.credential.type,
							options,
							await credential.forRequest(),
						)
					: await context.helpers.httpRequest(options)
			) as IN8nHttpFullResponse;
			const exchange = {
				status: response.statusCode,
				headers: plainHeaders(response.headers),
				body: response.body,
				thrown: false,
			};
			return [exchange, body?.streamed ?? false];
		} catch (error) {
			const problem = body?.problem();
			if (problem !== undefined) throw asThrown(problem);
			const answer = answerIn(error);
			if (answer === undefined) throw asThrown(failureIn(error) ?? lostRequest(error, call));
			const exchange = { ...answer, headers: plainHeaders(answer.headers), thrown: true };
			return [exchange, body?.streamed ?? false];
		}
	}

	/** One request, with the renewal of the credential when it has run out. */
	async function exchange(call: Call, target: Target): Promise<Exchange> {
		const [first, streamed] = await exchangeOnce(call, target, true);
		if (first.status !== 401 || !target.withCredential || !settings.credential.renewable) return first;
		await discard(first.body);
		if (first.thrown) {
			// n8n has renewed the credential, but cannot read a stream again: a fresh body makes up for that.
			return streamed ? (await exchangeOnce(call, target, true))[0] : first;
		}
		// Older hosts do not know the exception for 401. Without any, they renew; a 401 is a certain refusal.
		const [second] = await exchangeOnce(call, target, false);
		if (second.status !== 401 || !streamed) return second;
		return (await exchangeOnce(call, target, false))[0];
	}

	async function callOnce(call: Call): Promise<Answer> {
		let current = call;
		let target = targetOf(call);
		for (let hops = 0; ; hops++) {
			const answer = await exchange(current, target);
			if (!redirects(answer.status)) return await judged(current, answer);
			await discard(answer.body);
			if (call.effect !== 'read') throw redirectedChange(answer.status, call.effect, call.repeatable);
			const hop = nextHop(target.url, answer.headers.location, hops, secrets);
			target = { url: hop.url, withCredential: hop.sameOrigin && target.withCredential };
			const keepsMethod = answer.status === 307 || answer.status === 308;
			const again: Call = { ...current, path: hop.url.href, query: undefined };
			current =
				keepsMethod || current.method === 'GET'
					? again
					: { ...again, method: 'GET', json: undefined, body: undefined };
		}
	}

	async function judged(call: Call, exchanged: Exchange): Promise<Answer> {
		const { status, headers, body } = exchanged;
		const good = status >= 200 && status < 300;
		if (good && call.answer === 'document' && isStream(body)) {
			if (call.documentAt !== undefined && isJsonType(headers)) {
				return await judgedInParts(call, exchanged, body, call.documentAt);
			}
			if (!isJsonType(headers) && !isWebPage({ headers, text: '' })) {
				return { status, headers, json: undefined, document: body };
			}
		}
		const bytes = await readBody(exchanged, call);
		return { status, headers, json: dataOf(call, rawAnswer(status, headers, bytes)) };
	}

	/** An answer in JSON that may hold a large document: this is handed over as it comes, and judged when it has come. */
	async function judgedInParts(
		call: Call,
		{ status, headers }: Exchange,
		body: ByteStream,
		documentAt: NonNullable<Call['documentAt']>,
	): Promise<Answer> {
		const judge = (json: Buffer) => dataOf(call, rawAnswer(status, headers, json));
		let read: JsonAnswer;
		try {
			read = await readJsonAnswer(body, documentAt, judge);
		} catch (error) {
			throw lostAnswer(call, brokenAnswer(error), undefined);
		}
		if ('bytes' in read) return { status, headers, json: judge(read.bytes) };
		const verdict = provider.wire.judge(rawAnswer(status, headers, read.beginning));
		const json = verdict.ok ? verdict.data : undefined;
		return { status, headers, json, document: read.document, embedded: true };
	}

	/** What a good answer says inside its envelope. Throws a FaxFailure for any other. */
	function dataOf(call: Call, raw: RawAnswer): unknown {
		const good = raw.status >= 200 && raw.status < 300;
		if (good && raw.json === undefined && (call.answer !== 'none' || isWebPage(raw))) {
			throw lostAnswer(call, { ...unreadable(raw), code: null }, raw.status);
		}
		const verdict = provider.wire.judge(raw);
		if (verdict.ok && good) return verdict.data;
		throw refusal(call, raw, verdict.ok ? { ok: false } : verdict);
	}

	async function readBody({ body, status }: Exchange, call: Call): Promise<Buffer> {
		try {
			return await bodyBytes(body);
		} catch (error) {
			// The status of a refusal tells enough; n8n may have read the stream of one that it threw.
			if (status >= 400) return Buffer.alloc(0);
			throw lostAnswer(call, brokenAnswer(error), undefined);
		}
	}

	function refusal(call: Call, raw: RawAnswer, verdict: Exclude<Verdict, { ok: true }>): FaxFailure {
		const category = verdict.category ?? categoryOfStatus(raw.status);
		const said = verdict.message ? clean(verdict.message) : '';
		const message = said === '' ? describe(category, raw) : `${FAILURE_ADVICE[category].message} (${said})`;
		const details = {
			message,
			hint: verdict.hint ?? hintFor(category, raw),
			retryable: verdict.retryable,
			code: verdict.code ? cleanCode(verdict.code) : raw.status >= 300 ? String(raw.status) : null,
		};
		const isOpen = raw.status >= 500 && call.effect !== 'read' && verdict.certain !== true;
		if (isOpen || category === 'outcome_unknown') {
			return lostAnswer(call, { ...details, hint: verdict.hint ?? '' }, raw.status);
		}
		return new FaxFailure(failureInfo(category, details), {
			httpStatus: raw.status,
			retryAfterMs: retryAfterMs(raw.headers['retry-after'], clock.now()),
			effect: call.effect,
		});
	}

	/** Waits before another try. An execution that is stopped meanwhile ends with what happened last. */
	async function pauseOrThrow(ms: number, failure: FaxFailure): Promise<void> {
		try {
			await clock.sleep(ms, signal);
		} catch {
			throw asThrown(failure);
		}
	}

	/** A turn for the next try. An execution that is stopped meanwhile ends with what happened last. */
	async function nextTurn(last: FaxFailure | undefined): Promise<Turn> {
		try {
			return await pace.begin(rate, signal);
		} catch {
			throw asThrown(last ?? stoppedBefore());
		}
	}

	async function call(call: Call, attempts: AttemptEntry[]): Promise<Answer> {
		const note = (outcome: AttemptEntry['outcome'], category: FailureCategory | null) => {
			if (call.effect === 'send') attempts.push({ at: nowIso(), id: null, outcome, category });
		};
		let last: FaxFailure | undefined;
		for (let tries = 1; ; tries++) {
			const turn = await nextTurn(last);
			try {
				const answer = await callOnce(call);
				turn.done();
				note('accepted', null);
				return answer;
			} catch (error) {
				const failure = (last = asFaxFailure(error, call));
				note(failure.mayHaveBeenSent ? 'unknown' : 'refused', failure.info.category);
				const pause = pauseMs(tries, failure.context.retryAfterMs);
				const isShort = pause <= LONGEST_WAIT_MS;
				const isTooMany = failure.info.category === 'rate_limited';
				if (isTooMany && isShort) turn.tooMany(pause);
				else turn.done();
				if (tries > settings.retries || !mayRepeat(failure) || !isShort) throw asThrown(failure);
				// After too many requests the next turn comes after a pause that holds for all.
				if (!isTooMany) await pauseOrThrow(pause, failure);
			}
		}
	}

	return {
		http: (attempts = []) => ({ account, call: async (one) => await call(one, attempts) }),
		secrets,
		place: settings.place,
		privacy: settings.privacy,
	};
}

// `throw` of a call satisfies n8n's rule that helpers rethrow only what they have made themselves.
const asThrown = (failure: FaxFailure) => failure;

function ignoredStatuses(keepStatus: boolean, renewable: boolean) {
	if (!keepStatus) return false;
	return renewable ? { ignore: true as const, except: [401] } : true;
}

/** A request that was not made because the execution was stopped while it waited for its turn. */
function stoppedBefore(): FaxFailure {
	return fail('provider_unavailable', {
		message: 'The execution was canceled before the request was made',
		hint: 'Nothing was sent with it; run the node again.',
		retryable: false,
	});
}

function asFaxFailure(error: unknown, call: Call): FaxFailure {
	return error instanceof FaxFailure ? error : lostRequest(error, call);
}

/** A request that ended without an answer. */
function lostRequest(error: unknown, call: Call): FaxFailure {
	const problem = transportProblem(error);
	if (!problem.certain) return lostAnswer(call, problem, undefined);
	return fail(
		problem.mayPass ? 'provider_unavailable' : 'configuration',
		{ message: problem.message, hint: problem.hint, code: problem.code },
		{ effect: call.effect },
	);
}

/** A request that may have done its work although no readable answer came back. */
function lostAnswer(
	call: Call,
	problem: { message: string; hint: string; code: string | null },
	httpStatus: number | undefined,
): FaxFailure {
	const context = { effect: call.effect, httpStatus };
	const { message, hint, code } = problem;
	if (call.effect === 'read' || call.repeatable) {
		return fail('provider_unavailable', { message, hint, code }, context);
	}
	const advice =
		call.effect === 'send'
			? {
					end: 'whether it accepted the fax is not known',
					hint: FAILURE_ADVICE.outcome_unknown.hint,
				}
			: { end: 'whether it made the change is not known', hint: 'Look at the fax before you try it again.' };
	return fail(
		'outcome_unknown',
		{ message: `${message}; ${advice.end}`, hint: [advice.hint, hint].filter(Boolean).join(' '), code },
		context,
	);
}

/** What may be sent again without doing anything twice. */
function mayRepeat(failure: FaxFailure): boolean {
	const { category, retryable } = failure.info;
	if (!retryable) return false;
	// Of sends and changes, only certain refusals bear these categories; see lostAnswer.
	return category === 'rate_limited' || category === 'provider_unavailable';
}

function describe(category: FailureCategory, raw: RawAnswer): string {
	if (raw.status === 200 || raw.status === 0) return FAILURE_ADVICE[category].message;
	return `${FAILURE_ADVICE[category].message} (HTTP ${raw.status})`;
}

function hintFor(category: FailureCategory, raw: RawAnswer): string {
	// A service that answers in JSON and now answers with a page is probably not the service.
	if (raw.status === 404 && isWebPage(raw)) {
		return 'The address answers with a web page: check the Base URL of the credential.';
	}
	return FAILURE_ADVICE[category].hint;
}

async function discard(body: unknown): Promise<void> {
	if (isStream(body)) (body as ByteStream & { destroy?: () => void }).destroy?.();
}
