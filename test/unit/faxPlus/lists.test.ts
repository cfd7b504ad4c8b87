import { faxPlus } from '../../../nodes/FaxPlus/faxPlus.provider';
import { collect, tableHttp, type TableRow } from '../../support/tableHttp';
import { failureOf, idAt, NOW, queuedFax, receivedFax, sentFax, utc } from './support';

const page = (records: unknown[]): TableRow => ({
	path: '/accounts/self/faxes',
	json: { data: { records } },
});

/** `count` received faxes, one a minute, the newest first. */
const received = (count: number, newest = NOW) =>
	Array.from({ length: count }, (_, index) => {
		const at = newest - index * 60_000;
		return receivedFax({ id: idAt(at), start_time: utc(at), last_update: utc(at + 30_000) });
	});

test.each([
	['listInbox', 'inbox', 'inbound', receivedFax()],
	['listSpam', 'spam', 'inbound', receivedFax({ is_spam: true })],
	['listSent', 'sent', 'outbound', sentFax()],
] as const)('%s asks for the category and the range', async (operation, category, direction, wire) => {
	const http = tableHttp(faxPlus, [page([wire])]);
	const query = {
		after: '2026-02-01T00:00:00.000Z',
		before: '2026-03-01T12:00:00+02:00',
		limit: 10,
		extra: {},
	};
	const records = await collect(faxPlus[operation]!(http, query));
	expect(records).toHaveLength(1);
	expect(records[0]).toMatchObject({ id: wire.id, direction });
	expect(http.calls).toEqual([
		{
			effect: 'read',
			method: 'GET',
			path: '/accounts/self/faxes',
			query: { category, after: '2026-02-01 00:00:00', before: '2026-03-01 10:00:00', limit: 10 },
			answer: 'json',
		},
	]);
});

test('a record that does not say its direction has that of the list', async () => {
	const { direction: _direction, ...wire } = receivedFax({ id: idAt(NOW) });
	const [record] = await collect(faxPlus.listInbox!(tableHttp(faxPlus, [page([wire])]), { extra: {} }));
	expect(record).toMatchObject({ direction: 'inbound', status: 'received' });
});

test('pages go on before the oldest record, whatever the order, and no fax comes twice', async () => {
	const faxes = received(70);
	const first = [...faxes.slice(0, 50)].reverse();
	const http = tableHttp(faxPlus, [page(first), page([faxes[49], ...faxes.slice(50)])]);
	const records = await collect(faxPlus.listInbox!(http, { extra: {} }));
	expect(records).toHaveLength(70);
	expect(new Set(records.map(({ id }) => id)).size).toBe(70);
	expect(http.calls.map(({ query }) => query)).toEqual([
		{ category: 'inbox', after: undefined, before: undefined, limit: 50 },
		{ category: 'inbox', after: undefined, before: utc(NOW - 49 * 60_000 + 1000), limit: 50 },
	]);
});

test('a second with more faxes than a page ends neither the list nor in a loop', async () => {
	const crowd = Array.from({ length: 50 }, () => receivedFax({ id: idAt(NOW), start_time: utc(NOW) }));
	const older = received(3, NOW - 60_000);
	const http = tableHttp(faxPlus, [page(crowd), page(crowd), page(older)]);
	const records = await collect(faxPlus.listInbox!(http, { extra: {} }));
	expect(records).toHaveLength(53);
	expect(http.calls.map(({ query }) => query?.before)).toEqual([undefined, utc(NOW + 1000), utc(NOW)]);
});

test('a service that ignores the range is not asked for ever', async () => {
	const faxes = received(50);
	const http = tableHttp(
		faxPlus,
		Array.from({ length: 10 }, () => page(faxes)),
	);
	expect(await collect(faxPlus.listInbox!(http, { extra: {} }))).toHaveLength(50);
	expect(http.calls.length).toBeLessThanOrEqual(3);
});

test('no more is asked for than the limit takes', async () => {
	const http = tableHttp(faxPlus, [page(received(50))]);
	let taken = 0;
	for await (const record of faxPlus.listInbox!(http, { limit: 50, extra: {} })) {
		expect(record.provider).toBe('faxPlus');
		if (++taken === 50) break;
	}
	expect(http.calls).toHaveLength(1);
});

test.each([[undefined], [{}], [{ data: {} }], [{ records: [] }], ['<html>'], [{ data: { records: null } }]])(
	'an answer without the list (%j) is a failure, not an empty list',
	async (json) => {
		const http = tableHttp(faxPlus, [{ path: '/accounts/self/faxes', json }]);
		const failure = await failureOf(() => collect(faxPlus.listInbox!(http, { extra: {} })));
		expect(failure.info.category).toBe('provider_unavailable');
	},
);

test('List Queued is the outbox', async () => {
	const wire = queuedFax();
	const http = tableHttp(faxPlus, [{ path: '/accounts/self/outbox', json: { records: [wire, 'odd'] } }]);
	const records = await collect(faxPlus.listQueued!(http, { extra: {} }));
	expect(records).toHaveLength(1);
	expect(records[0]).toMatchObject({ id: wire.id, status: 'queued', isFinal: false });
});

test('the numbers of the account, with those that cannot send marked', async () => {
	const number = (fields: object) => ({
		id: 'e6e6',
		number: '+16699990000',
		owner_id: '7724',
		assigned_to: ['7724'],
		acquired_date: '2017-07-31 09:20:06',
		expiration_date: null,
		is_canceled: false,
		status: 'active',
		...fields,
	});
	const json = {
		numbers: [
			number({}),
			number({ number: '+16699990001', status: 'waiting_verification' }),
			number({ number: '+16699990002', is_canceled: true }),
		],
	};
	const http = tableHttp(faxPlus, [{ path: '/accounts/self/numbers', json }]);
	expect(await collect(faxPlus.listNumbers!(http))).toEqual([
		{
			number: '+16699990000',
			label: '+16699990000',
			usable: true,
			details: {
				id: 'e6e6',
				status: 'active',
				isCanceled: false,
				ownerId: '7724',
				assignedTo: ['7724'],
				acquiredAt: '2017-07-31T09:20:06.000Z',
				expiresAt: null,
			},
		},
		expect.objectContaining({ label: '+16699990001 (waiting_verification)', usable: false }),
		expect.objectContaining({ label: '+16699990002 (canceled)', usable: false }),
	]);
});
