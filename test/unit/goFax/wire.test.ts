import { goFax } from '../../../nodes/GoFax/goFax.provider';
import { judge, wire } from '../../../nodes/GoFax/goFax.wire';
import { collect, tableHttp } from '../../support/tableHttp';

const answer = (json: unknown, status = 200) => ({ status, headers: {}, json, text: '' });
const V1 = { apiVersion: 'v1.0' };

describe('judging an answer', () => {
	it.each([
		[{ Success: true, Response: 5 }],
		[{ success: true, result: 5 }],
		[{ Success: 'True', Response: null }],
		[{ Response: [1] }],
		[[{ Success: true, Response: 5 }]],
		['JVBERi0='],
		[true],
		[null],
	])('takes %j as a success and keeps all of it', (json) => {
		expect(judge(answer(json))).toEqual({ ok: true, data: json });
	});

	it.each([
		[{ Success: false, Message: 'The item was not found', Response: 0 }, 200, 'not_found'],
		[{ success: false, message: 'No' }, 200, 'rejected'],
		[{ Success: false, Message: 'Insufficient credit. Please check' }, 200, 'out_of_credit'],
		[{ Success: false, ValidationErrors: ['SendTo must be a number'] }, 400, 'invalid_number'],
		[{ Success: false, Documents: [{ Submitted: false, Message: 'Bad' }] }, 200, 'document_error'],
		[{ Success: false, Message: 'No' }, 400, undefined],
		[{ Message: 'Broken' }, 500, undefined],
		[undefined, 401, 'authentication'],
		[{ error: 'UNAUTHORISED', message: 'Token is not invalid.' }, 401, 'authentication'],
		[{ error: 'UNAUTHORISED' }, 400, 'authentication'],
		[undefined, 402, 'plan_required'],
		[undefined, 403, 'permission'],
		[false, 200, 'authentication'],
	])('takes %j with %d as a refusal', (json, status, category) => {
		expect(judge(answer(json, status))).toMatchObject({ ok: false, category });
	});

	it('says all that the service says, each thing once', () => {
		const verdict = judge(
			answer({
				Success: false,
				Message: 'Bad',
				ValidationErrors: ['Bad', { Field: 'X' }],
				Documents: [
					{ Filename: 'private.xyz', Message: 'Not supported', Submitted: false },
					{ Filename: 'a.pdf', Message: 'Initialised', Submitted: true },
				],
			}),
		);
		expect(verdict).toMatchObject({ message: 'Bad; {"Field":"X"}; Not supported' });
	});

	it('never takes as refused what shows an accepted fax', () => {
		const some = [{ Success: false }, { Success: true, Response: 7 }];
		expect(judge(answer(some))).toEqual({ ok: true, data: some });
		expect(judge(answer(some, 400))).toMatchObject({ ok: false, category: 'outcome_unknown' });
		const ids = { Success: false, Response: [0, 7] };
		expect(judge(answer(ids))).toEqual({ ok: true, data: ids });
	});
});

describe('the connection', () => {
	it.each([
		[{}, 'https://restful-api.gofax.com.au', 'v1.0'],
		[{ baseUrl: 'http://127.0.0.1:4010/gofax/', apiVersion: 'v2.0' }, 'http://127.0.0.1:4010/gofax', 'v2.0'],
		[{ baseUrl: 'https://x.example/v1.0' }, 'https://x.example', 'v1.0'],
	])('of %j', (credential, baseUrl, apiVersion) => {
		expect(wire.connection(credential)).toEqual({ baseUrl, account: { apiVersion } });
	});

	it('refuses what is no address or no version, and names the field', () => {
		expect(() => wire.connection({ baseUrl: 'https://x.example/?token=abc' })).toThrow(/'Base URL'/);
		expect(() => wire.connection({ apiVersion: 'v3' })).toThrow(/'API Version'/);
	});
});

