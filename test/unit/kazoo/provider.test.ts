import { useClock } from '../../../nodes/shared/clock';
import { judge } from '../../../nodes/Kazoo/kazoo.errors';
import { windowsOf } from '../../../nodes/Kazoo/kazoo.lists';
import { kazoo } from '../../../nodes/Kazoo/kazoo.provider';
import { collect } from '../../support/tableHttp';
import {
	envelope,
	failureOf,
	FROM,
	inboxItem,
	INBOX_ID,
	JOB,
	newJob,
	NOW,
	outboxItem,
	refusal,
	request,
	SELF,
	stopClock,
	table,
	TO,
	unknownId,
} from './support';

beforeEach(() => stopClock());
afterAll(() => useClock());

const FAXES = `${SELF}/faxes`;
const noExtra = { extra: {} };

describe('Send', () => {
	it('puts the fields and then the bytes, in the documented layout', async () => {
		const id = newJob();
		const http = table([{ path: FAXES, status: 201, json: envelope({ id, pvt_created: 63939574800 }) }]);
		const record = await kazoo.send(http, request({ extra: { serviceRetries: 2 } }));
		expect(record).toMatchObject({
			id,
			trackingId: id,
			status: 'queued',
			isFinal: false,
			to: TO,
			from: FROM,
		});
		const [call] = http.calls;
		expect([call.method, call.effect, call.json]).toEqual(['PUT', 'send', undefined]);
		const body = call.body!();
		const boundary = /^multipart\/mixed; boundary=(\S+)$/.exec(body.contentType)![1];
		const bytes = Buffer.concat(await collect(body.chunks())).toString();
		expect(bytes).toBe(
			[
				`--${boundary}`,
				'Content-Disposition: form-data; name="content"; filename="fax.json"',
				'Content-Type: application/json',
				'',
				JSON.stringify({ data: { to_number: TO, from_number: FROM, retries: 2 } }),
				`--${boundary}`,
				'Content-Disposition: form-data; name="content"; filename="letter.pdf"',
				'Content-Type: application/pdf',
				'',
				'%PDF-1.4 example',
				`--${boundary}--`,
				'',
			].join('\r\n'),
		);
		expect(body.contentLength).toBe(bytes.length);
	});

	it.each([
		['id', { id: JOB }, {}, JOB],
		['_id', { _id: JOB, pvt_job_status: 'pending' }, {}, JOB],
		['the address', {}, { location: `https://x.example/v2/accounts/a/faxes/${JOB}` }, JOB],
		['nothing', {}, {}, null],
	])('finds the id of the job in %s', async (_where, data, headers, id) => {
		const record = await kazoo.send(
			table([{ path: FAXES, status: 201, json: envelope(data), headers }]),
			request(),
		);
		expect(record).toMatchObject({ id, trackingId: id, status: 'queued', failureCategory: null });
	});

	it('never takes the default result of a new job for a failure', async () => {
		const data = { id: newJob(), tx_result: { success: false, error_message: '', pages_sent: 0 } };
		const record = await kazoo.send(table([{ path: FAXES, json: envelope(data) }]), request());
		expect(record).toMatchObject({ status: 'queued', failureCategory: null, transmission: null });
	});

	it('says which field a 404 speaks of', async () => {
		const box = '7adf6ba4f1294427a3db19a8be1a771e';
		const boxPath = `${SELF}/faxboxes/${box}/faxes`;
		const noBox = await failureOf(
			kazoo.send(table([unknownId(boxPath)]), request({ extra: { faxboxId: box } })),
		);
		expect([noBox.info.category, noBox.context.parameter]).toEqual(['not_found', 'Faxbox']);
		expect(noBox.info.message).toMatch(/'Faxbox'/);
		const noAccount = await failureOf(kazoo.send(table([unknownId(FAXES)]), request()));
		expect(noAccount.info.message).toMatch(/'Account ID'/);
	});

	it.each([
		['From', { from: null }],
		['Faxbox', { extra: { faxboxId: 'mine' } }],
		['Service Retries', { extra: { serviceRetries: 5 } }],
		['Service Retries', { extra: { serviceRetries: 1.5 } }],
		['Time Zone', { extra: { timezone: 'Mars/Olympus' } }],
		['Notify by Email', { extra: { notifyEmails: 'a@example.com, nobody' } }],
		['Notify by SMS', { extra: { notifyNumbers: 'somebody' } }],
		['URL Method', { documents: [], documentUrls: ['https://x.example/a'], extra: { urlMethod: 'put' } }],
		['URL Body', { documents: [], documentUrls: ['https://x.example/a'], extra: { urlBody: 'x' } }],
		[
			'URL Body',
			{
				documents: [],
				documentUrls: ['https://x.example/a'],
				extra: { urlMethod: 'post', urlBody: 'x'.repeat(257) },
			},
		],
	])("refuses what makes no sense in '%s', before anything is sent", async (parameter, more) => {
		const failure = await failureOf(() => kazoo.check!(request(more)));
		expect([failure.info.category, failure.context.parameter]).toEqual(['configuration', parameter]);
		expect(failure.info.hint).toMatch(/\w{5}/);
	});
});

