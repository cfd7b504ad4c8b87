import type { LazyService } from '../shared/provider';
import type * as ProviderModule from './kazoo.provider';
import { LIMITS, PROVIDER } from './kazoo.tables';

/** Kazoo by 2600Hz, the Faxes API of Crossbar, at whichever provider it runs. */
export const kazooProfile: LazyService = {
	name: PROVIDER,
	displayName: 'Kazoo',
	capabilities: {
		operations: [
			'send',
			'check',
			'getStatus',
			'getReceipt',
			'resend',
			'forward',
			'delete',
			'deleteDocument',
			'listInbox',
			'listSent',
			'listQueued',
			'download',
		],
		resources: {
			faxbox: ['list', 'get', 'create', 'update', 'delete'],
			number: ['list'],
			smtpLog: ['list', 'get'],
			webhook: ['list', 'enable'],
		},
		send: {
			maxFiles: LIMITS.filesPerFax,
			maxTotalBytes: LIMITS.bytesPerPart,
			// PDF and TIFF are safe; what else works depends on the converters of the server.
			extensions: null,
			fetchesUrls: true,
			fromRequired: false,
			fromWords: [],
			fromList: false,
			scheduled: false,
			coverPageFields: [],
			coverPageRequired: [],
			callbackUrl: false,
			reference: false,
		},
		downloadFormats: [],
		downloadDirections: ['inbound', 'outbound'],
		dateFilters: ['listInbox', 'listSent'],
		events: ['faxReceived', 'faxDelivered', 'faxFailed', 'faxReceiveFailed'],
		webhookRegistration: 'api',
		defaultConcurrency: 5,
		// A log-in in between must fit in, too.
		rateLimit: {
			perSecond: LIMITS.rateTokensPerSecond,
			burst: LIMITS.rateTokens - LIMITS.loginTokens,
		},
		// Every 15 to 30 s is advised; each look costs one of the tokens that come back at ten a second.
		polling: { firstLookMs: 15_000, pauseMs: 15_000, longestPauseMs: 30_000, looksPerMinute: 120 },
	},
	credentials: [{ type: 'kazooApi', renewable: true }],
	load: () => (require('./kazoo.provider') as typeof ProviderModule).kazoo,
};
