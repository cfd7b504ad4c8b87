import { createServer } from 'http';
import type { AddressInfo } from 'net';
import { createSandbox, iFaxAccount, makePdf, type Sandbox } from '../../sandbox';
import { parseMultipart } from '../../sandbox/multipart';
import { fetchIt, iFaxClient, openReceiver } from './support';

const START = Date.UTC(2026, 4, 6, 7, 8, 9);
const PDF = makePdf([['one'], ['two'], ['three']]);
const TO = '+12025550100';
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

let sandbox: Sandbox;
let client: ReturnType<typeof iFaxClient>;

beforeAll(async () => {
	sandbox = await createSandbox({ speed: 0, startTime: START });
	client = iFaxClient(sandbox);
});
afterEach(() => sandbox.reset());
afterAll(async () => await sandbox.close());

const statusOf = async (jobId: unknown): Promise<any> =>
	(await client.call('fax-status', { jobId })).json.data;

describe('who may call', () => {
	it.each([
		['Live key', iFaxAccount.apiKey, { status: 1 }],
		['Test key', iFaxAccount.testApiKey, { status: 1 }],
		['wrong key', iFaxAccount.wrongApiKey, { status: 0, code: 12001, message: 'accessToken invalid' }],
		[
			'key without the plan',
			iFaxAccount.noPlanApiKey,
			{ status: 0, code: 12004, message: "Professional plan isn't activated" },
		],
	])('%s: HTTP 200 whatever the answer', async (_name, key, expected) => {
		const answer = await client.call('inbound/number-list', {}, key);
		expect(answer.status).toBe(200);
		expect(answer.json).toMatchObject(expected);
	});

	it('answers 404 to unknown paths and to GET', async () => {
		expect((await client.call('nothing')).status).toBe(404);
		expect((await fetchIt(`${sandbox.url}/ifax/v1/customer/fax-lists`)).status).toBe(404);
	});
});

