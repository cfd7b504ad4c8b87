export { createEngine } from './engine';
export type {
	CredentialSet,
	Engine,
	EngineOptions,
	NodeOptions,
	RunNodeOptions,
	RunWorkflowOptions,
	WorkflowJson,
} from './engine';
export type { CredentialReference } from './credentialStore';
export type { RunResult, StartedRun } from './execution';
export type { LogLine } from './logs';
