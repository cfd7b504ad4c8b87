import { providerNames } from '../../nodes/FaxInbox/providers';
import type { ServiceName } from '../../sandbox';
import type { N8nServer } from '../../start/server';
import type { Cluster } from './cluster';
import { callPath } from './workflows';

/** Every service, under the name that the sandbox knows, too. */
export const SERVICES = providerNames as readonly ServiceName[];

/** A cluster with the processes that run at the moment. */
export interface Stage {
	cluster: Cluster;
	workers: N8nServer[];
	/** those that answer webhooks */
	answering: N8nServer[];
}

/** The executions that a worker has begun and not ended, as its log tells. */
export function heldBy(worker: N8nServer): string[] {
	const held = new Set<string>();
	const lines = worker.log().matchAll(/Worker (started|finished|errored while running) execution (\d+)/g);
	for (const [, what, id] of lines) {
		if (what === 'started') held.add(id);
		else held.delete(id);
	}
	return [...held];
}

/** Calls a published workflow, at a webhook process unless another is named. @returns whether n8n has taken the call */
export async function callWorkflow(
	cluster: Cluster,
	path: string,
	body: object,
	base = cluster.front.url,
): Promise<boolean> {
	try {
		const response = await fetch(`${base}${callPath(path)}`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify(body),
			signal: AbortSignal.timeout(60_000),
		});
		await response.arrayBuffer();
		return response.status === 200;
	} catch {
		// Nobody listens at the moment.
		return false;
	}
}

/** Has n8n try an execution again. It answers when that has ended, which may be later than anybody waits for an answer. */
export async function retryExecution({ api }: Cluster, id: string): Promise<void> {
	try {
		await api.call('POST', `/executions/${id}/retry`, { loadWorkflow: false });
	} catch (error) {
		if ((error as Error).name !== 'TimeoutError') throw error;
	}
}

/** Runs work on every entry, some at once. */
export async function inParallel<T>(
	entries: readonly T[],
	limit: number,
	work: (entry: T) => Promise<unknown>,
): Promise<void> {
	const rest = [...entries];
	const one = async () => {
		for (let entry = rest.shift(); entry !== undefined; entry = rest.shift()) await work(entry);
	};
	await Promise.all(Array.from({ length: limit }, one));
}
