import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { request } from 'undici';
import type { ServerCounts, ServerSettings } from './server';

/** The services in a process of their own. */
export interface ServerProcess {
	url: string;
	/** Makes the settings and forgets the counts. */
	set(settings: ServerSettings): Promise<void>;
	close(): Promise<void>;
}

async function post<T>(url: string, body: unknown): Promise<T> {
	const answer = await request(url, {
		method: 'POST',
		body: JSON.stringify(body),
		bodyTimeout: 0,
		headersTimeout: 0,
	});
	return (await answer.body.json()) as T;
}

/** Forks a script written in TypeScript. */
export function forkScript(file: string, args: string[], execArgv: string[] = []): ChildProcess {
	return fork(join(__dirname, file), args, {
		execArgv: ['--import', 'tsx', ...execArgv],
		stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
	});
}

/** What the server has seen since the last settings. */
export async function countsOf(serverUrl: string): Promise<ServerCounts> {
	return await post(`${serverUrl}/bench/counts`, {});
}

/** Has the server deliver these bodies to a webhook. Throws when one is not answered with 200. */
export async function orderDelivery(
	serverUrl: string,
	delivery: { url: string; bodies: string[]; concurrency: number },
): Promise<void> {
	await post(`${serverUrl}/bench/deliver`, delivery);
}

/** Starts the server; close it when done. */
export async function startServer(): Promise<ServerProcess> {
	const child = forkScript('server.ts', []);
	const url = await new Promise<string>((resolve, reject) => {
		child.once('message', (message) => resolve(String(message)));
		child.once('exit', (code) => reject(new Error(`The server ended with ${code}`)));
	});
	return {
		url,
		set: async (settings) => void (await post(`${url}/bench/settings`, settings)),
		async close() {
			const ended = new Promise((resolve) => child.once('exit', resolve));
			child.disconnect();
			await ended;
		},
	};
}

/** Does one task in a process of its own. Throws what went wrong there. */
export async function inProcess<Result>(
	file: string,
	argument: unknown,
	execArgv: string[] = [],
): Promise<Result> {
	const child = forkScript(file, [JSON.stringify(argument)], execArgv);
	return await new Promise<Result>((resolve, reject) => {
		child.once('message', (message: { measured?: Result; error?: string }) => {
			if (message.measured === undefined) reject(new Error(message.error));
			else resolve(message.measured);
		});
		child.once('exit', (code) => reject(new Error(`The process ended with ${code} before it was done`)));
	});
}
