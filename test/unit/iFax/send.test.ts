import { clock, useClock } from '../../../nodes/shared/clock';
import { FaxFailure } from '../../../nodes/shared/failure';
import type { Body, SendRequest } from '../../../nodes/shared/provider';
import { iFax } from '../../../nodes/IFax/iFax.provider';
import { sendRequestOf } from '../../support/sendRequest';
import { collect, memoryDocument, tableHttp } from '../../support/tableHttp';

const NOW = Date.parse('2026-01-01T00:00:00Z');
const PDF = Buffer.from('%PDF-1.7 a letter');
const PNG = Buffer.from('89504e470d0a1a0a', 'hex');

const request = (more: Partial<SendRequest> = {}): SendRequest =>
	sendRequestOf({
		to: '+12025550123',
		documents: [memoryDocument('letter.pdf', 'application/pdf', PDF)],
		...more,
	});

const ACCEPTED = {
	path: '/customer/fax-send',
	json: { status: 1, message: 'Fax processed for sending', data: { jobId: 7067845 } },
};

async function bodyOf(make: (() => Body) | undefined): Promise<Record<string, unknown>> {
	const body = make!();
	const bytes = Buffer.concat(await collect(body.chunks()));
	expect(bytes.length).toBe(body.contentLength);
	expect(body.contentType).toBe('application/json');
	return JSON.parse(bytes.toString()) as Record<string, unknown>;
}

async function sent(more: Partial<SendRequest>) {
	const http = tableHttp(iFax, [ACCEPTED]);
	const record = await iFax.send(http, request(more));
	expect(http.calls).toHaveLength(1);
	return { record, call: http.calls[0], body: await bodyOf(http.calls[0].body) };
}

function problemOf(more: Partial<SendRequest>): FaxFailure {
	try {
		iFax.check!(request(more));
	} catch (error) {
		expect(error).toBeInstanceOf(FaxFailure);
		return error as FaxFailure;
	}
	throw new Error('The check accepted it');
}

beforeEach(() => useClock({ now: () => NOW, sleep: async () => {} }));
afterEach(() => useClock());

