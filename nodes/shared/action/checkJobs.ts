import type { IExecuteFunctions } from 'n8n-workflow';
import { documentInfo } from './documentInfo';
import type { Service } from '../http/service';
import type { ServiceParameters } from '../parameters';
import type { Provider } from '../provider';
import { faxRecord } from '../record';
import type { Job } from './jobs';
import { finishedItem, styleOf } from './output';
import { sendPlanAt } from './sendPlan';

/**
 * Plans the check of an item: all that Send checks, without sending. The record shows the number as it would be
 * dialled, the pages and the limits of the service.
 * @throws FaxFailure when the item could not be sent
 */
export async function planCheck(
	context: IExecuteFunctions,
	provider: Provider,
	own: ServiceParameters,
	service: Service,
	itemIndex: number,
): Promise<Job[]> {
	const plan = await sendPlanAt(context, provider, own, itemIndex);
	const request = await plan.request();
	const style = styleOf(context, service, plan.options);
	const { maxFiles, maxTotalBytes, extensions } = provider.capabilities.send;
	const { maxPages, maxPagesPerFax } = plan.policy;
	const limits = { maxFiles, maxTotalBytes, extensions, maxPages, maxPagesPerFax };
	return plan.targets.map(({ to, part }) => ({
		itemIndex,
		part,
		pages: plan.pages(),
		memoKey: null,
		async run() {
			const record = faxRecord({
				provider: provider.name,
				id: null,
				direction: 'outbound',
				status: 'unknown',
				from: request.from,
				to,
				reference: request.reference,
				scheduledAt: request.sendAt,
				pages: plan.pages(),
				document: await documentInfo(request.documents),
			});
			return { items: [finishedItem(style, record, { checkPassed: true, limits })] };
		},
	}));
}
