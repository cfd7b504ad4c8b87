import type { Icon, ICredentialTestRequest, ICredentialType, INodeProperties } from 'n8n-workflow';

const BAD_TOKEN = 'Fax.Plus does not accept the connection any more. Connect the account again.';
const NO_SCOPE =
	'The account is connected, but may not use the API. It needs an Enterprise plan; ask the administrator of the account.';
const NO_API =
	'The address answers, but has no such API. Check the Base URL: it is usually https://restapi.fax.plus/v3.';
const NO_PLAN =
	'Fax.Plus answered with an internal fault (500). Accounts without an Enterprise plan are known to get this answer; check the plan, then try again.';

/** An account of Fax.Plus connected through OAuth2. */
export class FaxPlusOAuth2Api implements ICredentialType {
	name = 'faxPlusOAuth2Api';

	extends = ['oAuth2Api'];

	displayName = 'Fax.Plus OAuth2 API';

	icon: Icon = { light: 'file:../nodes/FaxPlus/faxPlus.svg', dark: 'file:../nodes/FaxPlus/faxPlus.dark.svg' };

	documentationUrl = 'https://github.com/n8n-nodes-fax/n8n-nodes-fax/blob/main/docs/credentials.md';

	properties: INodeProperties[] = [
		{
			displayName: 'Grant Type',
			name: 'grantType',
			type: 'hidden',
			default: 'authorizationCode',
		},
		{
			displayName: 'Accounts URL',
			name: 'accountsUrl',
			type: 'string',
			required: true,
			default: 'https://accounts.fax.plus',
			description:
				'Where you log in. Only to be changed for tests, or when Fax.Plus gives you another address.',
		},
		{
			displayName: 'Authorization URL',
			name: 'authUrl',
			type: 'hidden',
			default: '={{$self["accountsUrl"].replace(/\\/+$/, "")}}/login',
		},
		{
			displayName: 'Access Token URL',
			name: 'accessTokenUrl',
			type: 'hidden',
			default: '={{$self["accountsUrl"].replace(/\\/+$/, "")}}/token',
		},
		{
			displayName: 'Scope',
			name: 'scope',
			type: 'hidden',
			default: 'all',
		},
		{
			displayName: 'Auth URI Query Parameters',
			name: 'authQueryParameters',
			type: 'hidden',
			default: '',
		},
		{
			displayName: 'Authentication',
			name: 'authentication',
			type: 'hidden',
			default: 'header',
		},
		{
			displayName: 'User ID',
			name: 'userId',
			type: 'string',
			required: true,
			default: 'self',
			description: 'Whose faxes are meant: self, or the ID of a member when you connect as the administrator',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			required: true,
			default: 'https://restapi.fax.plus/v3',
			description: 'Only to be changed for tests, or when Fax.Plus gives you another address',
		},
		{
			displayName: 'Webhook Signing Secret',
			name: 'webhookSigningSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'From Fax.Plus: Settings, Integrations, Webhooks, Advanced. Leave it empty unless your webhooks are signed: with a secret, the trigger refuses deliveries without a valid signature.',
		},
	];

	// n8n signs this request with the stored token; the client's id is the credential's own to add.
	test: ICredentialTestRequest = {
		request: {
			baseURL: '={{$credentials.baseUrl.replace(/\\/+$/, "")}}',
			url: '/accounts/self',
			headers: { Accept: 'application/json', 'x-fax-clientid': '={{$credentials.clientId}}' },
		},
		// n8n's type allows one kind of rule, its tester both. A page of another server has no `uid` in it.
		rules: [
			{ type: 'responseCode', properties: { value: 401, message: BAD_TOKEN } },
			{ type: 'responseCode', properties: { value: 403, message: NO_SCOPE } },
			{ type: 'responseCode', properties: { value: 404, message: NO_API } },
			{ type: 'responseCode', properties: { value: 500, message: NO_PLAN } },
			{ type: 'responseSuccessBody', properties: { key: 'uid', value: undefined, message: NO_API } },
		] as ICredentialTestRequest['rules'],
	};
}
