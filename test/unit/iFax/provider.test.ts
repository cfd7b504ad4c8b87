import { useClock } from '../../../nodes/shared/clock';
import { iFax } from '../../../nodes/IFax/iFax.provider';
import { judge, wire } from '../../../nodes/IFax/iFax.wire';
import { collect, tableHttp } from '../../support/tableHttp';

const answer = (json: unknown, status = 200) => ({ status, headers: {}, json, text: '' });
const STATUS = '/customer/fax-status';
const INBOX = '/customer/inbound/fax-list-all';

afterEach(() => useClock());

describe('judging an answer', () => {
	it.each([
		[{ status: 1, data: [1] }, [1]],
		[{ status: '1', data: 'JVBERi0=' }, 'JVBERi0='],
		[
			{ status: 1, message: 'Fax deleted successfully' },
			{ status: 1, message: 'Fax deleted successfully' },
		],
		[
			{ status: 1, data: { a: 1 }, jobId: 3 },
			{ a: 1, jobId: 3 },
		],
		[{ data: { jobId: 3 } }, { jobId: 3 }],
	])('takes %j as a success', (json, data) => {
		expect(judge(answer(json))).toEqual({ ok: true, data });
	});

	it.each([
		[{ status: 0, code: 12001, message: 'accessToken invalid' }, 'authentication', '12001'],
		[{ status: 0, message: 'AccessToken is invalid' }, 'rejected', null],
		[{ status: 0, message: 'access-token invalid!' }, 'authentication', null],
		[{ status: 0, code: '12004', message: "Professional plan isn't activated" }, 'plan_required', '12004'],
		[{ status: 0, message: "Professional plan isn't activated" }, 'plan_required', null],
		[{ status: 0, message: 'Job not found' }, 'not_found', null],
		[{ status: 0, message: 'Insufficient balance' }, 'out_of_credit', null],
		[{ status: 0, message: 'no' }, 'rejected', null],
		[{ status: 0 }, 'rejected', null],
		[{ status: -3, message: 'no' }, 'rejected', '-3'],
		[{ status: 7 }, 'rejected', '7'],
		[{ message: 'unexplained' }, 'rejected', null],
	])('takes %j as a refusal', (json, category, code) => {
		expect(judge(answer(json))).toMatchObject({ ok: false, category, code });
	});

	it('says different things about a bad key and a missing plan', () => {
		const hint = (code: number) => {
			const verdict = judge(answer({ status: 0, code }));
			return verdict.ok ? '' : verdict.hint;
		};
		expect(hint(12001)).toMatch(/Copy the API key/);
		expect(hint(12004)).toMatch(/plan with API access/);
	});

	it.each([undefined, null, 'text', 5, [1], {}])('does not know what %j means', (json) => {
		expect(judge(answer(json))).toMatchObject({ ok: false, category: 'outcome_unknown' });
	});

	it('leaves HTTP errors to the request helper, unless iFax explains them', () => {
		expect(judge(answer(undefined, 502))).toEqual({ ok: false });
		expect(judge(answer({ status: 1 }, 500))).toMatchObject({ ok: false, category: undefined });
		expect(judge(answer({ status: 0, code: 12001 }, 401))).toMatchObject({ category: 'authentication' });
	});
});

describe('the Base URL', () => {
	it('is the public one by default, without trailing slash', () => {
		expect(wire.connection({}).baseUrl).toBe('https://api.ifaxapp.com/v1');
		expect(wire.connection({ baseUrl: ' http://127.0.0.1:4010/ifax/v1// ' })).toEqual({
			baseUrl: 'http://127.0.0.1:4010/ifax/v1',
			account: {},
		});
	});

	it.each(['ftp://x.example', 'api.ifaxapp.com', 'https://u:p@x.example', 'https://x.example/?a=1'])(
		'refuses %p and names the field',
		(baseUrl) => {
			expect(() => wire.connection({ baseUrl })).toThrow(/'Base URL'/);
		},
	);
});

