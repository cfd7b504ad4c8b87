import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { badParameter, fail } from '../failure';
import type * as MergeModule from '../pdf/merge';
import type * as PaperModule from '../pdf/images/paper';
import { DocumentProblem } from '../pdf/problem';
import type { Capabilities, OutgoingDocument } from '../provider';
import { asBoolean, asText } from '../values';
import { keyOfPages } from './contentKey';
import { extensionIn, safeFileName } from './fileTypes';
import { contentOf, inspect } from './inspect';
import { madeDocument, nameOfDocument, readableSize } from './outgoing';
import { closedRanges, pageSelections, pagesIn } from './pageRanges';
import type { ClosedRange, PageSelection } from './pageRanges';

/*
 * What reads and writes PDF is loaded with the first document that needs it.
 */
const merging = () => require('../pdf/merge') as typeof MergeModule;
const papers = () => require('../pdf/images/paper') as typeof PaperModule;

const PDF = 'application/pdf';
/** All parts are held while they are merged, and so is the result. */
const LARGEST_BYTES = 100_000_000;

type SendLimits = Capabilities['send'];

/** The documents of a fax in the form in which they are handed in. */
export interface Arranged {
	documents: OutgoingDocument[];
	/** for each document the pages that the service is to pick, null for all; only where the service does that */
	pageRanges?: ReadonlyArray<readonly ClosedRange[] | null>;
}

/**
 * Merges the documents of a fax into one PDF where the service takes one file only or the user wants it, and leaves
 * out the pages that were not asked for.
 * @param documentUrls documents that the service fetches itself: nothing can be done to them here
 * @throws FaxFailure that names the document or the parameter
 */
export async function arranged(
	context: Pick<IExecuteFunctions, 'helpers' | 'getNode'>,
	documents: OutgoingDocument[],
	documentUrls: readonly string[],
	options: IDataObject,
	limits: SendLimits,
): Promise<Arranged> {
	const selections = pageSelections(asText(options.pages), documents.length + documentUrls.length);
	const wantsOne = asBoolean(options.mergeFiles) === true;
	if (documentUrls.length > 0) return untouched(documents, documentUrls, selections, wantsOne, limits);
	const isMerged = documents.length > 1 && (wantsOne || limits.maxFiles === 1);
	if (isMerged) return { documents: [await mergedDocument(context, documents, selections, options)] };
	if (selections.every((selection) => selection === null)) return { documents };
	if (limits.selectsPages) return { documents, pageRanges: await rangesOf(documents, selections) };
	const cut = documents.map(async (document, index) =>
		selections[index] === null
			? document
			: await cutDocument(context, documents, index, selections[index], options),
	);
	return { documents: await Promise.all(cut) };
}

function untouched(
	documents: OutgoingDocument[],
	urls: readonly string[],
	selections: readonly PageSelection[],
	wantsOne: boolean,
	limits: SendLimits,
): Arranged {
	const hint =
		"Switch off 'Let Service Fetch the URL': then n8n downloads the document, and the node does it.";
	const isSelected = selections.some((selection) => selection !== null);
	if (isSelected && !limits.selectsPages) {
		throw badParameter('Pages', 'cannot be kept when the service fetches the document itself', hint);
	}
	if (wantsOne && urls.length > 1) {
		throw badParameter('Merge Files', 'is not possible when the service fetches the documents itself', hint);
	}
	if (!isSelected) return { documents };
	const pageRanges = selections.map((ranges) =>
		ranges === null ? null : closedRanges(ranges, null, 'the document'),
	);
	return { documents, pageRanges };
}

async function rangesOf(
	documents: readonly OutgoingDocument[],
	selections: readonly PageSelection[],
): Promise<Arranged['pageRanges']> {
	const ranges: Array<ClosedRange[] | null> = [];
	for (const [index, document] of documents.entries()) {
		const selection = selections[index];
		const { pages } = selection === null ? { pages: null } : await inspect(document);
		const name = nameOfDocument(documents, index);
		ranges.push(selection === null ? null : closedRanges(selection, pages, name));
	}
	return ranges;
}

/** Dry Run does not download, so it has no bytes to merge. */
const isMissing = ({ size }: OutgoingDocument) => size === 0;

