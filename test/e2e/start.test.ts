import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { demoServices } from '../../demo/services';
import { N8nApi, type CredentialRef, type StoredWorkflow } from '../../start/api';
import { NPM } from '../../start/command';
import { guard } from '../../start/guard';
import { OWNER } from '../../start/lab';
import { lackOf, pinnedHost } from '../../start/pinnedHost';
import { freePort } from '../../start/ports';
import { canBePublished, needsOthers, readExamples } from '../../start/setUp';
import { ROOT, until } from './support';

/** `npm start`, as a person types it, in a terminal of its own. */
let child: ChildProcess;
let forget: () => void;
let ended: Promise<number | null>;
let output = '';
/** its folder for temporary files */
let temporary: string;
let api: N8nApi;
let sandbox: string;

beforeAll(async () => {
	const lack = lackOf(pinnedHost(join(ROOT, 'host')));
	if (lack !== undefined) throw new Error(`${lack}. Run: npx tsx start/install.ts`);
	temporary = mkdtempSync(join(tmpdir(), 'npm-start-'));
	const [port, sandboxPort] = [await freePort(), await freePort()];
	child = spawn(NPM, ['start', '--', '--port', String(port), '--sandbox-port', String(sandboxPort)], {
		cwd: ROOT,
		detached: true,
		env: { ...process.env, TMPDIR: temporary },
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	forget = guard({ group: child.pid });
	for (const stream of [child.stdout!, child.stderr!]) {
		stream.setEncoding('utf8').on('data', (text: string) => (output += text));
	}
	ended = new Promise((resolve) => child.once('close', (code) => resolve(code)));
	const isThere = until(() => /Stop with Ctrl\+C/.test(output), 'npm start says that it is ready', 240_000);
	await Promise.race([
		isThere,
		ended.then((code) => {
			throw new Error(`npm start ended with code ${code}:\n${output}`);
		}),
	]);
	api = new N8nApi(`http://127.0.0.1:${port}`);
	sandbox = `http://127.0.0.1:${sandboxPort}`;
}, 300_000);

afterAll(() => {
	// When the test did not come to stopping it.
	const isOver = child === undefined || child.exitCode !== null || child.signalCode !== null;
	if (!isOver) process.kill(-child.pid!, 'SIGKILL');
	forget?.();
	rmSync(temporary, { recursive: true, force: true });
});

it('prints where n8n and the fax network are, and a log-in that works', async () => {
	expect(output).toContain(`n8n with the fax nodes:   ${api.url}\n`);
	expect(output).toContain(`The fax network:          ${sandbox}\n`);
	const [, email] = /log in with +(\S+)/.exec(output)!;
	const [, password] = /password +(\S+)/.exec(output)!;
	expect({ email, password }).toEqual({ email: OWNER.email, password: OWNER.password });
	await api.logIn({ email, password });
	expect((await fetch(`${api.url}/workflow/new`)).status).toBe(200);
	expect((await fetch(sandbox)).status).toBe(200);
});

it('has a credential for every service, which passes its test', async () => {
	const credentials = await api.call<CredentialRef[]>('GET', '/credentials');
	const wanted = Object.values(demoServices).map((service) => service!.credential(sandbox));
	expect(credentials.map(({ type }) => type).sort()).toEqual(wanted.map(({ type }) => type).sort());
	for (const { id, name, type } of credentials) {
		const { data } = wanted.find((one) => one.type === type)! as { data: ICredentialDataDecryptedObject };
		expect({ name, ...(await api.testCredential({ id, name, type }, data)) }).toMatchObject({
			name,
			status: 'OK',
		});
	}
});

it('has every example, active where it can work as it is', async () => {
	const examples = [...(await readExamples(join(ROOT, 'examples'))).values()];
	const stored = await api.call<StoredWorkflow[]>('GET', '/workflows');
	const wanted = examples.map((example) => ({
		name: example.name,
		active: canBePublished(example) && !needsOthers(example),
	}));
	const byName = (a: { name: string }, b: { name: string }) => a.name.localeCompare(b.name);
	expect(stored.map(({ name, active }) => ({ name, active })).sort(byName)).toEqual(wanted.sort(byName));
	expect(wanted.filter(({ active }) => active).length).toBeGreaterThan(0);
	expect(output).toContain(`${examples.length} example workflows`);
});

/** Processes that run in a folder below this one, whoever started them. Linux only, like the n8n of `host`. */
function processesIn(folder: string): string[] {
	return readdirSync('/proc').filter((name) => {
		if (!/^\d+$/.test(name)) return false;
		try {
			return readlinkSync(`/proc/${name}/cwd`).startsWith(folder);
		} catch {
			// It has ended meanwhile, or belongs to another user.
			return false;
		}
	});
}

const isOpen = async (url: string): Promise<boolean> =>
	await fetch(url, { signal: AbortSignal.timeout(2_000) }).then(
		() => true,
		() => false,
	);

it('ends with Ctrl+C and leaves nothing behind: no process, no port, no folder', async () => {
	expect(processesIn(temporary)).not.toEqual([]);
	// What a terminal does: everything in the foreground hears it, npm included.
	process.kill(-child.pid!, 'SIGINT');
	await ended;
	expect(output).toMatch(/Stopping …\nStopped\./);
	expect(processesIn(temporary)).toEqual([]);
	expect([await isOpen(api.url), await isOpen(sandbox)]).toEqual([false, false]);
	// tsx keeps what it has compiled in a folder of its own, for every project on this machine.
	expect(readdirSync(temporary).filter((name) => !/^(tsx-|node-compile-cache$)/.test(name))).toEqual([]);
});
