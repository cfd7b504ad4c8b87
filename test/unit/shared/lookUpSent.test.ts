import { useClock } from '../../../nodes/shared/clock';
import { fail } from '../../../nodes/shared/failure';
import type { Http, Provider, SentAnswer, SentQuery } from '../../../nodes/shared/provider';
import { faxRecord, type FaxRecord } from '../../../nodes/shared/record';
import { LOOK_PAUSES, lookUpSent, type LostSend } from '../../../nodes/shared/action/lookUpSent';
import { ownSends } from '../../../nodes/shared/action/ownSends';
import { sendAndFind } from '../../../nodes/shared/action/sendAndFind';

const START = Date.parse('2026-03-02T09:00:00Z');
const TO = '+13125550100';
const PLACE = 'service:credential';
const http = {} as Http;

let now = START;
const pauses: number[] = [];

beforeEach(() => {
	now = START;
	pauses.length = 0;
	ownSends.clear();
	useClock({
		now: () => now,
		async sleep(ms, signal) {
			signal?.throwIfAborted();
			pauses.push(ms);
			now += ms;
		},
	});
});
afterAll(() => useClock());

const fax = (id: string, more: Partial<FaxRecord> = {}): FaxRecord =>
	faxRecord({
		provider: 'service',
		id,
		direction: 'outbound',
		status: 'sending',
		to: TO,
		createdAt: new Date(START + 1_000).toISOString(),
		...more,
	});

/** A service whose lists show these, one answer for each look; the last one stays. */
function service(...answers: Array<SentAnswer | Error>): Provider & { queries: SentQuery[] } {
	const queries: SentQuery[] = [];
	const findSent = async (_http: Http, query: SentQuery) => {
		const answer = answers[Math.min(queries.length, answers.length - 1)];
		queries.push(query);
		if (answer instanceof Error) throw answer;
		return answer;
	};
	return { name: 'service', findSent, queries } as unknown as Provider & { queries: SentQuery[] };
}

const shows = (...faxes: FaxRecord[]): SentAnswer => ({ complete: false, faxes });

const lost = (more: Partial<LostSend> = {}): LostSend => ({
	to: TO,
	from: null,
	reference: null,
	sentAfter: START,
	sentBefore: START + 2_000,
	isTaken: () => false,
	isContested: () => false,
	...more,
});

const look = async (provider: Provider, one = lost(), signal?: AbortSignal) =>
	await lookUpSent(provider, http, one, LOOK_PAUSES, signal);

