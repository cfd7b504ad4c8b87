import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { faxPlusAccount, goFaxAccount, iFaxAccount, kazooAccount, type HookOrder } from '../sandbox';

/** What the demo has to know about a service that neither its provider nor its sandbox tells. */
export interface DemoService {
	/** the action node; its trigger is `<node>Trigger` */
	node: string;
	/** credential type and data; `url` is the sandbox's address without a slash at the end */
	credential(url: string): { type: string; data: ICredentialDataDecryptedObject };
	/** how the hook is set in the dashboard of a service whose webhooks are set by hand */
	handSetHook?: Pick<HookOrder, 'event' | 'username' | 'password'>;
}

const { accessToken } = faxPlusAccount;
const { apiKey, webhookUsername, webhookPassword } = iFaxAccount;

/** One entry for every service of the registry, by the provider's name. The accounts exist in the sandbox only. */
export const demoServices: Readonly<Record<string, DemoService | undefined>> = {
	faxPlus: {
		node: 'faxPlus',
		credential: (url) => ({
			type: 'faxPlusApi',
			data: { accessToken, userId: 'self', baseUrl: `${url}/faxplus/v3` },
		}),
	},
	goFax: {
		node: 'goFax',
		credential: (url) => ({
			type: 'goFaxApi',
			data: {
				token: goFaxAccount.token,
				apiVersion: 'v1.0',
				baseUrl: `${url}/gofax`,
				webhookUsername: goFaxAccount.webhookUsername,
				webhookPassword: goFaxAccount.webhookPassword,
			},
		}),
		handSetHook: { username: goFaxAccount.webhookUsername, password: goFaxAccount.webhookPassword },
	},
	iFax: {
		node: 'iFax',
		credential: (url) => ({
			type: 'iFaxApi',
			data: { apiKey, webhookUsername, webhookPassword, baseUrl: `${url}/ifax/v1` },
		}),
		handSetHook: { username: webhookUsername, password: webhookPassword },
	},
	kazoo: {
		node: 'kazooFax',
		credential: (url) => ({
			type: 'kazooApi',
			data: { baseUrl: `${url}/kazoo`, authMethod: 'apiKey', apiKey: kazooAccount.apiKey },
		}),
	},
};
