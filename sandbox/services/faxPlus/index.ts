import { randomBytes } from 'crypto';
import { faxPlusAccount, faxPlusNumbers } from '../../accounts';
import type { Attempt, HistoryEntry, NetworkFax } from '../../network';
import type { InboundFax, SandboxService, ServiceContext, ServiceModule } from '../service';
import { accountRoutes } from './account';
import type { FaxPlus } from './context';
import { fileRoutes } from './files';
import { announce, hookEvents, hookRoutes, signHeaders } from './hooks';
import { oAuthRoutes } from './oAuth';
import { outboxRoutes } from './outbox';
import { recordRoutes } from './records';
import { outboxStatus, sentStatus } from './statuses';
import { FaxPlusStore, type FaxRecord, type Session } from './store';
import { faxPlusDefaults, type FaxPlusSwitches } from './switches';
import { TokenOffice, type TokenPair } from './tokens';
import { errorFor, makeId } from './wire';

/** Fax.Plus, with what only this service has. */
export interface FaxPlusService extends SandboxService {
	/** Gives out an OAuth2 token pair without the login page. */
	issueTokens(): TokenPair;
	/** Makes every OAuth2 access token invalid; refresh tokens stay good. */
	expireTokens(): void;
	signHeaders(body: string): Record<string, string>;
}

function create(sandbox: ServiceContext<FaxPlusSwitches>): FaxPlusService {
	const store = new FaxPlusStore();
	const tokens = new TokenOffice(sandbox.clock, () => sandbox.switches.accessTokenSeconds);
	const service: FaxPlus = { sandbox, store, tokens };
	const received = new Map<NetworkFax, FaxRecord>();

	sandbox.network.listen('faxPlus', {
		attemptEnded: (fax, attempt) => {
			const session = store.sessions.get(fax.ids[0] ?? '');
			if (session !== undefined) announce(service, addRecord(service, session, attempt));
		},
		changed: (fax, entry) => {
			const record = received.get(fax);
			if (record === undefined || entry.state !== 'received') return;
			record.updatedAt = entry.at;
			announce(service, record);
		},
	});

	return {
		name: 'faxPlus',
		title: 'Fax.Plus',
		basePath: '/faxplus',
		routes: [
			...oAuthRoutes(tokens, sandbox.clock),
			...fileRoutes(service),
			...outboxRoutes(service),
			...recordRoutes(service),
			...accountRoutes(service),
			...hookRoutes(service),
		],
		credentials: () => [
			{ label: 'Base URL', value: `${sandbox.address()}/faxplus/v3` },
			{ label: 'Accounts URL (OAuth2)', value: `${sandbox.address()}/faxplus` },
			{ label: 'Personal Access Token', value: faxPlusAccount.accessToken },
			{ label: 'Client ID (OAuth2)', value: faxPlusAccount.oAuthClientId },
			{ label: 'Client Secret (OAuth2)', value: faxPlusAccount.oAuthClientSecret },
			{ label: 'Own number', value: faxPlusAccount.number },
		],
		ownNumber: faxPlusAccount.number,
		events: hookEvents,
		error: errorFor,
		statusWord,
		receive: (inbound) => receive(service, inbound, received),
		issueTokens: () => tokens.issue(),
		expireTokens: () => tokens.expireAccess(),
		signHeaders: (body) => signHeaders(service, body),
		reset: () => {
			store.reset();
			tokens.reset();
			received.clear();
		},
	};
}

function addRecord(service: FaxPlus, session: Session, attempt: Attempt): FaxRecord {
	const { recordIds, sessionLookup } = service.sandbox.switches;
	const keepsId = recordIds === 'session' && sessionLookup !== 'listOnly' && attempt.number === 1;
	const record: FaxRecord = {
		id: keepsId ? session.id : makeId(attempt.startedAt),
		uid: session.uid,
		fax: session.fax,
		session,
		attempt,
		comment: session.comment.text,
		isRead: false,
		isSpam: false,
		fileId: randomBytes(16).toString('hex'),
		updatedAt: service.sandbox.clock.now(),
	};
	session.records.push(record);
	service.store.records.set(record.id, record);
	if (!session.fax.ids.includes(record.id)) session.fax.ids.push(record.id);
	return record;
}

function receive(service: FaxPlus, inbound: InboundFax, received: Map<NetworkFax, FaxRecord>): NetworkFax {
	const { network, switches, clock } = service.sandbox;
	const owner = faxPlusNumbers.find((number) => number.number === inbound.to)?.assignedTo[0];
	return network.receive({
		...inbound,
		service: 'faxPlus',
		receivingMs: switches.receivingMs,
		prepare: (fax) => {
			const [attempt] = fax.attempts;
			if (attempt === undefined) throw new Error('A received fax has one attempt');
			const record: FaxRecord = {
				id: makeId(clock.now()),
				uid: owner ?? faxPlusAccount.userId,
				fax,
				session: null,
				attempt,
				comment: '',
				isRead: false,
				isSpam: inbound.spam,
				fileId: randomBytes(16).toString('hex'),
				updatedAt: clock.now(),
			};
			fax.ids.push(record.id);
			service.store.records.set(record.id, record);
			received.set(fax, record);
		},
	});
}

function statusWord(fax: NetworkFax, entry: HistoryEntry): string {
	if (entry.state === 'receiving') return 'in_progress';
	if (entry.state === 'received') return fax.isPartial ? 'partially_received' : 'success';
	if (entry.state === 'canceled') return 'canceled';
	return outboxStatus[entry.state] ?? sentStatus[entry.outcome ?? 'lineError'];
}

export const faxPlus: ServiceModule<FaxPlusSwitches> & { create: typeof create } = {
	defaults: faxPlusDefaults,
	create,
};
