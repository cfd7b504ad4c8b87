import { spawn } from 'node:child_process';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { claimPort, freePort } from '../../start/ports';
import type { Problem } from '../../start/problem';

const ROOT = join(__dirname, '../..');

let taken: Server;
let port: number;

beforeAll(async () => {
	port = await freePort();
	taken = createServer();
	await new Promise<void>((resolve) => taken.listen(port, '127.0.0.1', resolve));
});

afterAll(async () => await new Promise((resolve) => taken.close(resolve)));

it('is content with a free port', async () => {
	await expect(claimPort(await freePort(), '--port')).resolves.toBeUndefined();
});

it('says that a port is taken, and names one that is free', async () => {
	const problem = await claimPort(port, '--port').then(
		() => undefined,
		(error: Problem) => error,
	);
	expect(problem?.message).toContain(`Port ${port} is taken`);
	const [, next] = /^Stop it, or choose another port: npm start -- --port (\d+)$/.exec(problem!.hint)!;
	await expect(claimPort(Number(next), '--port')).resolves.toBeUndefined();
});

/** Starts what `npm start` starts, after the build. */
async function start(args: string[]): Promise<{ code: number | null; output: string }> {
	return await new Promise((resolve, reject) => {
		const child = spawn(process.execPath, ['--import', 'tsx', 'start/main.ts', ...args], { cwd: ROOT });
		let output = '';
		for (const stream of [child.stdout, child.stderr]) {
			stream.setEncoding('utf8').on('data', (text: string) => (output += text));
		}
		child.once('error', reject);
		child.once('close', (code) => resolve({ code, output }));
	});
}

it.each(['--port', '--sandbox-port'])(
	'npm start ends at once when the port of %s is taken, before it installs or starts anything',
	async (option) => {
		const other = option === '--port' ? '--sandbox-port' : '--port';
		const { code, output } = await start([option, String(port), other, String(await freePort())]);
		expect(output).toMatch(
			new RegExp(
				`^Port ${port} is taken: .*\\.\nStop it, or choose another port: npm start -- ${option} \\d+\n$`,
			),
		);
		expect(code).toBe(1);
	},
	60_000,
);
