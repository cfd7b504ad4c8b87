import type { IExecuteFunctions } from 'n8n-workflow';
import { isoFromParameter } from '../dates';
import { arranged } from '../documents/arrange';
import { safeFileName, typeByName } from '../documents/fileTypes';
import { downloadToStore, documentUrl } from '../documents/fromUrl';
import { checkDocuments, outgoingDocument } from '../documents/outgoing';
import { documentOfRun } from '../documents/runDocuments';
import { badParameter, fail } from '../failure';
import { parseFaxNumber, splitRecipients } from '../numbers';
import type { ServiceParameters } from '../parameters';
import type { OutgoingDocument, Provider, SendRequest } from '../provider';
import { asBoolean, asList, asText } from '../values';
import { coverChoiceOf } from './coverOptions';
import { pageDetailsOf, textDocumentAt, withCover } from './madeDocuments';
import type { PageDetails } from './madeDocuments';
import { optionsAt, ownValues } from './parameters';

/** Any number is better refused than tried when a document has no known limit at its service. */
const LARGEST_DOWNLOAD = 200_000_000;

/** The numbers of an item, in E.164, each once. Throws a FaxFailure that names the one that cannot be used. */
export function recipientsAt(context: IExecuteFunctions, itemIndex: number): string[] {
	const defaultCountry = countryAt(context, itemIndex);
	const written = splitRecipients(context.getNodeParameter('to', itemIndex, ''));
	if (written.length === 0) {
		throw badParameter('To', 'is empty', 'Write the fax number of the recipient, e.g. +1 555 123 4567.');
	}
	const numbers = written.map((text, index) => {
		const parsed = parseFaxNumber(text, { defaultCountry });
		if (parsed.ok) return parsed.e164;
		const which = written.length > 1 ? `, number ${index + 1} of ${written.length},` : '';
		throw fail(
			'invalid_number',
			{ message: `'To'${which} ${parsed.message}`, hint: parsed.hint },
			{ parameter: 'To' },
		);
	});
	return [...new Set(numbers)];
}

function countryAt(context: IExecuteFunctions, itemIndex: number): string | undefined {
	return asText(optionsAt(context, itemIndex).defaultCountry) ?? undefined;
}

/** The sender as the service takes it: a number, one of its words, or a list of numbers where it takes one. */
function senderAt(context: IExecuteFunctions, provider: Provider, itemIndex: number): string | null {
	const { fromRequired, fromWords, fromList, withoutFrom } = provider.capabilities.send;
	if (withoutFrom) return null;
	const text = asText(context.getNodeParameter('from', itemIndex, '', { extractValue: true }));
	if (text === null) {
		if (!fromRequired) return null;
		throw badParameter('From', 'is empty', 'Choose one of the fax numbers of your account.');
	}
	if (fromWords.some((word) => word.toLowerCase() === text.toLowerCase())) return text;
	const defaultCountry = countryAt(context, itemIndex);
	const written = fromList ? splitRecipients(text) : [text];
	const numbers = written.map((number) => {
		const parsed = parseFaxNumber(number, { defaultCountry });
		if (parsed.ok) return parsed.e164;
		throw badParameter('From', parsed.message, parsed.hint);
	});
	return numbers.join(',');
}

/** The fields of binary data an item names, in page order. */
function fieldsAt(context: IExecuteFunctions, itemIndex: number): string[] {
	const names = splitRecipients(context.getNodeParameter('binaryPropertyName', itemIndex, 'data'));
	if (names.length > 0) return names;
	throw badParameter(
		'Input Data Field Name',
		'is empty',
		'Write the name of the input field that holds the file, usually data.',
	);
}

async function binaryDocuments(context: IExecuteFunctions, itemIndex: number): Promise<OutgoingDocument[]> {
	const fields = fieldsAt(context, itemIndex);
	const documents: OutgoingDocument[] = [];
	for (const [index, field] of fields.entries()) {
		let binary;
		try {
			binary = context.helpers.assertBinaryData(itemIndex, field);
		} catch {
			throw badParameter(
				'Input Data Field Name',
				`names the field '${field}', but the item has no file in it`,
				'Look at the input of the node, tab Binary, for the name of the field.',
			);
		}
		documents.push(await documentOfRun(context, binary, field, index));
	}
	return documents;
}

