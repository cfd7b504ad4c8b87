import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { InputError } from './inputError';

export const HELP = `Sends and receives real documents through n8n's engine, with every fax service of this package.
No account is needed, and nothing leaves this machine: the services are played by a local sandbox.

  npm run demo                          the documents that come with the demo
  npm run demo -- letter.pdf scan.tif   your own
  npm run demo -- --json                the outcome as JSON in the last line

Exit code: 0 when every fax arrived as it was sent, 1 when one did not, 2 for a document that cannot be used.
`;

export interface CommandLine {
	/** absolute paths; none means the demo's own documents */
	files: string[];
	json: boolean;
	help: boolean;
}

/**
 * Reads the command line.
 * @throws InputError for an option that there is not
 */
export function readCommandLine(args: string[], environment: NodeJS.ProcessEnv): CommandLine {
	let parsed;
	try {
		parsed = parseArgs({
			args,
			allowPositionals: true,
			options: { json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
		});
	} catch (error) {
		throw new InputError((error as Error).message.split('. ')[0], '--help lists the options.');
	}
	const { values, positionals } = parsed;
	// npm runs scripts in the package's folder; people name files from where they are.
	const folder = environment.INIT_CWD ?? process.cwd();
	return {
		files: positionals.map((file) => resolve(folder, file)),
		// Without `--` before it npm takes the option for its own and passes it on like this.
		json: values.json === true || environment.npm_config_json === 'true',
		help: values.help === true,
	};
}
