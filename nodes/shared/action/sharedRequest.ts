import type { IDataObject } from 'n8n-workflow';
import { FaxFailure } from '../failure';
import type { Service } from '../http/service';
import type { Provider, SendRequest } from '../provider';
import type { AttemptEntry, FaxRecord } from '../record';
import { asBoolean } from '../values';
import { memo } from './memo';
import { completed, noteAccepted, recordOfLost } from './sentRecord';
import type { SendPlan } from './sendPlan';

/** How the faxes to several recipients of an item go out with one request. */
export interface SharedRequest {
	/** what became of one recipient; the first who asks makes the request for all */
	send(to: string, attempts: AttemptEntry[]): Promise<FaxRecord>;
	isUnderWay(): boolean;
}

/** Whether an item asks for one request for all its recipients, of a service that can do that. */
export function asksForOneRequest(provider: Provider, options: IDataObject, recipients: number): boolean {
	return provider.sendMany !== undefined && recipients > 1 && asBoolean(options.oneRequest) === true;
}

/**
 * The one request of an item, if it asks for that and more than one recipient is left of an earlier call of the run.
 * The recipients stay jobs of their own: each has its own result under its own key, so that the refusal of one does not
 * take the others back, and a further try hands in again only those that were certainly refused.
 */
export function sharedRequest(
	provider: Provider,
	service: Service,
	{ options, targets }: SendPlan,
	ready: () => Promise<Omit<SendRequest, 'to'>>,
): SharedRequest | undefined {
	const left = targets.filter(({ memoKey }) => memo.get(memoKey) === undefined).map(({ to }) => to);
	if (!asksForOneRequest(provider, options, left.length)) return undefined;
	const attemptsOfAll: AttemptEntry[] = [];
	let outcomes: Promise<Array<FaxRecord | FaxFailure>> | undefined;
	const handIn = async () => {
		const request = await ready();
		const sent = await provider.sendMany!(service.http(attemptsOfAll), request, left);
		return sent.map((outcome, index) =>
			outcome instanceof FaxFailure ? outcome : completed(provider, { ...request, to: left[index] }, outcome),
		);
	};
	return {
		isUnderWay: () => outcomes !== undefined,
		async send(to, attempts) {
			outcomes ??= handIn();
			const [settled] = await Promise.allSettled([outcomes]);
			attempts.push(...attemptsOfAll.map((attempt) => ({ ...attempt })));
			if (settled.status === 'rejected') return recordOfLost(provider, settled.reason, to);
			const outcome = settled.value[left.indexOf(to)];
			if (outcome instanceof FaxFailure) return recordOfLost(provider, outcome, to);
			noteAccepted(attempts, outcome);
			return outcome;
		},
	};
}
