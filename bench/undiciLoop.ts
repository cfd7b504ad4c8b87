import { Agent, request } from 'undici';
import type { Call, OutgoingDocument } from '../nodes/shared/provider';
import { callsOf, urlOf } from './calls';
import { repeat } from './load';
import type { BenchService } from './services';
import type { Task } from './tasks';

/** Larger bodies are made on the way. */
const LARGEST_IN_MEMORY = 8_000_000;

async function bodyOf(call: Call): Promise<() => Buffer | AsyncIterable<Buffer> | undefined> {
	if (call.json !== undefined) {
		const json = Buffer.from(JSON.stringify(call.json));
		return () => json;
	}
	const body = call.body?.();
	if (body === undefined) return () => undefined;
	if (body.contentLength > LARGEST_IN_MEMORY) return () => call.body!().chunks();
	const chunks: Buffer[] = [];
	for await (const chunk of body.chunks()) chunks.push(chunk);
	const whole = Buffer.concat(chunks);
	return () => whole;
}

/** Makes the calls of a task with undici alone, small bodies made beforehand: what the machine can do at most. */
export async function undiciLoop(
	task: Task,
	service: BenchService,
	document: OutgoingDocument,
): Promise<() => Promise<void>> {
	const dispatcher = new Agent({ connections: task.concurrency, pipelining: 1 });
	const calls = await callsOf(service, task.operation, document);
	const ready = await Promise.all(
		calls.map(async (call) => {
			const sample = call.body?.();
			const headers = {
				...service.headers,
				...call.headers,
				...(call.json !== undefined && { 'content-type': 'application/json' }),
				...(sample && {
					'content-type': sample.contentType,
					'content-length': String(sample.contentLength),
				}),
			};
			const { origin, pathname, search } = new URL(urlOf(service, call, task.serverUrl));
			return { origin, path: pathname + search, method: call.method, headers, body: await bodyOf(call) };
		}),
	);
	return async () =>
		await repeat(task.count, task.concurrency, async () => {
			for (const { body, origin, ...options } of ready) {
				const answer = await request(origin + options.path, {
					dispatcher,
					method: options.method,
					headers: options.headers,
					body: body() as Buffer,
				});
				await answer.body.dump({ limit: 1_000_000_000 });
				if (answer.statusCode !== 200) throw new Error(`HTTP ${answer.statusCode}`);
			}
		});
}
