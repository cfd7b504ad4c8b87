import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { request as undiciRequest, Agent } from 'undici';
import { answerTo, type BenchAnswer } from './answers';
import { repeat } from './load';

/*
 * The services as the bench needs them, in a process of its own: every request is read to its end and answered after
 * the chosen latency with an answer that is always the same. It tells its parent where it listens, and takes orders
 * and gives counts at /bench.
 */

/** What the bench sets before a measurement. */
export interface ServerSettings {
	/** from the end of a request to its answer, in milliseconds */
	latencyMs: number;
	/** of every document, in bytes */
	documentBytes: number;
	/** entries in every list */
	listTotal: number;
}

/** What the server has seen since the settings were made. */
export interface ServerCounts {
	requests: number;
	/** requests under way at once, at most */
	peak: number;
	/** requests that it does not know */
	unknown: string[];
}

let settings: ServerSettings = { latencyMs: 0, documentBytes: 0, listTotal: 0 };
let counts: ServerCounts = { requests: 0, peak: 0, unknown: [] };
let underWay = 0;

const LONGEST_TEXT = 4_096;
const CHUNK = Buffer.alloc(3 * 16_384);
for (let at = 0; at < CHUNK.length; at++) CHUNK[at] = (at * 7 + (at >> 8)) % 256;
const HEAD = Buffer.from('%PDF-1.4\n%bench');
const BASE64_CHUNK = Buffer.from(CHUNK.toString('base64'), 'latin1');

async function write(response: ServerResponse, chunk: Buffer | string): Promise<void> {
	if (response.write(chunk)) return;
	await new Promise<void>((resolve) => {
		const go = () => {
			response.off('drain', go);
			response.off('close', go);
			resolve();
		};
		response.on('drain', go);
		response.on('close', go);
	});
}

/** Sends a document of the present size; as base64 it is rounded to groups of three bytes. */
async function sendDocument(response: ServerResponse, asBase64: boolean): Promise<void> {
	const left = Math.max(0, settings.documentBytes - HEAD.length);
	const whole = Math.floor(left / CHUNK.length);
	const rest = CHUNK.subarray(0, left % CHUNK.length);
	const encode = (bytes: Buffer) => (asBase64 ? bytes.toString('base64') : bytes);
	await write(response, encode(HEAD));
	for (let count = 0; count < whole && !response.destroyed; count++) {
		await write(response, asBase64 ? BASE64_CHUNK : CHUNK);
	}
	if (rest.length > 0) await write(response, encode(rest));
}

async function send(response: ServerResponse, answer: BenchAnswer): Promise<void> {
	if ('json' in answer) {
		response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer.json));
		return;
	}
	if ('document' in answer) {
		response.writeHead(200, { 'content-type': 'application/pdf' });
		await sendDocument(response, false);
		response.end();
		return;
	}
	response.writeHead(200, { 'content-type': 'application/json' });
	response.write(answer.before);
	await sendDocument(response, true);
	response.end(answer.after);
}

/** Reads a request to its end and returns its beginning, if that is not too long to be of interest. */
async function readAll(request: IncomingMessage): Promise<string> {
	let text = '';
	for await (const chunk of request as AsyncIterable<Buffer>) {
		if (text.length < LONGEST_TEXT) text += chunk.subarray(0, LONGEST_TEXT).toString('latin1');
	}
	return text;
}

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
	const url = new URL(request.url ?? '/', 'http://bench');
	if (url.pathname.startsWith('/bench')) return await control(url.pathname, request, response);
	counts.requests++;
	underWay++;
	counts.peak = Math.max(counts.peak, underWay);
	try {
		const text = await readAll(request);
		if (settings.latencyMs > 0) await new Promise((resolve) => setTimeout(resolve, settings.latencyMs));
		const method = request.method ?? '';
		const answer = answerTo({
			method,
			path: url.pathname,
			query: url.searchParams,
			text,
			listTotal: settings.listTotal,
		});
		if (answer === undefined) {
			counts.unknown.push(`${method} ${url.pathname}`);
			response.writeHead(404).end();
		} else await send(response, answer);
	} finally {
		underWay--;
	}
}

const agent = new Agent({ connections: 64 });

/** An order to deliver events to a webhook, from here, so that the engine's process does nothing but take them. */
interface Delivery {
	url: string;
	bodies: string[];
	concurrency: number;
}

async function control(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
	const chunks: Buffer[] = [];
	for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
	const text = Buffer.concat(chunks).toString();
	if (path === '/bench/settings') {
		settings = JSON.parse(text) as ServerSettings;
		counts = { requests: 0, peak: 0, unknown: [] };
	} else if (path === '/bench/deliver') {
		const { url, bodies, concurrency } = JSON.parse(text) as Delivery;
		const started = performance.now();
		await repeat(bodies.length, concurrency, async (index) => {
			const { statusCode, body } = await undiciRequest(url, {
				dispatcher: agent,
				method: 'POST',
				headers: { 'content-type': 'application/json' },
				body: bodies[index],
			});
			await body.dump();
			if (statusCode !== 200) throw new Error(`The webhook answered ${statusCode}`);
		});
		response.end(JSON.stringify({ ms: performance.now() - started }));
		return;
	}
	response.end(JSON.stringify(counts));
}

const server = createServer((request, response) => {
	serve(request, response).catch((error: unknown) => {
		counts.unknown.push(String(error));
		response.destroy();
	});
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
	process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
// Without its parent it has nothing to do.
process.on('disconnect', () => process.exit(0));
