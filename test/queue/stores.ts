import { spawn, type ChildProcess } from 'node:child_process';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runCommand, tailOf } from '../../start/command';
import { guard } from '../../start/guard';
import { freePort } from '../../start/ports';
import { postgresUser, type Programs, type User } from './programs';

const READY_MS = 60_000;
const STOP_MS = 20_000;

/** A program that runs until it is stopped. */
interface Service {
	port: number;
	stop(): Promise<void>;
}

export interface Database extends Service {
	/** the name of its only user and of its only database */
	name: string;
	/** One question, answered as JSON: `select` without its first word is what each row holds. */
	rows<T>(sql: string): Promise<T[]>;
}

/** Both stores that n8n's queue mode stands on, on ports and in folders of their own. */
export interface Stores {
	redis: Service;
	database: Database;
	close(): Promise<void>;
}

const NAME = 'n8n';

async function launch(
	program: string,
	args: string[],
	{ user = {}, signal, isReady }: { user?: User; signal: NodeJS.Signals; isReady(): Promise<boolean> },
): Promise<() => Promise<void>> {
	// A group of its own: Ctrl+C in the terminal does not end it before those that use it.
	const child: ChildProcess = spawn(program, args, {
		...user,
		detached: true,
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	const forget = guard({ group: child.pid, signal });
	let output = '';
	let isOver = false;
	for (const stream of [child.stdout!, child.stderr!]) {
		stream.setEncoding('utf8').on('data', (text: string) => (output = (output + text).slice(-10_000)));
	}
	const ended = new Promise<void>((resolve) => {
		const over = () => {
			isOver = true;
			resolve();
		};
		child.once('exit', over);
		child.once('error', (error) => {
			output += error.message;
			over();
		});
	});
	const stop = async () => {
		if (!isOver) child.kill(signal);
		if (!(await Promise.race([ended.then(() => true), sleep(STOP_MS, false, { ref: false })]))) {
			child.kill('SIGKILL');
		}
		await ended;
		forget();
	};
	const deadline = Date.now() + READY_MS;
	while (!(await isReady())) {
		if (isOver || Date.now() > deadline) {
			await stop();
			throw new Error(`${program} does not start:\n${tailOf(output)}`);
		}
		await sleep(100);
	}
	return stop;
}

/** Whether a Redis answers. */
async function answersPing(port: number): Promise<boolean> {
	return await new Promise((resolve) => {
		const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
		const end = (isReady: boolean) => {
			socket.destroy();
			resolve(isReady);
		};
		socket.setTimeout(1_000, () => end(false));
		socket.once('data', (data) => end(String(data).startsWith('+PONG')));
		socket.once('error', () => end(false));
	});
}

async function startRedis({ redisServer }: Programs, folder: string): Promise<Service> {
	const port = await freePort();
	const args = [
		'--port',
		String(port),
		'--bind',
		'127.0.0.1',
		'--dir',
		folder,
		'--save',
		'',
		'--appendonly',
		'no',
	];
	const isReady = async () => await answersPing(port);
	return { port, stop: await launch(redisServer, args, { signal: 'SIGTERM', isReady }) };
}

async function startDatabase({ postgres, initdb, psql }: Programs, folder: string): Promise<Database> {
	const user = postgresUser();
	if (user.uid !== undefined) await chown(folder, user.uid, user.gid!);
	const data = join(folder, 'data');
	// Its users are those of this machine's loopback address, for as long as the test runs.
	const init = ['-D', data, '-U', NAME, '--auth=trust', '-E', 'UTF8', '--locale=C', '--no-sync'];
	const made = await runCommand(initdb, init, { ...user, cwd: folder });
	if (made.code !== 0) throw new Error(`initdb failed:\n${tailOf(made.output)}`);
	const port = await freePort();
	const ask = async (database: string, sql: string) =>
		await runCommand(psql, ['-h', '127.0.0.1', '-p', String(port), '-U', NAME, '-d', database, '-qtAc', sql]);
	const settings = { listen_addresses: '127.0.0.1', max_connections: '200', unix_socket_directories: data };
	const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
	const stop = await launch(postgres, ['-D', data, '-p', String(port), ...args], {
		user,
		// "Fast": connections are ended, nothing is waited for.
		signal: 'SIGINT',
		isReady: async () => (await ask('postgres', 'select 1')).code === 0,
	});
	const created = await ask('postgres', `create database ${NAME}`);
	if (created.code !== 0) {
		await stop();
		throw new Error(`PostgreSQL makes no database:\n${tailOf(created.output)}`);
	}
	return {
		port,
		stop,
		name: NAME,
		async rows<T>(sql: string) {
			const { code, stdout, output } = await ask(
				NAME,
				`select coalesce(json_agg(row), '[]') from (${sql}) row`,
			);
			if (code !== 0) throw new Error(`PostgreSQL refuses a question: ${tailOf(output)}`);
			return JSON.parse(stdout) as T[];
		},
	};
}

/** Starts Redis and PostgreSQL. @throws Error with what they wrote; nothing is left behind then */
export async function openStores(programs: Programs): Promise<Stores> {
	const folders = new Map<string, () => void>();
	const running: Service[] = [];
	const folder = async () => {
		const made = await mkdtemp(join(tmpdir(), 'n8n-nodes-fax-store-'));
		folders.set(made, guard({ folder: made }));
		return made;
	};
	const close = async () => {
		for (const { stop } of running.reverse()) await stop();
		for (const [path, forget] of folders) {
			await rm(path, { recursive: true, force: true, maxRetries: 5 });
			forget();
		}
	};
	try {
		const redis = await startRedis(programs, await folder());
		running.push(redis);
		const database = await startDatabase(programs, await folder());
		running.push(database);
		return { redis, database, close };
	} catch (error) {
		await close();
		throw error;
	}
}
