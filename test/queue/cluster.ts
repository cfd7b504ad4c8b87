import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSandbox, type Sandbox } from '../../sandbox';
import { N8nApi, type CredentialRef, type StoredWorkflow, type WorkflowFile } from '../../start/api';
import { OWNER } from '../../start/lab';
import { guard } from '../../start/guard';
import { installPackage, packPackage, type PackedPackage } from '../../start/packing';
import { pinnedHost } from '../../start/pinnedHost';
import { freePort } from '../../start/ports';
import { startServer, type N8nServer, type ServerSettings } from '../../start/server';
import { createCredentials, filledIn, labServices, setHooksByHand } from '../../start/setUp';
import { openFront, type Front } from './front';
import type { Programs } from './programs';
import { openStores, type Database, type Stores } from './stores';

const ROOT = join(__dirname, '../..');

type Env = Readonly<Record<string, string>>;

/** One n8n in queue mode: a main process, and as many workers and webhook processes as are started. */
export interface Cluster {
	sandbox: Sandbox;
	database: Database;
	/** what services call: in front of the webhook processes */
	front: Front;
	api: N8nApi;
	/** Stops the main process in order and starts it again. */
	restartMain(): Promise<void>;
	/** Starts a worker. */
	worker(env?: Env): Promise<N8nServer>;
	/** Starts a process that answers webhooks, behind the front. */
	webhookProcess(): Promise<N8nServer>;
	/** Stores a workflow, with credentials and numbers filled in. */
	store(workflow: WorkflowFile): Promise<StoredWorkflow>;
	/** Stores and publishes a workflow, and sets the hooks that people set by hand. */
	publish(workflow: WorkflowFile): Promise<StoredWorkflow>;
	/** Stops everything and removes all folders. */
	close(): Promise<void>;
}

/** What all processes of one n8n must agree on. */
function sharedEnvironment({ redis, database }: Stores, publicUrl: string): Env {
	return {
		EXECUTIONS_MODE: 'queue',
		DB_TYPE: 'postgresdb',
		DB_POSTGRESDB_HOST: '127.0.0.1',
		DB_POSTGRESDB_PORT: String(database.port),
		DB_POSTGRESDB_DATABASE: database.name,
		DB_POSTGRESDB_USER: database.name,
		DB_POSTGRESDB_PASSWORD: 'trusted',
		// As n8n advises where it has much to do; with its default of 2 calls fail while this machine is busy.
		DB_POSTGRESDB_POOL_SIZE: '10',
		QUEUE_BULL_REDIS_HOST: '127.0.0.1',
		QUEUE_BULL_REDIS_PORT: String(redis.port),
		// Shorter than n8n's own minute and half a minute, so that a killed worker is missed sooner.
		QUEUE_WORKER_LOCK_DURATION: '20000',
		QUEUE_WORKER_LOCK_RENEW_TIME: '4000',
		QUEUE_WORKER_STALLED_INTERVAL: '5000',
		QUEUE_HEALTH_CHECK_ACTIVE: 'true',
		N8N_WORKER_SERVER_ADDRESS: '127.0.0.1',
		WEBHOOK_URL: `${publicUrl}/`,
		N8N_LOG_LEVEL: 'info',
	};
}

/**
 * Opens Redis, PostgreSQL, the sandbox and the main process of an n8n with this package. The host must be installed.
 * @param signal gives up opening it
 * @throws Error or Problem; nothing is left behind then
 */
export async function openCluster(programs: Programs, signal?: AbortSignal): Promise<Cluster> {
	const host = pinnedHost(join(ROOT, 'host'));
	const base = await mkdtemp(join(tmpdir(), 'n8n-nodes-fax-cluster-'));
	const forget = guard({ folder: base });
	/** all that were ever started, also those that do not answer yet */
	const servers: Array<Promise<N8nServer>> = [];
	const stopping = new AbortController();
	const closing: Array<() => Promise<void>> = [
		async () => {
			await rm(base, { recursive: true, force: true, maxRetries: 5 });
			forget();
		},
	];
	const close = async () => {
		stopping.abort();
		await Promise.allSettled(servers.map(async (server) => await (await server).kill()));
		for (const step of closing.reverse()) await step();
	};
	signal?.addEventListener('abort', () => stopping.abort(), { once: true });
	const launch = async (settings: ServerSettings, args?: string[]): Promise<N8nServer> => {
		const server = startServer(host, settings, { args, signal: stopping.signal });
		servers.push(server);
		return await server;
	};
	try {
		const packed: PackedPackage = await packPackage(ROOT, base);
		const stores = await openStores(programs);
		closing.push(async () => await stores.close());
		const sandbox = await createSandbox();
		closing.push(async () => await sandbox.close());
		const front = await openFront();
		closing.push(async () => await front.close());
		const shared = sharedEnvironment(stores, front.url);

		// Each process has a folder of its own, as it would on a machine of its own.
		let started = 0;
		const start = async (command: string, args: string[] = [], more: Env = {}): Promise<N8nServer> => {
			const userFolder = join(base, `${command}-${++started}`);
			await mkdir(userFolder, { recursive: true });
			await installPackage(packed, userFolder);
			const port = await freePort();
			const settings = {
				userFolder,
				port,
				env: { ...shared, QUEUE_HEALTH_CHECK_PORT: String(port), ...more },
			};
			return await launch(settings, [command, ...args]);
		};
		const mainFolder = join(base, 'main');
		await mkdir(mainFolder);
		await installPackage(packed, mainFolder);
		const mainSettings = { userFolder: mainFolder, port: await freePort(), env: shared };
		let main = await launch(mainSettings);
		const api = new N8nApi(main.url);
		await api.setUpOwner(OWNER);
		const services = labServices(sandbox);
		const credentials: Record<string, CredentialRef> = await createCredentials(api, sandbox, services);
		const store = async (workflow: WorkflowFile) =>
			await api.createWorkflow(filledIn(workflow, services, credentials));
		return {
			sandbox,
			database: stores.database,
			front,
			api,
			async restartMain() {
				await main.stop();
				main = await launch(mainSettings);
			},
			worker: async (more) => await start('worker', ['--concurrency=10'], more),
			async webhookProcess() {
				const server = await start('webhook');
				front.targets.push(server.url);
				return server;
			},
			store,
			async publish(workflow) {
				const stored = await store(workflow);
				await api.publish(stored);
				setHooksByHand(sandbox, stored, services, front.url);
				return stored;
			},
			close,
		};
	} catch (error) {
		await close();
		throw error;
	}
}
