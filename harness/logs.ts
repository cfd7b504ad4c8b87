import { CredentialTestContext } from 'n8n-core';

/** One line that n8n, or a node through `this.logger`, wrote. */
export interface LogLine {
	level: string;
	message: string;
	/** Message and metadata as n8n's JSON log format would print them: what to search for secrets. */
	text: string;
}

interface InternalLogger {
	log(level: string, message: string, metadata?: unknown): void;
	child(): InternalLogger;
}

const sinks = new Set<(line: LogLine) => void>();

const capture: InternalLogger = {
	log(level, message, metadata) {
		if (sinks.size === 0) return;
		const text = `${message} ${stringify(metadata)}`;
		for (const sink of sinks) sink({ level, message, text });
	},
	child: () => capture,
};

let installed = false;

/** Puts the capture in the place of n8n's printing logger; once for each process. */
function install(): void {
	if (installed) return;
	installed = true;
	// A credential test's context hands out n8n's logger: the way to it through n8n-core's exports.
	const logger = new CredentialTestContext().logger as unknown as {
		setInternalLogger(internal: InternalLogger): void;
	};
	logger.setInternalLogger(capture);
}

/** JSON of anything: cycles are cut, and a value whose `toJSON` throws is named instead. */
function stringify(value: unknown): string {
	const parents: unknown[] = [];
	try {
		return (
			JSON.stringify(value, function (this: unknown, _key, entry: unknown) {
				while (parents.length > 0 && parents.at(-1) !== this) parents.pop();
				if (typeof entry === 'bigint') return String(entry);
				if (typeof entry !== 'object' || entry === null) return entry;
				if (parents.includes(entry)) return '[circular]';
				parents.push(entry);
				return entry;
			}) ?? ''
		);
	} catch (error) {
		return `[not printable: ${String(error)}]`;
	}
}

/**
 * Collects all that n8n logs from now on. The logger is one for the process: with several engines at once,
 * each collects the lines of all.
 * @returns the growing list, and the function that ends the collection
 */
export function collectLogs(print?: (line: LogLine) => void): { lines: LogLine[]; stop: () => void } {
	install();
	const lines: LogLine[] = [];
	const sink = (line: LogLine): void => {
		lines.push(line);
		print?.(line);
	};
	sinks.add(sink);
	return { lines, stop: () => void sinks.delete(sink) };
}
