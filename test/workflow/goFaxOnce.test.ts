import { goFaxAccount } from '../../sandbox';
import { until, useBench } from '../support/bench';

/** What reaches people must reach them once, also what is no fax, and also what went in with others. */

const bench = useBench({ listens: true });
const credential = (more: object = {}) => ({
	goFaxApi: { token: goFaxAccount.token, apiVersion: 'v1.0', baseUrl: `${bench.sandbox.url}/gofax`, ...more },
});
const puts = (path: string) =>
	bench.sandbox
		.requests('goFax')
		.filter((request) => request.method === 'PUT' && request.path.endsWith(path));

describe('a text message', () => {
	const send = { resource: 'sms', operation: 'send', to: '={{ $json.to }}', message: 'Hello' };
	const items = ['00', '01', '70', '02'].map((last) => ({ json: { to: `+614123412${last}` } }));

	it.each(['stopWorkflow', 'continueRegularOutput'] as const)(
		'goes out once although Retry On Fail runs the node again: %s',
		async (onError) => {
			const { json, error } = await bench.run({
				type: 'goFax',
				credentials: credential(),
				parameters: { ...send, options: { concurrency: 1 } },
				items,
				onError,
				retryOnFail: { maxTries: 3, waitBetweenTries: 1 },
			});
			const sent = bench.sandbox.services.goFax.messages();
			const numbers = sent.flatMap(({ recipients }) => recipients.map(({ number }) => number));
			expect(numbers.sort()).toEqual(['61412341200', '61412341201', '61412341202']);
			if (onError === 'stopWorkflow') {
				expect(error?.message).toMatch(/\[item 2\]$/);
				for (const { id } of sent) expect(JSON.stringify(error)).toContain(String(id));
				return;
			}
			expect(json.map(({ status }) => status)).toEqual(['queued', 'queued', 'failed', 'queued']);
		},
	);

	it('has an unknown outcome when the answer is lost, and is not sent again', async () => {
		const { json, error } = await bench.run({
			type: 'goFax',
			credentials: credential(),
			parameters: { ...send, to: '+61412341271' },
			items: [{ json: {} }],
			retryOnFail: { maxTries: 3, waitBetweenTries: 1 },
		});
		expect(error).toBeUndefined();
		expect(json).toMatchObject([
			{ resource: 'sms', status: 'unknown', failureCategory: 'outcome_unknown', to: '+61412341271' },
		]);
		expect(puts('/SMS')).toHaveLength(1);
	});

	it('is told by the trigger, for each recipient, and so is the answer', async () => {
		const trigger = bench.engine.trigger({
			type: 'goFaxTrigger',
			parameters: { events: ['smsDelivered', 'smsFailed', 'smsReceived'], options: { privacy: true } },
			credentials: credential({ webhookSecret: goFaxAccount.webhookSecret }),
		});
		await trigger.activate();
		const url = `${trigger.productionUrl}?kind=sms&secret=${goFaxAccount.webhookSecret}`;
		bench.sandbox.addHook({ service: 'goFax', url });
		await bench.run({
			type: 'goFax',
			credentials: credential(),
			parameters: { ...send, to: '+61412341200, +61412341201, +61412341252' },
		});
		await bench.sandbox.advance(1_000);
		bench.sandbox.services.goFax.receiveSms({ from: '+61412341200', text: 'Yes' });
		await until(() => trigger.executions.length === 4, 'an execution for each event');
		const found = trigger.executions.map(({ items }) => items[0].json);
		expect(found.map(({ event }) => event).sort()).toEqual([
			'smsDelivered',
			'smsDelivered',
			'smsFailed',
			'smsReceived',
		]);
		expect(new Set(found.map(({ eventKey }) => eventKey)).size).toBe(4);
		// With privacy, neither numbers nor what was written leave the trigger.
		expect(JSON.stringify(found)).not.toMatch(/6141234120|Yes|Hello/);
	});
});

