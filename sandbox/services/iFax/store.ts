import { iFaxAccount } from '../../accounts';
import type { NetworkFax } from '../../network';

/** A sent fax. */
export interface Job {
	jobId: number;
	transactionId: number;
	fax: NetworkFax;
}

/** A received fax; both ids are needed to download it. */
export interface ReceivedFax {
	jobId: number;
	transactionId: number;
	fax: NetworkFax;
}

/** Everything the service remembers. */
export class IFaxStore {
	readonly jobs = new Map<number, Job>();
	readonly received = new Map<number, ReceivedFax>();
	/** In the account's currency. */
	balance: number = iFaxAccount.startBalance;
	private nextJobId = 7067845;
	private nextTransactionId = 8660564;

	makeJobId(): number {
		this.nextJobId += 3;
		return this.nextJobId;
	}

	makeTransactionId(): number {
		this.nextTransactionId += 7;
		return this.nextTransactionId;
	}

	jobOf(fax: NetworkFax): Job | undefined {
		return [...this.jobs.values()].find((job) => job.fax === fax);
	}

	/** Forgets all faxes. Ids go on, so that an id never means two faxes. */
	reset(): void {
		this.jobs.clear();
		this.received.clear();
		this.balance = iFaxAccount.startBalance;
	}
}
