import type { LazyService } from '../shared/provider';
import type * as ProviderModule from './iFax.provider';
import { IFAX_LIMITS, PROVIDER } from './iFax.tables';

/** iFax: RPC over POST, errors inside HTTP 200, base64 both ways, two ids per received fax, hooks set by hand. */
export const iFaxProfile: LazyService = {
	name: PROVIDER,
	displayName: 'iFax',
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
			'download',
		],
		resources: { number: ['list'] },
		send: {
			maxFiles: IFAX_LIMITS.maxFiles,
			maxTotalBytes: null,
			extensions: ['pdf', 'doc', 'docx', 'jpg', 'jpeg', 'png', 'gif', 'bmp', 'tif', 'tiff'],
			selectsPages: true,
			fetchesUrls: true,
			fromRequired: false,
			fromWords: [],
			fromList: false,
			scheduled: true,
			coverPageFields: ['toName', 'fromName', 'subject', 'message', 'templateId'],
			coverPageRequired: [],
			callbackUrl: false,
			reference: false,
		},
		downloadFormats: [],
		downloadDirections: ['inbound'],
		deleteDirections: ['outbound'],
		dateFilters: ['listInbox'],
		events: ['faxReceived', 'faxDelivered', 'faxFailed', 'faxCanceled', 'faxSending', 'faxReceiveFailed'],
		webhookRegistration: 'manual',
		defaultConcurrency: 3,
	},
	credentials: [{ type: 'iFaxApi', renewable: false }],
	load: () => (require('./iFax.provider') as typeof ProviderModule).iFax,
};
