interface Axios {
	interceptors: {
		request: {
			use(change: (config: { timeout?: number }) => object): number;
			eject(id: number): void;
		};
	};
}

/**
 * Shortens the time-out of every request that n8n makes, as five seconds are the least that a node lets people choose.
 * @param mostMs what a longer time-out becomes, in milliseconds
 * @returns puts things back
 */
export function shortenTimeouts(mostMs: number): () => void {
	const axios = require('axios') as Axios;
	const id = axios.interceptors.request.use((config) => ({
		...config,
		timeout: config.timeout === undefined ? undefined : Math.min(config.timeout, mostMs),
	}));
	return () => axios.interceptors.request.eject(id);
}
