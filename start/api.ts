import { setTimeout as sleep } from 'node:timers/promises';
import type { ICredentialDataDecryptedObject, IDataObject, INode, IRun } from 'n8n-workflow';
import { unflatten } from './flatted';

/** A workflow as its file holds it. */
export interface WorkflowFile {
	name: string;
	nodes: INode[];
	connections: IDataObject;
	settings?: IDataObject;
	pinData?: IDataObject;
}

export interface StoredWorkflow extends WorkflowFile {
	id: string;
	versionId: string;
	active: boolean;
}

export interface CredentialRef {
	id: string;
	name: string;
	type: string;
}

export interface ExecutionSummary {
	id: string;
	status: string;
	mode: string;
	workflowId: string;
}

export type Execution = ExecutionSummary & { data: IRun['data'] };

/** An answer of n8n's that is no success. */
export class ApiError extends Error {
	constructor(
		readonly status: number,
		message: string,
	) {
		super(message);
	}
}

export interface Owner {
	email: string;
	firstName: string;
	lastName: string;
	password: string;
}

interface PublicationStatus {
	/** `in_progress`, `published`, … */
	status: string;
	triggers: Array<{ errorMessage: string | null }>;
}

const PATIENCE_MS = 60_000;

const ENDED = ['success', 'error', 'canceled', 'crashed'];

/** The part of n8n's own interface (that of its editor) that is needed to set it up and to look at what it did. */
export class N8nApi {
	private cookie = '';

	/** @param url n8n's address, without a slash at the end */
	constructor(readonly url: string) {}

	/**
	 * Waits until n8n offers its interface; n8n 1 says that it is ready a moment earlier.
	 * @throws Error when that takes too long
	 */
	async untilOffered(): Promise<void> {
		const deadline = Date.now() + PATIENCE_MS;
		const isOffered = async () =>
			await this.fetch('GET', '/settings').then(
				// While n8n 1 starts, it says so at every address, with status 200.
				({ ok, headers }) => ok && /json/.test(headers.get('content-type') ?? ''),
				() => false,
			);
		while (!(await isOffered())) {
			if (Date.now() > deadline) throw new Error(`n8n at ${this.url} offers no interface`);
			await sleep(100);
		}
	}

	/** Makes the owner of a fresh n8n, and logs in. */
	async setUpOwner(owner: Owner): Promise<void> {
		await this.call('POST', '/owner/setup', owner);
	}

	async logIn({ email, password }: Pick<Owner, 'email' | 'password'>): Promise<void> {
		await this.call('POST', '/login', { emailOrLdapLoginId: email, password });
	}

	async createCredential(
		name: string,
		type: string,
		data: ICredentialDataDecryptedObject,
	): Promise<CredentialRef> {
		return await this.call('POST', '/credentials', { name, type, data });
	}

	/** n8n's own test of a stored credential, as the button in its dialog does it. */
	async testCredential(
		credential: CredentialRef,
		data: ICredentialDataDecryptedObject,
	): Promise<{ status: string; message: string }> {
		return await this.call('POST', '/credentials/test', { credentials: { ...credential, data } });
	}

	async createWorkflow(workflow: WorkflowFile): Promise<StoredWorkflow> {
		const { name, nodes, connections, settings = {}, pinData } = workflow;
		// n8n 1 cannot store one that does not say whether it is active.
		const content = { name, nodes, connections, settings, pinData, active: false };
		return await this.call('POST', '/workflows', content);
	}

	async workflow(id: string): Promise<StoredWorkflow> {
		return await this.call('GET', `/workflows/${id}`);
	}

	/**
	 * Publishes a workflow, and waits until its triggers are registered.
	 * @throws ApiError with the trigger's message when one cannot be registered
	 */
	async publish({ id, versionId }: Pick<StoredWorkflow, 'id' | 'versionId'>): Promise<void> {
		await this.call('POST', `/workflows/${id}/activate`, { versionId });
		// Right after the registration n8n may have read one half of the status before it and one after it.
		const { status, triggers } = await this.settled(id, ['in_progress', 'not_published']);
		const failed = triggers.find(({ errorMessage }) => errorMessage);
		if (status === 'published' && failed === undefined) return;
		throw new ApiError(200, `the workflow is ${status}: ${failed?.errorMessage ?? 'n8n does not say why'}`);
	}

	/** Takes a workflow out of production, and waits until its triggers are gone. */
	async unpublish(id: string): Promise<void> {
		await this.call('POST', `/workflows/${id}/deactivate`, {});
		await this.settled(id, ['in_progress']);
	}