describe('fax-send', () => {
	it('accepts with a job id and delivers', async () => {
		const start = sandbox.clock.now();
		const { json } = await client.send(PDF, TO, { callerId: iFaxAccount.secondNumber });
		expect(json).toEqual({
			status: 1,
			message: 'Fax processed for sending',
			data: { jobId: expect.any(Number) },
		});
		const { jobId } = json.data;
		expect(await statusOf(String(jobId))).toMatchObject({
			jobId,
			faxStatus: 'sending',
			faxCallStart: null,
			actualCost: 0,
		});
		await sandbox.advance(300);
		expect(await statusOf(jobId)).toEqual({
			jobId,
			fromNumber: iFaxAccount.secondNumber,
			toNumber: TO,
			faxCallLength: 1,
			faxCallStart: Math.floor((start + 150) / 1000),
			faxCallEnd: Math.floor((start + 300) / 1000),
			faxTotalPages: 3,
			faxTransferredPages: 3,
			pricePerPage: 0.11,
			actualCost: 0.33,
			faxStatus: 'delivered',
			retryAttempt: 0,
			message: 'NORMAL_CLEARING',
			code: 0,
		});
		expect(sandbox.services.iFax.balance()).toBe(99.67);
		expect(sandbox.document(String(jobId))?.bytes).toEqual(PDF);
	});

	it('leaves the balance alone with a Test key', async () => {
		const { json } = await client.send(PDF, TO, {}, iFaxAccount.testApiKey);
		await sandbox.advance(300);
		expect(await statusOf(json.data.jobId)).toMatchObject({ faxStatus: 'delivered', actualCost: 0 });
		expect(sandbox.services.iFax.balance()).toBe(100);
		expect(sandbox.faxes()[0]?.simulated).toBe(true);
	});

	it('counts chosen pages and a cover page, which even an empty field makes', async () => {
		const file = { fileName: 'a.pdf', fileData: PDF.toString('base64') };
		const first = await client.sent(PDF, TO, {
			faxData: [
				{ ...file, pages: ['1-2', '3'] },
				{ ...file, pages: ['2'] },
			],
		});
		const second = await client.sent(PDF, TO, { subject: '' });
		expect((await statusOf(first)).faxTotalPages).toBe(4);
		expect((await statusOf(second)).faxTotalPages).toBe(4);
		expect(sandbox.faxes()[1]?.reference).toMatchObject({ subject: '' });
	});

	it('fetches documents given by address, without the key', async () => {
		let seen: unknown;
		const server = createServer((request, response) => {
			seen = request.headers;
			response.statusCode = request.url === '/a.pdf' ? 200 : 404;
			response.end(PDF);
		});
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		const { port } = server.address() as AddressInfo;
		const from = (path: string) => ({
			faxData: [{ fileName: 'a.pdf', fileUrl: `http://127.0.0.1:${port}${path}` }],
		});
		const jobId = await client.sent(PDF, TO, from('/a.pdf'));
		expect(sandbox.document(String(jobId))?.bytes).toEqual(PDF);
		expect(JSON.stringify(seen)).not.toContain(iFaxAccount.apiKey);
		expect((await client.send(PDF, TO, from('/missing.pdf'))).json.status).toBe(0);
		server.closeAllConnections();
		await new Promise((resolve) => server.close(resolve));
	});

	it('waits for send_at', async () => {
		const jobId = await client.sent(PDF, TO, {
			send_at: new Date(sandbox.clock.now() + 90 * MINUTE).toISOString(),
		});
		await sandbox.advance(60 * MINUTE);
		expect((await statusOf(jobId)).faxStatus).toBe('sending');
		await sandbox.advance(60 * MINUTE);
		expect((await statusOf(jobId)).faxStatus).toBe('delivered');
	});

	const entry = { fileName: 'a.pdf', fileData: PDF.toString('base64') };
	it.each<[string, object]>([
		['a national number', { faxNumber: '02025550100' }],
		['no file', { faxData: [] }],
		['a file without name', { faxData: [{ fileData: entry.fileData }] }],
		['a name without extension', { faxData: [{ ...entry, fileName: 'a' }] }],
		['both data and address', { faxData: [{ ...entry, fileUrl: 'https://files.example/a.pdf' }] }],
		['neither', { faxData: [{ fileName: 'a.pdf' }] }],
		[
			'a data: prefix',
			{ faxData: [{ ...entry, fileData: `data:application/pdf;base64,${entry.fileData}` }] },
		],
		['an address that is none', { faxData: [{ fileName: 'a.pdf', fileUrl: 'file:///etc/passwd' }] }],
		['a page too far', { faxData: [{ ...entry, pages: ['2-4'] }] }],
		['a range backwards', { faxData: [{ ...entry, pages: ['3-1'] }] }],
		['pages as text', { faxData: [{ ...entry, pages: '1-2' }] }],
		['an unknown quality', { faxQuality: 'hd' }],
		['a time without milliseconds', { send_at: '2026-05-06T09:00:00Z' }],
		['a foreign caller id', { callerId: '+12025550188' }],
	])('refuses %s inside HTTP 200', async (_name, more) => {
		const { status, json } = await client.send(PDF, TO, more);
		expect([status, json.status, typeof json.message]).toEqual([200, 0, 'string']);
		expect(sandbox.faxes()).toHaveLength(0);
	});
});

