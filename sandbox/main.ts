import { parseArgs } from 'util';
import { createSandbox, type Sandbox } from './sandbox';
import { serviceNames } from './services';

const PORT = 4010;

const HELP = `A fax network on your own machine.

  npm run sandbox -- [--port ${PORT}] [--host 127.0.0.1] [--speed 1]

  --speed   how many times as fast as real time faxes and retries go
`;

/** `npm run sandbox`. */
async function main(): Promise<void> {
	const { values } = parseArgs({
		options: {
			port: { type: 'string', default: String(PORT) },
			host: { type: 'string', default: '127.0.0.1' },
			speed: { type: 'string', default: '1' },
			help: { type: 'boolean', default: false },
		},
	});
	if (values.help) {
		process.stdout.write(HELP);
		return;
	}
	const port = Number(values.port);
	if (!Number.isInteger(port) || port < 0 || port > 65_535)
		throw new RangeError('--port must be from 0 to 65535');
	const sandbox = await createSandbox({ host: values.host, port, speed: Number(values.speed) });
	process.stdout.write(greeting(sandbox));
	for (const signal of ['SIGINT', 'SIGTERM'] as const) {
		process.once(signal, () => void sandbox.close().then(() => process.exit(0)));
	}
}

function greeting(sandbox: Sandbox): string {
	const credentials = serviceNames.map((name) => {
		const { title, credentials } = sandbox.service(name);
		const lines = credentials();
		return [`  ${title}`, ...lines.map(({ label, value }) => `    ${label.padEnd(24)}${value}`)].join('\n');
	});
	return `
The fax sandbox runs at ${sandbox.url} – open it in a browser to see every fax.

Credentials (they work here only):
${credentials.join('\n\n')}

Control API: ${sandbox.url}/sandbox lists its routes. The last two digits of the recipient decide what becomes of
a fax: 00 is delivered, 50 is busy … ${sandbox.url}/sandbox/scenarios lists them. Stop with Ctrl+C.
`;
}

function explain(error: unknown): string {
	const code = error instanceof Error && 'code' in error ? error.code : undefined;
	if (code === 'EADDRINUSE') {
		return 'The port is taken: another program, perhaps another sandbox, listens there. Choose one with --port.';
	}
	if (code === 'EACCES') return 'This port needs more rights. Choose one above 1023 with --port.';
	return error instanceof Error ? error.message : String(error);
}

main().catch((error: unknown) => {
	process.stderr.write(`${explain(error)}\n`);
	process.exitCode = 1;
});
