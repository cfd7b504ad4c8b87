import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEngine, type Engine, type TriggerRun, type WorkflowJson } from '../harness';
import type { Provider } from '../nodes/shared/provider';
import { createSandbox, serviceNames, type Sandbox, type ServiceName } from '../sandbox';
import { demoServices, type DemoService } from './services';
import { outcomeWorkflow, receiveWorkflow } from './workflows';
import { writeFileNode } from './writeFileNode';

/** Everything that the demo plays on: the fax network, n8n's engine, a folder for documents. */
export interface Stage {
	sandbox: Sandbox;
	engine: Engine;
	/** where received documents are written */
	folder: string;
	/** @param keepFolder leaves the received documents on disk */
	close(keepFolder?: boolean): Promise<void>;
}

/** A service with its published workflows. */
export interface StagedService {
	name: ServiceName;
	/** the action node */
	node: string;
	/** one of the account's own numbers, E.164 */
	ownNumber: string;
	/** starts when a sent fax has reached its end */
	outcomes: TriggerRun;
	/** starts when a fax comes in, and writes its document into the stage's folder */
	receptions: TriggerRun;
}

/** Slow enough to be watched. */
const PACE = { queuedMs: 500, sendingMs: 700 };

/** Starts sandbox and engine. */
export async function openStage(): Promise<Stage> {
	const sandbox = await createSandbox(PACE);
	const folder = await mkdtemp(join(tmpdir(), 'n8n-nodes-fax-demo-'));
	const credentials = Object.values(demoServices).map((service) => service!.credential(sandbox.url));
	const engine = await createEngine({
		packageRoot: join(__dirname, '..'),
		credentials: Object.fromEntries(credentials.map(({ type, data }) => [type, data])),
		nodes: { 'n8n-nodes-base.readWriteFile': writeFileNode },
	});
	await engine.listen();
	return {
		sandbox,
		engine,
		folder,
		async close(keepFolder = false) {
			await engine.close();
			await sandbox.close();
			if (!keepFolder) await rm(folder, { recursive: true, force: true });
		},
	};
}

/**
 * Publishes the service's workflows.
 * @throws Error when the demo or the sandbox does not know the service, or what the registration of a hook threw
 */
export async function stageService(stage: Stage, { name, capabilities }: Provider): Promise<StagedService> {
	const demo = demoServices[name];
	if (demo === undefined) throw new Error(`demo/services.ts has no entry '${name}'`);
	const service = serviceNames.find((known) => known === name);
	if (service === undefined) throw new Error(`the sandbox does not speak '${name}'`);
	const publish = async (workflow: WorkflowJson): Promise<TriggerRun> => {
		const run = await publishWorkflow(stage.engine, workflow);
		if (capabilities.webhookRegistration === 'manual') setHook(stage.sandbox, service, demo, run);
		return run;
	};
	return {
		name: service,
		node: demo.node,
		ownNumber: stage.sandbox.service(service).ownNumber,
		outcomes: await publish(outcomeWorkflow(demo.node)),
		receptions: await publish(receiveWorkflow(demo.node, stage.folder)),
	};
}

async function publishWorkflow(engine: Engine, workflow: WorkflowJson): Promise<TriggerRun> {
	const [trigger, ...nodes] = workflow.nodes;
	const { id, name, type, parameters } = trigger;
	const rest = { nodes, connections: workflow.connections };
	const run = engine.trigger({ workflowId: workflow.id, id, name, type, parameters, workflow: rest });
	await run.activate();
	return run;
}

/** What a person does in the service's dashboard with the URL that the trigger shows. */
function setHook(sandbox: Sandbox, service: ServiceName, demo: DemoService, run: TriggerRun): void {
	sandbox.addHook({ ...demo.handSetHook, service, url: run.productionUrl });
}