describe('Get Status', () => {
	const delivered = { jobId: 7067845, faxStatus: 'delivered', faxCallStart: 1745442509, code: 0 };

	it('asks by job id', async () => {
		const http = tableHttp(iFax, [{ path: STATUS, json: { status: 1, data: delivered } }]);
		expect(await iFax.getStatus(http, '7067845', {})).toMatchObject({
			id: '7067845',
			trackingId: '7067845',
			status: 'delivered',
		});
		expect(http.calls).toEqual([
			{
				effect: 'read',
				method: 'POST',
				path: STATUS,
				headers: { Accept: 'application/json' },
				json: { jobId: '7067845' },
				answer: 'json',
			},
		]);
	});

	it('reads an answer without data', async () => {
		const http = tableHttp(iFax, [{ path: STATUS, json: { status: 1, ...delivered } }]);
		// The flat form holds the envelope's status, which is not the fax's.
		expect(await iFax.getStatus(http, '7067845', {})).toMatchObject({ status: 'delivered' });
	});

	it('keeps both ids of a received fax', async () => {
		const http = tableHttp(iFax, [
			{ path: STATUS, json: { status: 1, data: { jobId: 1, faxStatus: 'received', faxReceivedPages: 2 } } },
		]);
		expect(await iFax.getStatus(http, '1:2', {})).toMatchObject({
			id: '1:2',
			trackingId: '1:2',
			direction: 'inbound',
			status: 'received',
		});
	});

	it('looks into the inbox when the status call does not know a received fax', async () => {
		const http = tableHttp(iFax, [
			{ path: STATUS, json: { status: 0, message: 'Invalid request' } },
			{ path: INBOX, json: { status: 1, data: [{ jobId: 9, transactionId: 1, receivedTime: 1745442636 }] } },
			{ path: INBOX, json: { status: 1, data: [{ jobId: 1, transactionId: 2, receivedTime: 1745442636 }] } },
		]);
		expect(await iFax.getStatus(http, '1:2', {})).toMatchObject({ id: '1:2', status: 'received' });
		expect(http.calls.at(-1)?.json).toEqual({ lastFaxId: '9', sortBy: 'newest' });
	});

	it('does not look further when the account is the trouble', async () => {
		const http = tableHttp(iFax, [{ path: STATUS, json: { status: 0, code: 12001 } }]);
		await expect(iFax.getStatus(http, '1:2', {})).rejects.toMatchObject({
			info: { category: 'authentication' },
		});
	});

	it('says so when nobody knows the fax', async () => {
		const http = tableHttp(iFax, [
			{ path: STATUS, json: { status: 0, message: 'x' } },
			{ path: INBOX, json: { status: 1, data: [] } },
			{ path: STATUS, json: { status: 1, data: {} } },
		]);
		await expect(iFax.getStatus(http, '1:2', {})).rejects.toMatchObject({ info: { category: 'not_found' } });
		await expect(iFax.getStatus(http, '3', {})).rejects.toMatchObject({ info: { category: 'not_found' } });
	});

	it('calls a foreign answer to a read what it is', async () => {
		const http = tableHttp(iFax, [{ path: STATUS, json: [] }]);
		await expect(iFax.getStatus(http, '3', {})).rejects.toMatchObject({
			info: { category: 'provider_unavailable', message: 'The answer is not one of iFax' },
		});
	});

	it.each(['', 'a b', '1:2:3', '../x', '1:'])('refuses the id %p before asking', async (id) => {
		const http = tableHttp(iFax, []);
		await expect(iFax.getStatus(http, id, {})).rejects.toMatchObject({
			info: { category: 'configuration' },
			context: { parameter: 'Fax ID' },
		});
		expect(http.calls).toHaveLength(0);
	});
});

