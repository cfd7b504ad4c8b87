import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSandbox, type Sandbox } from '../../sandbox';
import { services } from '../contract/service';
import { PACKAGE_ROOT } from '../support/bench';
import type { WorkerOrder, WorkerReport } from './duplicateWorker';

const COUNT = 60;
const CONCURRENCY = 5;
/** Time for a process to load n8n's engine, in milliseconds. */
const START_MS = 6_000;

const recipients = Array.from({ length: COUNT }, (_, index) => {
	const exchange = 555 + Math.floor(index / 50);
	return `+1312${exchange}01${String(index % 50).padStart(2, '0')}`;
});

async function worker(order: WorkerOrder): Promise<WorkerReport> {
	const script = join(__dirname, 'duplicateWorker.ts');
	const child = spawn(process.execPath, ['--import', 'tsx', script, JSON.stringify(order)], {
		cwd: PACKAGE_ROOT,
	});
	let out = '';
	let errors = '';
	child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
	child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
	const code = await new Promise((resolve) => child.on('close', resolve));
	if (code !== 0) throw new Error(`The process ended with ${String(code)}: ${errors}`);
	return JSON.parse(out.trimEnd().split('\n').at(-1)!) as WorkerReport;
}

/*
 * n8n's store has no lock: two processes that ask at the same moment are both told that a fax is new. The node finds that
 * out as long as the row is read and written within a tenth of a second; this measures what is left beyond.
 */
describe.each(services.slice(0, 1))('two n8n processes with one store (%s)', (_name, service) => {
	let sandbox: Sandbox;
	let folder: string;

	beforeAll(async () => {
		sandbox = await createSandbox({ speed: 1 });
		folder = mkdtempSync(join(tmpdir(), 'fax-processes-'));
	});
	afterAll(async () => {
		await sandbox.close();
		rmSync(folder, { recursive: true, force: true });
	});

	it.each([
		['at the same moment', 0, 5, 0],
		['10 ms later', 10, 5, 0],
		['50 ms later', 50, 5, 0],
		['when the first has finished', 8_000, 5, 0],
		// Reading and writing the row takes longer than the node waits for others to be done with it.
		['at the same moment', 0, 150, COUNT],
		['50 ms later', 50, 150, COUNT],
	])('begin %s (%i ms), each access takes %i ms', async (title, offsetMs, latencyMs, most) => {
		sandbox.reset();
		const startAt = Date.now() + START_MS;
		const order = {
			node: service.node,
			credential: { type: service.credential.type, data: service.credential.data(sandbox.url) },
			sendParameters: service.sendParameters,
			file: join(folder, `${offsetMs}-${latencyMs}.json`),
			latencyMs,
			concurrency: CONCURRENCY,
			to: recipients,
		};
		const reports = await Promise.all([
			worker({ ...order, startAt }),
			worker({ ...order, startAt: startAt + offsetMs }),
		]);
		const counts = new Map<string | null, number>();
		for (const { to } of sandbox.faxes()) counts.set(to, (counts.get(to) ?? 0) + 1);
		const twice = [...counts.values()].filter((times) => times > 1).length;
		process.stdout.write(
			`${COUNT} faxes by two processes that begin ${title}, ${latencyMs} ms for each access to the store: ${twice} sent twice; ${reports.map((report) => JSON.stringify(report)).join(' ')}\n`,
		);
		// Each is there, unless both left it to a person; none is there more often than there are processes.
		expect(counts.size).toBeGreaterThanOrEqual(COUNT - Math.min(...reports.map(({ unknown }) => unknown)));
		expect(Math.max(...counts.values())).toBeLessThanOrEqual(2);
		// A process that counts a fax as sent is right.
		expect(reports.reduce((sum, { sent }) => sum + sent, 0)).toBeGreaterThanOrEqual(sandbox.faxes().length);
		expect(twice).toBeLessThanOrEqual(most);
	});
});
