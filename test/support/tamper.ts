/** The part of a request that n8n hands to axios, as far as tests change it. */
export interface RequestConfig {
	url?: string;
	method?: string;
	timeout?: number;
	httpsAgent?: unknown;
}

interface Axios {
	interceptors: {
		request: {
			use(change: (config: RequestConfig) => RequestConfig): number;
			eject(id: number): void;
		};
	};
}

export interface Tampering {
	/** how many requests of the kind were made, changed or not */
	readonly seen: number;
	/** puts things back */
	end(): void;
}

/**
 * Changes the first requests of one kind on their way from n8n to the network, for what no server can do to them: a
 * closed port, a host without a name, a certificate of somebody else, a short time-out.
 * @param kind method, and a regular expression over the path
 * @param times how many of them are changed
 */
export function tamper(
	kind: { method: string; path: string },
	times: number,
	change: (config: RequestConfig) => RequestConfig = (config) => config,
): Tampering {
	const axios = require('axios') as Axios;
	const path = new RegExp(kind.path);
	let seen = 0;
	const id = axios.interceptors.request.use((config) => {
		const isOne =
			config.method?.toUpperCase() === kind.method && path.test(new URL(config.url ?? '').pathname);
		if (!isOne) return config;
		seen++;
		return seen <= times ? change(config) : config;
	});
	return {
		get seen() {
			return seen;
		},
		end: () => axios.interceptors.request.eject(id),
	};
}

/** The request goes to another origin with the same path and query. */
export const rerouted =
	(origin: string) =>
	(config: RequestConfig): RequestConfig => {
		const { pathname, search } = new URL(config.url ?? '');
		return { ...config, url: origin + pathname + search };
	};

/** The request is given up after so many milliseconds without an answer. */
export const hurried =
	(timeout: number) =>
	(config: RequestConfig): RequestConfig => ({ ...config, timeout });
