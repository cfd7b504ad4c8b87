import { createServer, request, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** How one of the processes answered. */
interface Answer {
	status: number;
	headers: IncomingHttpHeaders;
	body: Buffer;
}

/** When the next process gets a request that another one has had. */
export interface Repetition {
	/** `start`: of the first; `answer`: of the one before */
	after: 'start' | 'answer';
	/** in milliseconds */
	ms: number;
}

/** What stands in front of several processes that answer webhooks, as a load balancer does. */
export interface Front {
	/** without a slash at the end */
	url: string;
	/** the addresses behind it, without a slash at the end */
	targets: string[];
	/** `turns`: one process after the other; else every request to each of them, as a service does that repeats itself */
	mode: 'turns' | Repetition;
	/** how long each answer took, in milliseconds */
	durations: number[];
	close(): Promise<void>;
}

async function pass(
	target: string,
	path: string,
	method: string,
	headers: IncomingHttpHeaders,
	body: Buffer,
): Promise<Answer> {
	return await new Promise((resolve, reject) => {
		const call = request(`${target}${path}`, { method, headers }, (response) => {
			const parts: Buffer[] = [];
			response.on('data', (part: Buffer) => parts.push(part));
			response.once('error', reject);
			response.once('end', () =>
				resolve({
					status: response.statusCode ?? 502,
					headers: response.headers,
					body: Buffer.concat(parts),
				}),
			);
		});
		call.once('error', reject);
		call.end(body);
	});
}

async function repeat(
	targets: readonly string[],
	{ after, ms }: Repetition,
	call: (target: string) => Promise<Answer>,
): Promise<Answer[]> {
	if (after === 'start') {
		return await Promise.all(
			targets.map(async (target, index) => {
				await sleep(ms * index);
				return await call(target);
			}),
		);
	}
	const answers: Answer[] = [];
	for (const target of targets) {
		if (answers.length > 0) await sleep(ms);
		answers.push(await call(target));
	}
	return answers;
}

/** Listens on a free port of the loopback address. */
export async function openFront(): Promise<Front> {
	let turn = 0;
	const server = createServer((incoming, outgoing) => {
		const parts: Buffer[] = [];
		incoming.on('data', (part: Buffer) => parts.push(part));
		incoming.once('end', () => {
			const body = Buffer.concat(parts);
			const call = async (target: string) => {
				const startedAt = Date.now();
				const answer = await pass(
					target,
					incoming.url ?? '/',
					incoming.method ?? 'GET',
					incoming.headers,
					body,
				);
				front.durations.push(Date.now() - startedAt);
				return answer;
			};
			const { targets, mode } = front;
			const all =
				mode === 'turns'
					? call(targets[turn++ % targets.length]).then((one) => [one])
					: repeat(targets, mode, call);
			// The service hears the worst of the answers, so that it tries again as it would.
			all
				.then((answers) => answers.reduce((worst, one) => (one.status > worst.status ? one : worst)))
				.then(({ status, headers, body: content }) => outgoing.writeHead(status, headers).end(content))
				.catch(() => outgoing.destroy());
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const front: Front = {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		targets: [],
		mode: 'turns',
		durations: [],
		close: async () => {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
	return front;
}
