import { faxPlus } from '../../../nodes/FaxPlus/faxPlus.provider';
import { useClock } from '../../../nodes/shared/clock';
import { collect, tableHttp, type TableRow } from '../../support/tableHttp';
import { failureOf, idAt, NOW, queuedFax, sendRequest, sentFax, stopClock, TO, utc } from './support';

const MINUTE = 60_000;
/** long enough after the send for the service to show it */
const LATER = NOW + 10 * MINUTE;

beforeEach(() => stopClock(LATER));
afterEach(() => useClock());

const outbox = (id: string, status = 404): TableRow => ({
	path: `/accounts/self/outbox/${id}`,
	status,
	json: { error: 'not_found' },
});
const noFax = (id: string, status = 404): TableRow => ({
	path: `/accounts/self/faxes/${id}`,
	status,
	json: { error: 'not_found' },
});
const fax = (id: string, json: unknown): TableRow => ({ path: `/accounts/self/faxes/${id}`, json });
const list = (...records: unknown[]): TableRow => ({
	path: '/accounts/self/faxes',
	json: { data: { records } },
});

async function sendAs(id: string, to = TO, at = NOW) {
	stopClock(at);
	const http = tableHttp(faxPlus, [
		{ method: 'POST', path: '/accounts/self/outbox', status: 201, json: { ids: { [to]: id } } },
	]);
	await faxPlus.send(http, sendRequest({ to }));
	stopClock(LATER);
}

const statusOf = async (rows: TableRow[], id: string, to?: string) => {
	const http = tableHttp(faxPlus, rows);
	return { http, record: await faxPlus.getStatus(http, id, to === undefined ? {} : { to }) };
};

test('(a) a fax in the outbox costs one call', async () => {
	const wire = queuedFax({ status: 'sending' });
	const { http, record } = await statusOf(
		[{ path: `/accounts/self/outbox/${wire.id}`, json: wire }],
		String(wire.id),
	);
	expect(record).toMatchObject({ id: wire.id, trackingId: wire.id, status: 'sending', isFinal: false });
	expect(http.calls.map(({ effect, method }) => [effect, method])).toEqual([['read', 'GET']]);
});

test.each([{}, { data: {} }, { hello: 'world' }])(
	'an answer that names no fax is a failure: %j',
	async (json) => {
		const id = idAt(NOW);
		for (const rows of [[{ path: `/accounts/self/outbox/${id}`, json }], [outbox(id), fax(id, json)]]) {
			const failure = await failureOf(async () => await statusOf(rows, id));
			expect(failure.info).toMatchObject({
				category: 'provider_unavailable',
				message: 'Fax.Plus answered without the fax',
			});
			expect(failure.info.hint).toContain('Base URL');
		}
	},
);

test.each([400, 404, 409, 422])(
	'(b) %d from the outbox: the fax is looked for among the faxes',
	async (status) => {
		const wire = sentFax();
		const { record } = await statusOf(
			[outbox(String(wire.id), status), fax(String(wire.id), wire)],
			String(wire.id),
		);
		expect(record).toMatchObject({ id: wire.id, trackingId: wire.id, status: 'delivered', isFinal: true });
	},
);

test.each([
	[401, 'authentication'],
	[403, 'permission'],
	[429, 'rate_limited'],
	[500, 'provider_unavailable'],
])('%d from the outbox is a failure and no "not found"', async (status, category) => {
	const id = idAt(NOW);
	const failure = await failureOf(() => statusOf([outbox(id, status)], id));
	expect(failure.info.category).toBe(category);
});

test('(b) a record under another id keeps the id that Send returned, and so does every later look-up', async () => {
	const sent = idAt(NOW);
	const wire = sentFax();
	const { record } = await statusOf([outbox(sent), fax(sent, wire)], sent);
	expect(record).toMatchObject({ id: wire.id, trackingId: sent });

	const again = await statusOf(
		[outbox(sent), outbox(String(wire.id)), fax(String(wire.id), wire)],
		String(wire.id),
	);
	expect(again.record).toMatchObject({ id: wire.id, trackingId: sent });
	const [listed] = await collect(faxPlus.listSent!(tableHttp(faxPlus, [list(wire)]), { extra: {} }));
	expect(listed).toMatchObject({ id: wire.id, trackingId: sent });
});

