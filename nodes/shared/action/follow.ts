import { clock, nowIso } from '../clock';
import { fail, FaxFailure } from '../failure';
import type { FailureCategory } from '../failure';
import type { Service } from '../http/service';
import type { Polling, Provider } from '../provider';
import type { AttemptEntry, FaxRecord } from '../record';
import { runPool } from './pool';

const MINUTE_MS = 60_000;
const GENERAL_PACE: Polling = {
	firstLookMs: 5_000,
	pauseMs: 5_000,
	longestPauseMs: 30_000,
	looksPerMinute: 120,
};

/** When and how often a fax that failed is tried again. */
export interface CauseRetry {
	/** by category: how often, and the pause before each try in milliseconds */
	causes: Readonly<Partial<Record<FailureCategory, { tries: number; pauseMs: number }>>>;
	/** sends the same fax once more; its attempts are noted in `attempts` */
	send(attempts: AttemptEntry[]): Promise<FaxRecord>;
}

/** A fax whose end is waited for. */
export interface Followed {
	record: FaxRecord;
	/** how long to wait, in milliseconds */
	maxWaitMs: number;
	/** what this node has done for it so far; null when it has only asked */
	attempts: AttemptEntry[] | null;
	/** values of the service's own options, by parameter name */
	extra?: Readonly<Record<string, unknown>>;
	retry?: CauseRetry;
	/** how often it was sent again, by cause; kept here, so that Retry On Fail does not begin anew */
	tries?: Map<FailureCategory, number>;
	/** takes every newer state of the record */
	update(record: FaxRecord): void;
}

interface Watch {
	fax: Followed;
	deadline: number;
	/** when it is due next, in milliseconds since 1970; Infinity when it is done */
	due: number;
	pauseMs: number;
	/** what is to be done when it is due */
	next: 'look' | 'send';
}

const needsWaiting = (record: FaxRecord) =>
	!record.isFinal && record.status !== 'unknown' && record.trackingId !== null;

/** True when pages may have reached the recipient: sending again could put the same pages there twice. */
function mayHaveArrived(record: FaxRecord): boolean {
	return record.isPartial || (record.pagesTransferred ?? 0) > 0 || record.status === 'unknown';
}

function stillOnItsWay(record: FaxRecord, maxWaitMs: number): FaxRecord {
	const minutes = Math.round(maxWaitMs / MINUTE_MS);
	return {
		...record,
		failureHint: `Not final after ${minutes} ${minutes === 1 ? 'minute' : 'minutes'} of waiting. Ask again later: Get Status with this trackingId.`,
	};
}

/**
 * Follows faxes to their end, all side by side, as the service advises. What is not final in time keeps its last known
 * status. A fax that failed for one of the causes to be retried, surely without any page arriving, is sent again.
 * @throws FaxFailure naming the ids when the execution is stopped
 */
export async function followAll(
	provider: Provider,
	service: Service,
	faxes: readonly Followed[],
	limit: number,
	signal?: AbortSignal,
): Promise<void> {
	const pace = provider.capabilities.polling ?? GENERAL_PACE;
	const start = clock.now();
	// One after the other, so that the first looks do not come all at once; the pauses keep them apart.
	const apart = Math.ceil(MINUTE_MS / pace.looksPerMinute);
	const firstLook = (index: number, most: number) => Math.min(pace.firstLookMs + index * apart, most);
	const watches = faxes.map((fax, index): Watch => ({
		fax,
		deadline: start + fax.maxWaitMs,
		due: needsWaiting(fax.record) ? start + firstLook(index, fax.maxWaitMs) : Infinity,
		pauseMs: pace.pauseMs,
		next: 'look',
	}));
	for (const watch of watches) considerRetry(watch);
	const open = () => watches.filter(({ due }) => due !== Infinity);
	while (open().length > 0) {
		const pending = open();
		const now = clock.now();
		const due = pending.filter((watch) => watch.due <= now);
		if (due.length === 0) {
			await pauseUntil(Math.min(...pending.map((watch) => watch.due)), pending, signal);
			continue;
		}
		// Many faxes together are asked for less often each, so that the service is not flooded.
		const shortest = Math.ceil((pending.length / pace.looksPerMinute) * MINUTE_MS);
		const steps = runPool(
			due.length,
			limit,
			async (index) => await step(provider, service, due[index], pace, shortest),
			() => signal?.aborted === true,
		);
		// Not every host ends a request under way when the execution is stopped, so nothing is waited for then.
		await unlessStopped(steps, pending, signal);
	}
}

