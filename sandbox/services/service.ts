import type { SandboxClock } from '../clock';
import type { StoredDocument } from '../documents';
import type { FaultOrder } from '../faults';
import type { FaxNetwork, HistoryEntry, NetworkFax } from '../network';
import type { SubmissionEffect } from '../scenarios';
import type { WebhookOffice } from '../webhooks';

/** A request to a service, its body still as raw bytes. */
export interface ServiceRequest {
	method: string;
	/** Percent-decoded path parameters. */
	params: Record<string, string>;
	query: Record<string, string>;
	/** Names in lower case; a repeated header is joined by commas. */
	headers: Record<string, string>;
	body: Buffer;
}

/** What a service answers; an object is sent as JSON. */
export interface ServiceAnswer {
	status: number;
	headers?: Record<string, string>;
	body?: Buffer | string | object;
	/** Breaks this answer on its way out, after the request was acted upon. */
	brokenBy?: Omit<FaultOrder, 'times' | 'match' | 'service'>;
}

export interface ServiceRoute {
	method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
	/** Below the service's base path, with `:name` parameters. */
	path: string;
	handle(request: ServiceRequest): ServiceAnswer | Promise<ServiceAnswer>;
}

/** A fax to be received, as the control API and the start page order it. */
export interface InboundFax {
	from: string;
	to: string;
	documents: StoredDocument[];
	partial: boolean;
	/** Sorted out as spam, where the service does that. */
	spam: boolean;
}

/** A line of the list of ready-made credentials. */
export interface CredentialLine {
	label: string;
	value: string;
}

/** Everything a service of the sandbox gets from it. */
export interface ServiceContext<Switches> {
	clock: SandboxClock;
	network: FaxNetwork;
	webhooks: WebhookOffice;
	/** Read anew at every use, because tests change them while the sandbox runs. */
	switches: Readonly<Switches>;
	/** The sandbox's own address, without a path. */
	address(): string;
	/** What the recipients' scenarios do to a request that hands faxes in. */
	judge(recipients: string[]): SubmissionEffect | null;
}

/** One fax service, spoken the way its own documents say. */
export interface SandboxService {
	/** The name of the provider it imitates. */
	name: string;
	title: string;
	/** Where it lives, e.g. `/faxplus`. */
	basePath: string;
	routes: ServiceRoute[];
	/** Ready-made credentials; only complete once the sandbox listens. */
	credentials(): CredentialLine[];
	/** One of the account's own numbers: where an injected fax goes when no number is given. */
	ownNumber: string;
	/** The service's own error answer for an HTTP status; used by faults and for unknown paths. */
	error(status: number): ServiceAnswer;
	receive(inbound: InboundFax): NetworkFax;
	/** The service's own word for a step of a fax. */
	statusWord(fax: NetworkFax, entry: HistoryEntry): string;
	/** The events a hook can be registered for by hand. */
	events: string[];
	/** Makes every access token that can be renewed invalid. */
	expireTokens?(): void;
	/** Headers that sign a delivery, where the account has signing on. */
	signHeaders?(body: string): Record<string, string>;
	/** Forgets everything that was not there at the start. */
	reset(): void;
}

/** What a service's folder exports. */
export interface ServiceModule<Switches extends object> {
	/** Every switch with its default: behaviour on which the service's documents disagree or say nothing. */
	defaults: Switches;
	create(context: ServiceContext<Switches>): SandboxService;
}
