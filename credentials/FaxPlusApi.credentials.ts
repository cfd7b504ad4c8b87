import type {
	IAuthenticate,
	Icon,
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';

const BAD_TOKEN =
	'Fax.Plus does not accept this token. Create a new one at Fax.Plus: Profile, Integrations, Fax.Plus API, Personal Access Tokens.';
const NO_SCOPE =
	'The token is valid, but may not read the account. Give it the scopes fax:all:read and fax:all:edit. The API needs an Enterprise plan.';
const NO_API =
	'The address answers, but has no such API. Check the Base URL: it is usually https://restapi.fax.plus/v3.';
const NO_PLAN =
	'Fax.Plus answered with an internal fault (500). Accounts without an Enterprise plan are known to get this answer; check the plan, then try again.';

/** A personal access token of Fax.Plus. */
export class FaxPlusApi implements ICredentialType {
	name = 'faxPlusApi';

	displayName = 'Fax.Plus API';

	icon: Icon = { light: 'file:../nodes/FaxPlus/faxPlus.svg', dark: 'file:../nodes/FaxPlus/faxPlus.dark.svg' };

	documentationUrl = 'https://github.com/n8n-nodes-fax/n8n-nodes-fax/blob/main/docs/credentials.md';

	properties: INodeProperties[] = [
		{
			displayName: 'Access Token',
			name: 'accessToken',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description:
				'From Fax.Plus: Profile, Integrations, Fax.Plus API, Personal Access Tokens. Give it the scopes fax:all:read and fax:all:edit.',
		},
		{
			displayName: 'User ID',
			name: 'userId',
			type: 'string',
			required: true,
			default: 'self',
			description: "Whose faxes are meant: self, or the ID of a member when the token is the administrator's",
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

	// Not the generic form, whose expressions n8n evaluates anew for each request: that costs more than the request itself.
	authenticate: IAuthenticate = async (
		credentials: ICredentialDataDecryptedObject,
		requestOptions: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> => {
		requestOptions.headers = {
			...requestOptions.headers,
			Authorization: `Bearer ${String(credentials.accessToken)}`,
		};
		return requestOptions;
	};

	test: ICredentialTestRequest = {
		request: {
			baseURL: '={{$credentials.baseUrl.replace(/\\/+$/, "")}}',
			url: '/accounts/self',
			headers: { Accept: 'application/json' },
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
