import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { INode } from 'n8n-workflow';
import { demoServices, type DemoService } from '../demo/services';
import { providerNames } from '../nodes/FaxInbox/providers';
import { serviceNames, type Sandbox, type ServiceName } from '../sandbox';
import type { CredentialRef, N8nApi, StoredWorkflow, WorkflowFile } from './api';

/** A service that the package, the demo's data and the sandbox all know. */
export interface LabService {
	name: ServiceName;
	demo: DemoService;
	/** how people know it */
	title: string;
	/** one of the account's own numbers in the sandbox, E.164 */
	ownNumber: string;
}

/**
 * Every service of the registry.
 * @throws Error when the demo's data or the sandbox lacks one
 */
export function labServices(sandbox: Sandbox): LabService[] {
	return providerNames.map((wanted) => {
		const demo = demoServices[wanted];
		const name = serviceNames.find((known) => known === wanted);
		if (demo === undefined) throw new Error(`demo/services.ts has no entry '${wanted}'`);
		if (name === undefined) throw new Error(`the sandbox does not speak '${wanted}'`);
		const { title, ownNumber } = sandbox.service(name);
		return { name, demo, title, ownNumber };
	});
}

/** Stores a credential for the sandbox's account of every service. @returns them by credential type */
export async function createCredentials(
	api: N8nApi,
	sandbox: Sandbox,
	services: readonly LabService[],
): Promise<Record<string, CredentialRef>> {
	const found: Record<string, CredentialRef> = {};
	for (const { demo, title } of services) {
		const { type, data } = demo.credential(sandbox.url);
		found[type] = await api.createCredential(`${title} (sandbox)`, type, data);
	}
	return found;
}

/** Every example, by the name of its file. */
export async function readExamples(folder: string): Promise<Map<string, WorkflowFile>> {
	const files = (await readdir(folder)).filter((file) => file.endsWith('.json')).sort();
	const read = files.map(async (file) => {
		return [file, JSON.parse(await readFile(join(folder, file), 'utf8')) as WorkflowFile] as const;
	});
	return new Map(await Promise.all(read));
}

const isOurs = ({ type }: INode): boolean => type.startsWith('n8n-nodes-fax.');

const nameIn = ({ type }: INode): string => type.split('.')[1];

/** The service whose node this is; undefined for nodes of others, and for nodes over all services. */
export function serviceOf(node: INode, services: readonly LabService[]): LabService | undefined {
	if (!isOurs(node)) return undefined;
	return services.find(({ name, demo }) => {
		const own = [demo.node, `${demo.node}Trigger`, `${demo.node}Tool`].includes(nameIn(node));
		return own || node.parameters.service === name;
	});
}

/** A workflow with what a person would choose in it: the credentials, and the number to send from. */
export function filledIn(
	workflow: WorkflowFile,
	services: readonly LabService[],
	credentials: Readonly<Record<string, CredentialRef>>,
): WorkflowFile {
	const nodes = workflow.nodes.map((node): INode => {
		const service = serviceOf(node, services);
		if (service === undefined) return node;
		const { type } = service.demo.credential('');
		const { id, name } = credentials[type];
		const from = node.parameters.from as { value?: unknown } | undefined;
		const parameters =
			from?.value === ''
				? { ...node.parameters, from: { __rl: true, mode: 'number', value: service.ownNumber } }
				: node.parameters;
		return { ...node, parameters, credentials: { ...node.credentials, [type]: { id, name } } };
	});
	return { ...workflow, nodes };
}

/** The address at which a trigger listens when its workflow is published, as its panel shows it. */
export const productionUrl = (base: string, { webhookId }: Pick<INode, 'webhookId'>): string =>
	`${base}/webhook/${webhookId}/webhook`;

/** The address of the same trigger while it is being tested. */
export const testUrl = (base: string, { webhookId }: Pick<INode, 'webhookId'>): string =>
	`${base}/webhook-test/${webhookId}/webhook`;

/**
 * Does what a person does in the dashboards of services whose webhooks are set by hand, for the triggers in a
 * published workflow.
 */
export function setHooksByHand(
	sandbox: Sandbox,
	workflow: Pick<StoredWorkflow, 'nodes'>,
	services: readonly LabService[],
	base: string,
): void {
	for (const node of workflow.nodes) {
		const service = serviceOf(node, services);
		if (service?.demo.handSetHook === undefined || nameIn(node) !== `${service.demo.node}Trigger`) continue;
		sandbox.addHook({ ...service.demo.handSetHook, service: service.name, url: productionUrl(base, node) });
	}
}

/** Whether a workflow calls stand-ins for services that everybody has to replace by their own. */
export const needsOthers = ({ nodes }: Pick<WorkflowFile, 'nodes'>): boolean =>
	nodes.some(({ parameters }) => /https?:\/\/[\w.]+\.example\.com/.test(String(parameters.url ?? '')));

/** Whether a workflow has something that starts it by itself, and so can be published. */
export const canBePublished = ({ nodes }: Pick<WorkflowFile, 'nodes'>): boolean =>
	nodes.some(({ type }) => /Trigger$|\.webhook$/.test(type) && !/manualTrigger$/.test(type));