describe('(c) just sent', () => {
	test('a fax that this process has sent, nowhere visible: queued, not final', async () => {
		const id = idAt(NOW);
		await sendAs(id);
		stopClock(NOW + 59_000);
		const { record, http } = await statusOf([outbox(id), noFax(id)], id);
		expect(record).toMatchObject({
			id,
			trackingId: id,
			status: 'queued',
			isFinal: false,
			to: TO,
			direction: 'outbound',
		});
		expect(http.calls).toHaveLength(2);
	});

	test("one that another process has sent: by the id's clock", async () => {
		const id = idAt(NOW);
		stopClock(NOW + 30_000);
		const { record } = await statusOf([outbox(id, 400), noFax(id, 400)], id, TO);
		expect(record).toMatchObject({ id, status: 'queued', to: TO });
	});

	test('after a minute it is searched for, and not found is said', async () => {
		const id = idAt(NOW);
		stopClock(NOW + 61_000);
		const rows = [outbox(id), noFax(id), list()];
		const failure = await failureOf(() => statusOf(rows, id));
		expect(failure.info).toMatchObject({ category: 'not_found', retryable: false });
		expect(failure.context.httpStatus).toBe(404);
	});
});

describe('(d) the search in the sent list', () => {
	test('by recipient and time, around the moment in the id', async () => {
		const id = idAt(NOW);
		const wire = sentFax({ submit_time: utc(NOW + 90_000), start_time: utc(NOW + 100_000) });
		const other = sentFax({ to: '+12076001784' });
		const { record, http } = await statusOf(
			[outbox(id), noFax(id), list(wire, other)],
			id,
			'+1 (334) 304-0001',
		);
		expect(record).toMatchObject({ id: wire.id, trackingId: id, status: 'delivered' });
		expect(http.calls[2].query).toEqual({
			category: 'sent',
			after: utc(NOW - 5 * MINUTE),
			before: utc(NOW + 24 * 60 * MINUTE),
			limit: 50,
		});
	});

	test('the recipient is known without being given when this process has sent the fax', async () => {
		const id = idAt(NOW);
		await sendAs(id);
		const wire = sentFax();
		const other = sentFax({ to: '+12076001784' });
		const { record } = await statusOf([outbox(id), noFax(id), list(wire, other)], id);
		expect(record).toMatchObject({ id: wire.id, trackingId: id });
	});

	test('without a recipient only the single one of that moment', async () => {
		const id = idAt(NOW);
		const wire = sentFax({ submit_time: utc(NOW + 1000) });
		const later = sentFax({ submit_time: utc(NOW + 20_000) });
		const { record } = await statusOf([outbox(id), noFax(id), list(later, wire)], id);
		expect(record).toMatchObject({ id: wire.id, trackingId: id });

		const second = idAt(NOW);
		const rows = [outbox(second), noFax(second), list(sentFax(), sentFax({ to: '+12076001784' }))];
		expect((await failureOf(() => statusOf(rows, second))).info.category).toBe('not_found');
	});

	test('two faxes to the same recipient are a doubt, not an answer', async () => {
		const id = idAt(NOW);
		const rows = [outbox(id), noFax(id), list(sentFax(), sentFax({ start_time: utc(NOW + 6_000) }))];
		expect((await failureOf(() => statusOf(rows, id, TO))).info.category).toBe('not_found');
	});

	test('a record that belongs to another send is not taken', async () => {
		const [id, other] = [idAt(NOW), idAt(NOW)];
		const taken = sentFax();
		await statusOf([outbox(other), fax(other, taken)], other);
		const mine = sentFax();
		const { record } = await statusOf([outbox(id), noFax(id), list(taken, mine)], id, TO);
		expect(record.id).toBe(mine.id);
	});

	test('a scheduled fax may have left days later', async () => {
		const id = idAt(NOW);
		stopClock(NOW + 72 * 60 * MINUTE);
		const wire = sentFax({ start_time: utc(NOW + 48 * 60 * MINUTE) });
		const { record, http } = await statusOf([outbox(id), noFax(id), list(), list(wire)], id, TO);
		expect(record).toMatchObject({ id: wire.id, trackingId: id });
		expect(http.calls[3].query).toMatchObject({ after: utc(NOW + 24 * 60 * MINUTE), before: undefined });
	});

	test('an id that is none of the service is simply not found', async () => {
		const failure = await failureOf(() =>
			statusOf([outbox('nonsense', 400), noFax('nonsense', 400)], 'nonsense'),
		);
		expect(failure.info.category).toBe('not_found');
		expect(failure.message).not.toContain('nonsense');
	});
});

