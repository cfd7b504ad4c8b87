import type {
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	Icon,
	IHttpRequestHelper,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';
import type * as SessionModule from '../nodes/Kazoo/kazoo.session';

// Loaded with the first request: n8n loads the credentials of every package when it starts.
const sessions = () => require('../nodes/Kazoo/kazoo.session') as typeof SessionModule;

const NO_PERMISSION =
	'The log-in is right, but it may not use this account. Check Account ID, or ask your provider for the right to use faxes.';
const NO_FAXES =
	'The log-in is right, but the server has no faxes for this account. Check Account ID, and ask your provider whether the account includes fax.';

const byUser: INodeProperties['displayOptions'] = { show: { authMethod: ['user'] } };

/** A hidden field in which the session is kept. */
const session = (
	displayName: string,
	name: string,
	more: Partial<INodeProperties> = {},
): INodeProperties => ({
	displayName,
	name,
	type: 'hidden',
	default: '',
	...more,
});

/** The log-in to a Kazoo server, and the session that it opens. */
export class KazooApi implements ICredentialType {
	name = 'kazooApi';

	displayName = 'Kazoo API';

	icon: Icon = { light: 'file:../nodes/Kazoo/kazoo.svg', dark: 'file:../nodes/Kazoo/kazoo.dark.svg' };

	documentationUrl = 'https://github.com/n8n-nodes-fax/n8n-nodes-fax/blob/main/docs/credentials.md';

	properties: INodeProperties[] = [
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. https://apps.hostedpbx.ie:8443',
			description: 'The address of the API at your provider, with or without /v2 at its end',
		},
		{
			displayName: 'Log In With',
			name: 'authMethod',
			type: 'options',
			options: [
				{ name: 'API Key', value: 'apiKey' },
				{ name: 'User', value: 'user' },
			],
			default: 'apiKey',
		},
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			displayOptions: { show: { authMethod: ['apiKey'] } },
			description: 'The 64 characters from the settings of the account',
		},
		{
			displayName: 'Username',
			name: 'username',
			type: 'string',
			required: true,
			default: '',
			displayOptions: byUser,
		},
		{
			displayName: 'Password',
			name: 'password',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			displayOptions: byUser,
		},
		{
			displayName: 'Account Name',
			name: 'accountName',
			type: 'string',
			required: true,
			default: '',
			displayOptions: byUser,
			description: 'The name of the account to which the user belongs',
		},
		{
			displayName: 'Account ID',
			name: 'accountId',
			type: 'string',
			default: '',
			placeholder: 'e.g. 5a2d994fbae69b1d6b01eb9f0e7dfe62',
			description: 'Only for another account than that of the log-in, such as one below it',
		},
		session('Session Token', 'sessionToken', { typeOptions: { expirable: true, password: true } }),
		session('Session Account ID', 'sessionAccountId'),
		session('Session Fingerprint', 'sessionFingerprint'),
		session('Session Opened At', 'sessionOpenedAt'),
	];

	/** Logs in; n8n keeps what this returns in the hidden fields. */
	async preAuthentication(
		this: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
	): Promise<ICredentialDataDecryptedObject> {
		return await sessions().openSession(this.helpers, credentials);
	}

	/** Puts the session's token, and the account in the place of `/accounts/self`. */
	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		requestOptions: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		return sessions().withSession(credentials, requestOptions);
	}

	// What is wrong with the log-in itself is said by it; this tells the rest.
	test: ICredentialTestRequest = {
		request: {
			baseURL: '={{$credentials.baseUrl.trim().replace(/\\/+$/, "").replace(/\\/v2$/, "") + "/v2"}}',
			url: '/accounts/self/faxboxes',
			qs: { page_size: 1 },
			headers: { Accept: 'application/json' },
		},
		rules: [
			{ type: 'responseCode', properties: { value: 403, message: NO_PERMISSION } },
			{ type: 'responseCode', properties: { value: 404, message: NO_FAXES } },
		],
	};
}
