import type { StoredDocument } from '../../documents';
import type { Attempt, NetworkFax } from '../../network';

/** A send to one recipient: what the outbox shows until it is finished. */
export interface Session {
	/** What Send returned. */
	id: string;
	uid: string;
	fax: NetworkFax;
	comment: { text: string; tags: string[] };
	coverPage: Record<string, unknown> | null;
	enhancement: boolean;
	retry: { count: number; delay: number };
	filePaths: string[];
	visibleFrom: number;
	/** One per finished attempt, in order. */
	records: FaxRecord[];
}

/** What `/faxes` shows: one finished attempt to send, or one received fax. */
export interface FaxRecord {
	id: string;
	uid: string;
	fax: NetworkFax;
	/** null for a received fax. */
	session: Session | null;
	attempt: Attempt;
	comment: string;
	isRead: boolean;
	isSpam: boolean;
	fileId: string;
	updatedAt: number;
}

/** Everything the service remembers. */
export class FaxPlusStore {
	sessions = new Map<string, Session>();
	records = new Map<string, FaxRecord>();
	uploads = new Map<string, StoredDocument>();

	reset(): void {
		this.sessions.clear();
		this.records.clear();
		this.uploads.clear();
	}
}

/** A fax's name without an extension: `fax-from-12076001783` (documented). */
export function fileNameOf(record: FaxRecord): string {
	const [word, number] = record.session === null ? ['from', record.fax.from] : ['to', record.fax.to];
	return `fax-${word}-${number.replace(/\D/g, '')}`;
}
