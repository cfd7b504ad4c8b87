import { iFaxAccount } from '../../accounts';
import type { HistoryEntry, NetworkFax } from '../../network';
import type { InboundFax, SandboxService, ServiceContext, ServiceModule } from '../service';
import type { IFax } from './context';
import { announce, hookEvents } from './hooks';
import { receivingRoutes } from './receiving';
import { costOf } from './rows';
import { sendingRoutes } from './sending';
import { sentResult, stateStatus } from './statuses';
import { IFaxStore } from './store';
import { iFaxDefaults, type IFaxSwitches } from './switches';
import { errorFor } from './wire';

/** iFax, with what only this service has. */
export interface IFaxService extends SandboxService {
	/** What is left on the account, in its currency. */
	balance(): number;
}

function create(sandbox: ServiceContext<IFaxSwitches>): IFaxService {
	const store = new IFaxStore();
	const service: IFax = { sandbox, store };

	sandbox.network.listen('iFax', {
		changed: (fax, { state }) => {
			const ids = fax.direction === 'inbound' ? receivedIds(store, fax) : store.jobOf(fax);
			if (ids === undefined) return;
			if (state === 'delivered' || state === 'failed') store.balance -= costOf(fax, sandbox.switches);
			const isPostflight = ['delivered', 'failed', 'canceled', 'received'].includes(state);
			const isInflight = state === 'sending' && sandbox.switches.inflight;
			if (isPostflight || isInflight) announce(service, fax, ids);
		},
	});

	return {
		name: 'iFax',
		title: 'iFax',
		basePath: '/ifax',
		routes: [...sendingRoutes(service), ...receivingRoutes(service)],
		credentials: () => [
			{ label: 'Base URL', value: `${sandbox.address()}/ifax/v1` },
			{ label: 'API Key (Live)', value: iFaxAccount.apiKey },
			{ label: 'API Key (Test)', value: iFaxAccount.testApiKey },
			{ label: 'Own number', value: iFaxAccount.number },
		],
		ownNumber: iFaxAccount.number,
		events: hookEvents,
		error: errorFor,
		statusWord,
		receive: (inbound) => receive(service, inbound),
		balance: () => Math.round(store.balance * 100) / 100,
		reset: () => store.reset(),
	};
}

function receivedIds(
	store: IFaxStore,
	fax: NetworkFax,
): { jobId: number; transactionId: number } | undefined {
	return [...store.received.values()].find((received) => received.fax === fax);
}

function receive({ sandbox, store }: IFax, inbound: InboundFax): NetworkFax {
	return sandbox.network.receive({
		...inbound,
		service: 'iFax',
		prepare: (fax) => {
			const [jobId, transactionId] = [store.makeJobId(), store.makeTransactionId()];
			fax.ids.push(`${jobId}:${transactionId}`);
			store.received.set(jobId, { jobId, transactionId, fax });
		},
	});
}

function statusWord(_fax: NetworkFax, entry: HistoryEntry): string {
	return stateStatus[entry.state] ?? sentResult[entry.outcome ?? 'lineError'].faxStatus;
}

export const iFax: ServiceModule<IFaxSwitches> & { create: typeof create } = {
	defaults: iFaxDefaults,
	create,
};
