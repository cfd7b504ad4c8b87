import type { IExecuteFunctions, INode, INodeExecutionData } from 'n8n-workflow';
import { failureFields, faxRecord } from '../record';
import type { FaxRecord } from '../record';
import { FaxFailure } from '../failure';
import type { Service } from '../http/service';
import type { Provider } from '../provider';
import { shownNode, toNodeError } from '../nodeErrors';
import { DuplicateGuard } from './duplicateGuard';
import type { OnceSend } from './duplicateGuard';
import { followAll } from './follow';
import type { Followed } from './follow';
import { memo } from './memo';
import { runPool } from './pool';

/** What a job gave: its items, without `pairedItem`, and the fax that a person must know of if the rest goes wrong. */
export interface JobResult {
	items: INodeExecutionData[];
	/** set when the service accepted a fax, or may have: its id, or null when the service did not tell one */
	fax?: { id: string | null; certain: boolean };
	/** set when the end of the fax is to be waited for; its updates change `items` */
	followed?: Followed;
	/** set when something is to be added to `items` once all waiting is over */
	complete?(): Promise<void>;
}

/** One piece of work of one item. */
export interface Job {
	itemIndex: number;
	/** which part of the item, such as "recipient 2 of 3"; null when it is the whole */
	part: string | null;
	/** how many pages it sends, as far as the documents tell */
	pages?: number | null;
	/** the key under which its result is kept for Retry On Fail; null for what may be done twice */
	memoKey: string | null;
	/** what is known of the fax beforehand, for the item that tells of a failure */
	about?: Pick<FaxRecord, 'to'>;
	/** true once the request of another job has done this one's work, too: its result is fetched whatever failed */
	isUnderWay?(): boolean;
	/** set for a fax that must not be sent twice: it is then sent by this instead of `run` */
	once?: OnceSend;
	run(): Promise<JobResult>;
}

/** The jobs of an item, or why it cannot be done. */
export type Planned = Job[] | { error: unknown };

interface Outcome {
	job: Pick<Job, 'itemIndex' | 'part' | 'about'>;
	result?: JobResult;
	error?: unknown;
}

/** Sentences that name every fax of these outcomes, so that no id is lost with a discarded output. */
function acceptedNotes(outcomes: readonly Outcome[]): string[] {
	const lines = (certain: boolean) =>
		outcomes.flatMap(({ job, result }) =>
			result?.fax !== undefined && result.fax.certain === certain
				? [`item ${job.itemIndex}: ${result.fax.id ?? 'no id known'}`]
				: [],
		);
	const accepted = lines(true);
	const unknown = lines(false);
	return [
		...(accepted.length > 0 ? [`Accepted before this: ${accepted.join('; ')}.`] : []),
		...(unknown.length > 0 ? [`Outcome not known: ${unknown.join('; ')}.`] : []),
	];
}

/**
 * The item for something that failed, when the workflow goes on. It carries no `error` beside its json, because n8n
 * replaces the json of an item that does. To the error branch n8n moves items with no other keys than `error`,
 * `message` and `details`, so there the record travels in `details`.
 */
function errorItem(
	provider: Provider,
	node: INode,
	{ job, error }: Outcome,
	nodeError: Error,
): INodeExecutionData {
	const record =
		error instanceof FaxFailure
			? faxRecord({
					provider: provider.name,
					id: null,
					direction: 'outbound',
					status: 'failed',
					isFinal: true,
					...job.about,
					...failureFields(error.info),
				})
			: {};
	const { message } = nodeError;
	const hint = (nodeError as { description?: string | null }).description ?? message;
	const json =
		node.onError === 'continueErrorOutput'
			? { error: message, message: hint, details: record }
			: { error: message, ...record };
	return { json: json as unknown as INodeExecutionData['json'] };
}

/**
 * Does the jobs of all items. With On Error: Stop, one item that cannot be done means that nothing is started; a job
 * that fails later lets no new one start, those under way are awaited, and the error names every fax accepted so far.
 * @param plans by item index
 * @returns the items in the order of the input, each paired with its input item
 */
