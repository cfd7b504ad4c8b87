import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { installCorpus, merged, placeOf, realDocuments } from './corpus';
import { readersMissing, seenIn } from './readers';

const LONGEST_MS = 5_000;
const UTMOST_GROWTH = 10;
/** what the code itself takes, whatever the document: compiling it, tables, a window for unpacking */
const OWN_MEMORY = 20 * 1024 * 1024;

const problem = installCorpus();
if (problem !== null && process.env.CI) throw new Error(problem);
if (problem !== null) console.warn(`Real documents are not tried: ${problem}`);
const describeIfThere = problem === null ? describe : describe.skip;

describeIfThere('documents of other programs', () => {
	const folder = mkdtempSync(path.join(tmpdir(), 'fax-real-'));
	const documents = realDocuments();

	afterAll(() => rmSync(folder, { recursive: true }));

	it('are sixty at least', () => {
		expect(documents.length).toBeGreaterThanOrEqual(60);
	});

	it.each(documents)('$file: $outcome', ({ file, outcome }) => {
		const place = placeOf(file);
		const target = path.join(folder, 'merged.pdf');
		const cost = merged(place, target);
		expect(cost.outcome).toBe(outcome);
		expect(cost.milliseconds).toBeLessThan(LONGEST_MS);
		expect(cost.growth).toBeLessThan(UTMOST_GROWTH * statSync(place).size + OWN_MEMORY);
		if (outcome.startsWith('refused') || readersMissing !== null) return;
		const seen = seenIn(readFileSync(target));
		expect(seen).toHaveLength(Number.parseInt(outcome));
		// What another reader finds in the original it finds in the merged file.
		if (readFileSync(place).subarray(0, 1024).includes('%PDF-')) {
			expect(seen.map(({ text }) => text)).toEqual(
				seenIn(readFileSync(place), { checks: false }).map(({ text }) => text),
			);
		}
	});
});
