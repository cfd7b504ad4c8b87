import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { allProviders, loadProvider, providerNames } from '../../nodes/FaxInbox/providers';
import { FAILURE_ADVICE } from '../../nodes/shared/failure';
import { readStatus } from '../../nodes/shared/status';

interface Facts {
	service: string;
	statuses: Array<{
		where: string;
		word: string;
		status: string;
		isFinal: boolean;
		isPartial: boolean;
		failure: string | null;
		standing: string;
	}>;
	errorCodes: Array<{ where: string; code: string; category: string; standing: string }>;
	dates: Array<{ form: string; in: unknown; out: string; standing: string }>;
	limits: Array<{ name: string; value: number | string; unit: string; standing: string }>;
}

const FACTS = join(__dirname, '..', 'facts');
const STANDINGS = ['documented', 'sdk', 'code', 'inferred', 'defensive', 'uncertain'];
const STATUSES = ['queued', 'sending', 'delivered', 'failed', 'canceled', 'received', 'unknown'];
const CATEGORIES = Object.keys(FAILURE_ADVICE);

const factsOf = (name: string) => JSON.parse(readFileSync(join(FACTS, `${name}.json`), 'utf8')) as Facts;
const sorted = (lines: string[]) => [...lines].sort();

test('every service has its facts, and all facts belong to a service', () => {
	const files = readdirSync(FACTS).map((file) => file.replace(/\.json$/, ''));
	expect(sorted(files)).toEqual(sorted([...providerNames]));
});

test('the registry knows each service by its own name, and no other', () => {
	expect(allProviders().map(({ name }) => name)).toEqual([...providerNames]);
	expect(() => loadProvider('constructor')).toThrow(RangeError);
});

describe.each([...providerNames])('facts of %s', (name) => {
	const facts = factsOf(name);
	const { tables } = loadProvider(name);

	test('the facts are well formed', () => {
		expect(facts.service).toBe(name);
		const all = [...facts.statuses, ...facts.errorCodes, ...facts.dates, ...facts.limits];
		expect(all.length).toBeGreaterThan(0);
		for (const { standing } of all) expect(STANDINGS).toContain(standing);
		for (const { word, where, status, failure, isFinal } of facts.statuses) {
			expect(STATUSES).toContain(status);
			expect([where, word, failure === null]).toEqual([where, word, status !== 'failed']);
			if (failure !== null) expect(CATEGORIES).toContain(failure);
			if (['delivered', 'failed', 'canceled', 'received'].includes(status))
				expect([word, isFinal]).toEqual([word, true]);
			if (['queued', 'sending', 'unknown'].includes(status)) expect([word, isFinal]).toEqual([word, false]);
		}
		for (const { category } of facts.errorCodes) expect(CATEGORIES).toContain(category);
	});

	test('statuses: table and facts are equal, both ways', () => {
		const fromTables = Object.entries(tables.statuses).flatMap(([where, table]) =>
			Object.entries(table).map(([word, entry]) => ({
				where,
				word,
				status: entry.status,
				isFinal: entry.isFinal,
				isPartial: entry.isPartial ?? false,
				failure: entry.failure ?? null,
			})),
		);
		const fromFacts = facts.statuses.map(({ standing: _standing, ...fact }) => fact);
		const lines = (rows: object[]) => sorted(rows.map((row) => JSON.stringify(row)));
		expect(lines(fromTables)).toEqual(lines(fromFacts));
	});

	test('error codes: table and facts are equal, both ways', () => {
		const fromTables = Object.entries(tables.errorCodes).flatMap(([where, codes]) =>
			Object.entries(codes).map(([code, category]) => `${where} ${code} ${category}`),
		);
		const fromFacts = facts.errorCodes.map(({ where, code, category }) => `${where} ${code} ${category}`);
		expect(sorted(fromTables)).toEqual(sorted(fromFacts));
	});

	test('dates: each form is read as the facts say, and each reader has a fact', () => {
		expect(sorted(Object.keys(tables.dates))).toEqual(
			sorted([...new Set(facts.dates.map(({ form }) => form))]),
		);
		for (const { form, in: text, out } of facts.dates)
			expect([form, tables.dates[form](text)]).toEqual([form, out]);
	});

	test('limits: table and facts are equal, both ways', () => {
		const fromFacts = facts.limits.map(({ name: limit, value }) => [limit, value]);
		expect(Object.fromEntries(fromFacts)).toEqual({ ...tables.limits });
		expect(fromFacts).toHaveLength(Object.keys(tables.limits).length);
	});

	describe.each(Object.entries(tables.statuses))('status words of %s', (_where, table) => {
		test('case and blanks around a word do not matter', () => {
			for (const [word, entry] of Object.entries(table)) {
				expect(readStatus(table, ` ${word.toUpperCase()} `)).toBe(entry);
			}
		});

		test('an unlisted word is unknown and not final, or failed and final when it begins with "fail"', () => {
			const words = fc.oneof(
				fc.string(),
				fc.string().map((rest) => `fail${rest}`),
				fc.constantFrom('__proto__', 'constructor', 'toString', 'FAILED_BY_SOMETHING_NEW', 'success_2', ''),
			);
			fc.assert(
				fc.property(words, (word) => {
					const key = word.trim().toLowerCase();
					if (Object.keys(table).includes(key)) return;
					const failed = key.startsWith('fail');
					expect(readStatus(table, word)).toMatchObject(
						failed
							? { status: 'failed', isFinal: true, failure: 'unknown' }
							: { status: 'unknown', isFinal: false },
					);
				}),
			);
			expect(readStatus(table, null)).toEqual({ status: 'unknown', isFinal: false });
			expect(readStatus(table, undefined)).toEqual({ status: 'unknown', isFinal: false });
		});
	});

	test('no date reader throws or invents: what is not of its form is null, what is becomes ISO 8601 in UTC', () => {
		const anything = fc.oneof(
			fc.anything(),
			fc.string(),
			fc.integer(),
			fc.double(),
			fc.date({ noInvalidDate: false }),
		);
		for (const [form, read] of Object.entries(tables.dates)) {
			fc.assert(
				fc.property(anything, (value) => {
					const iso = read(value);
					if (iso !== null) expect([form, iso, new Date(iso).toISOString()]).toEqual([form, iso, iso]);
				}),
			);
			for (const nothing of [null, undefined, '', ' ', {}, [], 'yesterday']) {
				expect([form, nothing, read(nothing)]).toEqual([form, nothing, null]);
			}
		}
	});
});