describe('Get Status', () => {
	const delivered = { Status: 'Fax successfully sent', SendTo: '61712344321', Pages: 2, PagesSent: 2 };

	it('asks at the inferred path and reads the object', async () => {
		const json = { Success: true, Response: delivered };
		const http = tableHttp(goFax, [{ path: '/v1.0/SendFax/41340078', json }], V1);
		expect(await goFax.getStatus(http, '41340078', {})).toMatchObject({
			id: '41340078',
			trackingId: '41340078',
			status: 'delivered',
			to: '+61712344321',
			pagesTransferred: 2,
			raw: json,
		});
		expect(http.calls).toEqual([
			{ effect: 'read', method: 'GET', path: '/v1.0/SendFax/41340078', answer: 'json' },
		]);
	});

	it.each([
		['Fax/Status/{id}', '/v2.0/Fax/Status/7'],
		['/v1.0/Detail?id={id}', '/v1.0/Detail?id=7'],
		['SendFax/{id}/', null],
		['SendFax', null],
		['https://evil.example/{id}', null],
		['../{id}', null],
		['//evil.example/{id}', '/v2.0/evil.example/7'],
		['a b/{id}', null],
	])('asks at the path that the user gives: %s', async (statusPath, path) => {
		const json = { success: true, response: 'Fax successfully sent' };
		const http = tableHttp(goFax, [{ path: /./, json }], { apiVersion: 'v2.0' });
		const asked = goFax.getStatus(http, '7', { extra: { statusPath } });
		if (path === null) {
			await expect(asked).rejects.toThrow(/'Status Path'/);
			expect(http.calls).toEqual([]);
			return;
		}
		expect(await asked).toMatchObject({ status: 'delivered', id: '7' });
		expect(http.calls[0].path).toBe(path);
	});

	it('knows a fax that is not there', async () => {
		for (const Response of [null, undefined, []]) {
			const http = tableHttp(goFax, [{ path: /./, json: { Success: true, Response } }], V1);
			await expect(goFax.getStatus(http, '7', {})).rejects.toMatchObject({ info: { category: 'not_found' } });
		}
	});

	it.each([{}, { hello: 'world' }, { Success: true, Response: {} }])(
		'takes an answer that names no fax for a failure: %j',
		async (json) => {
			const http = tableHttp(goFax, [{ path: /./, json }], V1);
			await expect(goFax.getStatus(http, '7', {})).rejects.toMatchObject({
				info: { category: 'provider_unavailable', message: 'GoFax answered without anything about the fax' },
			});
		},
	);

	it('picks the fax out of a list', async () => {
		const Response = [
			{ ID: 6, Status: 'Cancelled' },
			{ ID: 7, Status: 'Transmission in progress' },
		];
		const http = tableHttp(goFax, [{ path: /./, json: { Success: true, Response } }], V1);
		expect(await goFax.getStatus(http, '7', {})).toMatchObject({ status: 'sending' });
	});

	it('finds a received fax in the list', async () => {
		const rows = { Success: true, Response: [{ ReceiveFaxID: 1 }, { ReceiveFaxID: 2, Pages: 3 }] };
		const http = tableHttp(goFax, [{ path: '/v1.0/ReceiveFax', json: rows }], V1);
		expect(await goFax.getStatus(http, 'in-2', {})).toMatchObject({
			id: 'in-2',
			direction: 'inbound',
			status: 'received',
			pages: 3,
		});
		const none = tableHttp(goFax, [{ path: '/v1.0/ReceiveFax', json: rows }], V1);
		await expect(goFax.getStatus(none, 'in-3', {})).rejects.toMatchObject({
			info: { category: 'not_found' },
		});
	});

	it.each(['', 'a/b', 'in-', '../7', '7?x=1'])('refuses the id %j before it asks', async (id) => {
		const http = tableHttp(goFax, [], V1);
		await expect(goFax.getStatus(http, id, {})).rejects.toThrow(/'Fax ID'/);
	});
});

