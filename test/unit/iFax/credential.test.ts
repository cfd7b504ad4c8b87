import { IFaxApi } from '../../../credentials/IFaxApi.credentials';

const credential = new IFaxApi();

/** What n8n says to a body that came with status 200: the first rule whose value is found. */
function verdict(body: Record<string, unknown>): string {
	for (const rule of credential.test.rules ?? []) {
		if (rule.type === 'responseSuccessBody' && body[rule.properties.key] === rule.properties.value) {
			return rule.properties.message;
		}
	}
	return 'ok';
}

describe('the credential', () => {
	it('sends the key in the header of iFax and nowhere else', async () => {
		const authenticate = credential.authenticate as (c: object, r: object) => Promise<object>;
		const request = { url: 'https://api.example/', headers: { Accept: 'application/json' } };
		expect(await authenticate({ apiKey: 'k3y' }, request)).toEqual({
			url: 'https://api.example/',
			headers: { Accept: 'application/json', accessToken: 'k3y' },
		});
	});

	it('masks what is secret', () => {
		const masked = credential.properties.filter(({ typeOptions }) => typeOptions?.password);
		expect(masked.map(({ name }) => name)).toEqual(['apiKey', 'webhookPassword']);
	});

	it('is tested with a call that costs nothing and has a body', () => {
		expect(credential.test.request).toMatchObject({
			url: '/customer/inbound/number-list',
			method: 'POST',
			body: '{}',
		});
	});

	it.each([
		[{ status: 1, message: 'Numbers list retrieved successfully', data: [] }, 'ok'],
		[{ status: '1', data: [] }, 'ok'],
		[{ status: 0, code: 12001, message: 'accessToken invalid' }, 'does not accept this API key'],
		[{ status: 0, code: '12001' }, 'does not accept this API key'],
		[{ status: 0, message: 'accessToken invalid' }, 'does not accept this API key'],
		[
			{ status: 0, code: 12004, message: "Professional plan isn't activated" },
			'plan of the account does not',
		],
		[{ status: 0, message: 'something else' }, 'refused'],
		[{ status: -2 }, 'refused'],
		[{}, 'not as iFax does'],
		[{ html: '<html>' }, 'not as iFax does'],
	])('says of %j: %s', (body, expected) => {
		expect(verdict(body)).toContain(expected);
	});
});
