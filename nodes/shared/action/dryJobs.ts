import type { IExecuteFunctions } from 'n8n-workflow';
import { credentialData } from '../connection';
import { dryHttp } from '../http/dryRun';
import { withoutSecrets } from '../http/secrets';
import type { Service } from '../http/service';
import type { Provider } from '../provider';
import { faxRecord } from '../record';
import { documentInfo } from './documentInfo';
import type { Job } from './jobs';
import { finishedItem, styleOf } from './output';
import type { SendPlan } from './sendPlan';
import { asksForOneRequest } from './sharedRequest';

/**
 * Plans what Send would do for an item without doing it: the record tells the requests in their order, and no
 * connection is made.
 */
export async function dryJobs(
	context: IExecuteFunctions,
	provider: Provider,
	service: Service,
	{ itemIndex, options, targets, request, pages }: SendPlan,
): Promise<Job[]> {
	const credential = await credentialData(context, provider);
	const style = styleOf(context, service, options);
	const recipients = targets.map(({ to }) => to);
	const together = asksForOneRequest(provider, options, recipients.length);
	return targets.map(({ to, part }) => ({
		itemIndex,
		part,
		memoKey: null,
		async run() {
			const ready = await request();
			const { http, requests } = dryHttp(provider, credential);
			const uploaded = await provider.upload?.(http, ready);
			if (together) await provider.sendMany!(http, { ...ready, uploaded }, recipients);
			else await provider.send(http, { ...ready, to, uploaded });
			const record = faxRecord({
				provider: provider.name,
				id: null,
				direction: 'outbound',
				status: 'unknown',
				from: ready.from,
				to,
				reference: ready.reference,
				scheduledAt: ready.sendAt,
				pages: pages(),
				document: await documentInfo(ready.documents),
			});
			// Masked records must not give away in the requests what they hide in their own keys.
			const listed = style.maskKey === null ? withoutSecrets(requests, service.secrets) : undefined;
			const more = listed === undefined ? { requestCount: requests.length } : { requests: listed };
			return { items: [finishedItem(style, record, { dryRun: true, ...more })] };
		},
	}));
}
