import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { faxPlus } from '../../../nodes/FaxPlus/faxPlus.provider';
import type { Delivery, FaxEventName, Hook } from '../../../nodes/shared/provider';
import { tableHttp, type TableRow } from '../../support/tableHttp';
import { failureOf, idAt, NOW } from './support';

const { webhooks } = faxPlus;
const URL_OF_NODE = 'https://n8n.example.com/webhook/abc/webhook';

function delivery(body: unknown, headers: Record<string, string> = {}): Delivery {
	return {
		method: 'POST',
		headers,
		query: {},
		body,
		rawBody: Buffer.from(JSON.stringify(body) ?? ''),
		receivedAt: NOW,
	};
}

/** The payload of the documentation. */
const classic = (data: Record<string, unknown> = {}, hook: Record<string, unknown> = {}) => ({
	hook: {
		id: '66df09cf1d6d0b295c363956',
		event: 'fax_sent',
		event_time: '2024-09-09 10:44:39',
		target: 'https://webhook.com',
		...hook,
	},
	data: {
		id: '66df09cf1d6d0b295c363956',
		uid: '490ae330dbc749f0b6561dafa300f2fb',
		pages: 1,
		from: '+1 334-304-0000',
		to: '+1 334-304-0001',
		start_time: '2024-09-09 10:44:39',
		file: '1d0b618e4fb54957878eed0ecc64ae5e.tiff',
		file_name: 'fax-to-13343040001',
		status: 'success',
		cost: 1,
		...data,
	},
});

function onlyEvent(body: unknown, headers?: Record<string, string>) {
	const parsed = webhooks.parse(delivery(body, headers));
	if (!parsed.ok) throw new Error(parsed.reason);
	expect(parsed.events).toHaveLength(1);
	return parsed.events[0];
}

describe('registration', () => {
	const list = (event: string, ...data: unknown[]): TableRow => ({
		method: 'GET',
		path: '/hooks',
		json: { data: data.map((hook) => ({ event, ...(hook as object) })) },
	});
	const target = (events: FaxEventName[]) => ({ url: URL_OF_NODE, events });

	test('finds hooks by the exact URL, kind by kind', async () => {
		const http = tableHttp(faxPlus, [
			list('fax_received', { id: 'h1', target: `${URL_OF_NODE}/` }, { id: 'h2', target: URL_OF_NODE }),
			list('fax_sent', { id: 'h3', target: URL_OF_NODE.replace('/webhook/', '/webhook-test/') }),
		]);
		expect(await webhooks.find!(http, target(['faxReceived', 'faxFailed']))).toEqual([
			{ id: 'h2', events: ['faxReceived', 'faxReceiveFailed'] },
		]);
		expect(http.calls.map(({ query, effect }) => [query, effect])).toEqual([
			[{ event: 'fax_received' }, 'read'],
			[{ event: 'fax_sent' }, 'read'],
		]);
	});

	test.each([
		[['faxDelivered', 'faxFailed'], ['fax_sent']],
		[['faxFailed'], ['fax_sent']],
		[['faxReceived', 'faxReceiveFailed'], ['fax_received']],
		[
			['faxReceived', 'faxDelivered'],
			['fax_received', 'fax_sent'],
		],
	] as Array<[FaxEventName[], string[]]>)('%j needs %j', async (events, kinds) => {
		const http = tableHttp(
			faxPlus,
			kinds.map((kind) => ({ method: 'POST', path: '/hooks', status: 201, json: { id: kind } })),
		);
		const registered: Hook[] = [];
		await webhooks.register!(http, target(events), [], (hook) => registered.push(hook));
		expect(http.calls.map(({ json }) => json)).toEqual(
			kinds.map((event) => ({ target: URL_OF_NODE, event })),
		);
		expect(registered.map(({ id }) => id)).toEqual(kinds);
	});

	test('registers only what is missing', async () => {
		const http = tableHttp(faxPlus, [{ method: 'POST', path: '/hooks', json: { id: 'new' } }]);
		const existing = [{ id: 'old', events: ['faxReceived', 'faxReceiveFailed'] as const }];
		await webhooks.register!(http, target(['faxReceived', 'faxDelivered']), existing, () => undefined);
		expect(http.calls.map(({ json }) => json)).toEqual([{ target: URL_OF_NODE, event: 'fax_sent' }]);
		const none = tableHttp(faxPlus, []);
		await webhooks.register!(none, target(['faxReceived']), existing, () => undefined);
		expect(none.calls).toEqual([]);
	});

	test('tells of the first hook although the second is refused', async () => {
		const http = tableHttp(faxPlus, [
			{ method: 'POST', path: '/hooks', json: { id: 'first' } },
			{ method: 'POST', path: '/hooks', status: 403, json: { error: 'forbidden' } },
		]);
		const registered: string[] = [];
		const failure = await failureOf(() =>
			webhooks.register!(http, target(['faxReceived', 'faxDelivered']), [], ({ id }) => registered.push(id)),
		);
		expect(failure.info.category).toBe('permission');
		expect(registered).toEqual(['first']);
	});

	test('an answer without the id: the hook is found again by its URL', async () => {
		const http = tableHttp(faxPlus, [
			{ method: 'POST', path: '/hooks', json: {} },
			list('fax_sent', { id: 'h9', target: URL_OF_NODE }),
		]);
		const registered: string[] = [];
		await webhooks.register!(http, target(['faxFailed']), [], ({ id }) => registered.push(id));
		expect(registered).toEqual(['h9']);
	});

	test('removes a hook; one that is gone counts as removed, any other refusal does not', async () => {
		const hook = { id: 'a/b', events: [] };
		for (const status of [200, 204, 404]) {
			const http = tableHttp(faxPlus, [{ method: 'DELETE', path: '/hooks/a%2Fb', status }]);
			await webhooks.remove!(http, hook);
			expect(http.calls).toHaveLength(1);
		}
		const http = tableHttp(faxPlus, [{ method: 'DELETE', path: '/hooks/a%2Fb', status: 403 }]);
		expect((await failureOf(() => webhooks.remove!(http, hook))).info.category).toBe('permission');
	});
});