describe('Get Status', () => {
	it('looks in the queue, then in the month in which the fax was sent', async () => {
		const id = newJob();
		await kazoo.send(table([{ path: FAXES, json: envelope({ id, created: 63939574800 }) }]), request());
		const http = table([
			unknownId(`${FAXES}/outgoing/${id}`),
			{ path: `${FAXES}/outbox/202603-${id}`, json: envelope(outboxItem({ id: `202603-${id}` })) },
		]);
		expect(await kazoo.getStatus(http, id, {})).toMatchObject({ id: `202603-${id}`, trackingId: id });
		expect(http.calls).toHaveLength(2);
	});

	it('looks in this month, the last one and so on when it does not know, and says so when it finds none', async () => {
		const id = newJob();
		const months = ['202603', '202602', '202601', '202512'];
		const http = table([
			unknownId(/outgoing/),
			...months.slice(0, 3).map((month) => unknownId(`${FAXES}/outbox/${month}-${id}`)),
			{ path: `${FAXES}/outbox/202512-${id}`, json: envelope(outboxItem({ id: `202512-${id}` })) },
		]);
		expect(await kazoo.getStatus(http, id, {})).toMatchObject({ id: `202512-${id}` });
		const none = table(Array.from({ length: 14 }, () => unknownId(/./)));
		const failure = await failureOf(kazoo.getStatus(none, newJob(), {}));
		expect([failure.info.category, none.calls.length]).toEqual(['not_found', 14]);
	});

	it('takes the other folder when the server says that it is the wrong one', async () => {
		const id = '201905-00000000000000000000000000000abc';
		const wrong = { path: `${FAXES}/outbox/${id}`, ...refusal(500, 'document is not in folder outbox') };
		const rows = [wrong, { path: `${FAXES}/inbox/${id}`, json: envelope(inboxItem({ id })) }];
		expect(await kazoo.getStatus(table(rows), id, {})).toMatchObject({ id, direction: 'inbound' });
		// From then on it is known where it is.
		const again = table([{ path: `${FAXES}/inbox/${id}`, json: envelope(inboxItem({ id })) }]);
		await kazoo.getStatus(again, id, {});
		expect(again.calls).toHaveLength(1);
	});

	it('asks another place for the time where the outbox does not tell it', async () => {
		const id = `202602-${newJob()}`;
		const fax = outboxItem({ id, created: undefined, status: undefined });
		const http = table([
			{ path: `${FAXES}/outbox/${id}`, json: envelope(fax) },
			{ path: `${FAXES}/outgoing/${id}`, json: envelope({ id, created: 63724396700, status: 'completed' }) },
		]);
		expect(await kazoo.getStatus(http, id, {})).toMatchObject({ createdAt: '2019-05-06T21:18:20.000Z' });
		const without = table([{ path: `${FAXES}/outbox/${id}`, json: envelope(fax) }, unknownId(/outgoing/)]);
		expect(await kazoo.getStatus(without, id, {})).toMatchObject({ createdAt: null, status: 'delivered' });
	});

	it('does not take a credential that is refused for a fax that is not there', async () => {
		const http = table([{ path: /./, ...refusal(401, 'invalid_credentials') }]);
		expect((await failureOf(kazoo.getStatus(http, newJob(), {}))).info.category).toBe('authentication');
		expect(http.calls).toHaveLength(1);
	});

	it.each(['', '../x', 'a b', 'x/y', 'é'])('refuses the id %j', async (id) => {
		const failure = await failureOf(kazoo.getStatus(table([]), id, {}));
		expect(failure.context.parameter).toBe('Fax ID');
	});
});

