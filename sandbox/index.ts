export * from './accounts';
export { storeDocument, countPages, type StoredDocument } from './documents';
export { faultDefinitions, type FaultName, type FaultOrder } from './faults';
export { makePdf } from './pdf';
export { makeTiff } from './tiff';
export type { LoggedRequest } from './requestLog';
export {
	createSandbox,
	type DeliveryRequest,
	type HookOrder,
	type InboundOrder,
	type Sandbox,
	type SandboxOptions,
} from './sandbox';
export { deliveredScenario, scenarioOf, scenarios, type Outcome, type Scenario } from './scenarios';
export { serviceNames, type ServiceName } from './services';
export type { FaxSnapshot } from './snapshots';
export type { Delivery, Hook } from './webhooks';
