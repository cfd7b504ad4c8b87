import { kazooAccount } from '../../accounts';
import type { NetworkFax } from '../../network';
import { makeId, monthOf } from './wire';

/** A fax that was handed in. */
export interface Job {
	/** 32 hex; the record in the outbox has the month of its making before it. */
	id: string;
	outboxId: string;
	accountId: string;
	fax: NetworkFax;
	/** The public fields as they were handed in, defaults filled. */
	fields: Record<string, unknown>;
	faxboxId: string | null;
	attempts: number;
	uploaded: boolean;
	/** Why it fails before any call, whatever the recipient's scenario says. */
	earlyFailure: { result_code: number; result_text: string } | null;
	/** Moved to the outbox. */
	moved: boolean;
	documentDeleted: boolean;
	/** How often its state was asked for while it was being sent. */
	reads: number;
}

export interface Received {
	/** With the month before it. */
	id: string;
	accountId: string;
	fax: NetworkFax;
	faxboxId: string | null;
	documentDeleted: boolean;
}

export interface Faxbox extends Record<string, unknown> {
	id: string;
}

export interface SmtpEntry {
	id: string;
	/** Unix milliseconds. */
	at: number;
	detail: Record<string, unknown>;
}

export interface HookDetail {
	id: string;
	accountId: string;
	fields: Record<string, unknown>;
	enabled: boolean;
	disableReason: string | null;
	/** Unix milliseconds of its latest failures. */
	failures: number[];
}

/** Everything the service remembers. */
export class KazooStore {
	readonly jobs = new Map<string, Job>();
	readonly received = new Map<string, Received>();
	readonly faxboxes = new Map<string, Faxbox & { accountId: string }>();
	readonly hooks = new Map<string, HookDetail>();
	smtpLog: SmtpEntry[] = [];

	constructor(private readonly now: () => number) {
		this.seed();
	}

	reset(): void {
		for (const map of [this.jobs, this.received, this.faxboxes, this.hooks]) map.clear();
		this.seed();
	}

	/** What the example account has from the start. */
	private seed(): void {
		this.faxboxes.set(kazooAccount.faxboxId, {
			id: kazooAccount.faxboxId,
			accountId: kazooAccount.accountId,
			name: 'Front desk',
			caller_id: kazooAccount.secondNumber,
			caller_name: 'Sandbox Example',
			fax_header: 'Sandbox Example',
			fax_identity: kazooAccount.secondNumber,
			fax_timezone: 'Europe/Dublin',
			retries: 3,
			smtp_email_address: '3b91b1d0.fax.sandbox.example',
			notifications: { inbound: { email: { send_to: ['desk@sandbox.example'] } } },
		});
		const at = this.now() - 3_600_000;
		const entry = (minutes: number, to: string, errors: string[]): SmtpEntry => {
			const time = at + minutes * 60_000;
			return {
				id: `${monthOf(time)}-${makeId()}`,
				at: time,
				detail: {
					to,
					from: 'desk@sandbox.example',
					original_number: to.split('@')[0],
					translated_number: errors.length > 0 ? undefined : to.split('@')[0],
					faxbox_domain: 'fax.sandbox.example',
					faxbox_owner_email: 'desk@sandbox.example',
					content_type: 'multipart/mixed',
					filename: errors.length > 0 ? undefined : 'letter.pdf',
					errors,
					account_id: kazooAccount.accountId,
					faxbox_id: kazooAccount.faxboxId,
				},
			};
		};
		this.smtpLog = [
			entry(0, '+12025550100@fax.sandbox.example', []),
			entry(5, 'nonsense@fax.sandbox.example', ['no valid recipients']),
		];
	}
}
