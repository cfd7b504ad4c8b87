'use strict';

/** A key in a header, tested by a request whose body decides. */
exports.SampleApi = class SampleApi {
	constructor() {
		this.name = 'sampleApi';
		this.displayName = 'Sample API';
		this.properties = [
			{
				displayName: 'API Key',
				name: 'apiKey',
				type: 'string',
				typeOptions: { password: true },
				default: '',
			},
			{ displayName: 'Base URL', name: 'baseUrl', type: 'string', default: 'https://sample.test' },
		];
		this.authenticate = {
			type: 'generic',
			properties: { headers: { 'X-Key': '={{$credentials.apiKey}}', 'X-Fixed': 'yes' } },
		};
		this.test = {
			request: { baseURL: '={{$credentials.baseUrl}}', url: '/me' },
			rules: [
				{
					type: 'responseSuccessBody',
					properties: { key: 'status', value: 0, message: 'The key is not accepted' },
				},
			],
		};
	}
};
