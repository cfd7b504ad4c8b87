import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ICredentialDataDecryptedObject, INodeParameters } from 'n8n-workflow';
import { providerNames } from '../../nodes/FaxInbox/providers';
import type { FailureCategory } from '../../nodes/shared/failure';
import type { Effect, FaxEventName } from '../../nodes/shared/provider';
import type { HookOrder, Sandbox, ServiceName } from '../../sandbox';
import type { Bench } from '../support/bench';
import type { WireRequest } from '../support/wire';

/** What a case's preparation found out, for its parameters and expectations. */
export type State = Readonly<Record<string, string>>;

/** The stage of a case: a fresh sandbox, and what brings a fax into a state. */
export interface Stage {
	bench: Bench;
	sandbox: Sandbox;
	/** Sends one fax through the node; its id. */
	send(to?: string, more?: INodeParameters): Promise<string>;
	/** Sends and lets it be delivered. */
	sendAndDeliver(to?: string, more?: INodeParameters): Promise<string>;
	/** Receives a fax; its id. */
	receive(order?: { from?: string; pages?: number; spam?: boolean; to?: string }): string;
	/** Moves time, in milliseconds. */
	wait(ms: number): Promise<void>;
}

/** The ways in which a request is broken in the tests of failures. */
export type FaultKind =
	| '401'
	| '403'
	| '404'
	| '413'
	| '429'
	| '500'
	| 'html502'
	| 'html200'
	| 'truncatedJson'
	| 'emptyBody'
	| 'resetBeforeHeaders'
	| 'resetAfterBody'
	| 'timeout';

/** How an operation ends when a request of it is broken. */
export interface FaultOutcome {
	/** why it fails; null: it succeeds all the same */
	category: FailureCategory | null;
	/** how many requests of the broken kind are made */
	requests: number;
}

/** One request of an operation that the tests break. */
export interface Breakable {
	method: string;
	/** a regular expression over the path */
	path: string;
	effect: Effect;
	/** what a good answer holds; `none` may be empty */
	answer: 'json' | 'document' | 'none';
	/** a change that may be repeated */
	repeatable?: true;
	/** where the outcome differs from the rule */
	exceptions?: Partial<Record<FaultKind, Partial<FaultOutcome>>>;
}

/** One operation with its exact requests and results. */
export interface OperationCase {
	/** what the case shows, when there are several for an operation */
	title?: string;
	/** default `fax` */
	resource?: string;
	operation: string;
	prepare?(stage: Stage): Promise<State>;
	/** how many documents the input item has; default 0, for `send` 1 */
	documents?: number;
	parameters(state: State): INodeParameters;
	requests(state: State): WireRequest[];
	/** the fields of each returned record that are not `null`; or whole items of other kinds */
	records?(state: State): Array<Record<string, unknown>>;
	items?(state: State): Array<Record<string, unknown>>;
	/** the file in the first item */
	file?(
		state: State,
		sandbox: Sandbox,
	): { field: string; fileName: string; mimeType: string; bytes: Buffer | RegExp };
	/** the requests to break; one case of each operation at least has some */
	breakable?: Breakable[];
	/** true when failures are tried on the fax as it is, because it would not stay so; else it is minutes old then */
	isNew?: true;
}

/** A credential that the service does not take, or not for all. */
export interface BadCredential {
	name: string;
	data: Record<string, string>;
	/** why the operation below fails */
	category: FailureCategory;
	/** what the test of the credential says */
	says: RegExp;
}

/** A delivery that must start nothing. */
export interface Forgery {
	name: string;
	/** fields of the trigger's credential that differ from the usual */
	credential?: Record<string, string>;
	body: string | object;
	headers?: Record<string, string>;
	status: 400 | 401 | 403;
}

/** All that is particular to a service, for tests that know none. */
export interface ServiceFacts {
	name: ServiceName;
	/** node types */
	node: string;
	trigger: string;
	/** where the paths of the expected requests begin at the sandbox */
	basePath: string;
	/** a path that the service got, as the node names it; where the credential fills in a part of it */
	listedPath?(path: string): string;
	credential: { type: string; data(sandboxUrl: string): ICredentialDataDecryptedObject };
	/** of every request; `undefined`: must not be there */
	credentialHeaders: Record<string, unknown>;
	/** own number, in E.164, and another one */
	number: string;
	secondNumber: string;
	/** parameters that every send needs */
	sendParameters: INodeParameters;
	/** an id of the service's form that it does not know */
	unknownId: string;
	cases: OperationCase[];
	badCredentials: BadCredential[];
	/** category of each scenario by the last two digits of the recipient, as Get Status shows the end */
	scenarios: Readonly<Record<string, FailureCategory | null>>;
	/** what Send itself gives for a recipient that the service refuses when it is handed in */
	refusedCategory: FailureCategory;
	/** whether it stores a document under the name that it is sent with */
	keepsFileNames: boolean;
	/** whether it names a document after the time of the download, so that each download has another name */
	namesDocumentsByTime?: true;
	/** lifts the sandbox's limit of requests, which the standing clock of the tests would never ease; none: no limit */
	liftRateLimit?(sandbox: Sandbox): void;
	/** the resource SMS, where there is one */
	sms?: {
		/** every message that the service has sent */
		sent(sandbox: Sandbox): readonly unknown[];
		receive(sandbox: Sandbox, message: { from: string; text: string }): void;
	};
	/** the sandbox's behaviours under which ids change or are hidden */
	renaming: Array<{ name: string; apply(sandbox: Sandbox): void; send?: INodeParameters; to?: string }>;
	webhooks: {
		/** requests when hooks are registered by the trigger; not there when people set them by hand */
		requests?: {
			activate(url: string, events: readonly FaxEventName[]): WireRequest[];
			activateAgain(url: string, events: readonly FaxEventName[], ids: readonly string[]): WireRequest[];
			deactivate(url: string, ids: readonly string[]): WireRequest[];
		};
		/** a hook as a person would set it */
		byHand(url: string): HookOrder[];
		/** puts the check of deliveries in force */
		secured: { credential: Record<string, string>; apply(sandbox: Sandbox): void; hook?: Partial<HookOrder> };
		forgeries: Forgery[];
		/** other forms in which the service may report and hand out a received fax */
		variants: Array<{ name: string; apply(sandbox: Sandbox): void }>;
		/** path of the request for a received document */
		documentPath: string;
		/** a genuine delivery of an event that nobody can ask for: its body, or the whole of it for a webhook URL */
		otherEvent: string | object | ((url: string) => { body: object; headers: Record<string, string> });
	};
	/** parameters of Send that make no sense there, and the field that the error names */
	badSends: Array<{ name: string; parameters: INodeParameters; names: RegExp }>;
}

const folder = join(__dirname, 'services');

/** The facts of every service that has a file in `services/`, by its name. */
export const servicesByName: Readonly<Record<string, ServiceFacts>> = Object.fromEntries(
	readdirSync(folder).map((file) => {
		const { service } = require(join(folder, file)) as { service: ServiceFacts };
		return [service.name, service];
	}),
);

/** For `describe.each`: those that the package has. */
export const services: Array<[string, ServiceFacts]> = Object.entries(servicesByName).filter(([name]) =>
	(providerNames as readonly string[]).includes(name),
);
