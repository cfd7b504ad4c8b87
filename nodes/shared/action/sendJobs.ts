import type { IExecuteFunctions } from 'n8n-workflow';
import type { Service } from '../http/service';
import type { ServiceParameters } from '../parameters';
import type { Provider, SendRequest } from '../provider';
import type { AttemptEntry, FaxRecord } from '../record';
import { asBoolean } from '../values';
import { documentInfo } from './documentInfo';
import { dryJobs } from './dryJobs';
import type { Job, JobResult } from './jobs';
import { finishedItem, styleOf } from './output';
import type { OutputStyle } from './output';
import { sendPlanAt } from './sendPlan';
import type { Target } from './sendPlan';
import { completed, noteAccepted, recordOfLost } from './sentRecord';
import { sharedRequest } from './sharedRequest';
import { maxWaitAt, retriesByCause } from './waiting';

/**
 * Plans the faxes of one item: one for each recipient, the documents uploaded once for all of them.
 * @throws FaxFailure when the item cannot be sent as it is
 */
export async function planSend(
	context: IExecuteFunctions,
	provider: Provider,
	own: ServiceParameters,
	service: Service,
	itemIndex: number,
): Promise<Job[]> {
	const maxWaitMs = maxWaitAt(context, itemIndex);
	const plan = await sendPlanAt(context, provider, own, itemIndex);
	const { options } = plan;
	if (asBoolean(options.dryRun) === true) {
		return await dryJobs(context, provider, service, plan);
	}
	const causes = retriesByCause(options, maxWaitMs !== null);
	const style = styleOf(context, service, options);
	let upload: Promise<unknown> | undefined;
	/** What the item asks for; the first of its recipients uploads the documents for all. */
	const ready = async () => {
		const request = await plan.request();
		upload ??= provider.upload?.(service.http(), request) ?? Promise.resolve(undefined);
		return { ...request, uploaded: await upload };
	};
	const sendTo = async (to: string, attempts: AttemptEntry[]): Promise<FaxRecord> =>
		await sendOne(provider, service, { ...(await ready()), to }, attempts);
	const shared = sharedRequest(provider, service, plan, ready);
	const again = async (to: string, attempts: AttemptEntry[]): Promise<FaxRecord> => {
		// What was uploaded for an earlier try may be gone.
		upload = undefined;
		return await sendTo(to, attempts);
	};
	return plan.targets.map((target): Job => {
		const { to, part, memoKey } = target;
		const run = async (): Promise<JobResult> => {
			const attempts: AttemptEntry[] = [];
			const sent = await (shared?.send(to, attempts) ?? sendTo(to, attempts));
			const { documents, extra } = await plan.request();
			const document = await documentInfo(documents);
			const record = { ...sent, document, attemptLog: attempts };
			const result = resultOf(style, record);
			if (maxWaitMs === null) return result;
			const retry = { causes, send: async (log: AttemptEntry[]) => await again(to, log) };
			return followed(result, style, { record, maxWaitMs, attempts, extra, retry });
		};
		const about = aboutTarget(style, target);
		return { itemIndex, part, memoKey, about, isUnderWay: shared?.isUnderWay, run };
	});
}

const aboutTarget = (style: OutputStyle, { to }: Target) => ({ to: style.maskKey === null ? to : null });

function resultOf(style: OutputStyle, record: FaxRecord): JobResult {
	return {
		items: [finishedItem(style, record)],
		fax: { id: record.trackingId, certain: record.status !== 'unknown' },
	};
}

/** A result whose item changes with the fax until its end. */
export function followed(
	result: JobResult,
	style: OutputStyle,
	fax: Omit<NonNullable<JobResult['followed']>, 'update'>,
): JobResult {
	const update = (record: FaxRecord) => {
		result.items = [finishedItem(style, record)];
		if (result.fax === undefined) return;
		result.fax.id = record.trackingId;
		// A second try whose answer was lost has no id and a status that nobody knows.
		result.fax.certain = record.trackingId !== null || record.status !== 'unknown';
	};
	return Object.assign(result, { followed: { ...fax, update } });
}

async function sendOne(
	provider: Provider,
	service: Service,
	request: SendRequest,
	attempts: AttemptEntry[],
): Promise<FaxRecord> {
	try {
		const record = await provider.send(service.http(attempts), request);
		noteAccepted(attempts, record);
		return completed(provider, request, record);
	} catch (error) {
		return recordOfLost(provider, error, request.to);
	}
}
