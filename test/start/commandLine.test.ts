import { HELP, PORT, readCommandLine, SANDBOX_PORT } from '../../start/commandLine';
import type { Problem } from '../../start/problem';

/** What a person is told. */
function told(args: string[]): string {
	try {
		readCommandLine(args);
	} catch (error) {
		const { message, hint } = error as Problem;
		return `${message}. ${hint}`;
	}
	throw new Error('It was understood');
}

it('has ports by default, and takes others', () => {
	expect(readCommandLine([])).toEqual({ port: PORT, sandboxPort: SANDBOX_PORT, help: false });
	expect(readCommandLine(['--port', '5700', '--sandbox-port=4100'])).toEqual({
		port: 5700,
		sandboxPort: 4100,
		help: false,
	});
	expect(readCommandLine(['-h']).help).toBe(true);
});

it.each(['0', '65536', '80.5', 'http', ''])('refuses the port %j', (port) => {
	expect(told([`--port=${port}`])).toBe(`--port is ${port}. Give a number from 1 to 65535.`);
});

it('refuses one port for both', () => {
	expect(told(['--port', '4010'])).toBe(
		'--port and --sandbox-port are both 4010. Give two different numbers.',
	);
});

it.each([[['--prot', '5700']], [['5700']], [['--port']]])('does not guess what %j means', (args) => {
	expect(told(args)).toMatch(/\. npm start -- --help lists the options\.$/);
});

it('names every option in its help', () => {
	expect(HELP).toContain(`--port ${PORT} --sandbox-port ${SANDBOX_PORT}`);
});
