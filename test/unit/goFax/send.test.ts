import { outcomesOf } from '../../../nodes/GoFax/goFax.many';
import { goFax } from '../../../nodes/GoFax/goFax.provider';
import { FaxFailure } from '../../../nodes/shared/failure';
import type { SendRequest } from '../../../nodes/shared/provider';
import { sendRequestOf } from '../../support/sendRequest';
import { collect, memoryDocument, tableHttp } from '../../support/tableHttp';

const V1 = { apiVersion: 'v1.0' };
const PDF = Buffer.from('%PDF-1.4 some document');

const request = (more: Partial<SendRequest> = {}): SendRequest =>
	sendRequestOf({
		to: '+61712344321',
		documents: [memoryDocument('referral.pdf', 'application/pdf', PDF)],
		...more,
	});

const bodyOf = async (http: ReturnType<typeof tableHttp>, index = 0): Promise<unknown> => {
	const { body, json } = http.calls[index];
	if (body === undefined) return json;
	return JSON.parse(Buffer.concat(await collect(body().chunks())).toString('utf8'));
};

const document = { Filename: 'referral.pdf', Data: PDF.toString('base64') };

describe('Send', () => {
	it('puts one fax and takes the id of the answer', async () => {
		const json = {
			Documents: [{ Filename: 'referral.pdf', Message: 'Initialised', Submitted: true }],
			Success: true,
			Message: null,
			ValidationErrors: null,
			Response: 100597945,
		};
		const http = tableHttp(goFax, [{ method: 'PUT', path: '/v1.0/SendFax', json }], V1);
		expect(await goFax.send(http, request())).toMatchObject({
			id: '100597945',
			trackingId: '100597945',
			status: 'queued',
			isFinal: false,
			isPartial: false,
			providerStatus: 'Initialised',
			failureCategory: null,
		});
		expect(http.calls).toMatchObject([{ effect: 'send', answer: 'json' }]);
		expect(await bodyOf(http)).toEqual({ SendTo: '61712344321', Documents: [document] });
	});

	it('sends all that the service takes', async () => {
		const http = tableHttp(goFax, [{ path: '/v2.0/SendFax', json: { success: true, response: 5 } }], {
			apiVersion: 'v2.0',
		});
		await goFax.send(
			http,
			request({
				reference: '1042',
				callbackUrl: 'https://n8n.example.com/webhook/abc?secret=s3cr3t',
				extra: { subject: 'Referral', sendFrom: 'a@b.example', additionalFields: '{"Retries": 3}' },
			}),
		);
		expect(await bodyOf(http)).toEqual({
			Retries: 3,
			SendTo: '61712344321',
			Documents: [document],
			CallbackURL: 'https://n8n.example.com/webhook/abc?secret=s3cr3t',
			Subject: 'Referral',
			ClientReference: '1042',
			SendFrom: 'a@b.example',
		});
	});

	it('keeps an accepted fax that has no id', async () => {
		const http = tableHttp(goFax, [{ path: /./, json: { Success: true, Response: null } }], V1);
		expect(await goFax.send(http, request())).toMatchObject({ id: null, status: 'queued' });
	});

	it('tells that a document was left out of an accepted fax', async () => {
		const Documents = [{ Submitted: true }, { Submitted: false, Message: 'Bad' }];
		const http = tableHttp(goFax, [{ path: /./, json: { Success: true, Response: 5, Documents } }], V1);
		expect(await goFax.send(http, request())).toMatchObject({
			id: '5',
			status: 'queued',
			isPartial: true,
			failureCategory: 'document_error',
		});
	});

	it.each([[{}], [{ hello: 'world' }], ['text'], [true], [{ Response: 0 }], [[]]])(
		'does not know what became of a fax that is answered with %j',
		async (json) => {
			const http = tableHttp(goFax, [{ path: /./, json }], V1);
			const error = await goFax.send(http, request()).catch((thrown: unknown) => thrown);
			expect((error as FaxFailure).mayHaveBeenSent).toBe(true);
		},
	);

	it.each([
		[{ documents: [memoryDocument('letter', 'application/x', PDF)] }, /'Input Data Field Name'/],
		[{ callbackUrl: 'n8n.example.com' }, /'Callback URL'/],
		[{ extra: { sendFrom: 'me' } }, /'Sender E-Mail'/],
		[{ extra: { additionalFields: '{' } }, /'Additional Fields \(JSON\)' is not JSON/],
		[{ extra: { additionalFields: '[1]' } }, /'Additional Fields \(JSON\)'/],
		[{ extra: { additionalFields: '5' } }, /'Additional Fields \(JSON\)'/],
		[{ extra: { additionalFields: '{"sendTo": "1"}' } }, /'Additional Fields \(JSON\)' sets sendTo/],
		[{ extra: { additionalFields: { Documents: [] } } }, /'Additional Fields \(JSON\)' sets Documents/],
		[{ extra: { statusPath: 'SendFax' } }, /'Status Path'/],
	])('refuses bad input before anything is sent: %#', (more, message) => {
		expect(() => goFax.check!(request(more))).toThrow(message);
	});

	it.each([[{}], [{ extra: { additionalFields: '' } }], [{ extra: { additionalFields: '{}' } }]])(
		'takes good input: %j',
		(more) => {
			expect(() => goFax.check!(request(more))).not.toThrow();
		},
	);
});

