import { useClock } from '../../../nodes/shared/clock';
import { faxPlus } from '../../../nodes/FaxPlus/faxPlus.provider';
import { memoryDocument, tableHttp } from '../../support/tableHttp';
import { failureOf, FROM, idAt, NOW, sendRequest, stopClock, TO } from './support';

beforeEach(() => stopClock());
afterEach(() => useClock());

async function bodyText(chunks: AsyncIterable<Buffer>): Promise<string> {
	const all: Buffer[] = [];
	for await (const chunk of chunks) all.push(chunk);
	return Buffer.concat(all).toString();
}

describe('upload', () => {
	test('uploads every document in page order, as one part with name, extension and type', async () => {
		const http = tableHttp(faxPlus, [
			{ method: 'POST', path: '/accounts/self/files', json: { path: '/storage/transient-1.pdf' } },
			{
				method: 'POST',
				path: '/accounts/self/files',
				status: 201,
				json: { path: '/storage/transient-2.tiff' },
			},
		]);
		const documents = [
			memoryDocument('first "draft".pdf', 'application/pdf', Buffer.from('%PDF-1.4 one')),
			memoryDocument('second.tiff', 'image/tiff', Buffer.from('II*\0two')),
		];
		expect(await faxPlus.upload!(http, sendRequest({ documents }))).toEqual([
			'/storage/transient-1.pdf',
			'/storage/transient-2.tiff',
		]);
		expect(http.calls.map(({ effect, repeatable }) => [effect, repeatable])).toEqual([
			['change', true],
			['change', true],
		]);
		const body = http.calls[0].body!();
		expect(body.contentType).toMatch(/^multipart\/form-data; boundary=/);
		const text = await bodyText(body.chunks());
		expect(Buffer.byteLength(text)).toBe(body.contentLength);
		expect(text).toContain(
			'Content-Disposition: form-data; name="fax_file"; filename="first %22draft%22.pdf"',
		);
		expect(text).toContain('Content-Type: application/pdf\r\n\r\n%PDF-1.4 one\r\n');
		expect(text.match(/name="fax_file"/g)).toHaveLength(1);
	});

	test('an answer without a path is a failure, not an empty fax', async () => {
		const http = tableHttp(faxPlus, [{ path: '/accounts/self/files', json: {} }]);
		const failure = await failureOf(() => faxPlus.upload!(http, sendRequest()));
		expect(failure.info.category).toBe('provider_unavailable');
		expect(failure.message).toBe('Fax.Plus answered without the path of the file');
	});

	test("another user's account goes into the path, encoded", async () => {
		const http = tableHttp(faxPlus, [{ path: '/accounts/a%2Fb/files', json: { path: '/p' } }], {
			userId: 'a/b',
		});
		expect(await faxPlus.upload!(http, sendRequest())).toEqual(['/p']);
	});
});

