import type { FaultOrder } from '../../sandbox';
import { hurried, rerouted, type RequestConfig } from '../support/tamper';

/** Servers beside the sandbox to which a request may get. */
export interface Places {
	/** nobody listens there */
	closed: string;
	/** no name server knows it */
	unknownHost: string;
	/** speaks no TLS, but is addressed as if */
	plain: string;
	/** its certificate is signed by nobody */
	untrusted: string;
	/** somebody else's */
	elsewhere: string;
}

/** One way in which a request goes wrong. */
export interface Fault {
	/** what happens, for people */
	name: string;
	/** what the sandbox does to it */
	order?(places: Places): Omit<FaultOrder, 'service' | 'match' | 'times'>;
	/** what happens to it on the way */
	change?(places: Places): (config: RequestConfig) => RequestConfig;
	/** the service has done what it was asked for, although its answer is broken */
	acts?: true;
}

/** Long enough for a server in the same process, in milliseconds; only requests that are to fail are held to it. */
const SHORT_MS = 150;

const onTheWay = (origin: (places: Places) => string) => ({
	change: (places: Places) => rerouted(origin(places)),
});
const tooSlow = { change: () => hurried(SHORT_MS) };
const broken = (order: Omit<FaultOrder, 'service' | 'match' | 'times'>) => ({ order: () => order });
const lost = (order: Omit<FaultOrder, 'service' | 'match' | 'times'>) => ({
	order: () => ({ ...order, afterAcceptance: true }),
	acts: true as const,
});
const redirected = (status: number) => ({
	order: ({ elsewhere }: Places) => ({ fault: 'redirect' as const, status, location: `${elsewhere}/other` }),
});

/** The columns of the matrix. */
export const FAULTS: readonly Fault[] = [
	{ name: 'Connection refused', ...onTheWay(({ closed }) => closed) },
	{ name: 'Host name not known', ...onTheWay(({ unknownHost }) => unknownHost) },
	{ name: 'No TLS at the other end', ...onTheWay(({ plain }) => plain) },
	{ name: 'Certificate not trusted', ...onTheWay(({ untrusted }) => untrusted) },
	{ name: 'Reset before the request was read', ...broken({ fault: 'resetBeforeHeaders' }) },
	{ name: 'Reset after the request was read', ...broken({ fault: 'resetAfterBody' }) },
	{ name: 'Reset after the service has acted', ...lost({ fault: 'resetAfterBody' }) },
	{ name: 'Reset in the middle of the answer', ...broken({ fault: 'resetMidAnswer' }), acts: true },
	{ name: 'Time-out, nothing done', ...broken({ fault: 'hang' }), ...tooSlow },
	{ name: 'Time-out after the service has acted', ...lost({ fault: 'hang' }), ...tooSlow },
	{ name: 'HTTP 429 with Retry-After', ...broken({ fault: 'status', status: 429, retryAfter: 7 }) },
	{ name: 'HTTP 429 without Retry-After', ...broken({ fault: 'status', status: 429 }) },
	{ name: 'HTTP 500, nothing done', ...broken({ fault: 'status', status: 500 }) },
	{ name: 'HTTP 500 after the service has acted', ...lost({ fault: 'status', status: 500 }) },
	{ name: 'HTTP 502 with a web page', ...broken({ fault: 'html502' }) },
	{ name: 'HTTP 502 after the service has acted', ...lost({ fault: 'html502' }) },
	{ name: 'HTTP 200 with a web page', ...broken({ fault: 'html200' }) },
	{ name: 'HTTP 200 with a web page after the service has acted', ...lost({ fault: 'html200' }) },
	{ name: 'Half an answer', ...broken({ fault: 'truncatedJson' }), acts: true },
	{ name: 'Empty answer', ...broken({ fault: 'emptyBody' }), acts: true },
	{ name: 'Wrong content type', ...broken({ fault: 'wrongContentType' }), acts: true },
	{ name: 'Answer in drips', ...broken({ fault: 'slowDrip', delayMs: 60 }), acts: true },
	{
		name: 'Answer in drips, slower than the time-out',
		...broken({ fault: 'slowDrip', delayMs: 10 * SHORT_MS }),
		...tooSlow,
		acts: true,
	},
	{ name: 'Redirect (302) to another origin', ...redirected(302) },
	{ name: 'Redirect (307) to another origin', ...redirected(307) },
];
