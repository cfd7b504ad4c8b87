import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as n8nWorkflow from 'n8n-workflow';
import type { ICheckProcessedOptions, IExecuteFunctions } from 'n8n-workflow';
import { DeduplicationStore } from '../../harness/deduplicationStore';
import type * as GuardModule from '../../nodes/shared/action/duplicateGuard';
import type * as OwnSendsModule from '../../nodes/shared/action/ownSends';
import type * as ClockModule from '../../nodes/shared/clock';
import type { Service } from '../../nodes/shared/http/service';
import type { Provider } from '../../nodes/shared/provider';
import { faxRecord } from '../../nodes/shared/record';
import { fakeClock, type FakeClock } from '../support/fakeClock';

/** How long n8n's database takes to read a row, or to write one, in milliseconds. */
const QUICK_MS = 5;
const MINUTE_MS = 60_000;
const TO = '+13125550100';
const WORKFLOW = { id: 'workflow', active: true };
const NODE = { id: 'node', name: 'Send', type: 'example', typeVersion: 1, position: [0, 0], parameters: {} };

/** A service that cannot be asked, so that the store alone decides. */
const provider = {
	name: 'example',
	capabilities: { send: { reference: false } },
	credentials: [{ type: 'exampleApi', renewable: false }],
} as unknown as Provider;

let folder: string;
let files = 0;

beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'fax-race-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Word = 'sent' | 'skipped' | 'unknown';

interface ProcessOrder {
	/** how long its first write to the store takes, in milliseconds; all else is quick */
	firstWriteMs: number;
	/** how long the service takes to accept the fax, in milliseconds */
	sendMs: number;
}

/** Another copy of the modules: another process. */
function newProcess(clock: FakeClock, file: string, { firstWriteMs, sendMs }: ProcessOrder) {
	let guards!: typeof GuardModule;
	let sends!: typeof OwnSendsModule;
	jest.isolateModules(() => {
		// It has no state that matters here, and takes long to load.
		jest.doMock('n8n-workflow', () => n8nWorkflow);
		(require('../../nodes/shared/clock') as typeof ClockModule).useClock(clock);
		guards = require('../../nodes/shared/action/duplicateGuard') as typeof GuardModule;
		sends = require('../../nodes/shared/action/ownSends') as typeof OwnSendsModule;
	});
	const store = new DeduplicationStore();
	let writes = 0;
	store.reset({
		file,
		onAccess: async (kind) => {
			const isFirst = kind === 'write' && ++writes === 1;
			await clock.sleep(isFirst ? firstWriteMs : QUICK_MS);
		},
	});
	const about = { workflow: WORKFLOW, node: NODE } as never;
	type Options = ICheckProcessedOptions;
	const context = {
		getWorkflow: () => WORKFLOW,
		getNode: () => NODE,
		helpers: {
			checkProcessedAndRecord: async (items: string[], scope: 'node', options: Options) =>
				await store.checkProcessedAndRecord(items, scope, about, options),
			removeProcessed: async (items: string[], scope: 'node', options: Options) =>
				await store.removeProcessed(items, scope, about, options),
		},
	} as unknown as IExecuteFunctions;

	/** Sends the one fax, with Prevent Duplicates. */
	async function run(onSend: () => void): Promise<Word> {
		const guard = new guards.DuplicateGuard(context, provider, {
			place: 'example',
			http: () => ({}),
		} as unknown as Service);
		let word: Word = 'sent';
		const send: GuardModule.OnceSend = {
			rule: { key: 'invoice 1042', action: 'skip', windowHours: 24 },
			identify: async () => ({ key: 'key', fax: { place: 'example', to: TO, from: null, reference: null } }),
			async send() {
				onSend();
				const own = sends.ownSends.begin('example', TO);
				await clock.sleep(sendMs);
				return {
					record: faxRecord({ provider: 'example', id: 'fax', direction: 'outbound', status: 'queued' }),
					own,
				};
			},
			async result({ status }, { duplicate }) {
				if (duplicate === true) word = 'skipped';
				else if (status === 'unknown') word = 'unknown';
				return { items: [] };
			},
		};
		await guard.open([send]);
		await guard.run(send);
		await guard.close();
		return word;
	}
	return { run };
}

/** Lets two processes begin the same fax at the same moment, and a third one when both have ended. */
async function race(first: ProcessOrder, second: ProcessOrder) {
	const clock = fakeClock();
	const file = join(folder, `${++files}.json`);
	// The node has sent something before: a row that is there is written over, while a new one is refused.
	const row = JSON.stringify({ mode: 'entries', data: ['earlier'] });
	writeFileSync(file, JSON.stringify([[`${WORKFLOW.id}/n:${NODE.id}`, row]]));
	let sends = 0;
	const begin = async (order: ProcessOrder) => await newProcess(clock, file, order).run(() => sends++);
	const both = Promise.all([begin(first), begin(second)]);
	await clock.advance(MINUTE_MS);
	const words = await both;
	const sendsOfBoth = sends;
	const third = begin({ firstWriteMs: QUICK_MS, sendMs: 0 });
	await clock.advance(MINUTE_MS);
	return { words, sends: sendsOfBoth, later: await third, sendsLater: sends - sendsOfBoth };
}

/** How slow one process suddenly is: longer than the tenth of a second that the other one waits at least. */
const LATE_MS = 150;
/** When the late one looks what the other has noted: its access, four times as long again, a look at its mark, three seconds. */
const LOOKS_AT_MS = 5 * (QUICK_MS + LATE_MS) + 2 * QUICK_MS + 3_000 + QUICK_MS;
/** What the other one needs besides sending: to mark, to wait, to look and to tidy up; then to note the end. */
const AROUND_SENDING_MS = 2 * QUICK_MS + 100 + 4 * QUICK_MS + 4 * QUICK_MS;

/*
 * n8n reads a node's memory, changes it and writes it back whole, without a lock. Here two processes read it before either
 * has written; the second one is as slow to write as said.
 */
it.each([
	['as fast as the first', QUICK_MS, 500, ['skipped', 'sent']],
	['slower, but no slower than the first waits for', 90, 500, ['skipped', 'sent']],
	['late, and the first notes its fax within three seconds', LATE_MS, 2_800, ['sent', 'skipped']],
	[
		'late, and the first notes its fax just in time',
		LATE_MS,
		LOOKS_AT_MS - AROUND_SENDING_MS - QUICK_MS,
		['sent', 'skipped'],
	],
	// The limits that docs/duplicates.md names.
	[
		'late, and the first notes its fax just too late',
		LATE_MS,
		LOOKS_AT_MS - AROUND_SENDING_MS + QUICK_MS,
		['sent', 'sent'],
	],
	['so late that it writes over what the first has noted', 1_000, 500, ['sent', 'sent']],
])('two processes with one fax, the second %s', async (_what, firstWriteMs, sendMs, words) => {
	const outcome = await race({ firstWriteMs: QUICK_MS, sendMs }, { firstWriteMs, sendMs: 500 });
	const sends = words.filter((word) => word === 'sent').length;
	// Whatever they did, whoever asks later is told that it was sent.
	expect(outcome).toEqual({ words, sends, later: 'skipped', sendsLater: 0 });
});