describe('looking for a fax whose answer was lost', () => {
	it('adopts the only one that can be it', async () => {
		const provider = service(shows(), shows(fax('a')));
		expect(await look(provider)).toMatchObject({ state: 'found', record: { id: 'a' } });
		expect(pauses).toEqual(LOOK_PAUSES.slice(0, 2));
		// A quarter of an hour is allowed for clocks that differ.
		expect(provider.queries[0]).toMatchObject({ to: TO, sentAfter: '2026-03-02T08:45:00.000Z' });
	});

	it('looks for about twenty seconds, with growing pauses', async () => {
		expect(await look(service(shows()))).toEqual({ state: 'open' });
		expect(pauses).toEqual([...pauses].sort((a, b) => a - b));
		expect(now - START).toBeGreaterThanOrEqual(15_000);
		expect(now - START).toBeLessThanOrEqual(25_000);
	});

	it.each([
		['there are two', lost(), shows(fax('a'), fax('b'))],
		['it is older than the send', lost(), shows(fax('a', { createdAt: '2026-03-02T08:59:00.000Z' }))],
		['its age is not known', lost(), shows(fax('a', { createdAt: null }))],
		['it goes to somebody else', lost(), shows(fax('a', { to: '+13125550199' }))],
		['it is that of another send', lost({ isTaken: ({ id }) => id === 'a' }), shows(fax('a'))],
		['another send to the number is open', lost({ isContested: () => true }), shows(fax('a'))],
		['it may be that of another run', lost({ isClaimed: async () => true }), shows(fax('a'))],
		[
			'another is open, although the lists are complete',
			lost({ isContested: () => true }),
			{ complete: true, faxes: [] },
		],
	])('says nothing when %s', async (_name, one, answer) => {
		expect(await look(service(answer), one)).toEqual({ state: 'open' });
	});

	it('takes the one with the reference when there are several', async () => {
		const provider = service(shows(fax('a', { reference: 'other' }), fax('b', { reference: 'mine' })));
		expect(await look(provider, lost({ reference: 'mine' }))).toMatchObject({ record: { id: 'b' } });
		expect(await look(provider, lost({ reference: 'third' }))).toEqual({ state: 'open' });
	});

	it('says that it is absent only when the service would surely show it', async () => {
		expect(await look(service({ complete: true, faxes: [] }))).toEqual({ state: 'absent' });
		const old = fax('a', { createdAt: '2026-03-02T08:50:00.000Z' });
		// By a clock that goes wrong it could be this one.
		expect(await look(service({ complete: true, faxes: [old] }))).toEqual({ state: 'open' });
	});

	it('looks again after a failure', async () => {
		const provider = service(fail('provider_unavailable'), shows(fax('a')));
		expect(await look(provider)).toMatchObject({ state: 'found' });
	});

	it('ends with the execution', async () => {
		const provider = service(shows(fax('a')));
		expect(await look(provider, lost(), AbortSignal.abort())).toEqual({ state: 'open' });
		expect(provider.queries).toEqual([]);
	});

	it('asks nothing of a service whose lists cannot tell', async () => {
		expect(await look({ name: 'service' } as Provider)).toEqual({ state: 'open' });
		expect(pauses).toEqual([]);
	});
});

describe('a send whose answer is lost', () => {
	const unknown = () =>
		faxRecord({ provider: 'service', id: null, direction: 'outbound', status: 'unknown', to: TO });
	const at = { place: PLACE, to: TO, from: null, reference: 'mine' };
	const attempt = async (provider: Provider, record = unknown()) => {
		const attempts = [
			{ at: '', id: null, outcome: 'unknown' as const, category: 'outcome_unknown' as const },
		];
		const sent = await sendAndFind(
			provider,
			() => http,
			at,
			attempts,
			undefined,
			async () => record,
		);
		return { ...sent, attempts };
	};

	it('becomes an accepted one, as Send would have returned it', async () => {
		const { record, attempts, own } = await attempt(
			service(shows(fax('a', { status: 'failed', isFinal: true }))),
		);
		expect(record).toMatchObject({ id: 'a', status: 'queued', isFinal: false, reference: 'mine', to: TO });
		expect(attempts.map(({ outcome, id }) => [outcome, id])).toEqual([
			['unknown', null],
			['accepted', 'a'],
		]);
		expect(own).toMatchObject({ state: 'accepted', id: 'a' });
	});

	it('stays unknown otherwise, and is never sent again', async () => {
		const send = jest.fn(async () => unknown());
		const provider = service({ complete: true, faxes: [] });
		const { record } = await sendAndFind(provider, () => http, at, [], undefined, send);
		expect(record.status).toBe('unknown');
		expect(send).toHaveBeenCalledTimes(1);
	});

	it('does not take the fax of another send of this process', async () => {
		await attempt(service(), faxRecord({ ...fax('a'), status: 'queued' }));
		expect((await attempt(service(shows(fax('a'))))).record.status).toBe('unknown');
		// That one is open now: its fax could be the next one's, too.
		expect((await attempt(service(shows(fax('b'))))).record.status).toBe('unknown');
	});

	it('forgets what was refused', async () => {
		const refusal = fail('rejected');
		const refused = sendAndFind(
			service(),
			() => http,
			at,
			[],
			undefined,
			async () => {
				throw refusal;
			},
		);
		await expect(refused).rejects.toBe(refusal);
		expect((await attempt(service(shows(fax('a'))))).record.id).toBe('a');
	});
});
