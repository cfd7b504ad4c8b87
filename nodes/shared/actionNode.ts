import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { planCheck } from './action/checkJobs';
import { planById } from './action/idJobs';
import type { Job, Planned } from './action/jobs';
import { runJobs } from './action/jobs';
import { planList } from './action/listJobs';
import { boundedOption, optionsAt } from './action/parameters';
import { runPool } from './action/pool';
import { planResource } from './action/resourceJobs';
import { planSend } from './action/sendJobs';
import { checkRun } from './action/sendPlan';
import { connect } from './connection';
import { MOST_AT_ONCE } from './description/limits';
import { LISTS, SENDS } from './description/operations';
import type { ListOperation } from './description/operations';
import type { RateLimit } from './http/tokenBucket';
import { shownNode, toNodeError } from './nodeErrors';
import type { ServiceParameters } from './parameters';
import type { FaxOperation, Provider } from './provider';
import { asBoolean, asObject } from './values';

/** How many items are checked side by side; the check reads documents but calls no service. */
const CHECKS_AT_ONCE = 10;

const isList = (operation: FaxOperation): operation is ListOperation =>
	(LISTS as readonly string[]).includes(operation);

/**
 * Runs an action node: checks all items, then does the operation for each side by side, and returns the items
 * in input order. What cannot be done becomes an error of the node or an error item, as On Error says.
 */
export async function runActionNode(
	context: IExecuteFunctions,
	provider: Provider,
	own: ServiceParameters,
): Promise<INodeExecutionData[][]> {
	const count = context.getInputData().length;
	if (count === 0) return [[]];
	const resource = context.getNodeParameter('resource', 0, 'fax') as string;
	const operation = context.getNodeParameter('operation', 0) as FaxOperation;
	const { service, concurrency } = await prepare(context, provider);
	const plans = new Array<Planned>(count);
	const plan = async (itemIndex: number): Promise<Job[]> => {
		if (resource !== 'fax') return planResource(context, provider, service, [resource, operation], itemIndex);
		if (operation === 'send') return await planSend(context, provider, own, service, itemIndex);
		if (operation === 'check') return await planCheck(context, provider, own, service, itemIndex);
		if (isList(operation)) return planList(context, provider, own, service, operation, itemIndex);
		return planById(context, provider, own, service, operation, itemIndex);
	};
	await runPool(count, CHECKS_AT_ONCE, async (itemIndex) => {
		try {
			plans[itemIndex] = await plan(itemIndex);
		} catch (error) {
			plans[itemIndex] = { error };
		}
	});
	if (resource === 'fax' && SENDS.includes(operation)) checkWhole(context, plans);
	return [await runJobs(context, provider, plans, concurrency, service)];
}

/** Turns the plan of every item into a refusal when the run as a whole is more than its rules allow. */
function checkWhole(context: IExecuteFunctions, plans: Planned[]): void {
	const jobs = plans.flatMap((plan) => (Array.isArray(plan) ? plan : []));
	const pages = jobs.reduce((sum, job) => sum + (job.pages ?? 0), 0);
	const totals = { recipients: jobs.length, pages };
	for (const [itemIndex, plan] of plans.entries()) {
		if (!Array.isArray(plan)) continue;
		try {
			checkRun(context, itemIndex, totals);
		} catch (error) {
			plans[itemIndex] = { error };
		}
	}
}

/** The limit that the user sets; null for none, undefined for the service's own. Throws a FaxFailure out of range. */
function rateOf(options: IDataObject): RateLimit | null | undefined {
	if (options.requestsPerSecond === undefined || options.requestsPerSecond === '') return undefined;
	const bounds = { least: 0, most: 1_000, otherwise: 0 };
	const perSecond = boundedOption(options, 'requestsPerSecond', 'Requests per Second', bounds);
	return perSecond === 0 ? null : { perSecond, burst: perSecond };
}

/** What holds for the whole run: the options of the first item and the credential. */
async function prepare(context: IExecuteFunctions, provider: Provider) {
	try {
		const options = optionsAt(context, 0);
		const concurrency = boundedOption(options, 'concurrency', 'Concurrency', {
			least: 1,
			most: MOST_AT_ONCE,
			otherwise: provider.capabilities.defaultConcurrency,
		});
		const retries = boundedOption(options, 'retries', 'Retries', { least: 0, most: 10, otherwise: 2 });
		const timeout = boundedOption(options, 'timeoutSeconds', 'Timeout (Seconds)', {
			least: 5,
			most: 600,
			otherwise: 120,
		});
		const rate = rateOf(options);
		const service = await connect(context, provider, {
			retries,
			timeoutMs: timeout * 1000,
			signal: context.getExecutionCancelSignal?.(),
			privacy: asBoolean(options.privacy) === true,
			rate,
		});
		return { service, concurrency };
	} catch (error) {
		const node = context.getNode();
		const { privacy } = asObject(node.parameters.options);
		throw toNodeError(shownNode(node, asBoolean(privacy) === true), error);
	}
}