describe('Cancel and Delete', () => {
	const CANCELED = {
		path: '/customer/fax-cancel',
		json: { status: 1, message: 'Fax canceled successfully' },
	};

	it('returns the record as iFax has it afterwards', async () => {
		const http = tableHttp(iFax, [
			CANCELED,
			{ path: STATUS, json: { status: 1, data: { jobId: 5, faxStatus: 'canceled', faxTotalPages: 2 } } },
		]);
		expect(await iFax.cancel!(http, '5')).toMatchObject({
			id: '5',
			status: 'canceled',
			isFinal: true,
			pages: 2,
			providerStatus: 'canceled',
		});
		expect(http.calls[0]).toMatchObject({ effect: 'change', json: { jobId: '5' } });
	});

	it('believes the cancellation while the status lags behind', async () => {
		const http = tableHttp(iFax, [
			CANCELED,
			{ path: STATUS, json: { status: 1, data: { jobId: 5, faxStatus: 'sending' } } },
		]);
		expect(await iFax.cancel!(http, '5')).toMatchObject({
			status: 'canceled',
			isFinal: true,
			providerStatus: 'sending',
		});
	});

	it('does not call a delivered fax canceled', async () => {
		const http = tableHttp(iFax, [
			CANCELED,
			{ path: STATUS, json: { status: 1, data: { jobId: 5, faxStatus: 'delivered' } } },
		]);
		expect(await iFax.cancel!(http, '5')).toMatchObject({ status: 'delivered' });
	});

	it('returns a canceled record when the status cannot be read', async () => {
		const http = tableHttp(iFax, [CANCELED, { path: STATUS, status: 500 }]);
		expect(await iFax.cancel!(http, '5')).toMatchObject({
			id: '5',
			status: 'canceled',
			isFinal: true,
			providerStatus: null,
			raw: null,
		});
	});

	it.each([
		['delivered', /delivered already/],
		['failed', /failed already/],
		['canceled', /canceled already/],
		['sending', /Too late/],
	])('says why iFax refuses, of a fax that is %s', async (faxStatus, says) => {
		const http = tableHttp(iFax, [
			{ path: CANCELED.path, json: { status: 0, message: 'Too late' } },
			{ path: STATUS, json: { status: 1, data: { jobId: 5, faxStatus } } },
		]);
		const refused = iFax.cancel!(http, '5');
		await expect(refused).rejects.toMatchObject({ info: { category: 'rejected' } });
		await expect(refused).rejects.toThrow(says);
		expect(http.calls).toHaveLength(2);
	});

	it('passes the refusal on when the status cannot be read', async () => {
		const http = tableHttp(iFax, [
			{ path: CANCELED.path, json: { status: 0, message: 'Too late' } },
			{ path: STATUS, json: { status: 0, message: 'Try again' } },
		]);
		await expect(iFax.cancel!(http, '5')).rejects.toThrow('Too late');
	});

	it('deletes with one call', async () => {
		const http = tableHttp(iFax, [{ path: '/customer/fax-delete', json: { status: 1, message: 'ok' } }]);
		await iFax.delete!(http, '5');
		expect(http.calls).toMatchObject([{ effect: 'change', method: 'POST', json: { jobId: '5' } }]);
	});

	it('neither cancels nor deletes a received fax', async () => {
		const http = tableHttp(iFax, []);
		await expect(iFax.cancel!(http, '1:2')).rejects.toMatchObject({ info: { category: 'unsupported' } });
		await expect(iFax.delete!(http, '1:2')).rejects.toMatchObject({ info: { category: 'unsupported' } });
	});
});