describe('a job', () => {
	it('tells its times and reason in the old form when switched so', async () => {
		sandbox.setSwitches('iFax', { dateForm: 'text', plusInNumbers: false });
		const second = Math.floor((sandbox.clock.now() + 150) / 1000);
		const jobId = await client.sent(PDF, '+12025550150');
		await sandbox.advance(300);
		const data = await statusOf(jobId);
		expect(data).toMatchObject({
			faxStatus: 'failed',
			errorMessage: 'USER_BUSY',
			code: 12007,
			faxCallStart: new Date(second * 1000).toISOString().replace(/^(.+)T(.+)\.000Z$/, '$1 $2 UTC'),
			toNumber: '12025550150',
		});
		expect(data).not.toHaveProperty('message');
	});

	it('is canceled while it is not final', async () => {
		const jobId = await client.sent(PDF, TO);
		expect((await client.call('fax-cancel', { jobId })).json).toEqual({
			status: 1,
			message: 'Fax canceled successfully',
		});
		expect((await statusOf(jobId)).faxStatus).toBe('canceled');
		expect((await client.call('fax-cancel', { jobId })).json.status).toBe(0);
	});

	it('is deleted, and unknown then', async () => {
		const jobId = await client.sent(PDF, TO);
		await sandbox.advance(300);
		expect((await client.call('fax-delete', { jobId })).json).toEqual({
			status: 1,
			message: 'Fax deleted successfully',
		});
		for (const path of ['fax-status', 'fax-delete', 'fax-cancel', 'fax-resend']) {
			expect((await client.call(path, { jobId })).json.status).toBe(0);
			expect((await client.call(path, {})).json.status).toBe(0);
		}
		expect(sandbox.faxes()[0]?.deleted).toBe(true);
	});

	it('is sent again under a new id, or the same when switched so', async () => {
		const jobId = await client.sent(PDF, TO);
		await sandbox.advance(300);
		const again = (await client.call('fax-resend', { jobId })).json.data.jobId;
		expect(again).not.toBe(jobId);
		expect(sandbox.document(String(again))?.bytes).toEqual(PDF);
		sandbox.setSwitches('iFax', { resendJobId: 'same', resendNeedsFiles: true });
		expect((await client.call('fax-resend', { jobId })).json.status).toBe(0);
		const faxData = [{ fileName: 'b.pdf', fileData: makePdf([['b']]).toString('base64') }];
		expect((await client.call('fax-resend', { jobId, faxData })).json.data.jobId).toBe(jobId);
		expect(await statusOf(jobId)).toMatchObject({ faxStatus: 'sending', faxTotalPages: 1 });
	});

	it('stands in fax-lists, newest first, in either shape', async () => {
		const ids = [await client.sent(PDF, TO), await client.sent(PDF, TO)];
		const rows = (await client.call('fax-lists')).json.data;
		expect(rows.map((row: { jobId: number }) => row.jobId)).toEqual([...ids].reverse());
		sandbox.setSwitches('iFax', { listShape: 'object' });
		expect((await client.call('fax-lists')).json.data).toEqual({ faxes: rows });
	});
});

