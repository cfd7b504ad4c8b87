'use strict';

/** A login that yields a session token. */
exports.SampleSessionApi = class SampleSessionApi {
	constructor() {
		this.name = 'sampleSessionApi';
		this.displayName = 'Sample Session API';
		this.properties = [
			{
				displayName: 'Session Token',
				name: 'sessionToken',
				type: 'hidden',
				typeOptions: { expirable: true, password: true },
				default: '',
			},
			{
				displayName: 'Password',
				name: 'password',
				type: 'string',
				typeOptions: { password: true },
				default: '',
			},
			{ displayName: 'Base URL', name: 'baseUrl', type: 'string', default: 'https://sample.test' },
		];
	}

	async preAuthentication(credentials) {
		const { session } = await this.helpers.httpRequest({
			method: 'POST',
			url: `${credentials.baseUrl}/login`,
			body: { password: credentials.password },
			json: true,
		});
		return { sessionToken: session };
	}

	async authenticate(credentials, options) {
		return { ...options, headers: { ...options.headers, 'X-Session': credentials.sessionToken } };
	}
};
