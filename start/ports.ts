import { createServer } from 'node:net';
import { Problem } from './problem';

/** Some port of this machine that nobody listens on now. */
export async function freePort(): Promise<number> {
	return await new Promise((resolve, reject) => {
		const server = createServer();
		server.once('error', reject);
		server.listen(0, '127.0.0.1', () => {
			const address = server.address();
			const port = typeof address === 'object' && address !== null ? address.port : 0;
			server.close(() => resolve(port));
		});
	});
}

/** Why nobody can listen on this port of the loopback address now: the system's code; undefined when somebody can. */
async function obstacleAt(port: number): Promise<string | undefined> {
	return await new Promise((resolve) => {
		const server = createServer();
		server.once('error', ({ code }: NodeJS.ErrnoException) => resolve(code ?? 'unknown'));
		server.listen(port, '127.0.0.1', () => server.close(() => resolve(undefined)));
	});
}

const HIGHEST = 65_535;

async function nextFree(port: number): Promise<number | undefined> {
	for (let next = Math.max(port + 1, 1024); next <= Math.min(port + 2_000, HIGHEST); next += 1) {
		if ((await obstacleAt(next)) === undefined) return next;
	}
	return undefined;
}

/**
 * Makes sure that a port can be listened on.
 * @param option with which a person chooses another
 * @throws Problem that names a port which is free
 */
export async function claimPort(port: number, option: string): Promise<void> {
	const obstacle = await obstacleAt(port);
	if (obstacle === undefined) return;
	const next = (await nextFree(port)) ?? (await freePort());
	const other = `choose another port: npm start -- ${option} ${next}`;
	if (obstacle === 'EADDRINUSE') {
		throw new Problem(
			`Port ${port} is taken: another program, perhaps another start of this one, listens there`,
			`Stop it, or ${other}`,
		);
	}
	const reason = obstacle === 'EACCES' ? 'only an administrator may listen there' : obstacle;
	throw new Problem(`Port ${port} cannot be used: ${reason}`, other.replace('c', 'C'));
}
