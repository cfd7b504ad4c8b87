import type { RunResult } from '../../harness';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Breakable, OperationCase, ServiceFacts } from '../contract/service';
import { credentialsOf, prepared, runOptions, SETTLED_MS } from '../contract/stage';
import { openBench, sha256, type Bench } from '../support/bench';
import { selfSignedCertificate } from '../support/certificate';
import { secretsIn, secretValues } from '../support/secrets';
import { startServer, type OtherServer } from '../support/server';
import { tamper } from '../support/tamper';
import type { Fault, Places } from './faults';

/** What the node made of an operation: done, certainly not done, or not known. */
export type Outcome = 'done' | 'not done' | 'not known';

/** What came of one operation with a broken request. */
export interface Trial {
	outcome: Outcome;
	/** how many requests of the broken kind were made */
	requests: number;
	/** the record or the item of the failure */
	json: Record<string, unknown>;
	/** faxes and text messages that the service has now and had not before */
	handedIn: number;
	/** whether anything of what the service holds is different now */
	changed: boolean;
	/** the downloaded document is not the one at the service */
	damaged: boolean;
	/** secrets that the node gave away, to the workflow or to another origin */
	leaked: string[];
	/** requests that another origin got */
	elsewhere: number;
}

/** A sandbox, n8n's engine, and the other places to which a request may get. */
export interface FaultStage {
	bench: Bench;
	/**
	 * Runs a case while a request of it is broken.
	 * @param times how often; the requests after that go through
	 */
	try(one: OperationCase, request: Breakable, fault: Fault, times: number): Promise<Trial>;
	close(): Promise<void>;
}

/** Opens a stage for a service; `close` it when done. */
export async function openFaultStage(service: ServiceFacts): Promise<FaultStage> {
	const bench = await openBench();
	const elsewhere = await startServer();
	// Whoever asks for JSON gets some, whoever asks for a document gets one.
	elsewhere.answer(({ headers }, response) => {
		const wantsJson = String(headers.accept).includes('json');
		response.writeHead(200, { 'content-type': wantsJson ? 'application/json' : 'application/pdf' });
		response.end(wantsJson ? '{}' : '%PDF-1.4\nsomebody else\n%%EOF');
	});
	const untrusted = await startTlsServer();
	const places: Places = {
		closed: 'http://127.0.0.1:1',
		unknownHost: 'http://fax.invalid',
		plain: bench.sandbox.url.replace('http:', 'https:'),
		untrusted: `https://localhost:${(untrusted.address() as AddressInfo).port}`,
		elsewhere: elsewhere.url,
	};
	const secrets = secretValues(Object.values(credentialsOf(service, bench))[0]);

	/** All that the service was given to send, and all that it received. */
	const held = () => [...bench.sandbox.faxes(), ...(service.sms?.sent(bench.sandbox) ?? [])];

	async function trial(one: OperationCase, request: Breakable, fault: Fault, times: number): Promise<Trial> {
		const state = await prepared(service, bench, one);
		await bench.sandbox.advance(one.isNew ? 0 : SETTLED_MS);
		const options = await runOptions(service, bench, one, state);
		const wanted = one.file === undefined ? undefined : await fileOf(bench, await bench.run(options));
		const before = held();
		const { method, path } = request;
		const order = fault.order?.(places);
		if (order !== undefined) {
			bench.sandbox.addFault({ service: service.name, match: { method, path }, times, ...order });
		}
		bench.sandbox.clearRequests();
		elsewhere.seen.length = 0;
		const watch = tamper({ method, path }, times, fault.change?.(places));
		try {
			const run = await bench.run({ ...options, onError: 'continueRegularOutput' });
			if (run.json.length === 0) throw new Error('The operation gave no item');
			const [json] = run.json;
			const after = held();
			const got = await fileOf(bench, run);
			return {
				outcome: outcomeOf(json),
				requests: watch.seen,
				json,
				handedIn: after.length - before.length,
				changed: JSON.stringify(after) !== JSON.stringify(before),
				damaged: got !== undefined && wanted !== undefined && sha256(got) !== sha256(wanted),
				leaked: secretsIn([run, elsewhere.seen], secrets),
				elsewhere: elsewhere.seen.length,
			};
		} finally {
			watch.end();
			bench.sandbox.clearFaults();
		}
	}

	return { bench, try: trial, close: async () => await closeAll(bench, elsewhere, untrusted) };
}

/** The file in the first item of a run; undefined when there is none. */
async function fileOf(bench: Bench, { outputs }: RunResult): Promise<Buffer | undefined> {
	const [binary] = Object.values(outputs[0]?.[0]?.binary ?? {});
	return binary === undefined ? undefined : await bench.engine.readBinary(binary);
}

function outcomeOf(json: Record<string, unknown>): Outcome {
	if (json.failureCategory === 'outcome_unknown') return 'not known';
	return 'error' in json ? 'not done' : 'done';
}

async function startTlsServer(): Promise<TlsServer> {
	const server = createTlsServer(selfSignedCertificate(), (_request, response) => response.end('{}'));
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return server;
}

async function closeAll(bench: Bench, elsewhere: OtherServer, untrusted: TlsServer): Promise<void> {
	untrusted.closeAllConnections();
	await new Promise((resolve) => untrusted.close(resolve));
	await elsewhere.close();
	await bench.close();
}
