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
	'GoFax does not accept this API token in this API version. Copy it again from the GoFax portal (My Account, API Access) and check its expiry.';
const NO_PLAN =
	'The API token is known, but the plan of the account does not include the API. Ask GoFax for it.';
const NO_PERMISSION =
	'The API token is known, but may not use the API. Ask the support of GoFax to give the account access.';
const NO_ACCESS =
	'GoFax answered, but says that this token has no access. Check the token in the GoFax portal: My Account, API Access.';
const NOT_GOFAX =
	'The address answers, but not as GoFax does. Check the Base URL: it is usually https://restful-api.gofax.com.au.';

/** What an HTTP status says, and a body that came with a good one. n8n takes both kinds, though its types know one at a time. */
const BY_STATUS = [
	{ value: 401, message: BAD_TOKEN },
	{ value: 402, message: NO_PLAN },
	{ value: 403, message: NO_PERMISSION },
	{ value: 404, message: NOT_GOFAX },
	{ value: 405, message: NOT_GOFAX },
].map((properties) => ({ type: 'responseCode' as const, properties }));

const BY_BODY = [
	{ key: 'Success', value: false, message: NO_ACCESS },
	{ key: 'success', value: false, message: NO_ACCESS },
	{ key: 'Response', value: false, message: NO_ACCESS },
	{ key: 'response', value: false, message: NO_ACCESS },
	// A page of HTML begins with "<".
	{ key: '0', value: '<', message: NOT_GOFAX },
].map((properties) => ({ type: 'responseSuccessBody' as const, properties }));

/** The account of GoFax, and optionally what its webhooks bring along. */
export class GoFaxApi implements ICredentialType {
	name = 'goFaxApi';

	displayName = 'GoFax API';

	icon: Icon = { light: 'file:../nodes/GoFax/goFax.svg', dark: 'file:../nodes/GoFax/goFax.dark.svg' };

	documentationUrl = 'https://github.com/n8n-nodes-fax/n8n-nodes-fax/blob/main/docs/credentials.md';

	properties: INodeProperties[] = [
		{
			displayName: 'API Token',
			name: 'token',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description: 'From the GoFax portal: My Account, API Access',
		},
		{
			displayName: 'API Version',
			name: 'apiVersion',
			type: 'options',
			options: [
				{ name: '1.0 (Token in the Address)', value: 'v1.0' },
				{ name: '2.0 (Token in a Header)', value: 'v2.0' },
			],
			default: 'v1.0',
			description:
				'The same token serves both. The documents that this node is made after describe 1.0; of 2.0 only the log-in is public.',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			required: true,
			default: 'https://restful-api.gofax.com.au',
			description:
				'Without a version. Only to be changed for tests, or when GoFax gives you another address.',
		},
		{
			displayName: 'Webhook Username',
			name: 'webhookUsername',
			type: 'string',
			default: '',
			description:
				'The user of the Basic Auth that you set for the webhook in the GoFax portal. As soon as user, password or secret is set, the trigger refuses deliveries that bring none of them.',
		},
		{
			displayName: 'Webhook Password',
			name: 'webhookPassword',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description: 'The password of the Basic Auth that you set for the webhook in the GoFax portal',
		},
		{
			displayName: 'Webhook Secret',
			name: 'webhookSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'A text of your own that you add to the webhook address as ?secret=…, for a Callback URL, to which GoFax sends no Basic Auth. Letters and digits only, so that it survives in an address.',
		},
	];

	// Not the generic form: that would send both, and a token in the address is among the reasons for which 2.0 refuses.
	authenticate: IAuthenticate = async (
		credentials: ICredentialDataDecryptedObject,
		requestOptions: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> => {
		if (credentials.apiVersion === 'v2.0') {
			requestOptions.headers = { ...requestOptions.headers, 'x-api-token': credentials.token };
		} else {
			requestOptions.qs = { ...requestOptions.qs, token: credentials.token };
		}
		return requestOptions;
	};

	// The call costs nothing.
	test: ICredentialTestRequest = {
		request: {
			baseURL: '={{$credentials.baseUrl.replace(/\\/+$/, "").replace(/\\/v\\d+(\\.\\d+)?$/i, "")}}',
			url: '=/{{$credentials.apiVersion}}/Account/CheckHaveAccess',
			method: 'PUT',
			headers: { Accept: 'application/json', 'Content-Type': 'application/json' },
			// Without a body some servers refuse a PUT; n8n leaves out the body {} when it is an object.
			body: '{}',
		},
		rules: [...BY_STATUS, ...BY_BODY] as ICredentialTestRequest['rules'],
	};
}