describe('Resend', () => {
	it('posts without a body, and takes the new id', async () => {
		const http = tableHttp(
			goFax,
			[{ path: '/v1.0/SendFax/7/Resend', json: { Success: true, Response: 8 } }],
			V1,
		);
		expect(await goFax.resend!(http, '7', {})).toMatchObject({ id: '8', status: 'queued' });
		expect(http.calls).toEqual([
			{ effect: 'send', method: 'POST', path: '/v1.0/SendFax/7/Resend', answer: 'json' },
		]);
	});

	it('keeps the id where the answer names none', async () => {
		const http = tableHttp(goFax, [{ path: '/v1.0/SendFax/Resend/7', json: { Success: true } }], V1);
		expect(await goFax.resend!(http, '7', { resendPath: 'SendFax/Resend/{id}' })).toMatchObject({ id: '7' });
	});

	it('is not sure of an answer of another form', async () => {
		const http = tableHttp(goFax, [{ path: /./, json: {} }], V1);
		await expect(goFax.resend!(http, '7', {})).rejects.toMatchObject({ mayHaveBeenSent: true });
	});

	it.each([
		['in-7', {}, /cannot resend a received fax/],
		['7', { resendPath: 'SendFax' }, /'Resend Path'/],
		['a b', {}, /'Fax ID'/],
	])('refuses %s %j before anything is sent', (id, extra, message) => {
		expect(() => goFax.checkById!('resend', id, extra)).toThrow(message);
	});
});

describe('SendFaxes', () => {
	const TO = ['+61712344321', '+61712344322'];
	const outcomes = (answer: unknown) =>
		outcomesOf(answer, TO, null).map((outcome) =>
			outcome instanceof FaxFailure
				? `refused ${outcome.info.category}`
				: [outcome.to, outcome.status, outcome.id],
		);

	it('puts a bare array of faxes', async () => {
		const json = TO.map((_to, index) => ({ Success: true, Response: index + 5 }));
		const http = tableHttp(goFax, [{ method: 'PUT', path: '/v1.0/SendFaxes', json }], V1);
		const { to: _to, ...rest } = request({ extra: { subject: 'S' } });
		const sent = await goFax.sendMany!(http, rest, TO);
		expect(sent).toMatchObject([
			{ to: TO[0], id: '5', status: 'queued', subject: 'S' },
			{ to: TO[1], id: '6', status: 'queued', subject: 'S' },
		]);
		expect(await bodyOf(http)).toEqual(
			TO.map((to) => ({ SendTo: to.slice(1), Documents: [document], Subject: 'S' })),
		);
	});

	it.each([
		['ids in their order', { Success: true, Response: [5, 6] }],
		['ids in their order, alone', [5, '6']],
		[
			'objects by number',
			{
				Success: true,
				Response: [
					{ SendTo: '61712344322', ID: 6 },
					{ SendTo: '61712344321', ID: 5 },
				],
			},
		],
		[
			'envelopes around objects',
			[
				{ Success: true, Response: { SendFaxID: 5 } },
				{ Success: true, Response: { SendFaxID: 6 } },
			],
		],
	])('understands %s', (_form, answer) => {
		expect(outcomes(answer)).toEqual([
			[TO[0], 'queued', '5'],
			[TO[1], 'queued', '6'],
		]);
	});

	it('knows who was refused, and who was not', () => {
		const answer = [
			{ Success: false, Message: 'SendTo 61712344321 is bad' },
			{ Success: true, Response: 6 },
		];
		expect(outcomes(answer)).toEqual(['refused invalid_number', [TO[1], 'queued', '6']]);
		const [first] = outcomesOf(answer, TO, null);
		expect((first as FaxFailure).message).not.toContain('61712344321');
		expect((first as FaxFailure).mayHaveBeenSent).toBe(false);
	});

	it.each([
		['names no fax but says yes', { Success: true, Response: null }, 'queued', 'queued'],
		[
			'names only one of two',
			{ Success: true, Response: [{ SendTo: '61712344322', ID: 6 }] },
			'queued',
			'queued',
		],
		['has an id for one, and 0', { Success: false, Response: [0, 6] }, 'unknown', 'queued'],
		['has another length', [1, 2, 3], 'unknown', 'unknown'],
		['is of no known form', { hello: 'world' }, 'unknown', 'unknown'],
		['is nothing', [], 'unknown', 'unknown'],
	])('never takes as refused what %s', (_form, answer, first, second) => {
		const found = outcomesOf(answer, TO, null);
		expect(found).toMatchObject([
			{ to: TO[0], status: first },
			{ to: TO[1], status: second },
		]);
		for (const outcome of found) expect(outcome).not.toBeInstanceOf(FaxFailure);
	});
});
