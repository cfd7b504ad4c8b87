import type { LoggedRequest } from './requestLog';
import { finalStates, type NetworkFax } from './network';
import type { SandboxService } from './services/service';
import type { Delivery } from './webhooks';

/** A fax as the control API and the start page show it. */
export interface FaxSnapshot {
	key: string;
	service: string;
	direction: 'outbound' | 'inbound';
	/** The service's first id of it: for a sent fax the one that its send returned. */
	id: string;
	/** Every id under which the service has shown it. */
	ids: string[];
	from: string;
	to: string;
	/** The network's own word. */
	state: string;
	/** The service's word. */
	status: string;
	isFinal: boolean;
	isPartial: boolean;
	/** What the recipient's last two digits stand for. */
	scenario: string;
	pages: number;
	pagesTransferred: number;
	attempts: number;
	history: Array<{ at: string; state: string; status: string; attempt: number }>;
	documents: Array<{ fileName: string; mimeType: string; size: number; sha256: string; pages: number }>;
	/** What the service keeps beside it: comment, tags, subject, cover page … */
	reference: Record<string, unknown>;
	simulated: boolean;
	deleted: boolean;
	createdAt: string;
	scheduledAt: string | null;
	completedAt: string | null;
}

const iso = (at: number): string => new Date(at).toISOString();
const isoOrNull = (at: number | null): string | null => (at === null ? null : iso(at));

export function faxSnapshot(fax: NetworkFax, service: SandboxService): FaxSnapshot {
	const history = fax.history.map((entry) => ({
		at: iso(entry.at),
		state: entry.state,
		status: service.statusWord(fax, entry),
		attempt: entry.attempt,
	}));
	return {
		key: fax.key,
		service: fax.service,
		direction: fax.direction,
		id: fax.ids[0] ?? '',
		ids: [...fax.ids],
		from: fax.from,
		to: fax.to,
		state: fax.state,
		status: history.at(-1)?.status ?? '',
		isFinal: finalStates.has(fax.state),
		isPartial: fax.isPartial,
		scenario: fax.scenario.name,
		pages: fax.pages,
		pagesTransferred: fax.pagesTransferred,
		attempts: fax.attempts.length,
		history,
		documents: fax.documents.map(({ fileName, mimeType, size, sha256, pages }) => {
			return { fileName, mimeType, size, sha256, pages };
		}),
		reference: { ...fax.reference },
		simulated: fax.simulated,
		deleted: fax.deleted,
		createdAt: iso(fax.createdAt),
		scheduledAt: isoOrNull(fax.scheduledAt),
		completedAt: isoOrNull(fax.completedAt),
	};
}

/** A logged request in JSON: its body as Base64 (null when it was too large to keep). */
export function requestSnapshot(request: LoggedRequest): object {
	return { ...request, at: iso(request.at), body: request.body?.toString('base64') ?? null };
}

/** A webhook delivery in JSON: its body as text, or as Base64 where it is no text. */
export function deliverySnapshot(delivery: Delivery): object {
	const { body, headers } = delivery.message;
	return {
		...delivery,
		at: iso(delivery.at),
		nextAttemptAt: isoOrNull(delivery.nextAttemptAt),
		message: {
			headers,
			body: typeof body === 'string' ? body : null,
			bodyBase64: typeof body === 'string' ? null : body.toString('base64'),
		},
	};
}
