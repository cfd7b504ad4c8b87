import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runCommand, tailOf, type CommandResult } from './command';
import { guard } from './guard';
import type { PinnedHost } from './pinnedHost';
import { freePort } from './ports';
import { Problem } from './problem';

const READY_MS = 180_000;
const STOP_MS = 40_000;
const LOOK_MS = 250;

/** Where and how an n8n runs. */
export interface ServerSettings {
	/** n8n's user folder */
	userFolder: string;
	port: number;
	/** more variables of the environment; `undefined` takes one away */
	env?: Readonly<Record<string, string | undefined>>;
}

/** What n8n needs to stay on this machine, and quiet. */
const ALWAYS: Readonly<Record<string, string>> = {
	N8N_LISTEN_ADDRESS: '127.0.0.1',
	N8N_HOST: '127.0.0.1',
	N8N_PROTOCOL: 'http',
	N8N_SECURE_COOKIE: 'false',
	N8N_DIAGNOSTICS_ENABLED: 'false',
	N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
	N8N_TEMPLATES_ENABLED: 'false',
	N8N_PERSONALIZATION_ENABLED: 'false',
	N8N_HIRING_BANNER_ENABLED: 'false',
	N8N_RUNNERS_ENABLED: 'true',
	N8N_UNVERIFIED_PACKAGES_ENABLED: 'true',
	N8N_COMMUNITY_PACKAGES_ENABLED: 'true',
	N8N_LOG_OUTPUT: 'console',
	// On a busy machine its database may be slow to answer; n8n turns everybody away then.
	DB_PING_TIMEOUT_MS: '30000',
	NO_COLOR: '1',
};

/** Where n8n puts what it forgets to take away again: below its own folder, so that it goes with it. */
const temporaryFolder = ({ userFolder }: ServerSettings): string => join(userFolder, 'tmp');

/** The environment for n8n's commands. Settings of the caller's own n8n do not leak into it. */
function environmentOf(host: PinnedHost, settings: ServerSettings): NodeJS.ProcessEnv {
	const { userFolder, port, env } = settings;
	const temporary = temporaryFolder(settings);
	const own = Object.entries(process.env).filter(
		([name]) =>
			!/^(N8N_|DB_|EXECUTIONS_|QUEUE_|WEBHOOK_URL|npm_|NODE_OPTIONS|NODE_PATH|NODE_ENV|JEST_)/i.test(name),
	);
	return {
		...Object.fromEntries(own),
		...ALWAYS,
		TMPDIR: temporary,
		TEMP: temporary,
		TMP: temporary,
		N8N_USER_FOLDER: userFolder,
		N8N_ENCRYPTION_KEY: 'kept-for-this-one-folder-only',
		N8N_PORT: String(port),
		WEBHOOK_URL: `http://127.0.0.1:${port}/`,
		N8N_EDITOR_BASE_URL: `http://127.0.0.1:${port}/`,
		...host.env,
		...env,
	};
}

/** Runs one of n8n's commands to its end. */
export async function runN8n(
	host: PinnedHost,
	settings: ServerSettings,
	args: readonly string[],
): Promise<CommandResult> {
	const broker = { N8N_RUNNERS_BROKER_PORT: String(await freePort()) };
	const env = { ...environmentOf(host, settings), ...broker };
	await mkdir(temporaryFolder(settings), { recursive: true });
	return await runCommand(host.node, [host.n8n, ...args], { cwd: settings.userFolder, env });
}

/** A running n8n. */
export interface N8nServer {
	/** without a slash at the end */
	url: string;
	/** everything that n8n has written since this start */
	log(): string;
	/** resolves with the exit code when it ends, by itself or not */
	ended: Promise<number | null>;
	/** Stops it, by force after some time. */
	stop(): Promise<void>;
	/** Ends it at once, as a power cut does. */
	kill(): Promise<void>;
	/** Sends a signal to it alone, and waits for nothing. */
	signal(name: NodeJS.Signals): void;
}

/**
 * Starts n8n and waits until it answers. It ends at the latest with this program.
 * @param args n8n's command, `start` by default
 * @throws Problem when it ends or does not answer in time; it is stopped then
 */
export async function startServer(
	host: PinnedHost,
	settings: ServerSettings,
	{ signal, args = ['start'] }: { signal?: AbortSignal; args?: readonly string[] } = {},
): Promise<N8nServer> {
	const env = { N8N_RUNNERS_BROKER_PORT: String(await freePort()), ...environmentOf(host, settings) };
	await mkdir(temporaryFolder(settings), { recursive: true });
	// A group of its own: Ctrl+C in the terminal reaches only the program that started it, which then stops it in order.
	const child = spawn(host.node, [host.n8n, ...args], {
		cwd: settings.userFolder,
		env,
		detached: process.platform !== 'win32',
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	const forget = guard({ group: child.pid });
	let log = '';
	for (const stream of [child.stdout, child.stderr]) {
		stream.setEncoding('utf8').on('data', (text: string) => {
			log += text;
		});
	}
	let isOver = false;
	const ended = new Promise<number | null>((resolve, reject) => {
		child.once('error', reject);
		child.once('exit', (code) => {
			isOver = true;
			resolve(code);
		});
	});
	ended.catch(() => undefined);
	const server: N8nServer = {
		url: `http://127.0.0.1:${settings.port}`,
		log: () => log,
		ended,
		async stop() {
			const isEnded = ended.then(() => true);
			if (!isOver) child.kill('SIGTERM');
			if (!(await Promise.race([isEnded, sleep(STOP_MS, false, { ref: false })]))) killGroup(child);
			await ended;
			// Its task runner is a process of its own and may outlive it.
			killGroup(child);
			forget();
		},
		async kill() {
			killGroup(child);
			await ended;
			forget();
		},
		signal(name) {
			if (!isOver) child.kill(name);
		},
	};
	try {
		await untilReady(server, () => isOver, join(basename(host.folder), 'node_modules'), signal);
	} catch (error) {
		await server.kill().catch(() => undefined);
		throw error;
	}
	return server;
}

function killGroup({ pid }: ChildProcess): void {
	if (pid === undefined) return;
	try {
		process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
	}
}

async function untilReady(
	server: N8nServer,
	isOver: () => boolean,
	installation: string,
	signal?: AbortSignal,
): Promise<void> {
	const deadline = Date.now() + READY_MS;
	for (;;) {
		signal?.throwIfAborted();
		// `ended` rejects when the program cannot be started at all.
		if (isOver() || (await Promise.race([server.ended, sleep(LOOK_MS, 'alive')])) !== 'alive') {
			throw new Problem(
				`n8n ended while it started:\n${tailOf(server.log(), 20)}`,
				whyEnded(server.log(), installation),
			);
		}
		if (await answers(`${server.url}/healthz/readiness`)) return;
		if (Date.now() > deadline) {
			throw new Problem(
				`n8n did not answer at ${server.url} within ${READY_MS / 1000} seconds:\n${tailOf(server.log(), 20)}`,
				'The machine may be very busy. Start again.',
			);
		}
	}
}

function whyEnded(log: string, installation: string): string {
	return /EADDRINUSE|port .* is already in use/i.test(log)
		? 'Another program listens on that port. Choose another.'
		: `If its installation is to blame, delete ${installation} and start again.`;
}

async function answers(url: string): Promise<boolean> {
	try {
		return (await fetch(url, { signal: AbortSignal.timeout(2_000) })).status === 200;
	} catch {
		return false;
	}
}
