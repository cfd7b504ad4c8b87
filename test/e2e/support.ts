import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { IBinaryData, INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { receivedFaxes } from '../../examples/build/parts';
import { buildWorkflow } from '../../examples/build/workflow';
import { makePdf, type SandboxOptions } from '../../sandbox';
import type { Execution, StoredWorkflow, WorkflowFile } from '../../start/api';
import { openLab, type Lab } from '../../start/lab';
import { providerNames } from '../../nodes/FaxInbox/providers';
import { documentReader, itemsByHand } from '../support/workflowNodes';

export const ROOT = join(__dirname, '../..');

export const LETTER = makePdf([['A letter'], ['Page 2'], ['Page 3']]);
export const ANNEX = makePdf([['An annex']]);

export const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** For `describe.each` and `it.each`: every service of the registry. */
export const SERVICES = providerNames.map((name) => [name] as const);

/** The folder of the n8n that the tests run in, of jest's configuration. environment.js sees to it that it is there. */
export const { n8nHost } = globalThis as unknown as { n8nHost: string };

/** A lab on ports of its own. */
export async function openTestLab(
	options: { env?: Record<string, string>; sandbox?: SandboxOptions } = {},
): Promise<Lab> {
	const env = { N8N_LOG_LEVEL: 'debug', ...options.env };
	const lab = await openLab({ root: ROOT, ...options, host: n8nHost, env });
	openLabs.push(lab);
	return lab;
}

/** Known to environment.js, which shows their logs after a failure. */
const openLabs: Lab[] = ((globalThis as { openLabs?: Lab[] }).openLabs ??= []);

/** Waits for something to become true. @throws Error that names it */
export async function until<T>(
	look: () => Promise<T | undefined | false> | T | undefined | false,
	what: string,
	patienceMs = 30_000,
): Promise<T> {
	const deadline = Date.now() + patienceMs;
	for (;;) {
		const found = await look();
		if (found !== undefined && found !== false) return found;
		if (Date.now() > deadline) throw new Error(`It did not come about: ${what}`);
		await sleep(100);
	}
}

/** What one node of an execution gave out, by output. */
export const outputsOf = (execution: Execution, node: string): INodeExecutionData[][] =>
	(
		(execution.data.resultData.runData[node]?.at(-1)?.data?.main ?? []) as Array<INodeExecutionData[] | null>
	).map((items) => items ?? []);

export const itemsOf = (execution: Execution, node: string): INodeExecutionData[] =>
	outputsOf(execution, node)[0] ?? [];

/** Why an execution failed, as n8n shows it; undefined when it did not. */
export function errorOf(execution: Execution): { message: string; description?: string | null } | undefined {
	return execution.data.resultData.error as { message: string; description?: string } | undefined;
}

/** One run of a node, in a workflow of its own. */
export interface NodeRun {
	/** `faxPlus` */
	type: string;
	parameters: INodeParameters;
	/** the input items' json; one empty item by default */
	items?: Array<Record<string, unknown>>;
	/** every item gets these files, in `data`, `data2` … */
	documents?: Buffer[];
	/** settings of the node itself, such as On Error */
	more?: object;
}

export const NODE = 'The Node';

/** A workflow: by hand, the items with their files, the node. */
export function workflowFor({ type, parameters, items = [{}], documents = [], more }: NodeRun): WorkflowFile {
	const content = Object.fromEntries(
		documents.map((bytes, index) => [`file${index}`, bytes.toString('base64')]),
	);
	const files = documents.map((_bytes, index) => ({
		name: `File ${index}`,
		type: 'convertToFile',
		version: 1.1,
		at: [3 + index, 0] as [number, number],
		parameters: {
			operation: 'toBinary',
			sourceProperty: `file${index}`,
			binaryPropertyName: index === 0 ? 'data' : `data${index + 1}`,
			options: { fileName: index === 0 ? 'letter.pdf' : `annex-${index}.pdf`, mimeType: 'application/pdf' },
		},
	}));
	// Convert to File keeps the files of its input, but not its json; the items' own fields come back by name.
	return buildWorkflow({
		name: `A run of ${type} ${Math.random().toString(36).slice(2)}`,
		nodes: [
			...itemsByHand('items', items),
			...(documents.length === 0
				? []
				: [
						{
							name: 'Content',
							type: 'set',
							version: 3.4,
							at: [2.5, 0] as [number, number],
							parameters: {
								mode: 'raw',
								jsonOutput: JSON.stringify(content),
								includeOtherFields: true,
								options: {},
							},
						},
					]),
			...files,
			{ name: NODE, type: `n8n-nodes-fax.${type}`, at: [6, 0], parameters, more },
		],
		notes: [],
		links: [
			[
				'By Hand',
				'List',
				'Items',
				...(documents.length === 0 ? [] : ['Content']),
				...files.map(({ name }) => name),
				NODE,
			],
		],
	});
}

/** Stores a workflow, runs it from its manual trigger as the editor does, and waits for its end. */
export async function runWorkflow(lab: Lab, workflow: WorkflowFile, patienceMs?: number): Promise<Execution> {
	const { id } = await lab.store(workflow);
	const executionId = await lab.api.run(id, 'By Hand');
	if (executionId === null) throw new Error('n8n waits for a webhook instead of running the workflow');
	return await lab.api.finished(executionId, patienceMs);
}

export interface NodeResult {
	execution: Execution;
	items: INodeExecutionData[];
	error: ReturnType<typeof errorOf>;
}

/** Runs one node in n8n. */
export async function runNode(lab: Lab, run: NodeRun): Promise<NodeResult> {
	const execution = await runWorkflow(lab, workflowFor(run));
	return { execution, items: itemsOf(execution, NODE), error: errorOf(execution) };
}

/** The bytes of an item's file, wherever n8n keeps it. */
export async function bytesOf(lab: Lab, binary: IBinaryData): Promise<Buffer> {
	return binary.id === undefined ? Buffer.from(binary.data, 'base64') : await lab.api.binary(binary.id);
}

export const TRIGGER = 'When a Fax Comes In';

/** Reads the document as any other node does, into the field `base64`. */
export const AFTER = 'Read the Document';

/** A workflow with a service's trigger, and a node that reads the document. */
export function triggerWorkflow(node: string, parameters: INodeParameters = {}): WorkflowFile {
	return buildWorkflow({
		name: `A trigger of ${node} ${Math.random().toString(36).slice(2)}`,
		nodes: [receivedFaxes(TRIGGER, node, parameters), documentReader(AFTER, [1, 0])],
		notes: [],
		links: [[TRIGGER, AFTER]],
	});
}

/** Stores and publishes a workflow. */
export async function publish(lab: Lab, workflow: WorkflowFile): Promise<StoredWorkflow> {
	const stored = await lab.store(workflow);
	await lab.publish(stored);
	return stored;
}

/** The ended executions of a workflow as soon as there are `count` of them, oldest first. */
export async function executionsOf(
	lab: Lab,
	workflowId: string,
	count: number,
	patienceMs?: number,
): Promise<Execution[]> {
	const found = await until(
		async () => {
			const all = await lab.api.executions(workflowId, count + 100);
			const ended = all.filter(({ status }) => ['success', 'error', 'crashed'].includes(status));
			return ended.length >= count && ended;
		},
		`${count} executions of workflow ${workflowId}`,
		patienceMs,
	);
	return await Promise.all(found.reverse().map(async ({ id }) => await lab.api.execution(id)));
}

/** All rows of one of n8n's own tables, read by a workflow. */
export async function rowsOf(lab: Lab, table: string): Promise<Array<Record<string, unknown>>> {
	const execution = await runWorkflow(
		lab,
		buildWorkflow({
			name: `Rows of ${table} ${Math.random()}`,
			nodes: [
				{ name: 'By Hand', type: 'manualTrigger', at: [0, 0] },
				{
					name: 'Rows',
					type: 'dataTable',
					version: 1.1,
					at: [1, 0],
					parameters: {
						resource: 'row',
						operation: 'get',
						dataTableId: { __rl: true, mode: 'name', value: table },
						returnAll: true,
					},
				},
			],
			notes: [],
			links: [['By Hand', 'Rows']],
		}),
	);
	const error = errorOf(execution);
	if (error !== undefined) throw new Error(error.message);
	return itemsOf(execution, 'Rows').map(({ json }) => json);
}

/** Warnings and errors in n8n's log that are about this package. */
export function complaintsIn(log: string): string[] {
	return log.split('\n').filter((line) => /\b(warn|error)\b/.test(line.slice(0, 40)) && /fax/i.test(line));
}

/** Whether a program that a test needs is there. */
export const hasProgram = (...paths: string[]): string | undefined => paths.find((path) => existsSync(path));