describe('several faxes in one request', () => {
	const run = async (to: string, more: object = {}, options: object = {}) =>
		await bench.run({
			type: 'goFax',
			credentials: credential(),
			parameters: { resource: 'fax', operation: 'send', to, options: { oneRequest: true, ...options } },
			items: [await bench.item()],
			...more,
		});
	const TO = '+61712344300, +61712344370, +61712344301';

	it('go out once each: what was refused takes nothing back', async () => {
		const { error } = await run(TO, { retryOnFail: { maxTries: 3, waitBetweenTries: 1 } });
		expect(bench.sandbox.faxes().map(({ to }) => to)).toEqual(['+61712344300', '+61712344301']);
		for (const { id } of bench.sandbox.faxes()) expect(JSON.stringify(error)).toContain(id);
		expect(error?.message).toMatch(/\[recipient 2 of 3, item 0\]$/);
		expect(puts('/SendFaxes')).toHaveLength(1);
	});

	it('leave an item for each when the workflow goes on', async () => {
		const { json } = await run(TO, { onError: 'continueRegularOutput' });
		expect(json.map(({ status, to }) => [status, to])).toEqual([
			['queued', '+61712344300'],
			['failed', '+61712344370'],
			['queued', '+61712344301'],
		]);
	});

	it('are all unknown when the answer is lost, and none is sent again', async () => {
		const { json, error } = await run('+61712344300, +61712344371', {
			retryOnFail: { maxTries: 3, waitBetweenTries: 1 },
		});
		expect(error).toBeUndefined();
		expect(json).toMatchObject([
			{ status: 'unknown', to: '+61712344300', attemptLog: [{ outcome: 'unknown' }] },
			{ status: 'unknown', to: '+61712344371', attemptLog: [{ outcome: 'unknown' }] },
		]);
		expect(puts('/SendFaxes')).toHaveLength(1);
		expect(bench.sandbox.faxes()).toHaveLength(2);
	});

	it('are one request for one recipient, too, but the usual one', async () => {
		const { json } = await run('+61712344300');
		expect(json).toMatchObject([{ status: 'queued' }]);
		expect([puts('/SendFax').length, puts('/SendFaxes').length]).toEqual([1, 0]);
	});

	it('are shown by Dry Run, and not made', async () => {
		const { json } = await run('+61712344300, +61712344301', {}, { dryRun: true });
		expect(bench.sandbox.requests()).toEqual([]);
		expect(json).toHaveLength(2);
		// As with a real send, what is done once for all stands in the first item.
		expect(json.map(({ requests }) => requests)).toMatchObject([
			[{ method: 'PUT', path: '/v1.0/SendFaxes', body: [{}, {}] }],
			[],
		]);
	});
});

it('version 2.0 sends the token in the header, and nowhere else', async () => {
	const { json } = await bench.run({
		type: 'goFax',
		credentials: credential({ apiVersion: 'v2.0' }),
		parameters: { resource: 'fax', operation: 'send', to: '+61712344300' },
		items: [await bench.item()],
	});
	expect(json).toMatchObject([{ status: 'queued', id: expect.any(String) }]);
	const [request] = bench.sandbox.requests('goFax');
	expect([request.path, request.query]).toEqual(['/gofax/v2.0/SendFax', {}]);
	expect(request.headers['x-api-token']).toBe(goFaxAccount.token);
	const { id } = json[0];
	await bench.sandbox.advance(1_000);
	const status = await bench.run({
		type: 'goFax',
		credentials: credential({ apiVersion: 'v2.0' }),
		parameters: { resource: 'fax', operation: 'getStatus', faxId: String(id) },
	});
	expect(status.json).toMatchObject([{ status: 'delivered', pagesTransferred: 3 }]);
});

it('a Callback URL hears of its own fax, with the secret and without Basic Auth', async () => {
	const trigger = bench.engine.trigger({
		type: 'goFaxTrigger',
		parameters: { events: ['faxDelivered'] },
		credentials: credential({
			webhookUsername: goFaxAccount.webhookUsername,
			webhookPassword: goFaxAccount.webhookPassword,
			webhookSecret: goFaxAccount.webhookSecret,
		}),
	});
	await trigger.activate();
	const send = async (callbackUrl: string) =>
		await bench.run({
			type: 'goFax',
			credentials: credential(),
			parameters: {
				resource: 'fax',
				operation: 'send',
				to: '+61712344300',
				options: { callbackUrl, subject: 'Referral' },
			},
			items: [await bench.item()],
		});
	for (const appendWith of ['?', '&'] as const) {
		bench.sandbox.setSwitches('goFax', { appendWith });
		const { json } = await send(`${trigger.productionUrl}?secret=${goFaxAccount.webhookSecret}`);
		await bench.sandbox.advance(1_000);
		const { items } = await trigger.nextExecution();
		expect(items[0].json).toMatchObject({ trackingId: json[0].id, status: 'delivered', subject: 'Referral' });
	}
	const before = trigger.executions.length;
	await send(trigger.productionUrl);
	await bench.sandbox.advance(1_000);
	expect(bench.sandbox.deliveries().at(-1)).toMatchObject({ status: 401 });
	expect(trigger.executions).toHaveLength(before);
});