describe('List Inbox', () => {
	const rows = [
		{ FaxID: 1, ReceivedUtc: '2026-05-01T00:00:00' },
		{ FaxID: 2, Received: '2026-05-03T00:00:00' },
	];
	const query = { extra: {} };

	it.each([404, 405])('tries the second path when the first answers %d', async (status) => {
		const http = tableHttp(
			goFax,
			[
				{ path: '/v1.0/ReceiveFax', status },
				{ path: '/v1.0/ReceiveFaxes', json: rows },
			],
			V1,
		);
		const records = await collect(goFax.listInbox!(http, query));
		expect(records.map(({ id, createdAt }) => [id, createdAt])).toEqual([
			['in-1', '2026-05-01T00:00:00.000Z'],
			['in-2', '2026-05-02T14:00:00.000Z'],
		]);
	});

	it('takes no other refusal for a missing path', async () => {
		const http = tableHttp(goFax, [{ path: '/v1.0/ReceiveFax', status: 401 }], V1);
		await expect(collect(goFax.listInbox!(http, query))).rejects.toMatchObject({
			info: { category: 'authentication' },
		});
		expect(http.calls).toHaveLength(1);
	});

	it('asks only where the user says, and chooses by time itself', async () => {
		const json = { Success: true, Response: { Records: rows } };
		const http = tableHttp(goFax, [{ path: '/v1.0/Faxes', json }], V1);
		const asked = { after: '2026-05-02T00:00:00.000Z', extra: { listPath: 'Faxes' } };
		expect(await collect(goFax.listInbox!(http, asked))).toMatchObject([{ id: 'in-2' }]);
	});

	it.each([[null], ['text'], [{}], [[1, 'a', null]]])('makes nothing of %j', async (Response) => {
		const http = tableHttp(goFax, [{ path: /./, json: { Success: true, Response } }], V1);
		expect(await collect(goFax.listInbox!(http, query))).toEqual([]);
	});
});

describe('Download', () => {
	const PDF = Buffer.from('%PDF-1.4 some document');
	const base64 = PDF.toString('base64');
	const path = '/v1.0/ReceiveFax/8830411/Document';
	const request = { format: null, direction: 'inbound' as const };

	it.each([
		['an envelope', { json: { Success: true, Response: base64 } }],
		['an object', { json: { Success: true, Response: { Filename: 'a.pdf', Data: base64 } } }],
		['an object of other names', { json: { response: { content: base64 } } }],
		['a list', { json: { Success: true, Response: [{ Document: base64 }] } }],
		['bare JSON text', { json: base64 }],
		['text', { document: Buffer.from(base64) }],
		['text in quotes', { document: Buffer.from(`"${base64}"\r\n`) }],
		['text in lines', { document: Buffer.from(base64.replace(/(.{8})/g, '$1\r\n')) }],
		['the bytes themselves', { document: PDF }],
	])('reads base64 in %s', async (_form, row) => {
		for (const id of ['in-8830411', '8830411']) {
			const http = tableHttp(goFax, [{ path, ...row }], V1);
			const { content } = await goFax.download!(http, id, request);
			expect((content as Buffer).equals(PDF)).toBe(true);
			expect(http.calls).toMatchObject([{ effect: 'read', method: 'GET', path, answer: 'document' }]);
		}
	});

	it('keeps a name that the service gives', async () => {
		const http = tableHttp(goFax, [{ path, json: { Response: { Filename: 'x.pdf', Data: base64 } } }], V1);
		expect(await goFax.download!(http, 'in-8830411', request)).toMatchObject({ fileName: 'x.pdf' });
	});

	it.each([
		[{ Success: true, Response: null }, /without a document/],
		[{ Success: true, Response: {} }, /without a document/],
		[{ Success: true, Response: 'no! base64' }, /not base64/],
	])('says what is wrong with %j', async (json, message) => {
		const http = tableHttp(goFax, [{ path, json }], V1);
		await expect(goFax.download!(http, 'in-8830411', request)).rejects.toThrow(message);
	});
});
