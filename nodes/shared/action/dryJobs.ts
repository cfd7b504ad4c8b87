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
	/** What is done once for all recipients: the upload, or all of it where one request serves them all. */
	const prepareAll = async () => {
		const ready = await request();
		const { http, requests } = dryHttp(provider, credential);
		const uploaded = await provider.upload?.(http, ready);
		if (together) await provider.sendMany!(http, { ...ready, uploaded }, recipients);
		return { ready, uploaded, requests };
	};
	let prepared: ReturnType<typeof prepareAll> | undefined;
	return targets.map(({ to, part }, index) => ({
		itemIndex,
		part,
		pages: pages(),
		memoKey: null,
		async run() {
			const { ready, uploaded, requests: forAll } = await (prepared ??= prepareAll());
			const { http, requests: own } = dryHttp(provider, credential);
			if (!together) await provider.send(http, { ...ready, to, uploaded });
			// As with a real send: what is done once stands in the item of the first recipient.
			const requests = index === 0 ? [...forAll, ...own] : own;
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
