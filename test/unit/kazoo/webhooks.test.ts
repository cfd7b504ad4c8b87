import fc from 'fast-check';
import { useClock } from '../../../nodes/shared/clock';
import { unfolded } from '../../../nodes/Kazoo/kazoo.form';
import { kazoo } from '../../../nodes/Kazoo/kazoo.provider';
import type { Delivery, FaxEventName, Hook } from '../../../nodes/shared/provider';
import { hookSecret } from '../../../nodes/shared/trigger/hookSecret';
import {
	envelope,
	failureOf,
	FROM,
	INBOX_ID,
	JOB,
	refusal,
	SELF,
	stopClock,
	table,
	TO,
	unknownId,
} from './support';

beforeEach(() => stopClock());
afterAll(() => useClock());

const { webhooks } = kazoo;
const SECRET = 'example-derived-secret';
const HOOK_ID = '0123456789abcdef0123456789abcdef';
const URL = 'https://n8n.example.com/webhook/abc/webhook';
const HOOKS = `${SELF}/webhooks`;

const delivery = (body: unknown, more: Partial<Delivery> = {}): Delivery => ({
	method: 'POST',
	headers: { 'x-hook-id': HOOK_ID },
	query: {},
	body,
	rawBody: undefined,
	receivedAt: 0,
	hookSecret: SECRET,
	...more,
});

const info = {
	fax_success: true,
	fax_result_code: '0',
	fax_result_text: 'OK',
	fax_total_pages: '2',
	fax_transferred_pages: '2',
	fax_transfer_rate: '9600',
	fax_bad_rows: '0',
	fax_ecm_used: false,
	fax_remote_station_id: '+1 555 456 6778',
};

const received = {
	event_category: 'notification',
	event_name: 'inbound_fax',
	fax_id: INBOX_ID,
	caller_id_number: FROM,
	callee_id_number: TO,
	fax_timestamp: 63724396563,
	fax_notifications: { email: { send_to: ['user1@example.com'] } },
	fax_info: info,
	n8n_secret: SECRET,
};

const events = (body: unknown) => {
	const parsed = webhooks.parse(delivery(body));
	if (!parsed.ok) throw new Error(parsed.reason);
	return parsed.events;
};

