import fc from 'fast-check';
import {
	firstState,
	freshFaxes,
	readState,
	stateAfter,
	timeOf,
	windowStart,
	withoutTimeless,
	type InboxState,
} from '../../../../nodes/shared/inbox/inboxState';
import { faxRecord, type FaxRecord } from '../../../../nodes/shared/record';

const MINUTE_MS = 60_000;
const NOW = Date.parse('2026-03-02T09:00:00Z');
const OVERLAP_MS = 120 * MINUTE_MS;

const fax = (id: string, at: number | null, more: Partial<FaxRecord> = {}): FaxRecord =>
	faxRecord({
		provider: 'example',
		id,
		direction: 'inbound',
		status: 'received',
		createdAt: at === null ? null : new Date(at).toISOString(),
		...more,
	});

const after = (state: InboxState, more: Partial<Parameters<typeof stateAfter>[1]> = {}) =>
	stateAfter(state, {
		handedOn: [],
		left: [],
		listed: [],
		isComplete: true,
		now: NOW,
		overlapMs: OVERLAP_MS,
		...more,
	});

const ids = (records: readonly FaxRecord[]) => records.map(({ id }) => id);

describe('the state of the inbox trigger', () => {
	const first = firstState('example', NOW, 0);

	it('can be written down and read again', () => {
		const state: InboxState = { ...first, cursor: NOW, seen: { a: NOW, b: null }, floor: 5 };
		expect(readState(JSON.parse(JSON.stringify(state)), 'example')).toEqual(state);
		expect(readState(state, 'other')).toBeNull();
		for (const odd of [undefined, null, 7, 'text', {}, { source: 'example', since: 'x', seen: {} }]) {
			expect(readState(odd, 'example')).toBeNull();
		}
	});

	it('leaves out what came before, what is known, what is under way and what was sent to nobody', () => {
		const listed = [
			fax('new', NOW),
			fax('old', NOW - 7 * MINUTE_MS),
			fax('began before', NOW - 60 * MINUTE_MS, { completedAt: new Date(NOW).toISOString() }),
			fax('known', NOW),
			fax('failed', NOW, { status: 'failed' }),
			fax('coming', NOW, { status: 'sending' }),
			fax('odd', NOW, { status: 'unknown' }),
		];
		const state = { ...first, seen: { known: NOW } };
		expect(ids(freshFaxes(state, listed, windowStart(state, OVERLAP_MS)))).toEqual([
			'began before',
			'odd',
			'new',
		]);
	});

	it('takes faxes without a time as known at the first poll only', () => {
		const listed = [fax('a', null), fax('b', null)];
		const state = after(withoutTimeless(first, listed), { listed });
		expect(freshFaxes(state, [...listed, fax('c', null)], 0)).toHaveLength(1);
		// They are remembered as long as they are listed.
		expect(after(state, { listed }).seen).toEqual({ a: null, b: null });
		expect(after(state, { listed: [listed[0]] }).seen).toEqual({ a: null });
		expect(after(state, { listed: [], isComplete: false }).seen).toEqual({ a: null, b: null });
	});

	it('never moves the cursor past a fax that is left, past the present, or back', () => {
		const late = fax('late', NOW - 5 * MINUTE_MS);
		const ahead = fax('ahead', NOW + 60 * MINUTE_MS);
		expect(after(first, { handedOn: [fax('x', NOW - MINUTE_MS)], left: [late] }).cursor).toBe(timeOf(late));
		expect(after(first, { handedOn: [ahead] }).cursor).toBe(NOW);
		expect(after({ ...first, cursor: NOW }, { handedOn: [late], left: [late] }).cursor).toBe(NOW);
		expect(after(first).cursor).toBeNull();
	});

	it('stays bounded, and looks no further back than it remembers', () => {
		const many = Array.from({ length: 7_000 }, (_, index) => fax(String(index), NOW - 7_000 + index));
		const state = after(first, { handedOn: many, listed: many });
		expect(Object.keys(state.seen)).toHaveLength(5_000);
		expect(freshFaxes(state, many, windowStart(state, OVERLAP_MS))).toEqual([]);
	});

	it('hands each fax on once, whatever is listed late, left or forgotten by a poll that found nothing', () => {
		const plans = fc.array(
			fc.record({
				arrivals: fc.array(
					fc.record({ begins: fc.integer({ min: 0, max: 100 }), lasts: fc.integer({ min: 0, max: 90 }) }),
					{
						maxLength: 6,
					},
				),
				gap: fc.integer({ min: 1, max: 200 }),
				most: fc.integer({ min: 0, max: 5 }),
				isLost: fc.boolean(),
			}),
			{ minLength: 1, maxLength: 25 },
		);
		fc.assert(
			fc.property(plans, (plan) => {
				let state = firstState('example', NOW, 0);
				let now = NOW;
				const all: Array<{ record: FaxRecord; end: number }> = [];
				const handed: Array<string | null> = [];
				const poll = (most: number, isLost: boolean) => {
					const from = windowStart(state, OVERLAP_MS);
					const listed = all
						.filter(({ record, end }) => end <= now && timeOf(record)! >= from)
						.map(({ record }) => record);
					const fresh = freshFaxes(state, listed, from);
					const handedOn = fresh.slice(0, most);
					handed.push(...ids(handedOn));
					const next = after(state, { handedOn, left: fresh.slice(most), listed, now });
					// n8n saves nothing of a poll without items.
					if (handedOn.length > 0 || !isLost) state = next;
				};
				for (const { arrivals, gap, most, isLost } of plan) {
					for (const { begins, lasts } of arrivals) {
						const at = now + (begins * gap * MINUTE_MS) / 100;
						all.push({ record: fax(String(all.length), at), end: at + lasts * MINUTE_MS });
					}
					now += gap * MINUTE_MS;
					poll(most, isLost);
				}
				now += 100 * MINUTE_MS;
				for (let more = 0; more < 30; more++) poll(5, false);
				expect([...handed].sort()).toEqual(all.map(({ record }) => record.id).sort());
			}),
			{ numRuns: 500 },
		);
	});
});