describe('Resend and Forward', () => {
	it('put the action beside the data, and the new job has its own id', async () => {
		const id = `202603-${newJob()}`;
		const fresh = newJob();
		const headers = { location: id };
		const http = table([
			{ path: `${FAXES}/outbox/${id}`, status: 201, json: envelope({ _id: fresh }), headers },
		]);
		const record = await kazoo.resend!(http, id, { resendTo: '+44 20 7946 0000' });
		expect(http.calls[0].json).toEqual({ action: 'resubmit', data: { to_number: '+442079460000' } });
		expect(record).toMatchObject({ id: fresh, trackingId: fresh, status: 'queued', to: '+442079460000' });
	});

	it('say what may have become of the document', async () => {
		const id = `202603-${newJob()}`;
		const http = table([{ path: /./, ...refusal(500, 'error when resubmitting fax') }]);
		const failure = await failureOf(kazoo.resend!(http, id, {}));
		expect(failure.info).toMatchObject({
			category: 'document_error',
			hint: expect.stringMatching(/deleted/),
		});
	});

	it('refuse a fax that is still queued, and forward nothing but received ones with both numbers', async () => {
		const id = newJob();
		const rows = [
			...Array.from({ length: 13 }, () => unknownId(/outbox/)),
			{ path: /outgoing/, json: envelope({ id }) },
		];
		expect((await failureOf(kazoo.resend!(table(rows), id, {}))).info.category).toBe('unsupported');
		const numbers = { forwardTo: TO, forwardFrom: FROM };
		expect((await failureOf(kazoo.forward!(table([]), newJob(), numbers))).context.parameter).toBe('Fax ID');
		for (const missing of ['forwardTo', 'forwardFrom']) {
			const failure = await failureOf(kazoo.forward!(table([]), INBOX_ID, { ...numbers, [missing]: '' }));
			expect(failure.context.parameter).toMatch(/^Forward/);
		}
	});
});

describe('documents', () => {
	const id = '201905-00000000000000000000000000000def';
	const attachment = (folder: string) => `${FAXES}/${folder}/${id}/attachment`;

	it('accept any kind, and have the name that the server proposes', async () => {
		const headers = {
			'content-type': 'application/pdf; charset=binary',
			'content-disposition': 'attachment; filename=fax_document_2019-05-06 21:16:03.pdf',
		};
		const http = table([{ path: attachment('inbox'), document: Buffer.from('%PDF-'), headers }]);
		const document = await kazoo.download!(http, id, { format: null, direction: 'inbound' });
		expect(document).toMatchObject({
			fileName: 'fax_document_2019-05-06 21:16:03.pdf',
			mimeType: 'application/pdf',
		});
		expect(http.calls[0].headers).toEqual({ Accept: '*/*' });
	});

	it('that are gone are told from faxes that are gone', async () => {
		const gone = refusal(503, 'datastore_fault', { message: 'no attachment found' });
		const http = table([{ path: attachment('outbox'), ...gone }]);
		const failure = await failureOf(kazoo.download!(http, id, { format: null, direction: null }));
		expect(failure.info).toMatchObject({
			category: 'not_found',
			message: expect.stringMatching(/no document/),
		});
		expect(http.calls).toHaveLength(1);
	});

	it('can be deleted alone', async () => {
		const http = table([
			{ path: `${FAXES}/outbox/${id}`, json: envelope(outboxItem({ id })) },
			{ method: 'DELETE', path: attachment('outbox'), json: envelope({}) },
		]);
		expect(await kazoo.deleteDocument!(http, id)).toMatchObject({ id, document: { available: false } });
	});
});

describe('lists', () => {
	it('follow the start key unchanged, whatever it is, and give each fax once', async () => {
		for (const key of ['g2wAAAAB_-', 63724396500, ['a', 1]]) {
			const http = table([
				{ path: `${FAXES}/outgoing`, json: envelope([{ id: 'a' }, { id: 'b' }], { next_start_key: key }) },
				{ path: `${FAXES}/outgoing`, json: envelope([{ id: 'b' }, { id: 'c' }]) },
			]);
			const ids = (await collect(kazoo.listQueued!(http, noExtra))).map((record) => record.id);
			expect(ids).toEqual(['a', 'b', 'c']);
			const sent = http.calls.map(({ query }) => query?.start_key);
			expect(sent).toEqual([undefined, Array.isArray(key) ? '["a",1]' : key]);
		}
	});

	it('end when a server does not move on', async () => {
		const page = { path: `${FAXES}/outgoing`, json: envelope([{ id: 'a' }], { next_start_key: 7 }) };
		expect(await collect(kazoo.listQueued!(table([page, page]), noExtra))).toHaveLength(1);
	});

	it('without a beginning end after half a year without a fax', async () => {
		const http = table(Array.from({ length: 6 }, () => ({ path: `${FAXES}/inbox`, json: envelope([]) })));
		expect(await collect(kazoo.listInbox!(http, noExtra))).toEqual([]);
		expect(http.calls).toHaveLength(6);
	});

	it('refuse an answer that is no list', async () => {
		const http = table([{ path: /./, json: envelope({ id: 'a' }) }]);
		expect((await failureOf(collect(kazoo.listQueued!(http, noExtra)))).info.category).toBe(
			'provider_unavailable',
		);
	});

	it('are cut into windows of 31 days at most, side by side', () => {
		const windows = [...windowsOf(1_000, 1_000 + 100 * 86_400)];
		expect(windows[0].to).toBe(1_000 + 100 * 86_400);
		expect(windows.at(-1)!.from).toBe(1_000);
		for (const [index, { from, to }] of windows.entries()) {
			expect(to - from).toBeLessThan(31 * 86_400);
			if (index > 0) expect(to).toBe(windows[index - 1].from - 1);
		}
		expect([...windowsOf(5, 4)]).toEqual([]);
		expect([...windowsOf(5, 5)]).toEqual([{ from: 5, to: 5 }]);
	});

	it('begin with the second asked for and end before the other', async () => {
		const http = table([{ path: `${FAXES}/outbox`, json: envelope([]) }]);
		const query = { after: '2026-02-01T00:00:00.500Z', before: '2026-02-02T00:00:00.000Z', extra: {} };
		await collect(kazoo.listSent!(http, query));
		expect(http.calls[0].query).toMatchObject({
			created_from: 62167219200 + Date.parse('2026-02-01T00:00:01Z') / 1000,
			created_to: 62167219200 + Date.parse('2026-02-01T23:59:59Z') / 1000,
		});
		expect(NOW).toBe(Date.parse('2026-03-01T09:00:00Z'));
	});
});

