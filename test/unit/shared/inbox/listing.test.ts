import { listInboxFrom, type Inbox } from '../../../../nodes/shared/inbox/listing';
import type { ListQuery } from '../../../../nodes/shared/provider';
import { faxRecord, type FaxRecord } from '../../../../nodes/shared/record';

const MINUTE_MS = 60_000;
const START = Date.parse('2026-03-02T09:00:00Z');

/** One fax at each of these moments. */
const faxesAt = (moments: number[]): FaxRecord[] =>
	moments.map((at, index) =>
		faxRecord({
			provider: 'example',
			id: String(index),
			direction: 'inbound',
			status: 'received',
			createdAt: new Date(at).toISOString(),
		}),
	);

/** An inbox that lists the newest first and counts what it gives out. */
function inboxOf(faxes: FaxRecord[], byTime = true, isFresh: (fax: FaxRecord) => boolean = () => true) {
	const read = { records: 0, lists: 0, mostAtOnce: 0 };
	async function* list({ after = '', before = '9' }: ListQuery): AsyncIterable<FaxRecord> {
		read.lists++;
		let count = 0;
		const wanted = byTime
			? faxes.filter(({ createdAt }) => createdAt! >= after && createdAt! < before)
			: faxes;
		for (const fax of [...wanted].reverse()) {
			read.records++;
			read.mostAtOnce = Math.max(read.mostAtOnce, ++count);
			yield fax;
		}
	}
	const inbox: Inbox = { list, byTime, fresh: (listed) => listed.filter(isFresh), end: Infinity };
	return { inbox, read };
}

const range = (count: number, step: number) =>
	Array.from({ length: count }, (_, index) => START + index * step);

beforeAll(() => {
	jest.spyOn(Date, 'now').mockReturnValue(START + 30 * 24 * 60 * MINUTE_MS);
});

afterAll(() => jest.restoreAllMocks());

it('lists a small inbox at once', async () => {
	const { inbox, read } = inboxOf(faxesAt(range(900, MINUTE_MS)));
	const listing = await listInboxFrom(inbox, START);
	expect([listing.listed.length, listing.isComplete, read.lists]).toEqual([900, true, 1]);
});

it('reads the oldest part of a backlog that is too large to be read as a whole', async () => {
	const faxes = faxesAt(range(20_000, MINUTE_MS));
	const { inbox, read } = inboxOf(faxes);
	const { listed, fresh, isComplete } = await listInboxFrom(inbox, START);
	expect(isComplete).toBe(false);
	expect(fresh.length).toBeGreaterThan(0);
	expect([...listed].reverse()).toEqual(faxes.slice(0, listed.length));
	expect(read.mostAtOnce).toBeLessThanOrEqual(1_001);
});

it('goes on where the oldest part holds nothing new', async () => {
	const known = 9_000;
	const { inbox } = inboxOf(faxesAt(range(10_000, MINUTE_MS)), true, ({ id }) => Number(id) >= known);
	const { fresh } = await listInboxFrom(inbox, START);
	expect(fresh.at(-1)?.id).toBe(String(known));
});

it('reads a rush of faxes at one moment as a whole', async () => {
	const { inbox } = inboxOf(
		faxesAt([...range(10, MINUTE_MS), ...Array<number>(3_000).fill(START + 20 * MINUTE_MS)]),
	);
	let from = START;
	const found = new Set<string | null>();
	for (let round = 0; found.size < 3_010 && round < 20; round++) {
		const { fresh } = await listInboxFrom(
			{ ...inbox, fresh: (all) => all.filter(({ id }) => !found.has(id)) },
			from,
		);
		for (const { id } of fresh) found.add(id);
		from = START;
	}
	expect(found.size).toBe(3_010);
});

it('reads everything where the service does not list by time', async () => {
	const { inbox, read } = inboxOf(faxesAt(range(5_000, MINUTE_MS)), false);
	const { listed, isComplete } = await listInboxFrom(inbox, START);
	expect([listed.length, isComplete, read.lists]).toEqual([5_000, true, 1]);
});

it('stops when the time of a poll is up', async () => {
	const { inbox } = inboxOf(faxesAt(range(10, MINUTE_MS)));
	await expect(listInboxFrom({ ...inbox, end: 0 }, START)).rejects.toThrow(/longer than a poll may take/);
});
