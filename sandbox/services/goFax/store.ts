import type { NetworkFax } from '../../network';

/** What became of a message for one of its recipients. */
export interface SmsRecipient {
	/** E.164 digits without `+` */
	number: string;
	status: string;
	isFinal: boolean;
	isDelivered: boolean;
	/** Unix milliseconds of the last change. */
	changedAt: number;
}

export interface SentSms {
	id: number;
	sender: string;
	text: string;
	clientReference: string | null;
	issuedAt: number;
	recipients: SmsRecipient[];
}

/** A message that came in, in answer to one that was sent or not. */
export interface ReceivedSms {
	id: number;
	/** E.164 digits without `+`, as is `to` */
	from: string;
	to: string;
	text: string;
	receivedAt: number;
}

/** Everything the service remembers. */
export class GoFaxStore {
	readonly sent = new Map<number, NetworkFax>();
	readonly received = new Map<number, NetworkFax>();
	readonly messages = new Map<number, SentSms>();
	replies: ReceivedSms[] = [];
	private lastFaxId = 100597944;
	private lastReceivedId = 8830410;
	private lastSmsId = 52336013;

	makeFaxId(): number {
		return ++this.lastFaxId;
	}

	makeReceivedId(): number {
		return ++this.lastReceivedId;
	}

	makeSmsId(): number {
		return ++this.lastSmsId;
	}

	/** The id of a received fax. */
	receivedIdOf(fax: NetworkFax): number | undefined {
		return [...this.received].find(([, received]) => received === fax)?.[0];
	}

	/** Forgets everything. Ids go on, so that an id never means two things. */
	reset(): void {
		this.sent.clear();
		this.received.clear();
		this.messages.clear();
		this.replies = [];
	}
}
