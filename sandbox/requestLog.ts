import { createHash } from 'crypto';
import type { IncomingHttpHeaders } from 'http';

/** A request that a service of the sandbox got, as it came over the wire. */
export interface LoggedRequest {
	id: number;
	service: string;
	method: string;
	/** Path without the query, as sent (percent-encoded). */
	path: string;
	/** Decoded; a repeated name keeps its last value. */
	query: Record<string, string>;
	/** Names in lower case. */
	headers: IncomingHttpHeaders;
	/** The raw bytes; null when there were more than {@link KEPT_BODY_BYTES}. */
	body: Buffer | null;
	size: number;
	sha256: string;
	/** Unix milliseconds of the sandbox's clock. */
	at: number;
	/** HTTP status of the answer; null when none was sent. */
	status: number | null;
	/** The fault that was applied, if any. */
	fault: string | null;
}

export const KEPT_BODY_BYTES = 16 * 1024 * 1024;
const KEPT_REQUESTS = 2000;

/** Remembers what arrived, so that tests and people can judge it. */
export class RequestLog {
	private entries: LoggedRequest[] = [];
	private count = 0;

	begin(
		given: Pick<LoggedRequest, 'service' | 'method' | 'headers' | 'at'> & { url: string },
	): LoggedRequest {
		const { pathname, searchParams } = new URL(given.url, 'http://sandbox.invalid');
		const entry: LoggedRequest = {
			id: ++this.count,
			service: given.service,
			method: given.method,
			path: pathname,
			query: Object.fromEntries(searchParams),
			headers: given.headers,
			body: Buffer.alloc(0),
			size: 0,
			sha256: sha256(Buffer.alloc(0)),
			at: given.at,
			status: null,
			fault: null,
		};
		this.entries.push(entry);
		if (this.entries.length > KEPT_REQUESTS) this.entries.shift();
		return entry;
	}

	setBody(entry: LoggedRequest, body: Buffer): void {
		entry.body = body.length > KEPT_BODY_BYTES ? null : body;
		entry.size = body.length;
		entry.sha256 = sha256(body);
	}

	/** Oldest first. */
	list(service?: string): readonly LoggedRequest[] {
		return this.entries.filter((entry) => service === undefined || entry.service === service);
	}

	reset(): void {
		this.entries = [];
	}
}

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
