import { createHash } from 'node:crypto';
import { strict as assert } from 'node:assert';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { DataDeduplicationService } from 'n8n-core';
import type {
	DeduplicationItemTypes,
	DeduplicationScope,
	ICheckProcessedContextData,
	ICheckProcessedOptions,
	IDataDeduplicator,
	IDeduplicationOutput,
} from 'n8n-workflow';

/** One row of n8n's table `processed_data`. */
interface Row {
	mode: string;
	data: string[];
}

/** How the stand-in for n8n's database behaves. */
export interface DeduplicationSettings {
	/** a file that several processes share as their database; without one the rows live in this process */
	file?: string;
	/** how long each access to the database takes, in milliseconds; default 0 */
	latencyMs?: number;
	/** called before each access, which waits for it; what it throws is what the database answers */
	onAccess?: (kind: 'read' | 'write') => void | Promise<void>;
}

/**
 * n8n's store of processed items without its database: the same hashes, the same row for each workflow and node, and the
 * same races, as a row is read, changed and written back whole without a lock.
 */
export class DeduplicationStore implements IDataDeduplicator {
	private rows = new Map<string, string>();
	settings: DeduplicationSettings = {};
	/** how often the store was asked to record, and to remove */
	readonly calls = { record: 0, remove: 0 };

	/** Empties the store, puts the settings back and starts counting anew. */
	reset(settings: DeduplicationSettings = {}): void {
		this.rows = new Map();
		this.settings = settings;
		Object.assign(this.calls, { record: 0, remove: 0 });
	}

	/** The hashes of a node, the oldest first. */
	entries(workflowId: string, nodeId: string): string[] {
		return this.find(`${workflowId}/n:${nodeId}`)?.data ?? [];
	}

	async checkProcessedAndRecord(
		items: DeduplicationItemTypes[],
		scope: DeduplicationScope,
		context: ICheckProcessedContextData,
		options: ICheckProcessedOptions,
	): Promise<IDeduplicationOutput> {
		this.calls.record++;
		const key = keyOf(scope, context);
		const row = await this.read(key);
		this.checkMode(row, options);
		const hashes = items.map(hashOf);
		const trim = (data: string[]): void => {
			if (options.maxEntries) data.splice(0, data.length - options.maxEntries);
		};
		if (row === undefined) {
			// Equal items in one call are all new, and all recorded.
			trim(hashes);
			await this.insert(key, { mode: options.mode, data: hashes });
			return { new: items, processed: [] };
		}
		const output: IDeduplicationOutput = { new: [], processed: [] };
		const before = new Set(row.data);
		for (const [index, hash] of hashes.entries()) {
			if (before.has(hash)) output.processed.push(items[index]);
			else {
				output.new.push(items[index]);
				row.data.push(hash);
			}
		}
		trim(row.data);
		await this.write(key, row);
		return output;
	}

	async removeProcessed(
		items: DeduplicationItemTypes[],
		scope: DeduplicationScope,
		context: ICheckProcessedContextData,
		options: ICheckProcessedOptions,
	): Promise<void> {
		this.calls.remove++;
		const key = keyOf(scope, context);
		const row = await this.read(key);
		if (row === undefined) return;
		this.checkMode(row, options);
		for (const hash of items.map(hashOf)) {
			const index = row.data.indexOf(hash);
			if (index !== -1) row.data.splice(index, 1);
		}
		await this.write(key, row);
	}

	async clearAllProcessedItems(
		scope: DeduplicationScope,
		context: ICheckProcessedContextData,
	): Promise<void> {
		await this.access('write');
		const rows = this.all();
		rows.delete(keyOf(scope, context));
		this.save(rows);
	}

	async getProcessedDataCount(
		scope: DeduplicationScope,
		context: ICheckProcessedContextData,
	): Promise<number> {
		return (await this.read(keyOf(scope, context)))?.data.length ?? 0;
	}

	private checkMode(row: Row | undefined, options: ICheckProcessedOptions): void {
		if (options.mode !== 'entries') throw new Error('The stand-in knows the mode "entries" only');
		if (row && row.mode !== options.mode) {
			throw new Error('Deduplication data was originally saved with an incompatible setting');
		}
	}

	private async read(key: string): Promise<Row | undefined> {
		await this.access('read');
		return this.find(key);
	}

	private async insert(key: string, row: Row): Promise<void> {
		await this.access('write');
		const rows = this.all();
		// The primary key: of two processes that both found no row, the second is refused.
		if (rows.has(key)) throw new Error('UNIQUE constraint failed: processed_data');
		rows.set(key, JSON.stringify(row));
		this.save(rows);
	}

	private async write(key: string, row: Row): Promise<void> {
		await this.access('write');
		const rows = this.all();
		// An update of a row that is gone changes nothing.
		if (!rows.has(key)) return;
		rows.set(key, JSON.stringify(row));
		this.save(rows);
	}

	private async access(kind: 'read' | 'write'): Promise<void> {
		const { latencyMs = 0, onAccess } = this.settings;
		if (onAccess === undefined || latencyMs > 0)
			await new Promise((resolve) => setTimeout(resolve, latencyMs));
		await onAccess?.(kind);
	}

	private find(key: string): Row | undefined {
		const text = this.all().get(key);
		return text === undefined ? undefined : (JSON.parse(text) as Row);
	}

	private all(): Map<string, string> {
		const { file } = this.settings;
		if (file === undefined) return this.rows;
		const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
		return new Map(text === '' ? [] : (JSON.parse(text) as Array<[string, string]>));
	}

	private save(rows: Map<string, string>): void {
		const { file } = this.settings;
		if (file === undefined) this.rows = rows;
		else {
			// Replaced at once, as a row in a database is: no reader sees half of it.
			const draft = `${file}.${process.pid}`;
			writeFileSync(draft, JSON.stringify([...rows]));
			renameSync(draft, file);
		}
	}
}

function keyOf(scope: DeduplicationScope, { workflow, node }: ICheckProcessedContextData): string {
	assert.ok(workflow.id);
	if (scope !== 'node') return `${workflow.id}/`;
	if (!node) throw new Error("No node information has been provided and so cannot use scope 'node'");
	return `${workflow.id}/n:${node.id}`;
}

const hashOf = (item: DeduplicationItemTypes): string =>
	createHash('md5').update(item.toString()).digest('base64');

let store: DeduplicationStore | undefined;

/** The store of this process: n8n-core takes one, once. Engines use it from the first call on. */
export async function deduplicationStore(): Promise<DeduplicationStore> {
	if (store === undefined) {
		store = new DeduplicationStore();
		await DataDeduplicationService.init(store);
	}
	return store;
}
