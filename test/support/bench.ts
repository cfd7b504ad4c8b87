import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { IBinaryData, INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { createEngine, type Engine, type RunNodeOptions, type RunResult } from '../../harness';
import type { EngineOptions } from '../../harness';
import type * as ClockModule from '../../nodes/shared/clock';
import { createSandbox, makePdf, type Sandbox, type SandboxOptions } from '../../sandbox';

export const PACKAGE_ROOT = join(__dirname, '../..');

/** When the sandbox's time, and that of the nodes, begins. */
export const START = Date.parse('2026-03-02T09:00:00Z');

/** A module of the built package: another instance than that of its source. */
export function built<T>(path: string): T {
	return require(join(PACKAGE_ROOT, 'dist', path)) as T;
}

/** n8n's engine around the built package and a sandbox, with one clock for both that stands still unless moved. */
export interface Bench {
	engine: Engine;
	sandbox: Sandbox;
	/** every pause that the nodes made since the last reset, in milliseconds of their time */
	pauses: number[];
	/** how many of the nodes' milliseconds pass in a real one while they pause; default 1000 */
	haste: number;
	/** Empties the sandbox and the list of pauses. Its clock and the nodes' memory go on. */
	reset(): void;
	/** One item with these documents, in n8n's store, under the fields `data`, `data2`, … */
	item(documents?: readonly Buffer[], json?: INodeExecutionData['json']): Promise<INodeExecutionData>;
	/** Runs one node and returns the json of its first output beside all else. */
	run(options: RunNodeOptions): Promise<RunResult & { json: Array<Record<string, unknown>> }>;
	close(): Promise<void>;
}

/** Starts a bench; `close` it when done. */
export async function openBench(
	sandboxOptions: SandboxOptions = {},
	engineOptions: Partial<EngineOptions> = {},
): Promise<Bench> {
	const sandbox = await createSandbox({ speed: 0, startTime: START, ...sandboxOptions });
	const engine = await createEngine({ packageRoot: PACKAGE_ROOT, ...engineOptions });
	const { useClock } = built<typeof ClockModule>('nodes/shared/clock.js');
	const pauses: number[] = [];
	const bench: Bench = {
		engine,
		sandbox,
		pauses,
		haste: 1000,
		reset() {
			sandbox.reset();
			pauses.length = 0;
			bench.haste = 1000;
		},
		async item(documents = [LETTER], json = {}) {
			const binary: Record<string, IBinaryData> = {};
			for (const [index, bytes] of documents.entries()) {
				const field = index === 0 ? 'data' : `data${index + 1}`;
				binary[field] = await engine.storeBinary(bytes, { fileName: fileNameOf(index) });
			}
			return { json, binary };
		},
		async run(options) {
			const result = await engine.runNode(options);
			const json = (result.outputs[0] ?? []).map((item) => item.json as Record<string, unknown>);
			return { ...result, json };
		},
		async close() {
			useClock();
			await engine.close();
			await sandbox.close();
		},
	};
	useClock({ now: () => sandbox.clock.now(), sleep: (ms, signal) => pause(bench, ms, signal) });
	return bench;
}

/** How the bench of a suite differs from the usual one. */
interface SuiteOptions {
	sandbox?: SandboxOptions;
	engine?: Partial<EngineOptions>;
	/** n8n answers webhooks, too */
	listens?: boolean;
	/** see `Bench`, for each test; default 1000 */
	haste?: number;
}

/**
 * A bench for all tests of a file or `describe`: it is opened before the first, emptied before each, closed after the
 * last. Only hooks and tests can use it.
 */
export function useBench({ sandbox, engine, listens = false, haste }: SuiteOptions = {}): Bench {
	let opened: Bench | undefined;
	beforeAll(async () => {
		opened = await openBench(sandbox, engine);
		if (listens) await opened.engine.listen();
	});
	beforeEach(() => {
		opened!.reset();
		if (haste !== undefined) opened!.haste = haste;
	});
	afterAll(async () => await opened?.close());
	const present = (): Bench => {
		if (opened === undefined) throw new Error('The bench is opened before the first test, not earlier');
		return opened;
	};
	return new Proxy({} as Bench, {
		get: (_, name) => Reflect.get(present(), name) as unknown,
		set: (_, name, value) => Reflect.set(present(), name, value),
	});
}

async function pause(bench: Bench, ms: number, signal?: AbortSignal): Promise<void> {
	signal?.throwIfAborted();
	bench.pauses.push(ms);
	await new Promise<void>((resolve, reject) => {
		const timer = setTimeout(resolve, ms / bench.haste);
		signal?.addEventListener(
			'abort',
			() => {
				clearTimeout(timer);
				reject(signal.reason as Error);
			},
			{ once: true },
		);
	});
}

/** A PDF of three pages, and one of a single page. */
export const LETTER = makePdf([['A letter'], ['Page 2'], ['Page 3']]);
export const ANNEX = makePdf([['An annex']]);

/** A PDF that says it is protected by a password. */
export const PROTECTED = Buffer.from(
	makePdf([['Secret']])
		.toString('latin1')
		.replace('/Root', '/Encrypt 99 0 R /Root'),
	'latin1',
);

/** The file name under which `Bench.item` stores the document with this index. */
export const fileNameOf = (index: number): string => (index === 0 ? 'letter.pdf' : `annex-${index}.pdf`);

export const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** The parameters of an operation on faxes. */
export const faxParameters = (operation: string, more: INodeParameters = {}): INodeParameters => ({
	resource: 'fax',
	operation,
	...more,
});

/** How long to look for a condition before giving up, in real milliseconds. */
const PATIENCE_MS = 5_000;

/** Resolves when the condition holds; rejects after five seconds. */
export async function until(condition: () => boolean, what: string): Promise<void> {
	const end = Date.now() + PATIENCE_MS;
	while (!condition()) {
		if (Date.now() > end) throw new Error(`It did not come about: ${what}`);
		await new Promise((resolve) => setTimeout(resolve, 5));
	}
}
