import type { ICredentialTestRequest, IHttpRequestOptions } from 'n8n-workflow';
import { GoFaxApi } from '../../../credentials/GoFaxApi.credentials';

const credential = new GoFaxApi();
const request: IHttpRequestOptions = { url: 'https://x.example', headers: { a: 'b' }, qs: { c: 'd' } };

type Rules = Array<{ type: string; properties: { key?: string; value: unknown; message: string } }>;
const rules = credential.test.rules as unknown as Rules;

/** What n8n says to an answer: a status that is an error, or the first rule whose value is found in the body. */
function verdict(status: number, body: unknown): string {
	const found = rules.find(({ type, properties: { key, value } }) =>
		status >= 400
			? type === 'responseCode' && value === status
			: type === 'responseSuccessBody' && (body as Record<string, unknown> | undefined)?.[key!] === value,
	);
	return found?.properties.message ?? 'ok';
}

describe('the credential', () => {
	it('sends the token in the query for 1.0, and nowhere else', async () => {
		const authenticate = credential.authenticate as (c: object, r: object) => Promise<IHttpRequestOptions>;
		expect(await authenticate({ token: 't0ken', apiVersion: 'v1.0' }, structuredClone(request))).toEqual({
			...request,
			qs: { c: 'd', token: 't0ken' },
		});
		expect(await authenticate({ token: 't0ken', apiVersion: 'v2.0' }, structuredClone(request))).toEqual({
			...request,
			headers: { a: 'b', 'x-api-token': 't0ken' },
		});
	});

	it('masks what is secret', () => {
		const masked = credential.properties.filter(({ typeOptions }) => typeOptions?.password);
		expect(masked.map(({ name }) => name)).toEqual(['token', 'webhookPassword', 'webhookSecret']);
	});

	it('is tested with a call that costs nothing', () => {
		expect((credential.test as ICredentialTestRequest).request).toMatchObject({
			url: '=/{{$credentials.apiVersion}}/Account/CheckHaveAccess',
			method: 'PUT',
		});
	});

	it.each([
		[200, { Success: true, Response: true }, 'ok'],
		[200, true, 'ok'],
		[200, { success: true }, 'ok'],
		[401, undefined, 'does not accept this API token'],
		[402, undefined, 'plan of the account'],
		[403, undefined, 'may not use the API'],
		[404, undefined, 'not as GoFax does'],
		[200, '<!doctype html>', 'not as GoFax does'],
		[200, { Success: false }, 'no access'],
		[200, { success: true, response: false }, 'no access'],
	])('says of %d %j: %s', (status, body, expected) => {
		expect(verdict(status, body)).toContain(expected);
	});
});
