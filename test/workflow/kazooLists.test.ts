import { kazooAccount as account } from '../../sandbox';
import { openBench, START, type Bench } from '../support/bench';

const DAY_MS = 86_400_000;
const DAYS = 100;
const FAXES = 1_000;
const WINDOW_SECONDS = 31 * 86_400;

let bench: Bench;

beforeAll(async () => {
	// Time stands still while a list is read, so that used tokens do not come back.
	bench = await openBench({ startTime: START - DAYS * DAY_MS, kazoo: { rateCapacity: 10_000 } });
});
afterAll(async () => await bench.close());

const list = async (parameters = {}) =>
	await bench.run({
		type: 'kazooFax',
		parameters: { resource: 'fax', operation: 'listInbox', returnAll: true, ...parameters },
		credentials: {
			kazooApi: { baseUrl: `${bench.sandbox.url}/kazoo`, authMethod: 'apiKey', apiKey: account.apiKey },
		},
		items: [{ json: {} }],
	});

const requests = () => bench.sandbox.requests('kazoo').filter(({ path }) => path.endsWith('/faxes/inbox'));

describe('1,000 faxes received over 100 days', () => {
	/** by the order of their coming in */
	const ids: string[] = [];

	beforeAll(async () => {
		for (let i = 0; i < FAXES; i++) {
			ids.push(bench.sandbox.inbound({ service: 'kazoo' }).id);
			// Now and then several come within one second.
			if (i % 4 !== 0) await bench.sandbox.advance(((DAYS * DAY_MS) / FAXES) * (4 / 3));
		}
	});
	beforeEach(() => bench.sandbox.clearRequests());

	it.each(['4.1', '4.3', 'master'] as const)(
		'come back complete, the latest first, each once, from a server of the generation %s',
		async (generation) => {
			bench.sandbox.setSwitches('kazoo', { generation });
			const { json, error } = await list();
			expect(error).toBeUndefined();
			expect(json).toHaveLength(FAXES);
			expect(new Set(json.map(({ id }) => id))).toEqual(new Set(ids));
			const times = json.map(({ createdAt }) => String(createdAt));
			expect(times).toEqual([...times].sort().reverse());
			const windows = requests().map(({ query }) => Number(query.created_to) - Number(query.created_from));
			expect(windows.every((seconds) => seconds > 0 && seconds < WINDOW_SECONDS)).toBe(true);
			expect(requests().every(({ status }) => status === 200)).toBe(true);
		},
	);

	it('do not overlap between windows, and leave no second out', async () => {
		await list();
		const windows = [
			...new Map(requests().map(({ query }) => [query.created_from, query] as const)).values(),
		].map(({ created_from, created_to }) => [Number(created_from), Number(created_to)]);
		expect(windows.length).toBeGreaterThan(4);
		for (const [index, [from]] of windows.slice(0, -1).entries())
			expect(windows[index + 1][1]).toBe(from - 1);
	});

	it('of a range: from its beginning on, without its end', async () => {
		const all = (await list()).json;
		const [first, last] = [all[700], all[100]].map(({ createdAt }) => String(createdAt));
		const { json } = await list({ filters: { after: first, before: last } });
		const expected = all.filter(({ createdAt }) => String(createdAt) >= first && String(createdAt) < last);
		expect(json.map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
	});

	it('are asked for no further than a limit goes', async () => {
		const { json } = await list({ returnAll: false, limit: 20 });
		expect(json.map(({ id }) => id)).toEqual((await list()).json.slice(0, 20).map(({ id }) => id));
		expect(requests()[0].query.page_size).toBe('20');
		expect(requests()[1].query.page_size).toBe('100');
	});
});
