import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { clock } from '../clock';
import { coverPage, coverTexts } from '../cover/coverPage';
import type { CoverOrder } from '../cover/coverPage';
import { arranged } from '../documents/arrange';
import type { Arranged } from '../documents/arrange';
import { contentKeyOf, keyOfDocument } from '../documents/contentKey';
import { inspectAll } from '../documents/inspect';
import { madeDocument } from '../documents/outgoing';
import { badParameter } from '../failure';
import { countryOf } from '../numbers';
import { fontsFor } from '../pdf/writeFonts';
import type { FontSet } from '../pdf/writeFonts';
import { writePdf } from '../pdf/writePdf';
import type { Mark } from '../pdf/writePdf';
import type { Capabilities, OutgoingDocument } from '../provider';
import { printable } from '../text/characters';
import { dayText } from '../text/dates';
import { paperFor, SMALLEST_TYPE } from '../text/paper';
import type { PaperName } from '../text/paper';
import { framedPages, textBodies } from '../text/textPages';
import type { TextFormat, TextOrder } from '../text/textPages';
import { asBoolean, asText } from '../values';
import type { CoverInput } from './coverOptions';
import { boundedOption } from './parameters';
import { checkPagesSoFar } from './policy';
import type { PageRules } from './policy';

/** A text with more pages is surely a mistake: at a minute a page it would keep the line busy for hours. */
const MOST_PAGES = 200;
const USUAL_TYPE = 12;
const LARGEST_TYPE = 24;
const FORMATS: readonly TextFormat[] = ['markdown', 'plain'];
const PDF = 'application/pdf';
const FILE_NAME = 'fax.pdf';
const COVER_NAME = 'cover.pdf';

/** What stands on pages that are made here, whatever they say. */
export interface PageDetails {
	/** E.164 with + */
	recipients: readonly string[];
	/** a number of the sender's in E.164; null when there is none, or several */
	from: string | null;
	/** such as "21 November 2026"; made when it is asked for, since most faxes have no page that was made here */
	date(): string;
	reference: string | null;
	/** found out when it is asked for, for the same reason */
	paper(): PaperName;
	rules: PageRules;
}

/**
 * What the options say about pages that are made here.
 * @param sendAt ISO 8601, UTC; null when it is sent now
 * @throws FaxFailure that names the option
 */
export function pageDetailsOf(
	context: IExecuteFunctions,
	options: IDataObject,
	fax: Pick<PageDetails, 'recipients' | 'from' | 'rules'> & { sendAt: string | null },
): PageDetails {
	const { recipients, from, rules, sendAt } = fax;
	const reference = asText(options.reference);
	return {
		recipients,
		from: from?.startsWith('+') && !from.includes(',') ? from : null,
		date: () => dayText(sendAt ?? clock.now(), context.getTimezone()),
		reference: reference === null ? null : oneLine(reference, 'Reference'),
		paper: paperChoice(options, recipients),
		rules,
	};
}

/** The paper that the options ask for, or that is usual where the recipients are. */
export const paperOf = (options: IDataObject, recipients: readonly string[]): PaperName =>
	paperChoice(options, recipients)();

/** The same, checked now and found out later. @throws FaxFailure that names the option */
function paperChoice(options: IDataObject, recipients: readonly string[]): () => PaperName {
	const given = asText(options.paperSize) ?? 'auto';
	if (given === 'a4' || given === 'letter') return () => given;
	if (given === 'auto') return () => paperFor(recipients.map(countryOf));
	throw badParameter('Paper Size', 'has an unknown value', 'Use one of: auto, a4, letter.');
}

const oneLine = (text: string, parameter: string) => printable(text, parameter).replace(/\s+/g, ' ').trim();

/** The text of an item, checked. @throws FaxFailure that names the parameter */
function textOrderAt(
	context: IExecuteFunctions,
	options: IDataObject,
	paper: PaperName,
	itemIndex: number,
): TextOrder {
	const parameter = 'Text';
	const given = context.getNodeParameter('text', itemIndex, '') as unknown;
	if (typeof given !== 'string' && typeof given !== 'number') {
		throw badParameter(
			parameter,
			'is not a text',
			'Write what the fax is to say, or use an expression that gives text.',
		);
	}
	const text = printable(String(given), parameter);
	if (text.trim() === '') {
		throw badParameter(
			parameter,
			'is empty',
			'Write what the fax is to say. If it comes from an expression, check that the item has that field.',
		);
	}
	const format = context.getNodeParameter('textFormat', itemIndex, 'markdown') as TextFormat;
	if (!FORMATS.includes(format)) {
		throw badParameter('Text Format', 'has an unknown value', `Use one of: ${FORMATS.join(', ')}.`);
	}
	const size = boundedOption(options, 'textSize', 'Text Size', {
		least: SMALLEST_TYPE,
		most: LARGEST_TYPE,
		otherwise: USUAL_TYPE,
	});
	return { text, format, paper, size, parameter };
}

/**
 * The bodies of the pages of a text, as many as may be sent.
 * @param before how many pages come before them
 */