describe('retries of the service', () => {
	const attempts = () => {
		const submit_time = utc(NOW);
		const first = sentFax({ id: idAt(NOW), status: 'failed_user_busy', max_retry: 2, submit_time });
		const second = sentFax({
			id: idAt(NOW + 120_000),
			status: 'failed_no_answer',
			max_retry: 2,
			submit_time,
			start_time: utc(NOW + 120_000),
			last_update: utc(NOW + 150_000),
		});
		const third = sentFax({
			id: idAt(NOW + 240_000),
			max_retry: 2,
			submit_time,
			start_time: utc(NOW + 240_000),
			last_update: utc(NOW + 280_000),
		});
		return [first, second, third].map((wire) => ({ ...wire, id: String(wire.id) }));
	};

	test('a failed attempt with retries left gives the last one', async () => {
		const [first, second, third] = attempts();
		const { record } = await statusOf(
			[outbox(first.id), fax(first.id, first), list(third, sentFax({ to: '+12076001784' }), second, first)],
			first.id,
		);
		expect(record).toMatchObject({ id: third.id, trackingId: first.id, status: 'delivered', attempts: 3 });
	});

	test('without a later attempt the failure stands', async () => {
		const [first] = attempts();
		const { record } = await statusOf([outbox(first.id), fax(first.id, first), list(first)], first.id);
		expect(record).toMatchObject({ id: first.id, status: 'failed', failureCategory: 'busy', attempts: null });
	});

	test("the last attempt's own id leads back to what Send returned", async () => {
		const [first, second, third] = attempts();
		const { record } = await statusOf(
			[outbox(third.id), fax(third.id, third), list(third, second, first)],
			third.id,
		);
		expect(record).toMatchObject({ id: third.id, trackingId: first.id, attempts: 3 });
	});

	test('List Sent gives every attempt the same trackingId', async () => {
		const [first, second, third] = attempts();
		const records = await collect(
			faxPlus.listSent!(tableHttp(faxPlus, [list(third, second, first)]), { extra: {} }),
		);
		expect(records.map(({ id, trackingId }) => [id, trackingId])).toEqual([
			[third.id, first.id],
			[second.id, first.id],
			[first.id, first.id],
		]);
	});

	test('attempts within one second are told apart by the order of the list', async () => {
		const moment = {
			submit_time: utc(NOW),
			start_time: utc(NOW),
			last_update: utc(NOW),
			duration: 0,
			max_retry: 2,
		};
		const [first, second, third] = [0, 1, 2].map((index) => {
			const status = index < 2 ? 'failed_user_busy' : 'failed_no_answer';
			return { ...sentFax({ status, ...moment }), id: idAt(NOW) };
		});
		const { record } = await statusOf(
			[outbox(first.id), fax(first.id, first), list(third, second, first)],
			first.id,
		);
		expect(record).toMatchObject({
			id: third.id,
			trackingId: first.id,
			failureCategory: 'no_answer',
			attempts: 3,
		});
	});

	test('a comment written later does not lengthen an attempt', async () => {
		const [first, second] = attempts();
		const commented = { ...first, duration: 30, last_update: utc(NOW + 900_000) };
		const { record } = await statusOf(
			[outbox(first.id), fax(first.id, commented), list(second, commented)],
			first.id,
		);
		expect(record).toMatchObject({ id: second.id, trackingId: first.id, attempts: 2 });
	});

	test('two faxes that were sent in the same second are not taken for attempts of one', async () => {
		const [first, second] = attempts();
		const overlapping = { ...second, start_time: utc(NOW + 20_000) };
		const records = await collect(
			faxPlus.listSent!(tableHttp(faxPlus, [list(overlapping, first)]), { extra: {} }),
		);
		expect(records.map(({ id, trackingId }) => id === trackingId)).toEqual([true, true]);
	});

	test('a delivered attempt ends the row: what follows is another fax', async () => {
		const [first, , third] = attempts();
		const done = { ...first, status: 'success' };
		const records = await collect(faxPlus.listSent!(tableHttp(faxPlus, [list(third, done)]), { extra: {} }));
		expect(records.map(({ id, trackingId }) => id === trackingId)).toEqual([true, true]);
	});
});

test('List Sent knows the faxes of this process by recipient and second', async () => {
	const id = idAt(NOW);
	const to = '+12076001799';
	await sendAs(id, to);
	const wire = sentFax({ to });
	const stranger = sentFax({ to, submit_time: utc(NOW + 30_000) });
	const records = await collect(faxPlus.listSent!(tableHttp(faxPlus, [list(stranger, wire)]), { extra: {} }));
	expect(records.map(({ trackingId }) => trackingId)).toEqual([stranger.id, id]);
});
