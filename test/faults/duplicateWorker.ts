/*
 * One n8n process of several: sends the same faxes as the others, with Prevent Duplicates, on a store of n8n that they
 * share as a file. Its orders come as JSON on the command line; what it reports is the last line that it prints.
 */
import type { ICredentialDataDecryptedObject, INodeParameters } from 'n8n-workflow';
import { createEngine, deduplicationStore } from '../../harness';
import { makePdf } from '../../sandbox';
import { faxParameters, PACKAGE_ROOT } from '../support/bench';

export interface WorkerOrder {
	node: string;
	credential: { type: string; data: ICredentialDataDecryptedObject };
	sendParameters: INodeParameters;
	/** the file that stands for n8n's database */
	file: string;
	/** how long each access to it takes, in milliseconds */
	latencyMs: number;
	concurrency: number;
	/** when to begin, in milliseconds since 1970 */
	startAt: number;
	to: string[];
}

/** What a process says of one fax. */
export type Word = 'sent' | 'skipped' | 'unknown';

export interface WorkerReport {
	/** of each fax, in the order of the numbers */
	words: Word[];
	/** the whole run, in milliseconds */
	took: number;
}

function wordOf({ status, duplicate }: Record<string, unknown>): Word {
	if (duplicate === true) return 'skipped';
	return status === 'unknown' ? 'unknown' : 'sent';
}

async function work(order: WorkerOrder): Promise<WorkerReport> {
	const store = await deduplicationStore();
	store.reset({ file: order.file, latencyMs: order.latencyMs });
	const engine = await createEngine({ packageRoot: PACKAGE_ROOT });
	try {
		const { type, data } = order.credential;
		// In n8n, all processes know the credential by the same id.
		const credential = engine.addCredential(type, data, undefined, 'shared');
		const binary = { data: await engine.storeBinary(makePdf([['A letter']])) };
		await new Promise((resolve) => setTimeout(resolve, Math.max(0, order.startAt - Date.now())));
		const began = Date.now();
		const { outputs, error } = await engine.runNode({
			type: order.node,
			credentials: { [type]: credential },
			parameters: faxParameters('send', {
				to: '={{ $json.to }}',
				...order.sendParameters,
				options: { preventDuplicates: true, concurrency: order.concurrency },
			}),
			items: order.to.map((to) => ({ json: { to }, binary })),
		});
		if (error !== undefined) throw error;
		const words = (outputs[0] ?? []).map(({ json }) => wordOf(json));
		return { words, took: Date.now() - began };
	} finally {
		await engine.close();
	}
}

work(JSON.parse(process.argv[2]) as WorkerOrder).then(
	(report) => process.stdout.write(`\n${JSON.stringify(report)}\n`),
	(error: unknown) => {
		process.stderr.write(`${String(error)}\n`);
		process.exitCode = 1;
	},
);