describe('parse', () => {
	test("the documentation's sample", () => {
		const { event, record, occurredAt } = onlyEvent(classic());
		expect(event).toBe('faxDelivered');
		expect(occurredAt).toBe('2024-09-09T10:44:39.000Z');
		expect(record).toMatchObject({
			id: '66df09cf1d6d0b295c363956',
			trackingId: '66df09cf1d6d0b295c363956',
			direction: 'outbound',
			status: 'delivered',
			isFinal: true,
			from: '+13343040000',
			to: '+13343040001',
			pages: 1,
			costAmount: 1,
			costUnit: 'pages',
			startedAt: '2024-09-09T10:44:39.000Z',
			completedAt: '2024-09-09T10:44:39.000Z',
		});
	});

	test('the other spelling of the numbers', () => {
		const { from: _from, to: _to, ...data } = classic().data;
		const body = {
			...classic(),
			data: { ...data, from_number: '+13343040000', to_number: '+1 334 304 0001' },
		};
		expect(onlyEvent(body).record).toMatchObject({ from: '+13343040000', to: '+13343040001' });
	});

	test.each([
		[
			'fax_sent',
			'failed_user_busy',
			'faxFailed',
			{ status: 'failed', failureCategory: 'busy', isPartial: false },
		],
		['fax_sent', 'partially_sent', 'faxFailed', { status: 'failed', isPartial: true }],
		['fax_sent', 'failed_newly', 'faxFailed', { status: 'failed', failureCategory: 'unknown' }],
		['fax_received', 'success', 'faxReceived', { status: 'received', direction: 'inbound' }],
		['fax_received', 'partially_received', 'faxReceived', { status: 'received', isPartial: true }],
		['fax_received', 'new_word', 'faxReceived', { status: 'unknown', isFinal: false, completedAt: null }],
		['fax_received', 'failed', 'faxReceiveFailed', { status: 'failed', direction: 'inbound' }],
		['fax_received', 'insufficient_credit', 'faxReceiveFailed', { failureCategory: 'out_of_credit' }],
	])('%s %s is %s', (kind, status, event, record) => {
		const parsed = onlyEvent(classic({ status }, { event: kind }));
		expect(parsed.event).toBe(event);
		expect(parsed.record).toMatchObject(record);
	});

	test.each([
		['fax_received', 'in_progress'],
		['fax_sent', 'in_progress'],
		['fax_sent', 'new_word'],
		['fax_page_received', 'success'],
	])('%s %s is of the form, but no event', (kind, status) => {
		expect(webhooks.parse(delivery(classic({ status }, { event: kind })))).toEqual({ ok: true, events: [] });
	});

	test("a retry's own record has its own id; the fax keeps the one that Send returned", async () => {
		const [tracking, own] = [idAt(NOW), idAt(NOW + 60_000)];
		const { record } = onlyEvent(classic({ id: tracking }, { id: own }));
		expect(record).toMatchObject({ id: own, trackingId: tracking });
		// Later look-ups by either id know the other.
		const wire = { ...classic().data, id: own, direction: 'outgoing' };
		const http = tableHttp(faxPlus, [
			{ path: `/accounts/self/outbox/${tracking}`, status: 404 },
			{ path: `/accounts/self/outbox/${own}`, status: 404 },
			{ path: `/accounts/self/faxes/${own}`, json: wire },
		]);
		expect(await faxPlus.getStatus(http, own, {})).toMatchObject({ id: own, trackingId: tracking });
	});

	test.each([[{ type: 'fax_sent', data: classic().data }], [{ event: 'fax_sent', data: classic().data }]])(
		'the signed form: %#',
		(body) => {
			const { event, record, occurredAt } = onlyEvent(body, { 'svix-timestamp': String(NOW / 1000) });
			expect(event).toBe('faxDelivered');
			expect(record).toMatchObject({ id: body.data.id, trackingId: body.data.id });
			expect(occurredAt).toBe(new Date(NOW).toISOString());
		},
	);

	test.each([
		[undefined],
		[null],
		['text'],
		[[]],
		[{}],
		[{ hook: {} }],
		[{ data: {} }],
		[{ hook: { event: 'fax_sent' }, data: { id: '' } }],
		[{ data: { id: 'x' } }],
		[{ hook: 'fax_sent', data: 'x' }],
	])('%j is not of the form', (body) => {
		expect(webhooks.parse(delivery(body))).toMatchObject({ ok: false });
		expect(webhooks.verify(delivery(body), {})).toMatchObject({ ok: false, status: 400 });
	});

	test('no body whatever makes it throw', () => {
		fc.assert(
			fc.property(fc.anything(), fc.anything(), fc.anything(), (body, hook, data) => {
				for (const one of [
					body,
					{ hook, data },
					{ hook: { event: 'fax_received' }, data: { id: 'x', status: hook, start_time: data, to: body } },
				]) {
					webhooks.verify(delivery(one), {});
					const parsed = webhooks.parse(delivery(one));
					if (parsed.ok) for (const { record } of parsed.events) expect(record.provider).toBe('faxPlus');
				}
			}),
		);
	});
});

