import type { ServiceName } from './services';

/** What is done, once for each item. */
export type Operation = 'send' | 'getStatus' | 'download' | 'list' | 'events';

/**
 * Who does it: `node` these nodes; `httpRequestNode` n8n's HTTP Request node; `helper` a bare loop over n8n's own
 * `httpRequest`, inside a node; `undici` a bare loop outside n8n.
 */
export type Contender = 'node' | 'httpRequestNode' | 'helper' | 'undici';

/** One measurement in a process of its own. */
export interface Task {
	contender: Contender;
	service: ServiceName;
	operation: Operation;
	/** items; of `list` the entries */
	count: number;
	/** of each document */
	bytes: number;
	/** whether each item has a stored document of its own; else all share one */
	ownDocuments: boolean;
	concurrency: number;
	runs: number;
	serverUrl: string;
}

/** What a measurement gave; times and CPU time of each run, in milliseconds. */
export interface Measured {
	ms: number[];
	cpuMs: number[];
	/** how much resident memory grew over the idle engine in the first run, at most, in bytes */
	firstGrowth: number;
	/** the same in all runs, one right after another, so that the rubbish of those before counts */
	growth: number;
	/** requests in one run */
	calls: number;
	/** requests under way at once, at most, as the server saw it */
	peak: number;
}
