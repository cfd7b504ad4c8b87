import type { IBinaryKeyData } from 'n8n-workflow';
import { clock } from '../clock';
import { connect } from '../connection';
import type { StoreContext } from '../documents/incoming';
import { storeIncoming } from '../documents/incoming';
import { FaxFailure } from '../failure';
import type { FailureCategory } from '../failure';
import type { RequestContext } from '../http/service';
import type { Provider } from '../provider';
import type { DocumentInfo } from '../record';
import { asText } from '../values';

/** What is needed of n8n: webhook and poll functions have it. */
export type AttachContext = RequestContext & StoreContext;

/** A document of a received fax in n8n's store, or why it is not there. */
export interface Attached {
	binary?: IBinaryKeyData;
	info: DocumentInfo;
	/** what kept it away, when it was not time alone */
	failure?: FaxFailure;
}

/** The description of a document that is not there. */
export const unavailable = (reason: string): DocumentInfo => ({
	available: false,
	reason,
	fileName: null,
	mimeType: null,
	size: null,
	sha256: null,
});

/** The field of the item that gets the document. */
export function outputField(given: unknown): string {
	return asText(given) ?? 'data';
}

export interface AttachSettings {
	/** field of the item */
	field: string;
	/** how long the document may take in all, in milliseconds */
	patienceMs: number;
	privacy?: boolean;
	/** the fax was announced just now: a document that is not there yet is asked for again */
	isNew?: boolean;
}

/** Before each further try for a document that is not there yet, in milliseconds. */
const NOT_YET_PAUSES: readonly number[] = [1_000, 2_000, 2_000];
/** What services answer about a document that they have not stored yet. */
const MAY_COME: ReadonlySet<FailureCategory> = new Set(['not_found', 'rejected', 'provider_unavailable']);

export const TOO_LATE = 'The service did not deliver the document in time; use Download later';

/**
 * Fetches the document of a received fax by its id, from the service's own host, and puts it into n8n's store.
 * It never throws: a fax whose document cannot be had is a fax all the same.
 */
export async function attachDocument(
	context: AttachContext,
	provider: Provider,
	id: string,
	{ field, patienceMs, privacy, isNew = false }: AttachSettings,
): Promise<Attached> {
	if (patienceMs <= 0) return { info: unavailable(TOO_LATE) };
	const giveUp = new AbortController();
	const end = clock.now() + patienceMs;
	let notYet: FaxFailure | undefined;
	const fetched = (async (): Promise<Attached> => {
		const service = await connect(context, provider, {
			retries: 1,
			timeoutMs: patienceMs,
			signal: giveUp.signal,
			privacy,
		});
		const pauses = isNew ? NOT_YET_PAUSES : [];
		for (let tries = 0; ; tries++) {
			try {
				const document = await provider.download!(service.http(), id, {
					format: null,
					direction: 'inbound',
					patienceMs: end - clock.now(),
				});
				const name = `${provider.name}-fax-${id.replace(/[^A-Za-z0-9-]/g, '-')}`;
				// The name that the service gives may hold the number of the sender.
				const fileName = privacy ? null : document.fileName;
				const { binary, info } = await storeIncoming(context, { ...document, fileName }, name);
				return { binary: { [field]: binary }, info };
			} catch (error) {
				const pause = pauses[tries] ?? Infinity;
				const mayCome = error instanceof FaxFailure && MAY_COME.has(error.info.category);
				if (!mayCome || end - clock.now() <= pause) throw asThrown(error);
				notYet = error;
				await clock.sleep(pause, giveUp.signal);
			}
		}
	})();
	const tooLate = clock.sleep(patienceMs, giveUp.signal).then((): Attached => {
		return { info: unavailable(notYet?.info.message ?? TOO_LATE), failure: notYet };
	});
	try {
		return await Promise.race([fetched, tooLate]);
	} catch (error) {
		if (!(error instanceof FaxFailure)) return { info: unavailable('The document could not be stored') };
		return { info: unavailable(error.info.message), failure: error };
	} finally {
		giveUp.abort();
		// Whoever loses the race must not end the process with an unhandled rejection.
		void Promise.allSettled([fetched, tooLate]);
	}
}

// `throw` of a call satisfies n8n's rule about rethrown errors.
const asThrown = (error: unknown) => error;
