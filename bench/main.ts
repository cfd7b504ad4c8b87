import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadProvider } from '../nodes/FaxInbox/providers';
import { MOST_AT_ONCE } from '../nodes/shared/description/limits';
import { CASES, type Case } from './cases';
import { chart } from './chart';
import { findingsOf, type Finding } from './check';
import { hasHttpRequestNode } from './httpRequestNode';
import { findingLine, linesOf } from './report';
import { resultOf, type CaseResult, type Results } from './results';
import { inProcess, startServer, type ServerProcess } from './serverProcess';
import type { Contender, Measured, Task } from './tasks';

/*
 * npm run bench [-- --quick] [--only TEXT]... [--runs N] [--list]
 *
 * Results go to bench/results.json, beside those that are there of other cases, and into a chart. With --quick a few
 * cases are measured and held against the goals with room for noise; nothing is written. The exit code says only
 * whether everything could be measured: timings of a busy machine are no reason to fail.
 */

const RESULTS = join(__dirname, 'results.json');
const CHART = join(__dirname, '../docs/images/throughput.svg');
const RUNS = 5;
const QUICK_RUNS = 3;
/** How much worse than a goal a figure may be before --quick calls it missed. */
const ROOM = 1.5;
const print = (text: string) => process.stdout.write(`${text}\n`);

async function measured(server: ServerProcess, one: Case, contender: Contender, more: Partial<Task>) {
	const { operation, count, bytes, latencyMs, service, ownDocuments = false } = one;
	await server.set({ latencyMs, documentBytes: bytes, listTotal: count });
	const what = { contender, service: service.name, operation, count, bytes, ownDocuments };
	const task = { ...what, serverUrl: server.url, ...more };
	return await inProcess<Measured>('worker.ts', task, ['--expose-gc']);
}

/** Measures all contenders of a case, the HTTP Request node first: the others get the concurrency that it had. */
async function caseResult(
	server: ServerProcess,
	one: Case,
	contenders: readonly Contender[],
	runs: number,
): Promise<CaseResult> {
	let concurrency = one.concurrency ?? MOST_AT_ONCE;
	const results: CaseResult['results'] = {};
	for (const contender of contenders) {
		const result = resultOf(one, await measured(server, one, contender, { concurrency, runs }));
		results[contender] = result;
		// At no latency small requests are answered one by one, so that nothing is seen of how many were sent.
		if (contender === 'httpRequestNode' && one.concurrency === undefined && one.latencyMs > 0) {
			concurrency = Math.max(1, Math.min(MOST_AT_ONCE, result.peak));
		}
	}
	return { concurrency, at: new Date().toISOString(), results };
}

function readResults(): Results {
	const [{ model }] = cpus();
	const machine = { node: process.version, cpus: cpus().length, model };
	if (!existsSync(RESULTS)) return { machine, cases: {} };
	const { cases } = JSON.parse(readFileSync(RESULTS, 'utf8')) as Results;
	return { machine, cases };
}

/** Puts a result beside those that are there, also what another run has written meanwhile. */
function write(key: string, result: CaseResult): void {
	const results = readResults();
	results.cases[key] = result;
	writeFileSync(RESULTS, `${JSON.stringify(results, null, '\t')}\n`);
	const shown = CASES.filter((one) => / 1000 × 50 kB 50 ms$/.test(one.key) && one.key in results.cases);
	if (shown.length === 0) return;
	const rows = shown.map((one): [string, CaseResult] => [
		loadProvider(one.service.name).displayName,
		results.cases[one.key],
	]);
	writeFileSync(
		CHART,
		chart('Calls a second: 1,000 faxes of 50 kB, a service that answers after 50 ms', rows),
	);
}

async function main(): Promise<void> {
	const { values } = parseArgs({
		options: {
			quick: { type: 'boolean', default: false },
			list: { type: 'boolean', default: false },
			only: { type: 'string', multiple: true, default: [] },
			runs: { type: 'string' },
		},
	});
	const chosen = CASES.filter(({ key, quick }) => {
		if (values.quick && !quick) return false;
		return values.only.length === 0 || values.only.some((text) => key.includes(text));
	});
	if (values.list) return chosen.forEach(({ key }) => print(key));
	const withNode = hasHttpRequestNode();
	if (!withNode) {
		print(
			"n8n's HTTP Request node is not installed, so it is left out: npx tsx start/install.ts installs it.",
		);
	}
	const runs = Number(values.runs ?? (values.quick ? QUICK_RUNS : RUNS));
	const findings: Finding[] = [];
	const server = await startServer();
	try {
		for (const one of chosen) {
			const contenders = one.contenders.filter((name) => withNode || name !== 'httpRequestNode');
			const result = await caseResult(server, one, contenders, runs);
			for (const line of linesOf(one.key, result)) print(line);
			findings.push(...findingsOf(one, result, values.quick ? ROOM : 1));
			if (!values.quick) write(one.key, result);
		}
	} finally {
		await server.close();
	}
	print('');
	for (const finding of findings) print(findingLine(finding));
}

main().catch((error: unknown) => {
	process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
	process.exitCode = 1;
});