function urlsAt(context: IExecuteFunctions, itemIndex: number): URL[] {
	const given = context.getNodeParameter('documentUrl', itemIndex, '') as unknown;
	const texts = Array.isArray(given) ? asList(given).map(String) : String(given).trim().split(/\s+/);
	return texts.map(documentUrl);
}

async function urlDocuments(
	context: IExecuteFunctions,
	provider: Provider,
	urls: readonly URL[],
): Promise<OutgoingDocument[]> {
	const limit = provider.capabilities.send.maxTotalBytes ?? LARGEST_DOWNLOAD;
	const documents: OutgoingDocument[] = [];
	for (const [index, url] of urls.entries()) {
		const binary = await downloadToStore(context, url, limit);
		documents.push(await outgoingDocument(context, binary, 'Document URL', index));
	}
	return documents;
}

/** Stands for a document that Dry Run does not download. */
const undownloaded = ({ origin, pathname }: URL): OutgoingDocument => ({
	fileName: safeFileName(pathname) || 'document',
	mimeType: typeByName(pathname) ?? 'application/octet-stream',
	size: 0,
	async *open() {},
	// In place of a hash, so that the list of requests says where the bytes would come from, but for a key in its query.
	sha256: async () => `<of ${origin}${pathname}>`,
});

/**
 * Reads and checks all that one item says about a fax, but for the recipients.
 * Documents at a URL are downloaded here, so that an unreachable one stops the run before anything is sent.
 * @param fax to whom it goes, and what the rules say about its pages
 * @throws FaxFailure that names the parameter
 */
export async function sendInputAt(
	context: IExecuteFunctions,
	provider: Provider,
	own: ServiceParameters,
	itemIndex: number,
	fax: Pick<PageDetails, 'recipients' | 'rules'>,
): Promise<Omit<SendRequest, 'to' | 'uploaded'>> {
	const options = optionsAt(context, itemIndex);
	const cover = coverChoiceOf(options, provider);
	const from = senderAt(context, provider, itemIndex);
	const sendAt = isoFromParameter(options.sendAt, 'Send At', context.getTimezone());
	const extra = ownValues(context, own, 'send', itemIndex);
	const details = pageDetailsOf(context, options, { ...fax, from, sendAt });
	const source = context.getNodeParameter('documentSource', itemIndex, 'binary') as string;
	const passesUrl = source === 'url' && asBoolean(options.letServiceFetch) === true;
	const urls = source === 'url' ? urlsAt(context, itemIndex) : [];
	const isDry = asBoolean(options.dryRun) === true;
	let documents: OutgoingDocument[] = [];
	if (source === 'text') documents = [await textDocumentAt(context, options, details, cover.made, itemIndex)];
	else if (source !== 'url') documents = await binaryDocuments(context, itemIndex);
	else if (!passesUrl && isDry) documents = urls.map(undownloaded);
	else if (!passesUrl) documents = await urlDocuments(context, provider, urls);
	const documentUrls = passesUrl ? urls.map(({ href }) => href) : [];
	const { send } = provider.capabilities;
	const chosen = {
		...options,
		get paperSize() {
			return details.paper();
		},
	};
	let handedIn = await arranged(context, documents, documentUrls, chosen, send);
	if (cover.made !== null && source !== 'text') {
		handedIn = await withCover(context, { ...handedIn, documentUrls }, cover.made, details, options, send);
	}
	checkDocuments(handedIn.documents, documentUrls, send);
	return {
		from,
		...handedIn,
		documentUrls,
		reference: provider.capabilities.send.reference ? asText(options.reference) : null,
		sendAt,
		coverPage: cover.own,
		callbackUrl: asText(options.callbackUrl),
		extra,
	};
}