describe('numbers', () => {
	it('are those in service, page by page', async () => {
		const http = table([
			{
				path: `${SELF}/phone_numbers`,
				json: envelope(
					{ numbers: { '+14155550100': { state: 'in_service', features: ['fax'] } }, cascade_quantity: 0 },
					{ next_start_key: 'k' },
				),
			},
			{
				path: `${SELF}/phone_numbers`,
				json: envelope({ numbers: { '+14155550101': { state: 'reserved' } } }),
			},
		]);
		const numbers = await collect(kazoo.listNumbers!(http));
		expect(numbers.map(({ number, usable }) => [number, usable])).toEqual([
			['+14155550100', true],
			['+14155550101', false],
		]);
		expect(http.calls[1].query).toEqual({ filter_state: 'in_service', start_key: 'k' });
	});
});

describe('what an answer means', () => {
	const raw = (status: number, json: unknown, text = JSON.stringify(json) ?? '') => ({
		status,
		headers: {},
		json,
		text,
	});
	const judged = (status: number, message: string, data: unknown = {}) =>
		judge(raw(status, refusal(status, message, data).json));

	it('good: the data and where the next page begins, and never the token', () => {
		const verdict = judge(raw(200, envelope([1], { next_start_key: 'k' })));
		expect(verdict).toEqual({ ok: true, data: { data: [1], nextStartKey: 'k' } });
	});

	it('a good answer that is not of Kazoo leaves the outcome open', () => {
		for (const json of [{}, [], 7, { status: 'success' }, { data: {} }]) {
			expect(judge(raw(200, json))).toMatchObject({ ok: false, category: 'outcome_unknown' });
		}
	});

	it('an error inside HTTP 200 is one', () => {
		expect(judge(raw(200, refusal(429, 'too_many_requests').json))).toMatchObject({
			ok: false,
			category: 'rate_limited',
		});
	});

	it('names each field of a validation', () => {
		const data = {
			to_number: { required: { message: 'Field is required but missing', value: 'to_number' } },
			retries: { maximum: { message: 'Value is too large', target: 4 } },
		};
		expect(judged(400, 'validation error', data)).toMatchObject({
			category: 'invalid_number',
			message: 'to_number: Field is required but missing; retries: Value is too large',
		});
	});

	it.each([
		[400, 'validation error', { retries: { maximum: { message: 'm' } } }, 'rejected', false],
		[400, 'payload', { file: { maxSize: { message: 'm', target: 8000000 } } }, 'document_error', false],
		[400, 'validation failed', { 'document.url': { required: { message: 'm' } } }, 'document_error', false],
		[401, 'invalid_credentials', { message: 'invalid credentials' }, 'authentication', false],
		[402, 'accept charges', {}, 'out_of_credit', false],
		[403, 'forbidden', {}, 'permission', false],
		[404, 'faulty request', {}, 'rejected', false],
		[405, 'method not allowed', {}, 'unsupported', false],
		[409, 'datastore_conflict', {}, 'rejected', false],
		[413, 'something', {}, 'document_error', false],
		[423, 'something', {}, 'plan_required', false],
		[500, 'action required', {}, 'rejected', true],
		[500, 'invalid action', {}, 'rejected', true],
		[500, 'error when forwarding fax', {}, 'document_error', true],
		[500, 'something', {}, 'provider_unavailable', false],
		[503, 'datastore_unreachable', {}, 'provider_unavailable', false],
	])('%i %s %j', (status, message, data, category, certain) => {
		expect(judged(status, message, data)).toMatchObject({ ok: false, category, certain });
	});

	it('of a web server in front', () => {
		expect(judge(raw(406, undefined, ''))).toMatchObject({ category: 'unsupported' });
		expect(judge(raw(404, undefined, '<html>'))).toEqual({ ok: false });
	});
});
