import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request to one of the services that an example calls. */
export interface Arrived {
	/** `PUT /faxes/orders/letter.pdf` */
	path: string;
	body: Buffer;
}

/** Takes the place of other people's services: notes what arrives and answers `{}`. */
export interface Outside {
	/** without a slash at the end */
	url: string;
	arrived: Arrived[];
	close(): Promise<void>;
}

export async function openOutside(): Promise<Outside> {
	const arrived: Arrived[] = [];
	const server = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			arrived.push({ path: `${request.method} ${request.url}`, body: Buffer.concat(chunks) });
			response.setHeader('content-type', 'application/json');
			response.end('{}');
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		arrived,
		close: async () => {
			server.closeAllConnections();
			await new Promise<void>((resolve) => server.close(() => resolve()));
		},
	};
}
