import { parseArgs } from 'node:util';
import { Problem } from './problem';

export const PORT = 5678;
export const SANDBOX_PORT = 4010;

export const HELP = `n8n with the fax nodes of this project, and a fax network to try them on, all on this machine.

  npm start
  npm start -- --port ${PORT} --sandbox-port ${SANDBOX_PORT}

Everything is fresh at every start, and gone when you stop it with Ctrl+C.
`;

export interface CommandLine {
	/** n8n's port */
	port: number;
	sandboxPort: number;
	help: boolean;
}

/**
 * Reads the arguments of `npm start`.
 * @throws Problem when they cannot be meant
 */
export function readCommandLine(args: readonly string[]): CommandLine {
	let values;
	try {
		({ values } = parseArgs({
			args: [...args],
			options: {
				port: { type: 'string', default: String(PORT) },
				'sandbox-port': { type: 'string', default: String(SANDBOX_PORT) },
				help: { type: 'boolean', short: 'h', default: false },
			},
		}));
	} catch (error) {
		throw new Problem((error as Error).message.split('. ')[0], 'npm start -- --help lists the options.');
	}
	const port = portIn(values.port, '--port');
	const sandboxPort = portIn(values['sandbox-port'], '--sandbox-port');
	if (port === sandboxPort) {
		throw new Problem(`--port and --sandbox-port are both ${port}`, 'Give two different numbers.');
	}
	return { port, sandboxPort, help: values.help };
}

function portIn(text: string, option: string): number {
	const port = Number(text);
	if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
	throw new Problem(`${option} is ${text}`, 'Give a number from 1 to 65535.');
}