describe('List Inbox', () => {
	const rows = (...ids: number[]) => ids.map((jobId) => ({ jobId, transactionId: jobId + 100 }));
	const page = (...ids: number[]) => ({
		path: INBOX,
		json: { status: 1, message: 'ok', data: rows(...ids) },
	});
	const ids = async (http: ReturnType<typeof tableHttp>, query = {}) =>
		(await collect(iFax.listInbox!(http, { extra: {}, ...query }))).map(({ id }) => id);

	it('follows the cursor until a page is empty', async () => {
		const http = tableHttp(iFax, [page(5, 4), page(3), page()]);
		expect(await ids(http)).toEqual(['5:105', '4:104', '3:103']);
		expect(http.calls.map(({ json }) => json)).toEqual([
			{ sortBy: 'newest' },
			{ sortBy: 'newest', lastFaxId: '4' },
			{ sortBy: 'newest', lastFaxId: '3' },
		]);
	});

	it('ends when a service ignores the cursor', async () => {
		const http = tableHttp(iFax, [page(5, 4), page(5, 4)]);
		expect(await ids(http)).toEqual(['5:105', '4:104']);
	});

	it('ends when pages go round in circles, and names each fax once', async () => {
		const http = tableHttp(iFax, [page(1, 2), page(2, 3), page(1, 2)]);
		expect(await ids(http)).toEqual(['1:101', '2:102', '3:103']);
	});

	it('asks for no more pages than are wanted', async () => {
		const http = tableHttp(iFax, [page(5, 4)]);
		for await (const { id } of iFax.listInbox!(http, { limit: 2, extra: {} })) {
			expect(id).toBe('5:105');
			break;
		}
		expect(http.calls).toHaveLength(1);
	});

	it('asks for whole days, one more on each side, and filters by time itself', async () => {
		const at = (iso: string) => Date.parse(iso) / 1000;
		const http = tableHttp(iFax, [
			{
				path: INBOX,
				json: {
					status: 1,
					data: [
						{ jobId: 1, receivedTime: at('2025-03-02T00:00:00Z') },
						{ jobId: 2, receivedTime: at('2025-03-01T23:59:59Z') },
						{ jobId: 3, receivedTime: '2025-03-01 12:00:00 UTC' },
						{ jobId: 4, receivedTime: at('2025-03-01T11:59:59Z') },
						{ jobId: 5 },
					],
				},
			},
			page(),
		]);
		const query = { after: '2025-03-01T12:00:00Z', before: '2025-03-02T00:00:00Z' };
		expect(await ids(http, query)).toEqual(['2', '3', '5']);
		expect(http.calls[0].json).toEqual({
			sortBy: 'newest',
			startDate: '02/28/2025',
			endDate: '03/03/2025',
		});
	});

	it('lists one number by the ids that iFax has for it', async () => {
		const numbers = {
			path: '/customer/inbound/number-list',
			json: { status: 1, data: [{ numberId: 7, orderId: 'o8', faxNumber: '12025550199' }] },
		};
		const http = tableHttp(iFax, [
			numbers,
			{ path: '/customer/inbound/fax-list', json: { status: 1, data: rows(5) } },
			{ path: '/customer/inbound/fax-list', json: { status: 1, data: [] } },
		]);
		const inboxNumber = { __rl: true, mode: 'list', value: '+1 202 555 0199' };
		expect(await ids(http, { extra: { inboxNumber } })).toEqual(['5:105']);
		expect(http.calls[1].json).toEqual({ numberId: 7, orderId: 'o8' });

		const other = tableHttp(iFax, [numbers]);
		await expect(ids(other, { extra: { inboxNumber: '+12025550000' } })).rejects.toMatchObject({
			context: { parameter: 'Number' },
		});
	});
});

describe('List Sent', () => {
	it('takes the rows as they come and leaves received faxes out', async () => {
		const http = tableHttp(iFax, [
			{
				path: '/customer/fax-lists',
				json: {
					status: 1,
					data: { faxes: [{ jobId: 5, faxStatus: 'delivered' }, { jobId: 6, direction: 'inbound' }, 'what'] },
				},
			},
		]);
		const records = await collect(iFax.listSent!(http, { extra: {} }));
		expect(records.map(({ id, status }) => [id, status])).toEqual([['5', 'delivered']]);
		expect(http.calls[0].json).toEqual({});
	});
});

describe('numbers', () => {
	it('reads the number under each of its known names', async () => {
		const rows = [
			{ numberId: 1, orderId: 2, number: '+12025550199', name: 'Front desk' },
			{ numberId: 3, orderId: 4, faxNumber: '12025550198' },
			{ number_id: 5, order_id: 6, phone_number: '+12025550197' },
			{ numberId: 7 },
		];
		const answers = { path: '/customer/inbound/number-list', json: { status: 1, data: rows } };
		const numbers = await collect(iFax.listNumbers!(tableHttp(iFax, [answers])));
		expect(numbers.map(({ number, label }) => [number, label])).toEqual([
			['+12025550199', '+12025550199 (Front desk)'],
			['+12025550198', '+12025550198'],
			['+12025550197', '+12025550197'],
		]);
		expect(numbers[2].details).toEqual({ name: null, numberId: 5, orderId: 6 });
	});
});
