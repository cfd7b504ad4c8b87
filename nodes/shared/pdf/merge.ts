import { PageCopier } from './copyPages';
import { addImagePages, imagePageCount } from './images/imagePages';
import { copyLayers, layerProperties } from './layers';
import type { Layers } from './layers';
import { PdfOutput, dict, name } from './output';
import type { Paper } from './images/paper';
import { MOST_PAGES, pagesOf } from './pageTree';
import { PdfFile } from './pdfFile';
import { broken, tooLarge } from './problem';
import { PdfRef } from './values';
import type { PdfDict, PdfValue } from './values';

/** A document that goes into a merged one. */
export interface MergePart {
	mimeType: string;
	bytes(): Promise<Buffer>;
	/** which of its pages, from 0 on; all when null */
	pages: ((count: number) => readonly number[]) | null;
}

const PDF = 'application/pdf';

/** The types that can be put into a PDF. */
export const MERGEABLE: readonly string[] = [PDF, 'image/jpeg', 'image/png', 'image/tiff'];

/** How many pages a document has, by the same rules as merging. @throws DocumentProblem when it cannot be read */
export function pageCount(bytes: Buffer, mimeType: string): number {
	return mimeType === PDF ? pagesOf(new PdfFile(bytes)).length : imagePageCount(bytes, mimeType);
}

/**
 * One PDF of the pages of all parts, in their order. The same parts always give the same bytes.
 * @param located puts the place of a part, from 0 on, into what is thrown
 * @throws DocumentProblem by way of `located` when a part cannot be read
 */
export async function merge(
	parts: readonly MergePart[],
	paper: Paper,
	located: (error: unknown, part: number) => unknown,
): Promise<{ bytes: Buffer; pages: number }> {
	const output = new PdfOutput();
	const tree = output.reserve();
	const pages: number[] = [];
	const layers: Layers = { all: [], off: [] };
	for (const [index, part] of parts.entries()) {
		try {
			pages.push(...addPart(part, await part.bytes(), { output, tree, layers, paper }));
			if (pages.length > MOST_PAGES) {
				throw tooLarge(`makes it more than ${MOST_PAGES} pages`, 'Send it in several faxes.');
			}
		} catch (error) {
			throw located(asDefect(error), index);
		}
	}
	const kids: PdfValue[] = pages.map((num) => new PdfRef(num));
	output.add(dict({ Type: name('Pages'), Count: kids.length, Kids: kids }), tree);
	const catalog: PdfDict = dict({ Type: name('Catalog'), Pages: new PdfRef(tree) });
	for (const [key, value] of layerProperties(layers)) catalog.set(key, value);
	return { bytes: output.end(output.add(catalog)), pages: pages.length };
}

interface Target {
	output: PdfOutput;
	tree: number;
	layers: Layers;
	paper: Paper;
}

function addPart(part: MergePart, bytes: Buffer, { output, tree, layers, paper }: Target): number[] {
	if (part.mimeType !== PDF) {
		const count = imagePageCount(bytes, part.mimeType);
		return addImagePages(bytes, part.mimeType, part.pages?.(count) ?? null, { output, tree, paper });
	}
	const file = new PdfFile(bytes);
	const all = pagesOf(file);
	const copier = new PageCopier(file, output, tree);
	const chosen = part.pages?.(all.length) ?? all.keys();
	const copies = Array.from(chosen, (index) => copier.copy(all[index], index + 1));
	copyLayers(file, copier, layers);
	return copies;
}

/** Reading past the end of a file that breaks off is a defect of the file. */
export function asDefect(error: unknown): unknown {
	return error instanceof RangeError ? broken('it ends too early or holds impossible sizes') : error;
}
