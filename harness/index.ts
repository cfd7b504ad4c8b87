/*
 * n8n's real engine (n8n-core) in this process, around a built package: for tests and for the demo.
 *
 *	const engine = await createEngine({ packageRoot, credentials: { someApi: { apiKey, baseUrl } } });
 *	const run = await engine.runNode({ type: 'someNode', parameters, items: [{ json: {}, binary: { data } }] });
 *
 *	await engine.listen();
 *	const trigger = engine.trigger({ type: 'someTrigger', parameters });
 *	await trigger.activate();
 *	const { items } = await trigger.nextExecution();
 *
 *	await engine.close();
 *
 * What n8n's server does around the engine (credentials, webhooks, registration, credential tests) is not in
 * n8n-core; it is done here as n8n 2.41 does it, from its published code.
 */
export { createEngine } from './engine';
export { deduplicationStore } from './deduplicationStore';
export type { DeduplicationSettings, DeduplicationStore } from './deduplicationStore';
export type { Engine } from './engine';
export type {
	CredentialSet,
	EngineOptions,
	NodeOptions,
	PollOptions,
	RunNodeOptions,
	RunWorkflowOptions,
	TriggerOptions,
	WorkflowJson,
} from './options';
export type { CredentialReference } from './credentialStore';
export type { RunResult, StartedRun } from './execution';
export type { LogLine } from './logs';
export type { PollResult } from './poll';
export type { TriggerExecution } from './executionLog';
export type { TriggerRun } from './triggerRun';
