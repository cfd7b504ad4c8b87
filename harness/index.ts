export { createEngine } from './engine';
export type {
	CredentialSet,
	Engine,
	EngineOptions,
	NodeOptions,
	PollOptions,
	RunNodeOptions,
	RunWorkflowOptions,
	TriggerOptions,
	WorkflowJson,
} from './engine';
export type { CredentialReference } from './credentialStore';
export type { RunResult, StartedRun } from './execution';
export type { LogLine } from './logs';
export type { PollResult } from './poll';
export type { TriggerExecution, TriggerRun } from './triggerRun';
