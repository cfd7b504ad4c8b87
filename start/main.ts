import { join } from 'node:path';
import { HELP, readCommandLine } from './commandLine';
import { openLab, OWNER, type Lab } from './lab';
import { claimPort } from './ports';
import { Problem } from './problem';
import { canBePublished, needsOthers, readExamples } from './setUp';

const ROOT = join(__dirname, '..');

/** Slow enough to be watched in the editor. */
const PACE = { queuedMs: 1_500, sendingMs: 2_500 };

const print = (text: string): void => void process.stdout.write(`${text}\n`);

/** Stores every example and publishes those that can work as they are. @returns how many there are */
async function bringInExamples(lab: Lab): Promise<number> {
	const examples = await readExamples(join(ROOT, 'examples'));
	for (const workflow of examples.values()) {
		const stored = await lab.store(workflow);
		if (canBePublished(stored) && !needsOthers(stored)) await lab.publish(stored);
	}
	return examples.size;
}

const stopping = new AbortController();
const open: { lab?: Promise<Lab> } = {};

/** `npm start`. @returns the exit code */
async function main(): Promise<number> {
	const { port, sandboxPort, help } = readCommandLine(process.argv.slice(2));
	if (help) {
		process.stdout.write(HELP);
		return 0;
	}
	await claimPort(port, '--port');
	await claimPort(sandboxPort, '--sandbox-port');
	open.lab = openLab({
		root: ROOT,
		port,
		sandbox: { port: sandboxPort, ...PACE },
		env: { N8N_LOG_LEVEL: 'warn' },
		progress: print,
		signal: stopping.signal,
	});
	const lab = await open.lab;
	print('Bringing in the example workflows …');
	const count = await bringInExamples(lab);
	print(`
n8n with the fax nodes:   ${lab.url}
  log in with             ${OWNER.email}
  password                ${OWNER.password}
The fax network:          ${lab.sandbox.url}

${count} example workflows are there, with credentials for the fax network. No fax leaves this machine.
Stop with Ctrl+C; nothing is left behind.`);
	const code = await lab.ended();
	if (stopping.signal.aborted) return 0;
	await lab.close();
	throw new Problem(
		`n8n ended with code ${code}:\n${lab.log().trimEnd().split('\n').slice(-20).join('\n')}`,
		'Start again.',
	);
}

let stoppedAt: number | undefined;

/** A signal may come twice, from the terminal and from npm or tsx; only a later one is a person's impatience. */
async function stop(exitCode: number): Promise<void> {
	if (stoppedAt !== undefined) {
		if (Date.now() - stoppedAt > 3_000) process.exit(exitCode);
		return;
	}
	stoppedAt = Date.now();
	print('\nStopping …');
	stopping.abort();
	await (await open.lab?.catch(() => undefined))?.close();
	print('Stopped.');
	process.exit(exitCode);
}

process.on('SIGINT', () => void stop(0));
process.on('SIGTERM', () => void stop(143));
process.on('SIGHUP', () => void stop(129));

main().then(
	(code) => {
		if (!stopping.signal.aborted) process.exit(code);
	},
	(error: unknown) => {
		if (stopping.signal.aborted) return;
		const hint = error instanceof Problem ? `\n${error.hint}` : '';
		process.stderr.write(`${error instanceof Error ? error.message : String(error)}.${hint}\n`);
		process.exit(1);
	},
);
