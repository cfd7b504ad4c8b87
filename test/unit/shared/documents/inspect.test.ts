import { inspect } from '../../../../nodes/shared/documents/inspect';
import { memoryDocument } from '../../../support/tableHttp';

const PAGE = '1 0 obj <</Type /Page /Parent 2 0 R>> endobj\n';
const TREE = '2 0 obj <</Type/Pages /Kids [1 0 R] /Count 3>> endobj\n';

/** A PDF that is handed out in pieces of so many bytes. */
const inPieces = (text: string, size: number) => {
	const bytes = Buffer.from(text, 'latin1');
	return {
		...memoryDocument('a.pdf', 'application/pdf', bytes),
		async *open() {
			for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
		},
	};
};
const SIZES = [1, 7, 63, 64, 65, 191, 192, 1_000, 65_536];
const junk = '\0ÿ/Pag'.repeat(60);

describe('a look into a PDF, however it comes in pieces', () => {
	it.each(SIZES)('counts its pages, in pieces of %d bytes', async (size) => {
		const text = `%PDF-1.4\n${PAGE}${junk}${PAGE}${TREE}${junk}<</Type\n\n/Page>>trailer`;
		expect(await inspect(inPieces(text, size))).toEqual({ pages: 3, isProtected: false });
	});

	it.each(SIZES)('does not take the page tree for a page, in pieces of %d bytes', async (size) => {
		const text = `%PDF-1.4\n${junk}${TREE}`;
		// Of pages that cannot be seen, the tree says how many there are.
		expect(await inspect(inPieces(text, size))).toEqual({ pages: 3, isProtected: false });
	});

	it.each(SIZES)('counts a page at its very end, in pieces of %d bytes', async (size) => {
		expect(await inspect(inPieces(`%PDF-1.4 ${junk}<</Type/Page`, size))).toMatchObject({ pages: 1 });
	});

	it.each(SIZES)('sees that it is protected, in pieces of %d bytes', async (size) => {
		const text = (after: string) => `%PDF-1.4\n${PAGE}${junk}trailer <</Encrypt${after} /Root 1 0 R>>`;
		expect(await inspect(inPieces(text(' 12 0 R'), size))).toEqual({ pages: 1, isProtected: true });
		expect(await inspect(inPieces(text('<</V 4>>'), size))).toEqual({ pages: 1, isProtected: true });
		expect(await inspect(inPieces(text('ed'), size))).toEqual({ pages: 1, isProtected: false });
	});
});
