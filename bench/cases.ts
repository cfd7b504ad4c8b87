import { loadProvider } from '../nodes/FaxInbox/providers';
import { SERVICES, type BenchService } from './services';
import type { Contender, Operation } from './tasks';

/** One line of the results: an operation on so many items, by several contenders. */
export interface Case {
	key: string;
	service: BenchService;
	operation: Operation;
	count: number;
	/** of each document */
	bytes: number;
	/** each item has a stored document of its own; without it all share one */
	ownDocuments?: boolean;
	latencyMs: number;
	contenders: readonly Contender[];
	/** fixed; without it the number that the HTTP Request node was seen to have under way */
	concurrency?: number;
	/** part of `--quick` */
	quick?: boolean;
}

const ALL: readonly Contender[] = ['httpRequestNode', 'node', 'helper', 'undici'];
const KB = 1_000;
const MB = 1_000_000;

/** Faxes and the size of their documents; the first is the one that every service has in `--quick`. */
const SENDS: ReadonlyArray<[count: number, bytes: number]> = [
	[1_000, 50 * KB],
	[1, 50 * KB],
	[100, 50 * KB],
	[200, 1 * MB],
	[60, 5 * MB],
	[4, 100 * MB],
];
const LATENCIES = [0, 50];
/** The concurrency of look-ups and of what is not compared with the HTTP Request node. */
const AT_ONCE = 20;

const sizeText = (bytes: number) => (bytes >= MB ? `${bytes / MB} MB` : `${bytes / KB} kB`);

function sends(service: BenchService): Case[] {
	return SENDS.filter(([, bytes]) => bytes <= (service.largestDocument ?? Infinity)).flatMap(
		([count, bytes], index) =>
			LATENCIES.map((latencyMs): Case => ({
				key: `${service.name} send ${count} × ${sizeText(bytes)} ${latencyMs} ms`,
				service,
				operation: 'send',
				count,
				bytes,
				latencyMs,
				contenders: ALL,
				quick: index === 0 && latencyMs === 50 && ['faxPlus', 'iFax'].includes(service.name),
			})),
	);
}

function looks(service: BenchService): Case[] {
	return LATENCIES.map((latencyMs) => ({
		key: `${service.name} getStatus 1000 ${latencyMs} ms`,
		service,
		operation: 'getStatus',
		count: 1_000,
		bytes: 0,
		latencyMs,
		contenders: ALL,
		concurrency: AT_ONCE,
		// At 50 ms most of the time of `--quick` would be waiting.
		quick: latencyMs === 0 && service.name === 'iFax',
	}));
}

function downloads(service: BenchService): Case[] {
	const sizes: ReadonlyArray<[number, number]> = [
		[60, 5 * MB],
		[4, 100 * MB],
	];
	return sizes
		.filter(([, bytes]) => bytes <= (service.largestDocument ?? Infinity))
		.map(([count, bytes]) => ({
			key: `${service.name} download ${count} × ${sizeText(bytes)} 0 ms`,
			service,
			operation: 'download',
			count,
			bytes,
			latencyMs: 0,
			contenders: ['node', 'helper'],
			concurrency: AT_ONCE,
		}));
}

const alone = (service: BenchService, operation: Operation, count: number, latencyMs = 0): Case => ({
	key: `${service.name} ${operation} ${count} ${latencyMs} ms`,
	service,
	operation,
	count,
	bytes: 0,
	latencyMs,
	contenders: ['node'],
	concurrency: AT_ONCE,
});

/** The faxes of the first line of SENDS, but not the same letter for all. */
const ownSends = (service: BenchService): Case => ({
	...sends(service)[LATENCIES.indexOf(50)],
	key: `${service.name} send 1000 × 50 kB 50 ms, each its own`,
	ownDocuments: true,
	quick: false,
});

/** Large documents as they go out when nobody sets Concurrency. */
const defaultSends = (service: BenchService): Case => ({
	key: `${service.name} send 60 × 5 MB 50 ms, as many at once as without the option`,
	service,
	operation: 'send',
	count: 60,
	bytes: 5 * MB,
	latencyMs: 50,
	contenders: ['node', 'helper'],
	concurrency: loadProvider(service.name).capabilities.defaultConcurrency,
});

/** All that is measured. */
export const CASES: readonly Case[] = [
	...SERVICES.flatMap((service) => [
		...sends(service),
		ownSends(service),
		defaultSends(service),
		...looks(service),
		...downloads(service),
		alone(service, 'list', 10_000),
	]),
	...SERVICES.filter(({ name }) => name === 'iFax').flatMap((service) => [
		alone(service, 'getStatus', 10_000),
		alone(service, 'events', 500),
	]),
];