describe('Send', () => {
	it('posts nothing but what is needed', async () => {
		const { record, call, body } = await sent({});
		expect(call).toMatchObject({
			effect: 'send',
			method: 'POST',
			path: '/customer/fax-send',
			answer: 'json',
		});
		expect(body).toEqual({
			faxNumber: '+12025550123',
			faxData: [{ fileName: 'letter.pdf', fileData: PDF.toString('base64') }],
		});
		expect(record).toMatchObject({
			provider: 'iFax',
			id: '7067845',
			trackingId: '7067845',
			status: 'queued',
			isFinal: false,
			to: '+12025550123',
			from: null,
		});
	});

	it('posts everything that was asked for, in the forms that iFax wants', async () => {
		const { record, body } = await sent({
			from: '+12025550199',
			documents: [memoryDocument('a.pdf', 'application/pdf', PDF), memoryDocument('b.png', 'image/png', PNG)],
			sendAt: '2026-02-01T08:30:00+01:00',
			coverPage: {
				toName: 'Ms Ä. Recipient',
				fromName: 'Clinic',
				subject: 'Referral',
				message: 'Please call',
				flags: [],
				templateId: '0000',
			},
			extra: { faxQuality: 'HD' },
			pageRanges: [
				[
					{ first: 1, last: 5 },
					{ first: 8, last: 8 },
				],
				null,
			],
		});
		expect(body).toEqual({
			faxNumber: '+12025550123',
			callerId: '+12025550199',
			faxQuality: 'HD',
			send_at: '2026-02-01T07:30:00.000Z',
			templateId: '0000',
			subject: 'Referral',
			from_name: 'Clinic',
			to_name: 'Ms Ä. Recipient',
			message: 'Please call',
			faxData: [
				{ fileName: 'a.pdf', fileData: PDF.toString('base64'), pages: ['1-5', '8'] },
				{ fileName: 'b.png', fileData: PNG.toString('base64') },
			],
		});
		expect(record).toMatchObject({
			from: '+12025550199',
			scheduledAt: '2026-02-01T08:30:00+01:00',
			subject: 'Referral',
		});
	});

	it('leaves empty cover page fields out, since any may make a cover page', async () => {
		const { body } = await sent({
			coverPage: { toName: '', fromName: ' ', subject: 'Only this', message: '', flags: [], templateId: '' },
		});
		expect(body).toMatchObject({ subject: 'Only this' });
		for (const field of ['to_name', 'from_name', 'message', 'templateId'])
			expect(body).not.toHaveProperty(field);
	});

	it('passes addresses on, with a file name that tells the type', async () => {
		const { body } = await sent({
			documents: [],
			documentUrls: [
				'https://files.example.com/dir/Map%20of%20town.png?key=1',
				'https://files.example.com/letters/42',
				'https://files.example.com',
			],
		});
		expect(body.faxData).toEqual([
			{ fileName: 'Map of town.png', fileUrl: 'https://files.example.com/dir/Map%20of%20town.png?key=1' },
			{ fileName: '42.pdf', fileUrl: 'https://files.example.com/letters/42' },
			{ fileName: 'document.pdf', fileUrl: 'https://files.example.com' },
		]);
	});

	it('makes the same body again for another try', async () => {
		const http = tableHttp(iFax, [ACCEPTED]);
		await iFax.send(http, request());
		expect(await bodyOf(http.calls[0].body)).toEqual(await bodyOf(http.calls[0].body));
	});

	it('finds the job id beside the data, too', async () => {
		const http = tableHttp(iFax, [{ path: ACCEPTED.path, json: { status: '1', jobId: 5 } }]);
		expect(await iFax.send(http, request())).toMatchObject({ id: '5', status: 'queued' });
	});

	it('counts a success without job id as accepted', async () => {
		const http = tableHttp(iFax, [{ path: ACCEPTED.path, json: { status: 1, message: 'ok', data: {} } }]);
		expect(await iFax.send(http, request())).toMatchObject({ id: null, trackingId: null, status: 'queued' });
	});

	it('throws a certain refusal for status 0', async () => {
		const http = tableHttp(iFax, [
			{ path: ACCEPTED.path, json: { status: 0, message: 'callerId not yours' } },
		]);
		await expect(iFax.send(http, request())).rejects.toMatchObject({
			info: { category: 'rejected', retryable: false },
			mayHaveBeenSent: false,
		});
	});

	it('does not know the outcome when something else answers', async () => {
		const http = tableHttp(iFax, [{ path: ACCEPTED.path, json: ['what'] }]);
		await expect(iFax.send(http, request())).rejects.toMatchObject({
			info: { category: 'outcome_unknown' },
			mayHaveBeenSent: true,
		});
	});
});

describe('what is checked before anything is sent', () => {
	it('accepts an ordinary request', () => {
		expect(() => iFax.check!(request({ extra: { faxQuality: 'Low' } }))).not.toThrow();
		expect(() => iFax.check!(request({ sendAt: new Date(clock.now() + 1000).toISOString() }))).not.toThrow();
	});

	it.each(['me', 'x@example.com', '12', '+12'])('refuses From %p', (from) => {
		const failure = problemOf({ from });
		expect(failure.context.parameter).toBe('From');
		expect(failure.message).not.toContain(from);
	});

	it('refuses a time that is past or none', () => {
		expect(problemOf({ sendAt: '2025-12-31T00:00:00Z' }).message).toBe("'Send At' lies in the past");
		expect(problemOf({ sendAt: 'tomorrow' }).message).toBe("'Send At' is not a date");
	});

	it('refuses a quality that iFax does not know', () => {
		expect(problemOf({ extra: { faxQuality: 'hd' } }).context.parameter).toBe('Fax Quality');
	});
});