function checkMergeable(documents: readonly OutgoingDocument[]): void {
	const types = merging().MERGEABLE;
	const bad = documents.findIndex((document) => !isMissing(document) && !types.includes(document.mimeType));
	if (bad >= 0) {
		const ending = extensionIn(documents[bad].fileName);
		throw fail('document_error', {
			message: `${nameOfDocument(documents, bad)} is of a type that cannot be merged or cut${ending ? ` (.${ending})` : ''}`,
			hint: 'PDF, JPEG, PNG and TIFF can be. Turn it into a PDF first.',
		});
	}
	const total = documents.reduce((sum, { size }) => sum + size, 0);
	if (total <= LARGEST_BYTES) return;
	throw fail('document_error', {
		message: `The documents have ${readableSize(total)}, but the node merges or cuts up to ${readableSize(LARGEST_BYTES)}`,
		hint: 'Make them smaller (fewer pages, lower resolution) or send them as several faxes.',
	});
}

const paperOf = (options: IDataObject) =>
	papers().PAPERS[asText(options.paperSize) === 'letter' ? 'letter' : 'a4'];

async function mergedDocument(
	context: Pick<IExecuteFunctions, 'helpers' | 'getNode'>,
	documents: readonly OutgoingDocument[],
	selections: readonly PageSelection[],
	options: IDataObject,
): Promise<OutgoingDocument> {
	checkMergeable(documents);
	const others = documents.length - 1;
	const name = withoutExtension(documents[0].fileName);
	const fileName = safeFileName(`${name}${others > 0 ? ` and ${others} more` : ''}.pdf`);
	const missing = documents.find(isMissing);
	if (missing !== undefined) return placeholder(missing, fileName, documents);
	const parts = documents.map((document, index) => partOf(document, selections[index], documents, index));
	const { bytes } = await merging().merge(parts, paperOf(options), (error, index) =>
		located(error, nameOfDocument(documents, index)),
	);
	return await madeDocument(context, bytes, fileName, PDF);
}

async function cutDocument(
	context: Pick<IExecuteFunctions, 'helpers' | 'getNode'>,
	documents: readonly OutgoingDocument[],
	index: number,
	selection: PageSelection,
	options: IDataObject,
): Promise<OutgoingDocument> {
	const document = documents[index];
	if (isMissing(document)) return placeholder(document, document.fileName, [document]);
	checkMergeable([document]);
	let isWhole = false;
	let key = document.contentKey;
	const part = partOf(document, selection, documents, index);
	const pages = (count: number) => {
		const chosen = part.pages!(count);
		isWhole = chosen.length === count;
		key &&= keyOfPages(key, chosen);
		return chosen;
	};
	const { bytes } = await merging().merge([{ ...part, pages }], paperOf(options), (error) =>
		located(error, nameOfDocument(documents, index)),
	);
	// The whole of it needs no new file.
	if (isWhole) return document;
	const fileName = `${withoutExtension(document.fileName)}.pdf`;
	const made = await madeDocument(context, bytes, fileName, PDF);
	return key === undefined ? made : { ...made, contentKey: key };
}

const withoutExtension = (fileName: string) => fileName.replace(/\.[a-z0-9]{1,8}$/i, '');

function partOf(
	document: OutgoingDocument,
	selection: PageSelection,
	documents: readonly OutgoingDocument[],
	index: number,
): MergeModule.MergePart {
	return {
		mimeType: document.mimeType,
		bytes: async () => await contentOf(document),
		pages:
			selection === null
				? null
				: (count) => pagesIn(closedRanges(selection, count, nameOfDocument(documents, index))),
	};
}

/** Says in the list of requests what the merged file would be made of. */
function placeholder(
	missing: OutgoingDocument,
	fileName: string,
	documents: readonly OutgoingDocument[],
): OutgoingDocument {
	const sources = async () =>
		(await Promise.all(documents.map(async (one) => await one.sha256()))).join(', ');
	return { ...missing, fileName, mimeType: PDF, sha256: async () => `<made of ${await sources()}>` };
}

function located(error: unknown, name: string): unknown {
	if (!(error instanceof DocumentProblem)) return error;
	return fail('document_error', { message: `${name} ${error.problem}`, hint: error.hint });
}
