import { createHash } from 'node:crypto';
import { FaxFailure, failureInfo } from '../../nodes/shared/failure';
import type { Answer, Call, Http, OutgoingDocument, Provider, RawAnswer } from '../../nodes/shared/provider';

/** One row: which call it answers, and with what the service would answer. */
export interface TableRow {
	method?: string;
	path: string | RegExp;
	status?: number;
	json?: unknown;
	text?: string;
	headers?: Record<string, string>;
	/** binary answer */
	document?: Buffer;
}

export interface TableHttp extends Http {
	/** every call that was made, in order */
	readonly calls: Call[];
}

/**
 * An `Http` without network: each call takes the first row that fits and has not been used, and the row's
 * answer goes through the provider's own `judge`. A call without a row fails the test.
 */
export function tableHttp(
	provider: Pick<Provider, 'wire'>,
	rows: TableRow[],
	account: Record<string, string> = {},
): TableHttp {
	const left = [...rows];
	const calls: Call[] = [];
	return {
		calls,
		account,
		async call(call: Call): Promise<Answer> {
			calls.push(call);
			const index = left.findIndex(
				(row) =>
					(row.method ?? call.method) === call.method &&
					(typeof row.path === 'string' ? row.path === call.path : row.path.test(call.path)),
			);
			if (index < 0) throw new Error(`The table has no answer for ${call.method} ${call.path}`);
			const [row] = left.splice(index, 1);
			const status = row.status ?? 200;
			const headers = row.headers ?? {};
			if (row.document && status < 300) {
				return { status, headers, json: undefined, document: chunksOf(row.document) };
			}
			const raw: RawAnswer = {
				status,
				headers,
				json: row.json,
				text: row.text ?? (row.json === undefined ? '' : JSON.stringify(row.json)),
			};
			const verdict = provider.wire.judge(raw);
			if (verdict.ok) return { status, headers, json: verdict.data };
			throw new FaxFailure(
				failureInfo(verdict.category ?? (status === 404 ? 'not_found' : 'rejected'), verdict),
				{ httpStatus: status, effect: call.effect },
			);
		},
	};
}

function chunksOf(bytes: Buffer): NodeJS.ReadableStream {
	return (async function* () {
		yield bytes;
	})() as unknown as NodeJS.ReadableStream;
}

/** A document in memory, as the runner would hand it to a provider. */
export function memoryDocument(fileName: string, mimeType: string, bytes: Buffer): OutgoingDocument {
	return {
		fileName,
		mimeType,
		size: bytes.length,
		async *open() {
			yield bytes;
		},
		async sha256() {
			return createHash('sha256').update(bytes).digest('hex');
		},
	};
}

/** Collects an async iterable. */
export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
	const all: T[] = [];
	for await (const item of items) all.push(item);
	return all;
}
