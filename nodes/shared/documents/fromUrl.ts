import type { IBinaryData, IExecuteFunctions, IN8nHttpFullResponse } from 'n8n-workflow';
import { badParameter, fail, FaxFailure } from '../failure';
import { isStream, plainHeaders } from '../http/answers';
import { transportProblem } from '../http/transport';
import { extensionOf, safeFileName } from './fileTypes';
import { readableSize } from './outgoing';
import { bytesIn, learnStreamClass, readableFrom } from './streams';

const PARAMETER = 'Document URL';
const TIMEOUT_MS = 60_000;

/** The URL, checked to be http or https. Throws a FaxFailure that names the parameter. */
export function documentUrl(text: string): URL {
	let url: URL | undefined;
	try {
		url = new URL(text.trim());
	} catch {
		url = undefined;
	}
	if (url === undefined || !/^https?:$/.test(url.protocol)) {
		throw badParameter(
			PARAMETER,
			'is not an http or https address',
			'Write the whole address of the document, e.g. https://example.com/letter.pdf.',
		);
	}
	return url;
}

async function* limited(chunks: AsyncIterable<unknown>, limit: number): AsyncIterable<Buffer> {
	let size = 0;
	for await (const chunk of chunks) {
		const bytes = bytesIn(chunk);
		size += bytes.length;
		if (size > limit) throw tooLarge(limit);
		yield bytes;
	}
}

function tooLarge(limit: number): FaxFailure {
	return fail(
		'document_error',
		{
			message: `The document at '${PARAMETER}' is larger than ${readableSize(limit)}`,
			hint: 'Make it smaller, or send it in several faxes.',
		},
		{ parameter: PARAMETER },
	);
}

/**
 * Downloads a document without any credential into n8n's binary store.
 * @param limit in bytes
 * @throws FaxFailure when it cannot be had
 */
export async function downloadToStore(
	context: Pick<IExecuteFunctions, 'helpers'>,
	url: URL,
	limit: number,
): Promise<IBinaryData> {
	try {
		const response = (await context.helpers.httpRequest({
			method: 'GET',
			url: url.href,
			encoding: 'stream',
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			maxRedirects: 5,
			timeout: TIMEOUT_MS,
		})) as IN8nHttpFullResponse;
		const headers = plainHeaders(response.headers);
		if (response.statusCode !== 200) {
			throw fail('document_error', {
				message: `The document at '${PARAMETER}' cannot be downloaded (HTTP ${response.statusCode})`,
				hint: 'Open the address in a private browser window: it must give the document without logging in.',
			});
		}
		const mimeType = (headers['content-type'] ?? '').split(';')[0].trim() || 'application/octet-stream';
		const name = nameOf(url, headers, mimeType);
		const body: unknown = response.body;
		if (!isStream(body)) return await context.helpers.prepareBinaryData(body as Buffer, name, mimeType);
		learnStreamClass(body);
		const content = readableFrom(limited(body as AsyncIterable<unknown>, limit));
		return await context.helpers.prepareBinaryData((content ?? body) as never, name, mimeType);
	} catch (error) {
		throw asFailure(error);
	}
}

function asFailure(error: unknown): FaxFailure {
	if (error instanceof FaxFailure) return error;
	const problem = transportProblem(error);
	return fail(
		'document_error',
		{
			message: `The document at '${PARAMETER}' cannot be downloaded (${problem.message.toLowerCase()})`,
			hint: 'Check the address, and that n8n can reach it.',
		},
		{ parameter: PARAMETER },
	);
}

function nameOf(url: URL, headers: Record<string, string>, mimeType: string): string {
	const given = /filename="?([^";]+)"?/i.exec(headers['content-disposition'] ?? '')?.[1];
	let name = url.pathname.split('/').pop() ?? '';
	try {
		name = decodeURIComponent(name);
	} catch {
		// A path that is not percent-encoded properly is a name as it stands.
	}
	const safe = safeFileName(given ?? name);
	return safe === '' ? `document.${extensionOf(mimeType) ?? 'bin'}` : safe;
}
