import { kazooAccount } from '../../accounts';
import type { HistoryEntry, NetworkFax } from '../../network';
import type { InboundFax, SandboxService, ServiceContext, ServiceModule } from '../service';
import type { Kazoo } from './context';
import { faxRoutes } from './faxes';
import { announce, hookEvents, hookRoutes } from './hooks';
import { resourceRoutes } from './resources';
import { RateBuckets, SessionOffice, sessionRoutes } from './sessions';
import { stateWord } from './statuses';
import { KazooStore, type Job, type Received } from './store';
import { kazooDefaults, type KazooSwitches } from './switches';
import { errorFor, makeId, monthOf } from './wire';

/** Kazoo, with what only this service has. */
export interface KazooService extends SandboxService {
	/** How many log-ins were answered with a session. */
	logins(): number;
	/** Makes every session invalid, as its end of life does. */
	expireTokens(): void;
}

function create(sandbox: ServiceContext<KazooSwitches>): KazooService {
	const kazoo: Kazoo = {
		sandbox,
		store: new KazooStore(() => sandbox.clock.now()),
		sessions: new SessionOffice(sandbox.clock, () => sandbox.switches.sessionSeconds),
		rates: new RateBuckets(() => kazoo),
	};
	const { store, sessions, rates } = kazoo;

	sandbox.network.listen('kazoo', {
		changed: (fax, { state }) => {
			if (state === 'received') {
				const received = [...store.received.values()].find((one) => one.fax === fax);
				if (received !== undefined) announce(kazoo, received);
			}
			const job = store.jobs.get(fax.ids[0] ?? '');
			if (job === undefined || (state !== 'delivered' && state !== 'failed')) return;
			const delay = sandbox.switches.moveDelayMs;
			if (delay > 0) sandbox.clock.schedule(delay, () => move(kazoo, job));
			else move(kazoo, job);
		},
	});

	return {
		name: 'kazoo',
		title: 'Kazoo',
		basePath: '/kazoo',
		routes: [...sessionRoutes(kazoo), ...hookRoutes(kazoo), ...faxRoutes(kazoo), ...resourceRoutes(kazoo)],
		credentials: () => [
			{ label: 'Base URL', value: `${sandbox.address()}/kazoo/v2` },
			{ label: 'API Key', value: kazooAccount.apiKey },
			{ label: 'User (instead of the key)', value: kazooAccount.username },
			{ label: 'Password', value: kazooAccount.password },
			{ label: 'Account Name', value: kazooAccount.accountName },
			{ label: 'Own number', value: kazooAccount.number },
			{ label: 'Faxbox', value: kazooAccount.faxboxId },
		],
		ownNumber: kazooAccount.number,
		events: hookEvents.filter((event) => event !== 'all'),
		error: errorFor,
		statusWord: (fax, entry) => statusWord(kazoo, fax, entry),
		receive: (inbound) => receive(kazoo, inbound),
		logins: () => sessions.count,
		expireTokens: () => sessions.expire(),
		reset: () => {
			store.reset();
			sessions.reset();
			rates.reset();
		},
	};
}

/** A finished job gets its record in the outbox, with the month of its making before its id; then it is told about. */
function move(kazoo: Kazoo, job: Job): void {
	job.moved = true;
	job.fax.ids.push(job.outboxId);
	announce(kazoo, job);
}

function receive({ sandbox, store }: Kazoo, inbound: InboundFax): NetworkFax {
	return sandbox.network.receive({
		...inbound,
		service: 'kazoo',
		prepare: (fax) => {
			const received: Received = {
				id: `${monthOf(fax.createdAt)}-${makeId()}`,
				accountId: kazooAccount.accountId,
				fax,
				faxboxId: inbound.to === kazooAccount.secondNumber ? kazooAccount.faxboxId : null,
				documentDeleted: false,
			};
			fax.ids.push(received.id);
			store.received.set(received.id, received);
		},
	});
}

function statusWord(kazoo: Kazoo, fax: NetworkFax, entry: HistoryEntry): string {
	const uploaded = kazoo.store.jobs.get(fax.ids[0] ?? '')?.uploaded ?? false;
	return stateWord(entry.state, uploaded, kazoo.sandbox.switches);
}

export const kazoo: ServiceModule<KazooSwitches> & { create: typeof create } = {
	defaults: kazooDefaults,
	create,
};