/** Waits for the work, or throws at once when the execution is stopped. */
async function unlessStopped(
	work: Promise<void>,
	pending: readonly Watch[],
	signal: AbortSignal | undefined,
): Promise<void> {
	if (signal === undefined) return await work;
	let stop = (): void => undefined;
	const stopping = new Promise<void>((resolve) => {
		stop = resolve;
		signal.addEventListener('abort', stop, { once: true });
	});
	try {
		await Promise.race([work, stopping]);
	} finally {
		signal.removeEventListener('abort', stop);
		stop();
	}
	if (!signal.aborted) return;
	void Promise.allSettled([work]);
	const left = pending.filter(({ due }) => due !== Infinity);
	if (left.length > 0) throw stopped(left);
}

async function pauseUntil(
	at: number,
	pending: readonly Watch[],
	signal: AbortSignal | undefined,
): Promise<void> {
	try {
		await clock.sleep(Math.max(0, at - clock.now()), signal);
	} catch {
		throw stopped(pending);
	}
}

function stopped(pending: readonly Watch[]): FaxFailure {
	const ids = pending.map(({ fax }) => fax.record.trackingId).join(', ');
	return fail('unknown', {
		// By the word "canceled" n8n tells that the node ended because of a stop, and keeps what it says here.
		message: 'The execution was canceled while it waited for faxes that the service has accepted',
		hint: `They go on at the service. Ask for them with Get Status: ${ids}.`,
	});
}

async function step(
	provider: Provider,
	service: Service,
	watch: Watch,
	pace: Polling,
	shortestPauseMs: number,
): Promise<void> {
	if (watch.next === 'send') await sendAgain(watch, pace);
	else await look(provider, service, watch, pace, shortestPauseMs);
}

async function look(
	provider: Provider,
	service: Service,
	watch: Watch,
	pace: Polling,
	shortestPauseMs: number,
): Promise<void> {
	const { fax } = watch;
	try {
		const hints = { extra: fax.extra, ...(fax.record.to === null ? {} : { to: fax.record.to }) };
		const found = await provider.getStatus(service.http(), fax.record.trackingId!, hints);
		const { document, reference } = fax.record;
		report(watch, {
			...found,
			document: found.document ?? document,
			reference: found.reference ?? reference,
		});
	} catch (error) {
		// A look that fails says nothing about the fax; the next one may succeed.
		if (!(error instanceof FaxFailure)) throw asThrown(error);
	}
	if (fax.record.isFinal) {
		watch.due = Infinity;
		considerRetry(watch);
		return;
	}
	const now = clock.now();
	if (now >= watch.deadline) {
		report(watch, stillOnItsWay(fax.record, fax.maxWaitMs));
		watch.due = Infinity;
		return;
	}
	watch.due = Math.min(now + Math.max(watch.pauseMs, shortestPauseMs), watch.deadline);
	watch.pauseMs = Math.min(Math.round(watch.pauseMs * 1.5), pace.longestPauseMs);
}

const asThrown = (error: unknown) => error;

function report(watch: Watch, record: FaxRecord): void {
	watch.fax.record = { ...record, attemptLog: watch.fax.attempts };
	watch.fax.update(watch.fax.record);
}

/** Plans another try of a fax that has failed, if its cause is one to be retried and there is time for it. */
function considerRetry(watch: Watch): void {
	const { record, retry, attempts } = watch.fax;
	const category = record.failureCategory;
	if (retry === undefined || record.status !== 'failed' || category === null || mayHaveArrived(record))
		return;
	const rule = retry.causes[category];
	const tries = (watch.fax.tries ??= new Map<FailureCategory, number>());
	const done = tries.get(category) ?? 0;
	if (rule === undefined || done >= rule.tries) return;
	const at = clock.now() + rule.pauseMs;
	if (at >= watch.deadline || attempts === null) return;
	tries.set(category, done + 1);
	// A try that the service refused leaves the same end, which is noted already.
	if (attempts.at(-1)?.outcome === 'accepted') {
		attempts.push({ at: nowIso(), id: record.trackingId, outcome: 'failed', category });
	}
	watch.next = 'send';
	watch.due = at;
}

async function sendAgain(watch: Watch, pace: Polling): Promise<void> {
	const { fax } = watch;
	const { document } = fax.record;
	try {
		report(watch, { ...(await fax.retry!.send(fax.attempts!)), document });
	} catch (error) {
		if (!(error instanceof FaxFailure)) throw asThrown(error);
		// The try was refused: the fax keeps the end that it had, unless a later try is allowed and of use.
		watch.due = Infinity;
		if (error.info.retryable) considerRetry(watch);
		return;
	}
	watch.next = 'look';
	watch.pauseMs = pace.pauseMs;
	const first = Math.min(clock.now() + pace.firstLookMs, watch.deadline);
	watch.due = needsWaiting(fax.record) ? first : Infinity;
}