describe('a delivery', () => {
	it('of a received fax', () => {
		expect(events(received)).toMatchObject([
			{
				event: 'faxReceived',
				occurredAt: '2019-05-06T21:16:03.000Z',
				record: {
					id: INBOX_ID,
					trackingId: INBOX_ID,
					direction: 'inbound',
					status: 'received',
					isFinal: true,
					from: FROM,
					to: TO,
					pages: 2,
					pagesTransferred: 2,
					completedAt: '2019-05-06T21:16:03.000Z',
					providerStatus: 'inbound_fax',
					transmission: {
						remoteStationId: '+1 555 456 6778',
						speed: 9600,
						errorCorrection: false,
						badRows: 0,
					},
				},
			},
		]);
	});

	it('of a sent fax: its id has the month, what Send returned has not', () => {
		const id = `201905-${JOB}`;
		const [event] = events({ ...received, event_name: 'outbound_fax', fax_id: id, fax_jobid: id });
		expect(event).toMatchObject({
			event: 'faxDelivered',
			record: { id, trackingId: JOB, direction: 'outbound', status: 'delivered', from: FROM, to: TO },
		});
	});

	it('of a failed fax, with its reason', () => {
		const fax_info = {
			fax_success: false,
			fax_result_code: '49',
			fax_result_text: 'The call dropped prematurely',
			fax_total_pages: '3',
			fax_transferred_pages: '1',
		};
		const [event] = events({ ...received, event_name: 'outbound_fax_error', fax_info, fax_error: 'dropped' });
		expect(event).toMatchObject({
			event: 'faxFailed',
			record: { status: 'failed', isFinal: true, isPartial: true, failureCategory: 'partial_transmission' },
		});
	});

	it('of a fax that somebody tried to send in vain', () => {
		const [event] = events({
			...received,
			event_name: 'inbound_fax_error',
			fax_info: {},
			fax_error: 'USER_BUSY',
		});
		expect(event).toMatchObject({
			event: 'faxReceiveFailed',
			record: { direction: 'inbound', status: 'failed', failureCategory: 'busy' },
		});
	});

	it('of an e-mail that became no fax: no id, and never the same name for two', () => {
		const mail = {
			event_name: 'outbound_smtp_fax_error',
			errors: ['no valid recipients'],
			timestamp: 63724396563,
			n8n_secret: SECRET,
		};
		const [event] = events(mail);
		expect(event).toMatchObject({ event: 'faxFailed', record: { id: null, direction: 'outbound' } });
		expect(events(mail)[0].record.trackingId).toBe(event.record.trackingId);
		expect(events({ ...mail, timestamp: 63724396564 })[0].record.trackingId).not.toBe(
			event.record.trackingId,
		);
	});

	it('of an older server: flat, and without a name of the event of its own', () => {
		const { fax_info, event_name, ...rest } = received;
		const flat = {
			...rest,
			...fax_info,
			hook_event: 'outbound_fax',
			fax_success: 'false',
			fax_result_text: 'USER_BUSY',
		};
		expect(event_name).toBe('inbound_fax');
		expect(events(flat)).toMatchObject([
			{ event: 'faxFailed', record: { failureCategory: 'busy', pages: 2 } },
		]);
		expect(events({ ...flat, fax_success: 'true' })).toMatchObject([{ event: 'faxDelivered' }]);
	});

	it('as a form with brackets says the same as JSON', () => {
		const form = {
			event_name: 'inbound_fax',
			fax_id: INBOX_ID,
			caller_id_number: FROM,
			callee_id_number: TO,
			fax_timestamp: '63724396563',
			'fax_info[fax_success]': 'true',
			'fax_info[fax_total_pages]': '2',
			'fax_info[fax_transferred_pages]': '2',
			'fax_info[fax_transfer_rate]': '9600',
			'fax_info[fax_bad_rows]': '0',
			'fax_info[fax_ecm_used]': 'false',
			'fax_info[fax_remote_station_id]': '+1 555 456 6778',
			'fax_notifications[email][send_to][]': 'user1@example.com',
			n8n_secret: SECRET,
		};
		const [fromForm, fromJson] = [events(form)[0], events(received)[0]];
		expect({ ...fromForm.record, raw: null }).toEqual({ ...fromJson.record, raw: null });
	});

	it('shows no secret', () => {
		expect(JSON.stringify(events(received))).not.toContain(SECRET);
	});

	it.each([
		['a preview', { ...received, preview: true }],
		['another event', { ...received, event_name: 'voicemail_new' }],
		['a name of an object', { ...received, event_name: 'constructor' }],
	])('of %s starts nothing', (_name, body) => {
		expect(webhooks.parse(delivery(body))).toEqual({ ok: true, events: [] });
	});

	it.each([{}, [], null, 'text', { hello: 'world' }, { event_name: 'inbound_fax' }])(
		'%j is refused',
		(body) => {
			expect(webhooks.parse(delivery(body))).toMatchObject({ ok: false });
		},
	);

	it('of any content neither throws nor names a fax that it does not name', () => {
		fc.assert(
			fc.property(fc.anything(), (body) => {
				const parsed = webhooks.parse(delivery(body));
				if (parsed.ok) expect(parsed.events).toEqual([]);
			}),
		);
		fc.assert(
			fc.property(
				fc.dictionary(fc.constantFrom(...Object.keys(received), 'fax_info[a][]'), fc.anything()),
				(body) => {
					expect(() => webhooks.parse(delivery(body))).not.toThrow();
				},
			),
		);
	});
});

describe('forms with brackets', () => {
	it('become objects and lists', () => {
		expect(unfolded({ 'a[b][c]': '1', 'a[b][d][]': ['x', 'y'], e: 'z' })).toEqual({
			a: { b: { c: '1', d: ['x', 'y'] } },
			e: 'z',
		});
	});

	it('cannot reach what all objects share', () => {
		const result = unfolded({
			'__proto__[polluted]': '1',
			'a[__proto__][polluted]': '1',
			'a[constructor][b]': '1',
		});
		expect(result).toEqual({});
		expect(({} as Record<string, unknown>).polluted).toBeUndefined();
	});

	it('leave out what cannot be read', () => {
		expect(unfolded({ 'a[b': '1', '[]': '1', [`a${'[b]'.repeat(9)}`]: '1', 'c[d]': '2' })).toEqual({
			c: { d: '2' },
		});
	});
});

