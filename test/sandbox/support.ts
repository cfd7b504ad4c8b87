import { createServer, type IncomingHttpHeaders, type Server } from 'http';
import type { AddressInfo } from 'net';
import { faxPlusAccount, iFaxAccount, type Sandbox } from '../../sandbox';

export interface Got {
	status: number;
	headers: Headers;
	text: string;
	bytes: Buffer;
	// The bodies under test have many shapes; each test names the fields it looks at.
	json: any;
}

/** One plain HTTP request; nothing is followed and nothing is hidden. */
export async function fetchIt(url: string, init: RequestInit = {}): Promise<Got> {
	const answer = await fetch(url, { redirect: 'manual', ...init });
	const bytes = Buffer.from(await answer.arrayBuffer());
	const text = bytes.toString('utf8');
	let json: unknown;
	try {
		json = JSON.parse(text);
	} catch {
		json = undefined;
	}
	return { status: answer.status, headers: answer.headers, text, bytes, json };
}

type Extra = { token?: string; headers?: Record<string, string> };

/** Calls Fax.Plus below `/faxplus/v3`, with the full personal access token unless told otherwise. */
export function faxPlusClient(sandbox: Sandbox) {
	const call = async (method: string, path: string, body?: unknown, extra: Extra = {}): Promise<Got> => {
		const headers: Record<string, string> = {
			authorization: `Bearer ${extra.token ?? faxPlusAccount.accessToken}`,
			...(body === undefined ? {} : { 'content-type': 'application/json' }),
			...extra.headers,
		};
		return await fetchIt(`${sandbox.url}/faxplus/v3${path}`, {
			method,
			headers,
			body: body === undefined ? undefined : JSON.stringify(body),
		});
	};
	const upload = async (bytes: Buffer, fileName = 'a.pdf', extra: Extra = {}, part = 'fax_file') => {
		const form = new FormData();
		form.set(part, new Blob([new Uint8Array(bytes)], { type: 'application/pdf' }), fileName);
		return await fetchIt(`${sandbox.url}/faxplus/v3/accounts/self/files`, {
			method: 'POST',
			headers: { authorization: `Bearer ${extra.token ?? faxPlusAccount.accessToken}`, ...extra.headers },
			body: form,
		});
	};
	const send = async (bytes: Buffer, to: string, more: object = {}, extra: Extra = {}): Promise<Got> => {
		const { path } = (await upload(bytes, 'a.pdf', extra)).json as { path: string };
		const order = { from: faxPlusAccount.number, to: [to], files: [path], return_ids: true, ...more };
		return await call('POST', '/accounts/self/outbox', order, extra);
	};
	/** Sends and returns the id that Send's answer names. */
	const sent = async (bytes: Buffer, to: string, more: object = {}): Promise<string> => {
		const { status, json } = await send(bytes, to, more);
		expect(status).toBe(201);
		return Object.values((json as { ids: Record<string, string> }).ids)[0] ?? '';
	};
	return { call, upload, send, sent };
}

/** Calls iFax below `/ifax/v1/customer`, with the Live key unless told otherwise. */
export function iFaxClient(sandbox: Sandbox) {
	const call = async (path: string, body: unknown = {}, key: string = iFaxAccount.apiKey): Promise<Got> => {
		return await fetchIt(`${sandbox.url}/ifax/v1/customer/${path}`, {
			method: 'POST',
			headers: { accessToken: key, 'content-type': 'application/json', accept: 'application/json' },
			body: JSON.stringify(body),
		});
	};
	const send = async (bytes: Buffer, to: string, more: object = {}, key?: string): Promise<Got> => {
		const faxData = [{ fileName: 'a.pdf', fileData: bytes.toString('base64') }];
		return await call('fax-send', { faxNumber: to, faxData, ...more }, key);
	};
	const sent = async (bytes: Buffer, to: string, more: object = {}): Promise<number> => {
		const { json } = await send(bytes, to, more);
		expect(json).toMatchObject({ status: 1 });
		return (json as { data: { jobId: number } }).data.jobId;
	};
	return { call, send, sent };
}

export interface ReceivedHook {
	headers: IncomingHttpHeaders;
	body: Buffer;
}

/** A receiver of webhooks that answers with the statuses given, in order, the last one for ever. */
export async function openReceiver(statuses: number[] = [200]) {
	const received: ReceivedHook[] = [];
	const server: Server = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			received.push({ headers: request.headers, body: Buffer.concat(chunks) });
			response.statusCode = statuses[Math.min(received.length, statuses.length) - 1] ?? 200;
			response.end('ok');
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	return {
		url: `http://127.0.0.1:${port}/hook`,
		received,
		json: (index: number): any => JSON.parse(received[index]?.body.toString('utf8') ?? 'null'),
		close: async (): Promise<void> => {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}
