'use strict';

const hidden = (name, value) => ({ displayName: name, name, type: 'hidden', default: value });

/** OAuth2 with a token address that depends on another field. */
exports.SampleOAuth2Api = class SampleOAuth2Api {
	constructor() {
		this.name = 'sampleOAuth2Api';
		this.displayName = 'Sample OAuth2 API';
		this.extends = ['oAuth2Api'];
		this.properties = [
			hidden('grantType', 'authorizationCode'),
			{ displayName: 'Base URL', name: 'baseUrl', type: 'string', default: 'https://sample.test' },
			hidden('authUrl', '={{$self["baseUrl"]}}/authorize'),
			hidden('accessTokenUrl', '={{$self["baseUrl"]}}/token'),
			hidden('scope', 'all'),
			hidden('authQueryParameters', ''),
			hidden('authentication', 'body'),
		];
	}
};
