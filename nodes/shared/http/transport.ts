import { FaxFailure } from '../failure';
import { isObject } from '../values';

/** What a request that ended without a usable answer tells. */
export interface TransportProblem {
	/** true when the request surely never reached the service */
	certain: boolean;
	/** true when it may pass by itself; otherwise somebody must correct something */
	mayPass: boolean;
	message: string;
	hint: string;
	/** the network's own word for it, such as ECONNRESET */
	code: string | null;
}

type Explanation = Omit<TransportProblem, 'code'>;

const NEVER_SENT = { certain: true, mayPass: true } as const;
const TO_BE_CORRECTED = { certain: true, mayPass: false } as const;
const MAY_HAVE_ARRIVED = { certain: false, mayPass: true } as const;

const NETWORK_HINT =
	'Check the network connection of n8n and the Base URL of the credential, then try again.';
const TLS_HINT =
	'Check the address and port in Base URL; the certificate of the server must be valid for this host name.';

/** Errors of the network after which nothing can have arrived, because no connection came about. */
const NEVER_CONNECTED: Readonly<Record<string, Explanation>> = {
	ECONNREFUSED: {
		...NEVER_SENT,
		message: 'The service refused the connection',
		hint: 'Check host and port in the Base URL of the credential, and whether the service is running.',
	},
	ENOTFOUND: {
		...NEVER_SENT,
		message: 'The host name of the service is not known',
		hint: 'Check the spelling of the Base URL of the credential, and the name server of n8n.',
	},
	EAI_AGAIN: {
		...NEVER_SENT,
		message: 'The host name of the service could not be looked up',
		hint: 'Check the name server of n8n, then try again.',
	},
	EHOSTUNREACH: { ...NEVER_SENT, message: 'The service cannot be reached', hint: NETWORK_HINT },
	ENETUNREACH: { ...NEVER_SENT, message: 'The network of the service cannot be reached', hint: NETWORK_HINT },
	EPROTO: {
		...TO_BE_CORRECTED,
		message: 'No secure connection could be made to the service',
		hint: TLS_HINT,
	},
	ERR_INVALID_URL: {
		...TO_BE_CORRECTED,
		message: 'The address of the service is not a valid URL',
		hint: 'Correct the Base URL of the credential; it begins with https://.',
	},
};

const TLS_CODE =
	/^(CERT_|ERR_TLS_|ERR_SSL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_MISMATCH|INVALID_CA|PATH_LENGTH)/;
const TIMEOUT_CODES = new Set(['ECONNABORTED', 'ETIMEDOUT', 'ESOCKETTIMEDOUT']);

const TLS: Explanation = {
	...TO_BE_CORRECTED,
	message: 'The certificate of the service was not accepted',
	hint: TLS_HINT,
};
const TIMED_OUT: Explanation = {
	...MAY_HAVE_ARRIVED,
	message: 'The service did not answer in time',
	hint: 'Try again later, or raise Timeout in the options of the node.',
};
const BROKEN_OFF: Explanation = {
	...MAY_HAVE_ARRIVED,
	message: 'The connection to the service broke off',
	hint: NETWORK_HINT,
};
const STOPPED: Explanation = {
	...MAY_HAVE_ARRIVED,
	message: 'The execution was canceled while the service was working',
	hint: 'Look at the service for what it has done before you run it again.',
};

function explain(code: string, cause: Record<string, unknown>): Explanation {
	if (Object.hasOwn(NEVER_CONNECTED, code)) return NEVER_CONNECTED[code];
	if (TLS_CODE.test(code)) return TLS;
	if (code === 'ERR_CANCELED') return STOPPED;
	// These happen while connecting, too; then nothing was sent.
	const connecting =
		cause.syscall === 'connect' ||
		(typeof cause.message === 'string' && cause.message.includes('before secure TLS connection'));
	const explanation = TIMEOUT_CODES.has(code) ? TIMED_OUT : BROKEN_OFF;
	return connecting ? { ...explanation, certain: true } : explanation;
}

/** The error of the network layer inside whatever n8n threw; undefined when none is in it. */
function networkError(error: unknown): Record<string, unknown> | undefined {
	let current: unknown = error;
	for (let depth = 0; depth < 5 && isObject(current); depth++) {
		if (current.isAxiosError === true || typeof current.syscall === 'string') return current;
		current = current.cause;
	}
	return undefined;
}

/**
 * Explains an error thrown by n8n's request helper that carries no answer.
 * What did not come from the network happened before anything was sent: n8n could not renew a token,
 * forbade the host, or lacks the credential.
 */
export function transportProblem(error: unknown): TransportProblem {
	const cause = networkError(error);
	if (cause !== undefined) {
		const code = typeof cause.code === 'string' ? cause.code : 'UNKNOWN';
		return { ...explain(code, cause), code };
	}
	const name = isObject(error) && typeof error.name === 'string' ? error.name : '';
	return {
		...TO_BE_CORRECTED,
		message: 'n8n did not send the request',
		hint: 'Open the credential and test or reconnect it; n8n may also be set up not to reach this host.',
		code: name === '' ? null : name,
	};
}

/** Explains an error in the middle of an answer: the request has arrived, whatever the error says. */
export function brokenAnswer(error: unknown): TransportProblem {
	const code = isObject(error) && typeof error.code === 'string' ? error.code : null;
	return error instanceof RangeError
		? { ...BROKEN_OFF, message: error.message, code }
		: { ...BROKEN_OFF, code };
}

/** The failure with which a credential explained that its log-in did not succeed; undefined when none is in the error. */
export function failureIn(error: unknown): FaxFailure | undefined {
	let current: unknown = error;
	for (let depth = 0; depth < 5 && isObject(current); depth++) {
		if (current instanceof FaxFailure) return current;
		current = current.cause;
	}
	return undefined;
}

/** The answer inside an error that n8n threw because of its status, if there is one. */
export function answerIn(
	error: unknown,
): { status: number; headers: Record<string, unknown>; body: unknown } | undefined {
	const cause = networkError(error);
	const response = isObject(cause) && isObject(cause.response) ? cause.response : undefined;
	if (response === undefined || typeof response.status !== 'number') return undefined;
	return {
		status: response.status,
		headers: isObject(response.headers) ? response.headers : {},
		body: response.data,
	};
}
