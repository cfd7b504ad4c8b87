import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSandbox, type Sandbox, type SandboxOptions } from '../sandbox';
import { N8nApi, type CredentialRef, type Owner, type StoredWorkflow, type WorkflowFile } from './api';
import { guard } from './guard';
import { installPackage, packPackage } from './packing';
import { ensureHost, type PinnedHost } from './pinnedHost';
import { freePort } from './ports';
import { startServer, type N8nServer, type ServerSettings } from './server';
import { createCredentials, filledIn, labServices, setHooksByHand, type LabService } from './setUp';

/** The account of a lab's n8n; it exists for as long as its folder does. */
export const OWNER: Owner = {
	email: 'owner@fax.example',
	firstName: 'Fax',
	lastName: 'Sandbox',
	password: 'Fax-sandbox-1',
};

export interface LabOptions {
	/** the root of this project */
	root: string;
	/** the folder of the n8n to run, in the root; default: `host` */
	host?: string;
	/** n8n's port; default: any */
	port?: number;
	sandbox?: SandboxOptions;
	/** more variables for n8n */
	env?: Readonly<Record<string, string>>;
	/** is told what is being done, a line at a time */
	progress?: (text: string) => void;
	signal?: AbortSignal;
}

/** A fax network and an n8n with this package, beside each other on this machine. */
export interface Lab {
	sandbox: Sandbox;
	services: LabService[];
	host: PinnedHost;
	settings: ServerSettings;
	/** n8n's address, without a slash at the end */
	url: string;
	api: N8nApi;
	/** by credential type */
	credentials: Readonly<Record<string, CredentialRef>>;
	/** what n8n wrote since it was started last */
	log(): string;
	/** resolves when n8n ends by itself */
	ended(): Promise<number | null>;
	/** Stores a workflow, with credentials and numbers filled in. */
	store(workflow: WorkflowFile): Promise<StoredWorkflow>;
	/** Publishes a workflow, and sets the hooks that people set by hand. */
	publish(workflow: StoredWorkflow): Promise<void>;
	/** Stops n8n; in order, or as a power cut does. */
	stop(how?: 'inOrder' | 'atOnce'): Promise<void>;
	/** Starts n8n again in the same folder. */
	startAgain(env?: Readonly<Record<string, string>>): Promise<void>;
	/** Stops everything and removes the folder. */
	close(): Promise<void>;
}

/**
 * Opens a lab: installs n8n if need be, packs and installs this package, starts the sandbox and n8n on loopback with a
 * fresh folder, an owner and a credential for every service. None of it outlives this program.
 * @throws Problem with what a person can do; nothing is left behind then
 */
export async function openLab(options: LabOptions): Promise<Lab> {
	const { root, signal, progress = () => undefined } = options;
	const host = await ensureHost(join(root, options.host ?? 'host'), progress, signal);
	const userFolder = await mkdtemp(join(tmpdir(), 'n8n-nodes-fax-'));
	const forget = guard({ folder: userFolder });
	const opened: { sandbox?: Sandbox; server?: N8nServer } = {};
	const close = async (): Promise<void> => {
		await opened.server?.stop();
		await opened.sandbox?.close();
		await rm(userFolder, { recursive: true, force: true, maxRetries: 5 });
		forget();
	};
	try {
		progress('Packing and installing n8n-nodes-fax …');
		await installPackage(await packPackage(root, userFolder), userFolder);
		const sandbox = (opened.sandbox = await createSandbox(options.sandbox));
		const settings: ServerSettings = {
			userFolder,
			port: options.port ?? (await freePort()),
			env: { N8N_RUNNERS_BROKER_PORT: String(await freePort()), ...options.env },
		};
		progress('Starting n8n …');
		const api = new N8nApi(`http://127.0.0.1:${settings.port}`);
		const start = async (changes: ServerSettings = settings): Promise<void> => {
			opened.server = await startServer(host, changes, { signal });
			await api.untilOffered();
		};
		await start();
		await api.setUpOwner(OWNER);
		const services = labServices(sandbox);
		const credentials = await createCredentials(api, sandbox, services);
		return {
			sandbox,
			services,
			host,
			settings,
			url: api.url,
			api,
			credentials,
			log: () => opened.server!.log(),
			ended: async () => await opened.server!.ended,
			store: async (workflow) => await api.createWorkflow(filledIn(workflow, services, credentials)),
			async publish(workflow) {
				await api.publish(workflow);
				setHooksByHand(sandbox, workflow, services, api.url);
			},
			async stop(how = 'inOrder') {
				await (how === 'inOrder' ? opened.server!.stop() : opened.server!.kill());
			},
			async startAgain(env) {
				await start({ ...settings, env: { ...settings.env, ...env } });
			},
			close,
		};
	} catch (error) {
		await close();
		throw error;
	}
}
