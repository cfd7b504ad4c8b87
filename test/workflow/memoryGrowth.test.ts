import { inProcess, startServer, type ServerProcess } from '../../bench/serverProcess';
import { services } from '../contract/service';
import type { MemoryTask } from '../support/memoryTask';

/*
 * Documents are not held whole: memory grows far less than by what is sent or fetched. The bounds leave much room, for
 * the sizes are small; the bench measures with large ones.
 */

const MB = 1_000_000;
const COUNT = 24;
const BYTES = 6 * MB;
/** What is sent or fetched has 144 MB, as base64 192 MB; five documents that are under way at once have 30 or 40. */
const MOST_GROWTH = 96 * MB;

jest.setTimeout(120_000);

let server: ServerProcess;

beforeAll(async () => {
	server = await startServer();
});

afterAll(async () => {
	await server.close();
});

describe.each(services)('%s', (_name, service) => {
	it.each(['send', 'download'] as const)('does not hold what it is to %s', async (operation) => {
		await server.set({
			latencyMs: 0,
			documentBytes: operation === 'download' ? BYTES : 300_000,
			listTotal: 0,
		});
		const task: MemoryTask = {
			service: service.name,
			operation,
			count: COUNT,
			bytes: BYTES,
			serverUrl: server.url,
		};
		const growth = await inProcess<number>('../test/support/memoryTask.ts', task, ['--expose-gc']);
		expect(growth).toBeLessThan(MOST_GROWTH);
	});
});