describe('verify', () => {
	const secret = `whsec_${Buffer.from('example signing key').toString('base64')}`;
	const credential = { webhookSigningSecret: secret };

	function signed(body: unknown, options: { at?: number; key?: string; id?: string } = {}): Delivery {
		const { at = NOW, key = 'example signing key', id = 'msg_1' } = options;
		const made = delivery(body);
		const timestamp = String(Math.floor(at / 1000));
		const signature = createHmac('sha256', Buffer.from(key))
			.update(`${id}.${timestamp}.${made.rawBody!.toString()}`)
			.digest('base64');
		return {
			...made,
			headers: { 'svix-id': id, 'svix-timestamp': timestamp, 'svix-signature': `v1,${signature}` },
		};
	}

	test('a classic delivery is known by its form alone', () => {
		expect(webhooks.verify(delivery(classic()), {})).toEqual({ ok: true });
		expect(webhooks.verify(delivery(classic()), { webhookSigningSecret: ' ' })).toEqual({ ok: true });
	});

	test('a delivery with a good signature', () => {
		const body = { type: 'fax_received', data: classic().data };
		expect(webhooks.verify(signed(body), credential)).toEqual({ ok: true });
		expect(webhooks.verify(signed(body), { webhookSigningSecret: secret.replace('whsec_', '') })).toEqual({
			ok: true,
		});
		expect(webhooks.verify(signed(body, { at: NOW - 299_000 }), credential)).toEqual({ ok: true });
		expect(webhooks.verify(signed(body, { at: NOW + 299_000 }), credential)).toEqual({ ok: true });
	});

	test('one of several signatures is enough', () => {
		const good = signed(classic());
		const both = {
			...good,
			headers: { ...good.headers, 'svix-signature': `v1a,zzzz v1,AAAA ${good.headers['svix-signature']}` },
		};
		expect(webhooks.verify(both, credential)).toEqual({ ok: true });
	});

	test.each<[string, (good: Delivery) => Delivery]>([
		['no signature at all', (good) => ({ ...good, headers: {} })],
		['no id', (good) => ({ ...good, headers: { ...good.headers, 'svix-id': '' } })],
		['another id', (good) => ({ ...good, headers: { ...good.headers, 'svix-id': 'msg_2' } })],
		['another body', (good) => ({ ...good, rawBody: Buffer.from('{}') })],
		['no raw body', (good) => ({ ...good, rawBody: undefined })],
		[
			'another time',
			(good) => ({ ...good, headers: { ...good.headers, 'svix-timestamp': String(NOW / 1000 + 1) } }),
		],
		['a time that is none', (good) => ({ ...good, headers: { ...good.headers, 'svix-timestamp': 'now' } })],
		[
			'another version',
			(good) => ({
				...good,
				headers: { ...good.headers, 'svix-signature': good.headers['svix-signature'].replace('v1,', 'v2,') },
			}),
		],
		[
			'a cut signature',
			(good) => ({
				...good,
				headers: { ...good.headers, 'svix-signature': good.headers['svix-signature'].slice(0, 20) },
			}),
		],
		['an empty signature', (good) => ({ ...good, headers: { ...good.headers, 'svix-signature': 'v1,' } })],
	])('%s: 401', (_what, spoil) => {
		const result = webhooks.verify(spoil(signed(classic())), credential);
		expect(result).toMatchObject({ ok: false, status: 401 });
		expect(JSON.stringify(result)).not.toContain(secret.slice(6));
	});

	test.each([
		['too old', { at: NOW - 301_000 }],
		['from the future', { at: NOW + 301_000 }],
		['signed with another key', { key: 'another key' }],
	])('%s: 401', (_what, options) => {
		expect(webhooks.verify(signed(classic(), options), credential)).toMatchObject({ ok: false, status: 401 });
	});

	test('a secret that holds no key lets nothing pass', () => {
		const empty = signed(classic(), { key: '' });
		expect(webhooks.verify(empty, { webhookSigningSecret: 'whsec_' })).toMatchObject({
			ok: false,
			status: 401,
		});
	});
});