describe('the check of a delivery', () => {
	it('passes with the secret', () => {
		expect(webhooks.verify(delivery(received), {})).toEqual({ ok: true });
		expect(webhooks.verify(delivery({ 'fax_info[a]': '1', n8n_secret: SECRET }), {})).toEqual({ ok: true });
	});

	it.each([
		['no hook in the header', received, { headers: {} }, 400],
		['another id in the header', received, { headers: { 'x-hook-id': '1' } }, 400],
		['no secret', { ...received, n8n_secret: undefined }, {}, 401],
		['another secret', { ...received, n8n_secret: 'x' }, {}, 401],
		['a list of secrets', { ...received, n8n_secret: [SECRET] }, {}, 401],
		['no secret to compare with', received, { hookSecret: null }, 401],
		['an empty secret', { ...received, n8n_secret: '' }, { hookSecret: '' }, 401],
	])('fails with %s', (_name, body, more, status) => {
		expect(webhooks.verify(delivery(body, more), {})).toMatchObject({ ok: false, status });
	});
});

describe('the secret', () => {
	const credential = { baseUrl: 'https://x.example', authMethod: 'apiKey', apiKey: 'example-key' };
	const secret = (url: string, more = {}) => hookSecret(kazoo, { ...credential, ...more }, url);

	it('is the same for the test and the production URL of a trigger, and of no other', () => {
		expect(secret(URL)).toMatch(/^[0-9a-f]{64}$/);
		expect(secret('https://n8n.example.com/webhook-test/abc/webhook')).toBe(secret(URL));
		expect(secret('https://n8n.example.com/webhook/abd/webhook')).not.toBe(secret(URL));
	});

	it('belongs to the log-in data, and not to the session', () => {
		expect(secret(URL, { sessionToken: 'x', accountId: '' })).toBe(secret(URL));
		expect(secret(URL, { apiKey: 'other' })).not.toBe(secret(URL));
	});
});

