import type { LazyService } from '../shared/provider';
import { asText } from '../shared/values';
import type * as ProviderModule from './faxPlus.provider';
import { LIMITS, NO_NUMBER, PROVIDER } from './faxPlus.tables';

/** Fax.Plus (Alohi), REST API v3. */
export const faxPlusProfile: LazyService = {
	name: PROVIDER,
	displayName: 'Fax.Plus',
	capabilities: {
		operations: [
			'send',
			'check',
			'getStatus',
			'getReceipt',
			'resend',
			'cancel',
			'delete',
			'listInbox',
			'listSent',
			'listQueued',
			'listSpam',
			'download',
			'downloadReport',
			'markAsRead',
			'updateComment',
		],
		resources: { number: ['list'] },
		send: {
			maxFiles: LIMITS.filesPerFax,
			maxTotalBytes: LIMITS.bytesPerFax,
			// The documentation gives examples of a wider range, so other files may be tried.
			extensions: null,
			fetchesUrls: false,
			fromRequired: true,
			fromWords: [NO_NUMBER],
			fromList: true,
			scheduled: true,
			coverPageFields: ['toName', 'fromName', 'subject', 'message', 'flags'],
			coverPageRequired: ['toName', 'fromName', 'subject'],
			callbackUrl: false,
			reference: true,
		},
		downloadFormats: ['pdf', 'tiff'],
		downloadDirections: ['inbound', 'outbound'],
		dateFilters: ['listInbox', 'listSent', 'listSpam'],
		events: ['faxReceived', 'faxDelivered', 'faxFailed', 'faxReceiveFailed'],
		webhookRegistration: 'api',
		defaultConcurrency: 5,
	},
	credentials: [
		{ type: 'faxPlusApi', authentication: 'accessToken', renewable: false },
		{
			type: 'faxPlusOAuth2Api',
			authentication: 'oAuth2',
			renewable: true,
			// Tokens of this kind are refused without it; personal access tokens must not come with it.
			headers: (credential) => ({ 'x-fax-clientid': asText(credential.clientId) ?? '' }),
		},
	],
	load: () => (require('./faxPlus.provider') as typeof ProviderModule).faxPlus,
};
