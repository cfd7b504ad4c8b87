import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../e2e/support';

const ROOT = join(__dirname, '../..');

/** Starts a shell with a child of its own, guards it and a folder, and waits. */
const PROGRAM = `
const { spawn } = require('node:child_process');
const { guard } = require('./start/guard');
const [folder, forgets] = process.argv.slice(1);
const { pid } = spawn('sh', ['-c', 'sleep 600 & sleep 600'], { detached: true, stdio: 'ignore' });
const forget = [guard({ group: pid }), guard({ folder })];
if (forgets === 'forget') for (const one of forget) one();
console.log(pid);
setInterval(() => undefined, 1_000);
`;

const isThere = (group: number): boolean => {
	try {
		process.kill(-group, 0);
		return true;
	} catch {
		return false;
	}
};

let folder: string;
let group: number | undefined;

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'fax-guard-'));
	group = undefined;
});

afterEach(() => {
	if (group !== undefined && isThere(group)) process.kill(-group, 'SIGKILL');
	rmSync(folder, { recursive: true, force: true });
});

/** Runs the program until its shell is there, and ends it. */
async function end(signal: NodeJS.Signals, ...args: string[]): Promise<number> {
	const child = spawn(process.execPath, ['--import', 'tsx', '-e', PROGRAM, folder, ...args], { cwd: ROOT });
	const ended = new Promise((resolve) => child.once('close', resolve));
	let output = '';
	child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
	await until(() => output.endsWith('\n'), 'the program is ready');
	group = Number(output);
	expect(isThere(group)).toBe(true);
	child.kill(signal);
	await ended;
	return group;
}

it.each(['SIGINT', 'SIGTERM', 'SIGKILL'] as const)(
	'a program that ends by %s leaves neither processes nor folders behind',
	async (signal) => {
		const left = await end(signal);
		await until(() => !isThere(left), 'the processes have ended');
		await until(() => !existsSync(folder), 'the folder is gone');
	},
	60_000,
);

it('what was given up before stays', async () => {
	const left = await end('SIGKILL', 'forget');
	await new Promise((resolve) => setTimeout(resolve, 500));
	expect(isThere(left)).toBe(true);
	expect(existsSync(folder)).toBe(true);
}, 60_000);