	/** n8n 2.41 answers first and registers then; earlier ones have done it when they answer, and know no such status. */
	private async settled(id: string, passing: readonly string[]): Promise<PublicationStatus> {
		const deadline = Date.now() + PATIENCE_MS;
		for (;;) {
			let found: PublicationStatus;
			try {
				found = await this.call('GET', `/workflows/${id}/publication-status`);
			} catch (error) {
				if (!(error instanceof ApiError && error.status === 404)) throw error;
				return { status: 'published', triggers: [] };
			}
			if (!passing.includes(found.status)) return found;
			if (Date.now() > deadline) {
				throw new Error(`n8n does not come to an end with publishing workflow ${id}: it is ${found.status}`);
			}
			await sleep(100);
		}
	}

	/** Runs a workflow from one of its triggers as the editor does. @returns the execution's id; null: it listens */
	async run(id: string, triggerName: string): Promise<string | null> {
		const answer = await this.call<{ executionId?: string }>('POST', `/workflows/${id}/run`, {
			triggerToStartFrom: { name: triggerName },
			// n8n 1 runs what it is sent, n8n 2 what it has stored.
			workflowData: await this.workflow(id),
		});
		return answer.executionId ?? null;
	}

	/** Ends a test listen. */
	async stopListening(id: string): Promise<void> {
		await this.call('DELETE', `/test-webhook/${id}`);
	}

	/** Of one workflow, newest first, page by page until there are `limit` of them. */
	async executions(workflowId: string, limit = 100): Promise<ExecutionSummary[]> {
		const found: ExecutionSummary[] = [];
		let cursor: string | null | undefined;
		do {
			const query = new URLSearchParams({ filter: JSON.stringify({ workflowId }), limit: '100' });
			if (cursor) query.set('cursor', cursor);
			const page = await this.call<{ results: ExecutionSummary[]; nextCursor?: string | null }>(
				'GET',
				`/executions?${query}`,
			);
			found.push(...page.results);
			cursor = page.nextCursor;
		} while (cursor && found.length < limit);
		return found;
	}

	async execution(id: string): Promise<Execution> {
		const { data, ...rest } = await this.call<ExecutionSummary & { data: string }>(
			'GET',
			`/executions/${id}`,
		);
		return { ...rest, data: unflatten(data) as IRun['data'] };
	}

	/**
	 * An execution when it has ended.
	 * @throws Error when that takes longer than `patienceMs`
	 */
	async finished(id: string, patienceMs = 60_000): Promise<Execution> {
		const deadline = Date.now() + patienceMs;
		for (;;) {
			const execution = await this.execution(id);
			if (ENDED.includes(execution.status)) return execution;
			if (Date.now() > deadline) throw new Error(`Execution ${id} is still ${execution.status}`);
			await sleep(150);
		}
	}

	/** Every node or credential type that n8n knows, as its editor reads them. */
	async types(kind: 'nodes' | 'credentials'): Promise<Array<{ name: string }>> {
		const headers = { cookie: this.cookie };
		const response = await fetch(`${this.url}/types/${kind}.json`, { headers });
		if (!response.ok) throw new ApiError(response.status, `the ${kind} cannot be read`);
		return (await response.json()) as Array<{ name: string }>;
	}

	/** The bytes of a stored file, as the editor's download button fetches them. */
	async binary(id: string): Promise<Buffer> {
		const query = new URLSearchParams({ id, action: 'download' });
		const response = await this.fetch('GET', `/binary-data?${query}`);
		if (!response.ok)
			throw new ApiError(response.status, `the file cannot be read: ${await response.text()}`);
		return Buffer.from(await response.arrayBuffer());
	}

	/**
	 * One request to n8n's interface.
	 * @returns the `data` of its answer
	 * @throws ApiError with n8n's message
	 */
	async call<T>(method: string, path: string, body?: unknown): Promise<T> {
		const response = await this.answerTo(method, path, body);
		const text = await response.text();
		const cookie = response.headers.getSetCookie().find((line) => line.startsWith('n8n-auth='));
		if (cookie !== undefined) this.cookie = cookie.split(';')[0];
		let answer: { data?: T; message?: string } = {};
		try {
			answer = JSON.parse(text) as typeof answer;
		} catch {
			// an empty or plain answer; the status says enough
		}
		if (!response.ok) {
			throw new ApiError(response.status, `${method} ${path}: ${answer.message ?? text.slice(0, 200)}`);
		}
		return answer.data as T;
	}

	/** n8n answers 503 while its database is slow, which passes. Only questions are asked again. */
	private async answerTo(method: string, path: string, body: unknown): Promise<Response> {
		const deadline = Date.now() + PATIENCE_MS;
		for (;;) {
			const response = await this.fetch(method, path, body);
			if (response.status !== 503 || method !== 'GET' || Date.now() > deadline) return response;
			await sleep(500);
		}
	}

	private async fetch(method: string, path: string, body?: unknown): Promise<Response> {
		return await fetch(`${this.url}/rest${path}`, {
			method,
			headers: { 'content-type': 'application/json', cookie: this.cookie, 'push-ref': 'e2e' },
			body: body === undefined ? undefined : JSON.stringify(body),
			signal: AbortSignal.timeout(60_000),
		});
	}
}