describe('registration', () => {
	const kinds = (...ids: string[]) => ({ path: '/webhooks', json: envelope(ids.map((id) => ({ id }))) });
	const listed = (...hooks: object[]) => ({ path: HOOKS, json: envelope(hooks) });
	const target = (wanted: FaxEventName[]) => ({ url: URL, events: wanted, secret: SECRET });
	const hook = (id: string, more: object = {}) => ({
		id,
		uri: URL,
		hook: 'notifications',
		http_verb: 'post',
		enabled: true,
		custom_data: { type: 'inbound_fax', n8n_secret: SECRET },
		...more,
	});
	const detail = (one: { id: string }) => ({ path: `${HOOKS}/${one.id}`, json: envelope(one) });
	const found = async (...hooks: Array<{ id: string; uri?: string }>) =>
		await webhooks.find!(
			table([listed(...hooks), kinds('notifications'), ...hooks.map(detail)]),
			target(['faxReceived']),
		);

	it('finds its own by the exact URL, and asks no further when there are none', async () => {
		const http = table([listed(hook('a', { uri: `${URL}2` }))]);
		expect(await webhooks.find!(http, target(['faxReceived']))).toEqual([]);
		expect(http.calls).toHaveLength(1);
	});

	it.each([
		['as it was registered', {}, ['faxReceived']],
		['disabled by the service', { enabled: false, disable_reason: 'failures' }, []],
		['with another secret', { custom_data: { type: 'inbound_fax', n8n_secret: 'old' } }, []],
		['without a secret', { custom_data: { type: 'inbound_fax' } }, []],
		['with another method', { http_verb: 'get' }, []],
		[
			'of a kind that this server no longer has',
			{ hook: 'inbound_fax', custom_data: { n8n_secret: SECRET } },
			[],
		],
	])('counts a hook %s', async (_name, more, covered) => {
		const [one] = await found(hook('a', more));
		expect([one.id, one.events]).toEqual(['a', covered]);
	});

	async function registered(
		rows: Parameters<typeof table>[0],
		wanted: FaxEventName[],
		existing: Hook[] = [],
	) {
		const http = table(rows);
		const hooks: Hook[] = [];
		await webhooks.register!(http, target(wanted), existing, (one) => hooks.push(one));
		return { hooks, calls: http.calls.filter(({ effect }) => effect === 'change') };
	}

	it('makes one hook for each kind of notification', async () => {
		const created = (id: string) => ({ method: 'PUT', path: HOOKS, status: 201, json: envelope({ id }) });
		const rows = [kinds('object', 'notifications'), created('1'), created('2'), created('3')];
		const { hooks, calls } = await registered(rows, ['faxReceived', 'faxFailed']);
		expect(hooks).toEqual([
			{ id: '1', events: ['faxReceived'] },
			{ id: '2', events: ['faxFailed'] },
			{ id: '3', events: [] },
		]);
		expect(calls.map(({ json }) => (json as { data: { custom_data: object } }).data.custom_data)).toEqual(
			['inbound_fax', 'outbound_fax_error', 'outbound_smtp_fax_error'].map((type) => ({
				type,
				n8n_secret: SECRET,
			})),
		);
	});

	it('makes one for each direction at an older server, and asks it for nothing that it does not know', async () => {
		const created = { method: 'PUT', path: HOOKS, json: envelope({ id: '1' }) };
		const { hooks, calls } = await registered(
			[kinds('inbound_fax', 'outbound_fax'), created],
			['faxDelivered'],
		);
		expect(hooks).toEqual([{ id: '1', events: ['faxDelivered', 'faxFailed'] }]);
		expect(calls[0].json).toEqual({
			data: {
				name: 'n8n outbound_fax',
				uri: URL,
				hook: 'outbound_fax',
				http_verb: 'post',
				retries: 2,
				custom_data: { n8n_secret: SECRET },
			},
		});
	});

	it('does without JSON, and without what is not needed, where the server refuses it', async () => {
		const refused = { method: 'PUT', path: HOOKS, ...refusal(400, 'validation error') };
		const created = { method: 'PUT', path: HOOKS, json: envelope({ id: '1' }) };
		const rows = [kinds('notifications'), refused, created, refused, refused];
		const { hooks, calls } = await registered(rows, ['faxFailed']);
		expect(hooks.map(({ id }) => id)).toEqual(['1']);
		expect(calls.map(({ json }) => (json as { data: { format?: string } }).data.format)).toEqual([
			'json',
			undefined,
			'json',
			undefined,
		]);
		const other = [kinds('notifications'), { method: 'PUT', path: HOOKS, ...refusal(403, 'forbidden') }];
		expect((await failureOf(registered(other, ['faxReceived']))).info.category).toBe('permission');
	});

	it('sets a disabled or changed hook right instead of making another', async () => {
		const existing = await found(hook('a', { enabled: false }));
		const rows = [kinds('notifications'), { method: 'PATCH', path: `${HOOKS}/a`, json: envelope({}) }];
		const { hooks, calls } = await registered(rows, ['faxReceived'], existing);
		expect(hooks).toEqual([{ id: 'a', events: ['faxReceived'] }]);
		expect(calls.map(({ json }) => json)).toEqual([
			{
				data: { enabled: true, http_verb: 'post', custom_data: { type: 'inbound_fax', n8n_secret: SECRET } },
			},
		]);
	});

	it('makes nothing where all is there', async () => {
		const { calls } = await registered([kinds('notifications')], ['faxReceived'], await found(hook('a')));
		expect(calls).toEqual([]);
	});

	it('takes a hook that is gone for removed', async () => {
		await webhooks.remove!(table([unknownId(`${HOOKS}/a`, 'DELETE')]), { id: 'a', events: [] });
		const refusing = table([{ path: `${HOOKS}/a`, ...refusal(403, 'forbidden') }]);
		expect((await failureOf(webhooks.remove!(refusing, { id: 'a', events: [] }))).info.category).toBe(
			'permission',
		);
	});
});
