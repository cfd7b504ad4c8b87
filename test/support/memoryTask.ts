import { join } from 'node:path';
import { createEngine } from '../../harness';
import { faxDocument } from '../../bench/documents';
import { watchMemory } from '../../bench/memory';
import { RECIPIENT } from '../../bench/calls';
import { serviceNamed } from '../../bench/services';

/*
 * How much the resident memory of n8n's engine grows while a node sends or fetches documents. A process of its own,
 * with --expose-gc: the bench's server is in another.
 */

/** What is to be done; the argument of the process. */
export interface MemoryTask {
	service: string;
	operation: 'send' | 'download';
	/** faxes */
	count: number;
	/** of each document */
	bytes: number;
	serverUrl: string;
}

async function growthOf({ service: name, operation, count, bytes, serverUrl }: MemoryTask): Promise<number> {
	const service = serviceNamed(name);
	const { type, data } = service.credential;
	const engine = await createEngine({
		packageRoot: join(__dirname, '../..'),
		credentials: { [type]: data(serverUrl) },
	});
	const run = async (items: number, size: number) => {
		const binary = operation === 'send' ? { data: await engine.storeBinary(faxDocument(size)) } : undefined;
		return async () => {
			const { outputs, error } = await engine.runNode({
				type: service.node,
				items: Array.from({ length: items }, () => ({ json: {}, ...(binary && { binary }) })),
				parameters: {
					resource: 'fax',
					operation,
					...(operation === 'send'
						? { ...service.sendParameters, to: RECIPIENT }
						: { faxId: service.receivedId }),
					options: { concurrency: 5 },
				},
			});
			if (error) throw error;
			if (outputs[0].length !== items) throw new Error(`${outputs[0].length} of ${items} came out`);
		};
	};
	try {
		// Once with little, so that what is loaded and compiled for the first time does not count.
		await (
			await run(5, 300_000)
		)();
		const work = await run(count, bytes);
		const memory = watchMemory();
		await work();
		return memory.stop();
	} finally {
		await engine.close();
	}
}

growthOf(JSON.parse(process.argv[2]) as MemoryTask).then(
	(growth) => process.send!({ measured: growth }, () => process.disconnect()),
	(error: unknown) => process.send!({ error: String(error) }, () => process.disconnect()),
);
