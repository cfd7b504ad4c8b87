import { goFaxAccount } from '../../accounts';
import type { HistoryEntry, NetworkFax } from '../../network';
import type { InboundFax, SandboxService, ServiceContext, ServiceModule } from '../service';
import type { GoFax } from './context';
import { announceReceived, announceReply, announceSent, hookEvents } from './hooks';
import { smsRoutes } from './messages';
import { receivingRoutes } from './receiving';
import { sendingRoutes } from './sending';
import { faxOutcomeText, faxStateText } from './statuses';
import { GoFaxStore, type ReceivedSms, type SentSms } from './store';
import { goFaxDefaults, type GoFaxSwitches } from './switches';
import { digits, errorFor } from './wire';

/** GoFax, with what only this service has. */
export interface GoFaxService extends SandboxService {
	/** Every message that was sent, oldest first. */
	messages(): readonly SentSms[];
	/** Puts a received message in and tells the webhooks. */
	receiveSms(message: { from: string; to?: string; text: string }): ReceivedSms;
}

function create(sandbox: ServiceContext<GoFaxSwitches>): GoFaxService {
	const store = new GoFaxStore();
	const service: GoFax = { sandbox, store };

	sandbox.network.listen('goFax', {
		changed: (fax, { state }) => {
			if (['delivered', 'failed', 'canceled'].includes(state)) announceSent(service, fax);
			const id = state === 'received' ? store.receivedIdOf(fax) : undefined;
			if (id !== undefined) announceReceived(service, id, fax);
		},
	});

	return {
		name: 'goFax',
		title: 'GoFax',
		basePath: '/gofax',
		routes: [...sendingRoutes(service), ...receivingRoutes(service), ...smsRoutes(service)],
		credentials: () => [
			{ label: 'Base URL', value: `${sandbox.address()}/gofax` },
			{ label: 'API Token', value: goFaxAccount.token },
			{ label: 'Own number', value: goFaxAccount.number },
		],
		ownNumber: goFaxAccount.number,
		events: hookEvents,
		error: errorFor,
		statusWord,
		receive: (inbound) => receive(service, inbound),
		messages: () => [...store.messages.values()],
		receiveSms: ({ from, to, text }) => {
			const reply: ReceivedSms = {
				id: store.makeSmsId(),
				from: digits(from),
				to: digits(to ?? goFaxAccount.number),
				text,
				receivedAt: sandbox.clock.now(),
			};
			store.replies.push(reply);
			announceReply(service, reply);
			return reply;
		},
		reset: () => store.reset(),
	};
}

function receive({ sandbox, store }: GoFax, inbound: InboundFax): NetworkFax {
	return sandbox.network.receive({
		...inbound,
		service: 'goFax',
		prepare: (fax) => {
			const id = store.makeReceivedId();
			// Sent and received faxes are numbered apart, so the bare number would not tell which fax is meant.
			fax.ids.push(`in-${id}`, String(id));
			store.received.set(id, fax);
		},
	});
}

function statusWord(_fax: NetworkFax, entry: HistoryEntry): string {
	return faxStateText[entry.state] ?? faxOutcomeText[entry.outcome ?? 'lineError'];
}

export const goFax: ServiceModule<GoFaxSwitches> & { create: typeof create } = {
	defaults: goFaxDefaults,
	create,
};