describe('send', () => {
	const accepted = (ids: unknown) => [
		{ method: 'POST', path: '/accounts/self/outbox', status: 201, json: { ids } },
	];

	test('the least that a fax needs, and its id', async () => {
		const id = idAt(NOW);
		const http = tableHttp(faxPlus, accepted({ [TO]: id }));
		const record = await faxPlus.send(http, sendRequest());
		expect(http.calls).toEqual([
			{
				effect: 'send',
				method: 'POST',
				path: '/accounts/self/outbox',
				answer: 'json',
				json: { from: FROM, to: [TO], files: ['/storage/transient-1.pdf'], return_ids: true },
			},
		]);
		expect(record).toMatchObject({
			provider: 'faxPlus',
			id,
			trackingId: id,
			direction: 'outbound',
			status: 'queued',
			isFinal: false,
			from: FROM,
			to: TO,
			reference: null,
			failureCategory: null,
		});
	});

	test('everything that a fax can have', async () => {
		const http = tableHttp(faxPlus, accepted({ '+1 334-304-0001': idAt(NOW) }));
		const record = await faxPlus.send(
			http,
			sendRequest({
				from: '+1 334 304 0000, +13343040009',
				reference: 'ref-1',
				sendAt: '2026-03-02T10:30:00+02:00',
				coverPage: {
					toName: 'Dr A',
					fromName: 'Clinic',
					subject: 'Referral',
					message: 'Please read',
					flags: ['urgent', 'confidential'],
					templateId: '',
				},
				extra: { comment: 'Invoice 7', tags: 'a, b,a', enhancement: false, retryCount: 2, retryDelay: 15 },
			}),
		);
		expect(http.calls[0].json).toEqual({
			from: '+13343040000,+13343040009',
			to: [TO],
			files: ['/storage/transient-1.pdf'],
			comment: { text: 'Invoice 7', tags: ['a', 'b', 'ref-1'] },
			options: { enhancement: false, retry: { count: 2, delay: 15 } },
			send_time: '2026-03-02 08:30:00 +0000',
			return_ids: true,
			cover_page: {
				name_to: 'Dr A',
				name_from: 'Clinic',
				subject: 'Referral',
				message: 'Please read',
				flags: ['urgent', 'confidential'],
			},
		});
		expect(record).toMatchObject({
			status: 'queued',
			from: null,
			reference: 'Invoice 7',
			subject: 'Referral',
			scheduledAt: '2026-03-02T08:30:00.000Z',
		});
	});

	test('a reference becomes the comment, so that the service gives it back', async () => {
		const http = tableHttp(faxPlus, accepted({ [TO]: idAt(NOW) }));
		const record = await faxPlus.send(http, sendRequest({ reference: 'ref-1' }));
		expect(http.calls[0].json).toMatchObject({ comment: { text: 'ref-1', tags: [] } });
		expect(record.reference).toBe('ref-1');
	});

	test('a member without a number, and a time that has just passed', async () => {
		const http = tableHttp(faxPlus, accepted({ [TO]: idAt(NOW) }));
		const sendAt = new Date(NOW - 60_000).toISOString();
		await faxPlus.send(http, sendRequest({ from: 'NO_NUMBER', sendAt }));
		expect(http.calls[0].json).toEqual({
			from: 'no_number',
			to: [TO],
			files: ['/storage/transient-1.pdf'],
			return_ids: true,
		});
	});

	test('the id is found by the digits, or as the only one', async () => {
		const [own, other] = [idAt(NOW), idAt(NOW)];
		const byDigits = tableHttp(faxPlus, accepted({ '+1 207-600-1784': other, '1 (334) 304-0001': own }));
		expect((await faxPlus.send(byDigits, sendRequest())).id).toBe(own);
		const single = tableHttp(faxPlus, accepted({ 'x-1': own }));
		expect((await faxPlus.send(single, sendRequest())).id).toBe(own);
		const foreign = tableHttp(faxPlus, accepted({ '+12076001784': other, '+12076001785': other }));
		expect((await faxPlus.send(foreign, sendRequest())).id).toBeNull();
	});

	test.each([[{}], [{ ids: {} }], [{ ids: null }], [undefined]])(
		'accepted without an id (%j): unknown, never "failed", never repeated',
		async (json) => {
			const http = tableHttp(faxPlus, [{ method: 'POST', path: '/accounts/self/outbox', status: 201, json }]);
			const record = await faxPlus.send(http, sendRequest());
			expect(record).toMatchObject({
				id: null,
				trackingId: null,
				status: 'unknown',
				isFinal: false,
				to: TO,
				failureCategory: 'outcome_unknown',
				failureRetryable: false,
			});
			expect(record.failureHint).toContain('before you send it again');
			expect(http.calls).toHaveLength(1);
		},
	);
});

describe('check', () => {
	const cover = { toName: 'A', fromName: 'B', subject: 'C', message: '', flags: [], templateId: '' };

	test.each([
		['From', { from: null }],
		['From', { from: '0301234567' }],
		['From', { from: '+1234' }],
		['From', { from: 'my fax' }],
		['From', { from: `no_number,${FROM}` }],
		['Send At', { sendAt: new Date(NOW - 3_600_000).toISOString() }],
		['Send At', { sendAt: 'tomorrow' }],
		['Cover Page', { coverPage: { ...cover, subject: ' ' } }],
		['Cover Page', { coverPage: { ...cover, flags: ['secret'] } }],
		['Service Retries', { extra: { retryCount: 4 } }],
		['Service Retries', { extra: { retryCount: 1.5 } }],
		['Service Retries', { extra: { retryCount: 'often' } }],
		['Service Retry Delay', { extra: { retryCount: 1, retryDelay: 31 } }],
		['Service Retry Delay', { extra: { retryDelay: 5 } }],
	])('names %s for %j', async (parameter, fields) => {
		const failure = await failureOf(() => faxPlus.check!(sendRequest(fields)));
		expect(failure.info.category).toBe('configuration');
		expect(failure.context.parameter).toBe(parameter);
		expect(failure.message).toContain(`'${parameter}'`);
		expect(failure.info.hint).not.toBe('');
	});

	test.each([
		[{}],
		[{ from: 'no_number' }],
		[{ from: `${FROM}, +12076001784` }],
		[{ sendAt: new Date(NOW + 1000).toISOString() }],
		[{ coverPage: { ...cover, flags: ['urgent', 'for_review', 'please_reply', 'confidential'] } }],
		[{ extra: { retryCount: 3, retryDelay: 30 } }],
		[{ extra: { retryCount: '0', retryDelay: '' } }],
	])('lets %j pass', (fields) => {
		expect(() => faxPlus.check!(sendRequest(fields))).not.toThrow();
	});
});
