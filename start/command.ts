import { spawn } from 'node:child_process';
import { Problem } from './problem';

export interface CommandResult {
	code: number | null;
	/** standard output and error together */
	output: string;
	stdout: string;
}

/**
 * Runs a program to its end.
 * @throws Problem when there is no such program, and the system's error when it cannot be started
 */
export async function runCommand(
	program: string,
	args: readonly string[],
	options: { cwd?: string; env?: NodeJS.ProcessEnv; signal?: AbortSignal; uid?: number; gid?: number } = {},
): Promise<CommandResult> {
	return await new Promise((resolve, reject) => {
		const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
		let output = '';
		let stdout = '';
		child.stdout.setEncoding('utf8').on('data', (text: string) => {
			output += text;
			stdout += text;
		});
		child.stderr.setEncoding('utf8').on('data', (text: string) => {
			output += text;
		});
		child.once('error', (error: NodeJS.ErrnoException) =>
			reject(error.code === 'ENOENT' ? absent(program) : error),
		);
		child.once('close', (code) => resolve({ code, output, stdout }));
	});
}

const absent = (program: string): Problem =>
	new Problem(`${program} is not installed, or not in PATH`, `Install ${program} and start again.`);

/** npm, as this platform calls it. */
export const NPM = process.platform === 'win32' ? 'npm.cmd' : 'npm';

/** The last lines of a program's output, for an error. */
export const tailOf = (output: string, lines = 12): string =>
	output.trimEnd().split('\n').slice(-lines).join('\n');

/**
 * What npm or the compiler that it ran gave as reasons, for an error: their own error lines from the first on, or else
 * the last lines, as npm ends some failures with a page of usage.
 */
export function reasonsIn(output: string, lines = 12): string {
	const errors = output.split('\n').filter((line) => /^(npm (error|ERR!)|gyp ERR!) *\S/.test(line));
	return errors.length > 0 ? errors.slice(0, lines).join('\n') : tailOf(output, lines);
}
