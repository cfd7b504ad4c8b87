import type { LazyService } from '../shared/provider';
import type * as ProviderModule from './goFax.provider';
import { GOFAX_LIMITS, PROVIDER } from './goFax.tables';

const MINUTE_MS = 60_000;

/** GoFax (Australia), REST API v1.0 and v2.0: documents as base64, errors inside HTTP 200, hooks set by hand. */
export const goFaxProfile: LazyService = {
	name: PROVIDER,
	displayName: 'GoFax',
	capabilities: {
		operations: ['send', 'check', 'getStatus', 'getReceipt', 'resend', 'listInbox', 'download'],
		resources: { sms: ['send', 'getStatus', 'resend', 'getReplies'] },
		send: {
			maxFiles: GOFAX_LIMITS.maxFiles,
			maxTotalBytes: null,
			extensions: null,
			fetchesUrls: false,
			withoutFrom: true,
			fromRequired: false,
			fromWords: [],
			fromList: false,
			scheduled: false,
			coverPageFields: [],
			coverPageRequired: [],
			callbackUrl: true,
			reference: true,
			manyInOneRequest: true,
		},
		downloadFormats: [],
		downloadDirections: ['inbound'],
		dateFilters: ['listInbox'],
		events: [
			'faxReceived',
			'faxDelivered',
			'faxFailed',
			'faxCanceled',
			'smsReceived',
			'smsDelivered',
			'smsFailed',
		],
		webhookRegistration: 'manual',
		defaultConcurrency: 3,
		polling: {
			firstLookMs: GOFAX_LIMITS.firstLookSeconds * 1_000,
			// The second look comes after a minute, and the pauses grow from there.
			pauseMs: (GOFAX_LIMITS.pollSeconds - GOFAX_LIMITS.firstLookSeconds) * 1_000,
			longestPauseMs: 2 * MINUTE_MS,
			looksPerMinute: 60,
		},
	},
	credentials: [{ type: 'goFaxApi', renewable: false }],
	load: () => (require('./goFax.provider') as typeof ProviderModule).goFax,
};