describe('received faxes', () => {
	const list = async (body: object): Promise<any[]> =>
		(await client.call('inbound/fax-list-all', body)).json.data;

	it('are listed by whole days, a page at a time', async () => {
		sandbox.setSwitches('iFax', { pageSize: 2 });
		const start = sandbox.clock.now();
		const day = (at: number) => new Date(at).toISOString().replace(/^(\d+)-(\d+)-(\d+)T.*/, '$2/$3/$1');
		for (let pages = 1; pages <= 3; pages++) {
			sandbox.inbound({ service: 'iFax', pages });
			await sandbox.advance(DAY);
		}
		const first = await list({ sortBy: 'newest' });
		expect(first.map((row) => row.faxTotalPages)).toEqual([3, 2]);
		const second = await list({ lastFaxId: first[1].jobId });
		expect(second.map((row) => row.faxTotalPages)).toEqual([1]);
		expect(await list({ lastFaxId: second[0].jobId })).toEqual([]);
		const window = await list({ startDate: day(start + DAY), endDate: day(start + DAY) });
		expect(window.map((row) => row.faxTotalPages)).toEqual([2]);
		expect(window[0]).toMatchObject({
			jobId: expect.any(Number),
			transactionId: expect.any(Number),
			receivedTime: Math.floor((start + DAY) / 1000),
		});
		const wrong = await client.call('inbound/fax-list-all', { startDate: '2026-05-07' });
		expect(wrong.json.status).toBe(0);
	});

	it('are listed for one number by both its ids', async () => {
		const numbers = (await client.call('inbound/number-list')).json.data;
		expect(numbers.map((row: { number: string }) => row.number)).toEqual([
			iFaxAccount.number,
			iFaxAccount.secondNumber,
		]);
		const fax = sandbox.inbound({ service: 'iFax', to: iFaxAccount.secondNumber });
		sandbox.inbound({ service: 'iFax' });
		const { numberId, orderId } = numbers[1];
		const rows = (await client.call('inbound/fax-list', { numberId, orderId })).json.data;
		expect(rows.map((row: any) => `${row.jobId}:${row.transactionId}`)).toEqual([fax.id]);
		expect((await client.call('inbound/fax-list', { numberId })).json.status).toBe(0);
	});

	it('are downloaded with both ids only', async () => {
		const { id } = sandbox.inbound({ service: 'iFax', document: PDF });
		const [jobId, transactionId] = id.split(':');
		const { json } = await client.call('inbound/fax-download', { jobId, transactionId });
		expect(Buffer.from(json.data, 'base64')).toEqual(PDF);
		expect((await client.call('inbound/fax-download', { jobId })).json.status).toBe(0);
		expect((await client.call('inbound/fax-download', { jobId, transactionId: 1 })).json.status).toBe(0);
	});

	it.each(['dataUri', 'fileData', 'file', 'content', 'url', 'pdf'] as const)(
		'come as %s too',
		async (downloadForm) => {
			sandbox.setSwitches('iFax', { downloadForm });
			const [jobId, transactionId] = sandbox.inbound({ service: 'iFax', document: PDF }).id.split(':');
			const answer = await client.call('inbound/fax-download', { jobId, transactionId });
			const bytes = {
				dataUri: () => Buffer.from(answer.json.data.replace('data:application/pdf;base64,', ''), 'base64'),
				fileData: () => Buffer.from(answer.json.data.fileData, 'base64'),
				file: () => Buffer.from(answer.json.data.file, 'base64'),
				content: () => Buffer.from(answer.json.data.content, 'base64'),
				url: async () => (await fetchIt(answer.json.data)).bytes,
				pdf: () => answer.bytes,
			};
			expect(await bytes[downloadForm]()).toEqual(PDF);
		},
	);

	it('may have their document a little later', async () => {
		sandbox.setSwitches('iFax', { documentLagMs: 5000 });
		const [jobId, transactionId] = sandbox.inbound({ service: 'iFax' }).id.split(':');
		const get = async () => (await client.call('inbound/fax-download', { jobId, transactionId })).json;
		expect((await get()).status).toBe(0);
		sandbox.setSwitches('iFax', { documentLagAnswer: 'empty' });
		expect(await get()).toMatchObject({ status: 1, data: '' });
		await sandbox.advance(5000);
		expect((await get()).data).toMatch(/^JVBERi/);
	});
});

