import { goFax } from '../../../nodes/GoFax/goFax.provider';
import { failureInfo } from '../../../nodes/shared/failure';
import { collect, tableHttp, type TableRow } from '../../support/tableHttp';

const V1 = { apiVersion: 'v1.0' };
const { send, getStatus, resend, getReplies } = goFax.resources!.sms;
const order = { to: '+61 412 341 234, +61412341235', message: 'See you at 9', options: {} };
const submitted = { Success: true, Message: 'SMS Submitted', ValidationErrors: null, Response: 52336014 };
const httpOf = (...rows: TableRow[]) => tableHttp(goFax, rows, V1);

describe('Send', () => {
	it('puts one message for all recipients', async () => {
		const http = httpOf({ method: 'PUT', path: '/v1.0/SMS', json: submitted });
		expect(await send.run(http, order)).toMatchObject({
			provider: 'goFax',
			resource: 'sms',
			id: '52336014',
			direction: 'outbound',
			status: 'queued',
			isFinal: false,
			to: '+61412341234, +61412341235',
			text: 'See you at 9',
			failureCategory: null,
		});
		expect(http.calls).toEqual([
			{
				effect: 'send',
				method: 'PUT',
				path: '/v1.0/SMS',
				json: { To: ['61412341234', '61412341235'], From: '', Body: 'See you at 9' },
				answer: 'json',
			},
		]);
	});

	it('sends all that the service takes', async () => {
		const http = httpOf({ path: /./, json: submitted });
		const options = { senderId: 'Clinic', reference: 'r1', replyTo: 'a@b.example', defaultCountry: 'AU' };
		const record = await send.run(http, { to: '0412 341 234', message: ' Hi ', options });
		expect(http.calls[0].json).toEqual({
			To: ['61412341234'],
			From: 'Clinic',
			Body: ' Hi ',
			ClientReference: 'r1',
			ReplyTo: 'a@b.example',
		});
		expect(record).toMatchObject({ sender: 'Clinic', reference: 'r1', to: '+61412341234' });
	});

	it.each([
		[{ ...order, to: '' }, /'To' is empty/],
		[{ ...order, to: 'somebody' }, /'To'/],
		[{ ...order, to: '0412 341 234' }, /'To'/],
		[{ ...order, message: ' ' }, /'Message' is empty/],
	])('refuses bad input before anything is sent: %#', (parameters, message) => {
		expect(() => send.check!(parameters)).toThrow(message);
	});

	it('has a record for a message whose answer was lost', async () => {
		const http = httpOf({ path: /./, json: {} });
		await expect(send.run(http, order)).rejects.toMatchObject({ mayHaveBeenSent: true });
		expect(send.unknown!(failureInfo('outcome_unknown'), order)).toMatchObject({
			resource: 'sms',
			id: null,
			status: 'unknown',
			failureCategory: 'outcome_unknown',
			to: '+61412341234, +61412341235',
		});
	});
});

describe('the other operations', () => {
	it('asks for the status at the documented path', async () => {
		const json = { Success: true, Response: { MessageID: 5, Status: 'Message successfully delivered' } };
		const http = httpOf({ path: '/v1.0/SMS/5', json });
		for (const answer of [{}, { hello: 'world' }, { Success: true, Response: {} }]) {
			const elsewhere = httpOf({ path: '/v1.0/SMS/5', json: answer });
			await expect(getStatus.run(elsewhere, { smsId: '5' })).rejects.toMatchObject({
				info: {
					category: 'provider_unavailable',
					message: 'GoFax answered without anything about the message',
				},
			});
		}
		expect(await getStatus.run(http, { smsId: 5 })).toMatchObject({ id: '5', status: 'delivered' });
		const none = httpOf({ path: '/v1.0/SMS/5', json: { Success: true, Response: null } });
		await expect(getStatus.run(none, { smsId: '5' })).rejects.toMatchObject({
			info: { category: 'not_found' },
		});
	});

	it('resends', async () => {
		const http = httpOf({ method: 'POST', path: '/v1.0/SMS/5/Resend', json: { Success: true, Response: 6 } });
		expect(await resend.run(http, { smsId: '5', options: {} })).toMatchObject({ id: '6', status: 'queued' });
		const own = httpOf({ path: '/v1.0/SMS/Resend/5', json: { Success: true } });
		const options = { resendPath: 'SMS/Resend/{id}' };
		expect(await resend.run(own, { smsId: '5', options })).toMatchObject({ id: '5' });
		expect(() => resend.check!({ smsId: '5', options: { resendPath: 'x' } })).toThrow(/'Resend Path'/);
		expect(() => resend.check!({ smsId: '', options: {} })).toThrow(/'SMS ID'/);
		expect(() => getStatus.check!({ smsId: '0' })).toThrow(/'SMS ID'/);
	});

	it('lists replies to a number', async () => {
		const Response = [{ MessageID: 1, From: '61412341234', Message: 'Yes' }, 'odd', null];
		const http = httpOf({ path: '/v1.0/SMS/Replies/61412341234', json: { Success: true, Response } });
		const list = getReplies.run(http, { number: '+61 412 341 234', options: {} });
		const records = await collect(list as AsyncIterable<Record<string, unknown>>);
		expect(records).toMatchObject([{ id: '1', from: '+61412341234', text: 'Yes', status: 'received' }]);
		expect(() => getReplies.check!({ number: '', options: {} })).toThrow(/'Number'/);
	});
});
