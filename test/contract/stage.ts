import type { ICredentialDataDecryptedObject, INodeParameters } from 'n8n-workflow';
import type { RunNodeOptions } from '../../harness';
import { loadProvider } from '../../nodes/FaxInbox/providers';
import { ANNEX, faxParameters, LETTER, type Bench } from '../support/bench';
import type { OperationCase, ServiceFacts, Stage, State } from './service';

/** How long a fax of the usual pace takes, and a little more, in milliseconds. */
export const DELIVERY_MS = 1_000;

/** After this a service shows everything, and nothing counts as sent just now. */
export const SETTLED_MS = 120_000;

/** A recipient whose scenario is chosen by two digits. */
export const recipient = (digits = '00', number = 1): string =>
	`+1312555${String(number).padStart(2, '0')}${digits}`;

/** Two documents, or the one that the service takes for a fax. */
export const someDocuments = ({ name }: ServiceFacts): Buffer[] =>
	[LETTER, ANNEX].slice(0, loadProvider(name).capabilities.send.maxFiles);

/** The service's credential for the sandbox, with changes. */
export function credentialsOf(
	service: ServiceFacts,
	bench: Bench,
	changes: ICredentialDataDecryptedObject = {},
): Record<string, ICredentialDataDecryptedObject> {
	const { type, data } = service.credential;
	return { [type]: { ...data(bench.sandbox.url), ...changes } };
}

/** An emptied sandbox and the ways to bring faxes into it. */
export function stageOf(service: ServiceFacts, bench: Bench): Stage {
	const { sandbox } = bench;
	const stage: Stage = {
		bench,
		sandbox,
		async send(to = recipient(), more = {}) {
			const { json, error } = await bench.run({
				type: service.node,
				credentials: credentialsOf(service, bench),
				parameters: faxParameters('send', { to, ...service.sendParameters, ...more }),
				items: [await bench.item()],
			});
			if (error !== undefined) throw error;
			return String(json[0].id);
		},
		async sendAndDeliver(to, more) {
			const id = await stage.send(to, more);
			await stage.wait(DELIVERY_MS);
			return id;
		},
		receive: (order) => sandbox.inbound({ service: service.name, ...order }).id,
		wait: async (ms) => await sandbox.advance(ms),
	};
	return stage;
}

/** Prepares a case; the requests of the preparation are forgotten. */
export async function prepared(service: ServiceFacts, bench: Bench, one: OperationCase): Promise<State> {
	bench.reset();
	const state = (await one.prepare?.(stageOf(service, bench))) ?? {};
	bench.sandbox.clearRequests();
	bench.pauses.length = 0;
	return state;
}

/** What `Engine.runNode` needs for a case. */
export async function runOptions(
	service: ServiceFacts,
	bench: Bench,
	one: OperationCase,
	state: State,
	options: INodeParameters = {},
): Promise<RunNodeOptions> {
	const parameters = one.parameters(state);
	const count = one.documents ?? (one.operation === 'send' ? 1 : 0);
	const item = await bench.item([LETTER, ANNEX].slice(0, count));
	return {
		type: service.node,
		credentials: credentialsOf(service, bench),
		parameters: {
			resource: one.resource ?? 'fax',
			operation: one.operation,
			...parameters,
			...(one.resource === undefined ? { options: { ...(parameters.options as object), ...options } } : {}),
		},
		items: [item],
	};
}
