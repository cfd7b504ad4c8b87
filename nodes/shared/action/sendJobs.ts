import type { IExecuteFunctions } from 'n8n-workflow';
import { clock } from '../clock';
import { badParameter } from '../failure';
import type { Service } from '../http/service';
import type { ServiceParameters } from '../parameters';
import type { Provider, SendRequest } from '../provider';
import type { AttemptEntry, FaxRecord } from '../record';
import { asBoolean } from '../values';
import { documentInfo } from './documentInfo';
import { dryJobs } from './dryJobs';
import { duplicateKeyOf, duplicateRuleOf } from './duplicateOptions';
import type { DuplicateRule } from './duplicateOptions';
import { checkStore } from './duplicateStore';
import type { Job, JobResult } from './jobs';
import { finishedItem, styleOf } from './output';
import type { OutputStyle } from './output';
import { sendAndFind } from './sendAndFind';
import type { FaxAtPlace, SentFax } from './sendAndFind';
import { sendPlanAt } from './sendPlan';
import type { SendPlan, Target } from './sendPlan';
import { sentMemory } from './sentMemory';
import { completed, noteAccepted, recordOfLost } from './sentRecord';
import { asksForOneRequest, sharedRequest } from './sharedRequest';
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
	const rule = onceRule(context, provider, plan);
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
	let sharedSince: number | undefined;
	const { place } = service;
	const signal = context.getExecutionCancelSignal?.();
	const faxTo = async (to: string): Promise<FaxAtPlace> => {
		const { from, reference } = await plan.request();
		return { place, to, from: from?.startsWith('+') && !from.includes(',') ? from : null, reference };
	};
	/** One try to send to one recipient; a lost answer is looked up. */
	const attempt = async (to: string, attempts: AttemptEntry[], first: boolean): Promise<SentFax> => {
		const together = first ? shared : undefined;
		if (together !== undefined) sharedSince ??= clock.now();
		const send = async () => await (together?.send(to, attempts) ?? sendTo(to, attempts));
		const since = together === undefined ? undefined : sharedSince;
		return await sendAndFind(provider, () => service.http(), await faxTo(to), attempts, signal, send, since);
	};
	const again = async (to: string, attempts: AttemptEntry[]): Promise<FaxRecord> => {
		// What was uploaded for an earlier try may be gone.
		upload = undefined;
		return (await attempt(to, attempts, false)).record;
	};
	return plan.targets.map((target): Job => {
		const { to, part, memoKey } = target;
		const attempts: AttemptEntry[] = [];
		const send = async (): Promise<SentFax> => {
			const { record, own: note } = await attempt(to, attempts, true);
			const document = await documentInfo((await plan.request()).documents);
			const sent = { ...record, document, attemptLog: attempts };
			sentMemory.note(sent);
			return { record: sent, own: note };
		};
		const result = async (
			record: FaxRecord,
			{ duplicate = false, follow = true } = {},
		): Promise<JobResult> => {
			const more = duplicate ? { duplicate: true as const } : {};
			const given = resultOf(style, record, more);
			if (!follow || maxWaitMs === null) return given;
			const { extra } = await plan.request();
			const retry = { causes, send: async (log: AttemptEntry[]) => await again(to, log) };
			// What an earlier run has sent is followed, but not sent again.
			const tries = duplicate ? { attempts: null } : { attempts, retry };
			return followed(given, style, { record, maxWaitMs, extra, ...tries }, more);
		};
		const identify = async () => ({
			key: await duplicateKeyOf(place, to, rule!, plan.request),
			fax: await faxTo(to),
		});
		const once = rule === null ? undefined : { rule, identify, send, result };
		const run = async () => await result((await send()).record);
		const about = aboutTarget(style, target);
		const pages = plan.pages();
		return { itemIndex, part, pages, memoKey, about, isUnderWay: shared?.isUnderWay, once, run };
	});
}

/** How the item is kept from being sent twice. @throws FaxFailure when it cannot be, as it is */
function onceRule(
	context: IExecuteFunctions,
	provider: Provider,
	{ options, targets }: SendPlan,
): DuplicateRule | null {
	const rule = duplicateRuleOf(options);
	if (rule === null) return null;
	checkStore(context);
	if (asksForOneRequest(provider, options, targets.length)) {
		throw badParameter(
			'Prevent Duplicates',
			"cannot be kept with 'One Request for All Recipients'",
			'Switch one of the two off: whether a fax was sent before is asked for each recipient.',
		);
	}
	return rule;
}

const aboutTarget = (style: OutputStyle, { to }: Target) => ({ to: style.maskKey === null ? to : null });

function resultOf(style: OutputStyle, record: FaxRecord, more: { duplicate?: true }): JobResult {
	const items = [finishedItem(style, record, more)];
	// Of a duplicate nothing was accepted now.
	if (more.duplicate) return { items };
	return {
		items,
		fax: { id: record.trackingId, certain: record.status !== 'unknown' },
	};
}

/**
 * A result whose item changes with the fax until its end.
 * @param more keys beside the record
 */
export function followed(
	result: JobResult,
	style: OutputStyle,
	fax: Omit<NonNullable<JobResult['followed']>, 'update'>,
	more: Record<string, unknown> = {},
): JobResult {
	const update = (record: FaxRecord) => {
		result.items = [finishedItem(style, record, more)];
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