export async function runJobs(
	context: IExecuteFunctions,
	provider: Provider,
	plans: readonly Planned[],
	limit: number,
	service: Service,
): Promise<INodeExecutionData[]> {
	const goesOn = context.continueOnFail();
	const outcomes = plans.flatMap((plan, itemIndex): Outcome[] =>
		Array.isArray(plan)
			? plan.map((job) => ({ job }))
			: [{ job: { itemIndex, part: null }, error: plan.error }],
	);
	const isJob = (job: Outcome['job']): job is Job => 'run' in job;
	for (const outcome of outcomes) {
		if (isJob(outcome.job)) outcome.result = memo.get(outcome.job.memoKey);
	}
	// A further try comes to what failed before last, so that it does not keep the others back once more.
	const failedBefore = ({ job }: Outcome) => isJob(job) && memo.hasFailed(job.memoKey);
	const inTurn = [...outcomes.filter((outcome) => !failedBefore(outcome)), ...outcomes.filter(failedBefore)];
	let failed = outcomes.some(({ error }) => error !== undefined);
	const mayStart = ({ job, result }: Outcome): boolean =>
		isJob(job) && result === undefined && (!failed || goesOn || job.isUnderWay?.() === true);
	const doJob = async (outcome: Outcome, guard?: DuplicateGuard): Promise<void> => {
		const { job } = outcome;
		if (!isJob(job) || !mayStart(outcome)) return;
		try {
			outcome.result = await (guard && job.once ? guard.run(job.once) : job.run());
			memo.set(job.memoKey, outcome.result);
		} catch (error) {
			memo.noteFailure(job.memoKey);
			outcome.error = error;
			failed = true;
		}
	};
	if (inTurn.some(({ job }) => isJob(job) && job.once !== undefined)) {
		const guard = new DuplicateGuard(context, provider, service);
		await runWaves(inTurn.filter(mayStart), limit, guard, mayStart, doJob);
	} else await runPool(inTurn.length, limit, async (index) => await doJob(inTurn[index]));
	const node = shownNode(context.getNode(), service.privacy);
	const isStopped = context.getExecutionCancelSignal?.()?.aborted === true;
	const firstFailed = outcomes.find(({ error }) => error !== undefined);
	if (firstFailed !== undefined && !goesOn) {
		throw toNodeError(node, firstFailed.error, {
			...firstFailed.job,
			notes: acceptedNotes(outcomes),
			isStopped,
		});
	}
	await waitForEnds(context, provider, service, outcomes, limit);
	await runPool(outcomes.length, limit, async (index) => {
		try {
			await outcomes[index].result?.complete?.();
		} catch (error) {
			outcomes[index] = { job: outcomes[index].job, error };
		}
	});
	const incomplete = outcomes.find(({ result, error }) => result === undefined && error !== undefined);
	if (incomplete !== undefined && !goesOn) {
		throw toNodeError(node, incomplete.error, { ...incomplete.job, notes: acceptedNotes(outcomes) });
	}
	return outcomes.flatMap((outcome) => {
		const { job, result, error } = outcome;
		const items = result?.items ?? [errorItem(provider, node, outcome, toNodeError(node, error, job))];
		return items.map((item) => ({ ...item, pairedItem: { item: job.itemIndex } }));
	});
}

/**
 * Does jobs in waves of as many as may run side by side: n8n's memory of what was sent is asked, and told, once for all
 * of a wave.
 */
async function runWaves(
	outcomes: readonly Outcome[],
	limit: number,
	guard: DuplicateGuard,
	mayStart: (outcome: Outcome) => boolean,
	doJob: (outcome: Outcome, guard: DuplicateGuard) => Promise<void>,
): Promise<void> {
	for (let start = 0; start < outcomes.length; start += limit) {
		const wave = outcomes.slice(start, start + limit).filter(mayStart);
		await guard.open(wave.flatMap(({ job }) => (job as Job).once ?? []));
		try {
			await runPool(wave.length, limit, async (index) => await doJob(wave[index], guard));
		} finally {
			await guard.close();
		}
	}
}

/** Waits for the faxes whose end was asked for. What stops the waiting names their ids. */
async function waitForEnds(
	context: IExecuteFunctions,
	provider: Provider,
	service: Service,
	outcomes: readonly Outcome[],
	limit: number,
): Promise<void> {
	const faxes = outcomes.flatMap(({ result }) => result?.followed ?? []);
	if (faxes.length === 0) return;
	const signal = context.getExecutionCancelSignal?.();
	try {
		await followAll(provider, service, faxes, limit, signal);
	} catch (error) {
		const node = shownNode(context.getNode(), service.privacy);
		throw toNodeError(node, error, { notes: acceptedNotes(outcomes), isStopped: signal?.aborted });
	}
}