describe('webhooks', () => {
	it('tell of received and sent faxes, with Basic Auth where set', async () => {
		const receiver = await openReceiver();
		const { webhookUsername: username, webhookPassword: password } = iFaxAccount;
		sandbox.addHook({ service: 'iFax', url: receiver.url, username, password });
		const fax = sandbox.inbound({ service: 'iFax', from: '+2512445025', pages: 2, partial: true });
		await sandbox.settled();
		const [jobId, transactionId] = fax.id.split(':').map(Number);
		expect(receiver.json(0)).toEqual({
			direction: 'inbound',
			jobId,
			transactionId,
			faxCallLength: 0,
			faxCallStart: Math.floor(sandbox.clock.now() / 1000),
			faxCallEnd: Math.floor(sandbox.clock.now() / 1000),
			faxTotalPages: 2,
			faxReceivedPages: 1,
			faxStatus: 'received',
			success: true,
			fromNumber: '+2512445025',
			toNumber: iFaxAccount.number,
			code: 0,
			message: 'NORMAL_CLEARING',
		});
		const basic = Buffer.from(`${username}:${password}`).toString('base64');
		expect(receiver.received[0]?.headers.authorization).toBe(`Basic ${basic}`);

		const sent = await client.sent(PDF, TO);
		await sandbox.advance(300);
		const failed = await client.sent(PDF, '+12025550150');
		await sandbox.advance(300);
		const canceled = await client.sent(PDF, TO);
		await client.call('fax-cancel', { jobId: canceled });
		await sandbox.settled();
		await receiver.close();
		expect(receiver.received).toHaveLength(4);
		expect(receiver.json(1)).toMatchObject({
			direction: 'outbound',
			jobId: sent,
			faxStatus: 'delivered',
			faxTransferredPages: 3,
			success: true,
			retryAttempt: 0,
		});
		expect(receiver.json(2)).toMatchObject({
			jobId: failed,
			faxStatus: 'failed',
			message: 'USER_BUSY',
			code: 12007,
		});
		expect(receiver.json(3)).toMatchObject({ jobId: canceled, faxStatus: 'canceled', success: false });
	});

	it('go to hooks of their direction only, and tell of progress when switched so', async () => {
		sandbox.setSwitches('iFax', { inflight: true });
		const receiver = await openReceiver();
		sandbox.addHook({ service: 'iFax', url: receiver.url, event: 'outbound' });
		sandbox.inbound({ service: 'iFax' });
		await client.sent(PDF, TO);
		await sandbox.advance(300);
		await receiver.close();
		expect([receiver.json(0).faxStatus, receiver.json(1).faxStatus]).toEqual(['sending', 'delivered']);
	});

	it('come in the other forms when switched so', async () => {
		const receiver = await openReceiver();
		sandbox.addHook({ service: 'iFax', url: receiver.url });
		const forms = ['wrapped', 'snakeCase', 'form', 'multipart'] as const;
		for (const webhookForm of forms) {
			sandbox.setSwitches('iFax', { webhookForm, directionWords: 'ib' });
			sandbox.inbound({ service: 'iFax', document: PDF });
			await sandbox.settled();
		}
		await receiver.close();
		expect(receiver.json(0).data).toMatchObject({ direction: 'ib', faxStatus: 'received' });
		expect(receiver.json(1)).toMatchObject({
			direction: 'ib',
			fax_status: 'received',
			job_id: expect.any(Number),
		});
		const form = new URLSearchParams(receiver.received[2]?.body.toString());
		expect(form.get('faxStatus')).toBe('received');
		const last = receiver.received[3];
		const parts = parseMultipart(last?.headers['content-type'] ?? '', last?.body ?? Buffer.alloc(0));
		expect(parts?.find(({ name }) => name === 'filename')?.data).toEqual(PDF);
		expect(parts?.find(({ name }) => name === 'sender')?.data.toString()).toBe('+12025550199');
	});

	it('are tried again after 5, 10, 20, 30 and 60 minutes, then given up', async () => {
		const receiver = await openReceiver([500]);
		sandbox.addHook({ service: 'iFax', url: receiver.url });
		sandbox.inbound({ service: 'iFax' });
		await sandbox.settled();
		const counts: number[] = [receiver.received.length];
		for (const minutes of [5, 10, 20, 30, 60, 600]) {
			await sandbox.advance(minutes * MINUTE - 1);
			counts.push(receiver.received.length);
			await sandbox.advance(1);
			counts.push(receiver.received.length);
		}
		await receiver.close();
		expect(counts).toEqual([1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 6]);
		expect(new Set(receiver.received.map(({ body }) => body.toString())).size).toBe(1);
	});
});