function bodiesWithin(order: TextOrder, fonts: FontSet, rules: PageRules, before: number): Mark[][] {
	const bodies: Mark[][] = [];
	for (const body of textBodies(order, fonts)) {
		bodies.push(body);
		const pages = before + bodies.length;
		// Checked with each page, so that the rest of a text that is too long is never set.
		checkPagesSoFar(rules, pages);
		if (pages <= MOST_PAGES) continue;
		throw badParameter(
			order.parameter,
			`has more than ${MOST_PAGES} pages`,
			'Send only what the recipient needs, or several faxes.',
		);
	}
	return bodies;
}

/**
 * The document of an item whose Document Source is Text: one PDF, with the cover page before the text.
 * @throws FaxFailure that names the parameter; of category `blocked_by_policy` when it has too many pages
 */
export async function textDocumentAt(
	context: IExecuteFunctions,
	options: IDataObject,
	details: PageDetails,
	cover: CoverInput | null,
	itemIndex: number,
): Promise<OutgoingDocument> {
	const order = textOrderAt(context, options, details.paper(), itemIndex);
	const draft = cover === null ? null : coverOrderOf(cover, details, null);
	const fonts = fontsFor([order.text, details.reference ?? '', ...(draft === null ? [] : coverTexts(draft))]);
	const before = draft === null ? 0 : 1;
	const bodies = bodiesWithin(order, fonts, details.rules, before);
	const frame = {
		left: details.reference ?? '',
		right: details.date(),
		pageName: (number: number, count: number) => `Page ${number} of ${count}`,
	};
	const pages = framedPages(bodies, frame, order.paper, fonts, before);
	const covers = draft === null ? [] : [coverPage({ ...draft, pages: before + bodies.length }, fonts)];
	return {
		...(await madeDocument(
			context,
			writePdf([...covers, ...pages], fonts, titleOf(details)),
			FILE_NAME,
			PDF,
		)),
		contentKey: contentKeyOf([order.format, order.text]),
	};
}

const titleOf = ({ reference }: PageDetails) => (reference === null ? 'Fax' : `Fax ${reference}`);

function coverOrderOf(cover: CoverInput, details: PageDetails, pages: number | null): CoverOrder {
	const [to] = details.recipients;
	return {
		toName: cover.toName,
		// A page for several must not tell one whom the others are.
		toNumber: details.recipients.length === 1 ? to : null,
		fromName: cover.fromName,
		fromNumber: details.from,
		subject: cover.subject,
		date: details.date(),
		pages,
		reference: details.reference,
		marks: cover.marks,
		message: cover.message,
		confidentialityNote: cover.confidentialityNote,
		paper: details.paper(),
	};
}

/** A cover page as a document of its own. @throws FaxFailure that names the field */
async function coverDocument(
	context: IExecuteFunctions,
	cover: CoverInput,
	details: PageDetails,
	pages: number | null,
): Promise<OutgoingDocument> {
	const order = coverOrderOf(cover, details, pages === null ? null : pages + 1);
	const fonts = fontsFor(coverTexts(order));
	const pdf = writePdf([coverPage(order, fonts)], fonts, titleOf(details));
	return { ...(await madeDocument(context, pdf, COVER_NAME, PDF)), isCoverPage: true };
}

/**
 * Puts a cover page before the documents of a fax: as a file of its own, or, where there may be one file only, merged
 * with them.
 * @param fax the documents as they would be handed in without it
 * @throws FaxFailure that names the field, or the document that cannot be merged
 */
export async function withCover(
	context: IExecuteFunctions,
	fax: Arranged & { documentUrls: readonly string[] },
	cover: CoverInput,
	details: PageDetails,
	options: IDataObject,
	limits: Capabilities['send'],
): Promise<Arranged> {
	const { documents, documentUrls, pageRanges } = fax;
	const wantsOne = limits.maxFiles === 1 || asBoolean(options.mergeFiles) === true;
	if (wantsOne && documentUrls.length > 0) {
		throw badParameter(
			'Cover Page',
			'cannot be put before a document that the service fetches itself',
			"Switch off 'Let Service Fetch the URL': then n8n downloads the document, and the node does it.",
		);
	}
	const pages = documentUrls.length > 0 ? null : await inspectAll(documents, pageRanges);
	const page = await coverDocument(context, cover, details, pages);
	const all = [page, ...documents];
	if (!wantsOne) return { documents: all, ...(pageRanges && { pageRanges: [null, ...pageRanges] }) };
	const chosen = pageRanges?.map(
		(ranges) => ranges?.map(({ first, last }) => `${first}-${last}`).join(',') ?? '',
	);
	const merging = {
		paperSize: details.paper(),
		mergeFiles: true,
		...(chosen && { pages: ['', ...chosen].join(';') }),
	};
	const merged = await arranged(context, all, [], merging, limits);
	const [{ fileName }] = documents;
	const name = `${fileName.replace(/\.[a-z0-9]{1,8}$/i, '')}.pdf`;
	const keys = await Promise.all(
		documents.map(async (document, index) => await keyOfDocument(document, pageRanges?.[index])),
	);
	const contentKey = keys.length === 1 ? keys[0] : contentKeyOf(keys);
	return { documents: merged.documents.map((document) => ({ ...document, fileName: name, contentKey })) };
}
