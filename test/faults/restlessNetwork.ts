import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Sandbox, ServiceName } from '../../sandbox';
import { selfSignedCertificate } from '../support/certificate';
import { startServer } from '../support/server';
import type { RequestConfig } from '../support/tamper';
import { FAULTS, type Places } from './faults';

/** How long a request that is left without an answer is held open, in real milliseconds. */
const HELD_MS = 150;

interface Axios {
	interceptors: {
		request: {
			use(change: (config: RequestConfig) => RequestConfig): number;
			eject(id: number): void;
		};
	};
}

/** A network between n8n and the sandbox on which every request may go wrong, in every way of the matrix. */
export interface RestlessNetwork {
	/** From now on each request to the sandbox is broken with this chance, the fault drawn evenly. */
	start(chance: number): void;
	/** The network is good again. How many requests there were, and which faults they met. */
	stop(): { calls: number; faults: Record<string, number> };
	close(): Promise<void>;
}

export async function restlessNetwork(sandbox: Sandbox, service: ServiceName): Promise<RestlessNetwork> {
	const elsewhere = await startServer();
	const untrusted = createTlsServer(selfSignedCertificate(), (_request, response) => response.end('{}'));
	await new Promise<void>((resolve) => untrusted.listen(0, '127.0.0.1', resolve));
	const places: Places = {
		closed: 'http://127.0.0.1:1',
		unknownHost: 'http://fax.invalid',
		plain: sandbox.url.replace('http:', 'https:'),
		untrusted: `https://localhost:${(untrusted.address() as AddressInfo).port}`,
		elsewhere: elsewhere.url,
	};
	const { interceptors } = require('axios') as Axios;
	let id: number | undefined;
	let calls = 0;
	let faults: Record<string, number> = {};

	function meet(config: RequestConfig): RequestConfig {
		const fault = FAULTS[Math.floor(Math.random() * FAULTS.length)];
		faults[fault.name] = (faults[fault.name] ?? 0) + 1;
		const order = fault.order?.(places);
		if (order !== undefined) {
			const path = new URL(config.url ?? '').pathname.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
			// Another request of the same kind may come first and meet it; so none is held for longer than this.
			const held = order.fault === 'hang' ? { delayMs: HELD_MS } : {};
			sandbox.addFault({
				service,
				match: { method: config.method?.toUpperCase(), path: `^${path}$` },
				...order,
				...held,
			});
		}
		return fault.change?.(places)(config) ?? config;
	}

	return {
		start(chance) {
			calls = 0;
			faults = {};
			id = interceptors.request.use((config) => {
				if (!config.url?.startsWith(sandbox.url)) return config;
				calls++;
				return Math.random() < chance ? meet(config) : config;
			});
		},
		stop() {
			if (id !== undefined) interceptors.request.eject(id);
			sandbox.clearFaults();
			return { calls, faults };
		},
		async close() {
			untrusted.closeAllConnections();
			await new Promise((resolve) => untrusted.close(resolve));
			await elsewhere.close();
		},
	};
}
