import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSandbox, type Sandbox } from '../../sandbox';
import { services } from '../contract/service';
import { PACKAGE_ROOT } from '../support/bench';
import type { Word, WorkerOrder, WorkerReport } from './duplicateWorker';

const COUNT = 60;
/** Where each access takes long. */
const FEW = 20;
const CONCURRENCY = 5;
/** Time for a process to load n8n's engine, in milliseconds; one that needs longer begins later. */
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
 * out unless a process takes much longer for an access than it and the other have seen; how often that happens depends on
 * the machine, so it is measured and printed. What is asserted holds however busy the machine is.
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

	const orderFor = (title: string, latencyMs: number, count: number): Omit<WorkerOrder, 'startAt'> => ({
		node: service.node,
		credential: { type: service.credential.type, data: service.credential.data(sandbox.url) },
		sendParameters: service.sendParameters,
		file: join(folder, `${title.replaceAll(' ', '-')}-${latencyMs}.json`),
		latencyMs,
		concurrency: CONCURRENCY,
		to: recipients.slice(0, count),
	});

	/** How often each number got its fax, by the sandbox's own count. */
	const arrivals = (asked: readonly string[]): Map<string, number> => {
		const counts = new Map(asked.map((to) => [to, 0]));
		for (const { to } of sandbox.faxes()) counts.set(to ?? '', (counts.get(to ?? '') ?? 0) + 1);
		return counts;
	};

	/** Prints the figures of two reports, and gives the numbers that got their fax twice. */
	function judge(
		title: string,
		{ to: asked, latencyMs }: Omit<WorkerOrder, 'startAt'>,
		reports: WorkerReport[],
	): string[] {
		const counts = arrivals(asked);
		const having = (word: Word) => reports.map(({ words }) => words.filter((one) => one === word).length);
		const twice = asked.filter((to) => counts.get(to)! > 1);
		process.stdout.write(
			`${asked.length} faxes, two processes, the second ${title}, ${latencyMs} ms to read or write: ${twice.length} sent twice, ` +
				`sent ${having('sent').join(' + ')}, skipped ${having('skipped').join(' + ')}, ` +
				`unknown ${having('unknown').join(' + ')}, took ${reports.map(({ took }) => took).join(' and ')} ms\n`,
		);
		expect([...counts.keys()]).toEqual(asked);
		const wrong = asked.filter((to, index) => {
			const there = counts.get(to)!;
			const words = reports.map((report) => report.words[index]);
			const doubtful = words.filter((word) => word === 'unknown').length;
			const sent = words.filter((word) => word === 'sent').length;
			// Not there, and not both leave it to a person; there, although nobody may have sent it.
			return there === 0 ? doubtful < words.length : there > sent + doubtful;
		});
		expect(wrong).toEqual([]);
		expect(Math.max(...counts.values())).toBeLessThanOrEqual(reports.length);
		return twice;
	}

	it.each([
		['at the same moment', 0, 5, COUNT],
		['10 ms later', 10, 5, COUNT],
		['50 ms later', 50, 5, COUNT],
		['at the same moment', 0, 150, FEW],
		['50 ms later', 50, 150, FEW],
	])('%s (%i ms), %i ms to read or write, %i faxes', async (title, offsetMs, latencyMs, count) => {
		sandbox.reset();
		const order = orderFor(title, latencyMs, count);
		const startAt = Date.now() + START_MS;
		const reports = await Promise.all([
			worker({ ...order, startAt }),
			worker({ ...order, startAt: startAt + offsetMs }),
		]);
		judge(title, order, reports);
	});

	it('once the first has ended, nothing is sent twice and nothing is unknown', async () => {
		sandbox.reset();
		const order = orderFor('after the first has ended', 5, COUNT);
		const reports = [await worker({ ...order, startAt: 0 }), await worker({ ...order, startAt: 0 })];
		expect(judge('after the first has ended', order, reports)).toEqual([]);
		expect(reports[0].words).toEqual(recipients.map(() => 'sent'));
		expect(reports[1].words).toEqual(recipients.map(() => 'skipped'));
	});
});
