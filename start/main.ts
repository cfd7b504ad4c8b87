import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openLab, OWNER, type Lab } from './lab';
import { isFree } from './ports';
import { Problem } from './problem';
import { canBePublished, needsOthers, readExamples } from './setUp';

const PORT = 5678;
const SANDBOX_PORT = 4010;
const ROOT = join(__dirname, '..');

const HELP = `n8n with the fax nodes of this project, and a fax network to try them on, all on this machine.

  npm start
  npm start -- --port ${PORT} --sandbox-port ${SANDBOX_PORT}

Everything is fresh at every start, and gone when you stop it with Ctrl+C.
`;

/** Slow enough to be watched in the editor. */
const PACE = { queuedMs: 1_500, sendingMs: 2_500 };

const print = (text: string): void => void process.stdout.write(`${text}\n`);

interface CommandLine {
	port: number;
	sandboxPort: number;
	help: boolean;
}

function readCommandLine(): CommandLine {
	let values;
	try {
		({ values } = parseArgs({
			options: {
				port: { type: 'string', default: String(PORT) },
				'sandbox-port': { type: 'string', default: String(SANDBOX_PORT) },
				help: { type: 'boolean', short: 'h', default: false },
			},
		}));
	} catch (error) {
		throw new Problem((error as Error).message.split('. ')[0], 'npm start -- --help lists the options.');
	}
	return {
		port: portIn(values.port, '--port'),
		sandboxPort: portIn(values['sandbox-port'], '--sandbox-port'),
		help: values.help,
	};
}

function portIn(text: string, option: string): number {
	const port = Number(text);
	if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
	throw new Problem(`${option} is ${text}`, 'Give a number from 1 to 65535.');
}

async function claim(port: number, option: string): Promise<void> {
	if (await isFree(port)) return;
	throw new Problem(
		`Port ${port} is taken: another program, perhaps another start of this one, listens there`,
		`Stop it, or choose another port: npm start -- ${option} ${port + 1}`,
	);
}

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
	const { port, sandboxPort, help } = readCommandLine();
	if (help) {
		process.stdout.write(HELP);
		return 0;
	}
	await claim(port, '--port');
	await claim(sandboxPort, '--sandbox-port');
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
