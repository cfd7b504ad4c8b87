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
 * @param divisor a time-out of 5000 ms becomes 5000 / `divisor`
 * @returns puts things back
 */
export function shortenTimeouts(divisor: number): () => void {
	const axios = require('axios') as Axios;
	const id = axios.interceptors.request.use((config) => ({
		...config,
		timeout: config.timeout === undefined ? undefined : config.timeout / divisor,
	}));
	return () => axios.interceptors.request.eject(id);
}
