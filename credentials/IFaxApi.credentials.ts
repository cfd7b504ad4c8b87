import type {
	IAuthenticate,
	Icon,
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';

const BAD_KEY =
	'iFax does not accept this API key. Copy it again from the dashboard of iFax: Developers, API Keys.';
const NO_PLAN =
	'The API key is valid, but the plan of the account does not include the API. Activate a plan with API access (Professional or higher) at iFax.';
const REFUSED =
	'iFax answered, but refused to list the fax numbers of the account. Check the API key and the plan of the account at iFax.';
const NOT_IFAX =
	'The address answers, but not as iFax does. Check the Base URL: it is usually https://api.ifaxapp.com/v1.';

/** The account of iFax, and optionally the Basic Auth that its webhooks bring along. */
export class IFaxApi implements ICredentialType {
	name = 'iFaxApi';

	displayName = 'iFax API';

	icon: Icon = { light: 'file:../nodes/IFax/iFax.svg', dark: 'file:../nodes/IFax/iFax.dark.svg' };

	documentationUrl = 'https://github.com/n8n-nodes-fax/n8n-nodes-fax/blob/main/docs/credentials.md';

	properties: INodeProperties[] = [
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description: 'From the dashboard of iFax: Developers, API Keys',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			required: true,
			default: 'https://api.ifaxapp.com/v1',
			description: 'Only to be changed for tests, or when iFax gives you another address',
		},
		{
			displayName: 'Webhook Username',
			name: 'webhookUsername',
			type: 'string',
			default: '',
			description:
				'The user of the Basic Auth that you set for the webhook at iFax. With user or password set, the trigger refuses deliveries without them.',
		},
		{
			displayName: 'Webhook Password',
			name: 'webhookPassword',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description: 'The password of the Basic Auth that you set for the webhook at iFax',
		},
	];

	// Not the generic form, whose expressions n8n evaluates anew for each request: that costs more than the request itself.
	authenticate: IAuthenticate = async (
		credentials: ICredentialDataDecryptedObject,
		requestOptions: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> => {
		requestOptions.headers = { ...requestOptions.headers, accessToken: credentials.apiKey };
		return requestOptions;
	};

	// iFax answers 200 to a bad key, so only the body tells. The rules are tried in this order.
	test: ICredentialTestRequest = {
		request: {
			baseURL: '={{$credentials.baseUrl.replace(/\\/+$/, "")}}',
			url: '/customer/inbound/number-list',
			method: 'POST',
			headers: { Accept: 'application/json', 'Content-Type': 'application/json' },
			// n8n leaves out the body {} when it is an object.
			body: '{}',
		},
		rules: [
			{ type: 'responseSuccessBody', properties: { key: 'code', value: 12001, message: BAD_KEY } },
			{ type: 'responseSuccessBody', properties: { key: 'code', value: '12001', message: BAD_KEY } },
			{
				type: 'responseSuccessBody',
				properties: { key: 'message', value: 'accessToken invalid', message: BAD_KEY },
			},
			{ type: 'responseSuccessBody', properties: { key: 'code', value: 12004, message: NO_PLAN } },
			{ type: 'responseSuccessBody', properties: { key: 'code', value: '12004', message: NO_PLAN } },
			{ type: 'responseSuccessBody', properties: { key: 'status', value: 0, message: REFUSED } },
			{ type: 'responseSuccessBody', properties: { key: 'status', value: '0', message: REFUSED } },
			{ type: 'responseSuccessBody', properties: { key: 'status', value: -1, message: REFUSED } },
			{ type: 'responseSuccessBody', properties: { key: 'status', value: -2, message: REFUSED } },
			{ type: 'responseSuccessBody', properties: { key: 'status', value: -3, message: REFUSED } },
			{ type: 'responseSuccessBody', properties: { key: 'status', value: -4, message: REFUSED } },
			{ type: 'responseSuccessBody', properties: { key: 'status', value: -5, message: REFUSED } },
			{ type: 'responseSuccessBody', properties: { key: 'status', value: undefined, message: NOT_IFAX } },
		],
	};
}
