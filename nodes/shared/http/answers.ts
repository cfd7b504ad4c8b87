import { bytesIn } from '../documents/streams';
import type { FailureCategory } from '../failure';
import type { ByteStream, RawAnswer } from '../provider';

/** How much of an answer is kept to explain a refusal, in characters. */
const LONGEST_TEXT = 4000;
/** How much of an answer is read when only its text counts, in bytes: no answer of a service is larger. */
export const LONGEST_ANSWER = 64 * 1024 * 1024;

/** Header names in lower case, values as text. */
export function plainHeaders(headers: unknown): Record<string, string> {
	const entries = Object.entries((headers ?? {}) as Record<string, unknown>);
	return Object.fromEntries(
		entries
			.filter(([, value]) => value !== undefined && value !== null && typeof value !== 'function')
			.map(([name, value]) => [name.toLowerCase(), Array.isArray(value) ? value.join(', ') : String(value)]),
	);
}

/** Whether the value can be read piece by piece. */
export function isStream(value: unknown): value is ByteStream {
	return (
		typeof value === 'object' &&
		value !== null &&
		!Buffer.isBuffer(value) &&
		typeof (value as { pipe?: unknown }).pipe === 'function'
	);
}

/** The bytes of whatever n8n's helper gave as body. Throws what the stream throws, and a RangeError beyond 64 MB. */
export async function bodyBytes(body: unknown): Promise<Buffer> {
	if (Buffer.isBuffer(body)) return body;
	if (body instanceof ArrayBuffer) return Buffer.from(body);
	if (body === undefined || body === null) return Buffer.alloc(0);
	if (isStream(body)) {
		const chunks: Buffer[] = [];
		let size = 0;
		for await (const chunk of body) {
			const bytes = bytesIn(chunk);
			size += bytes.length;
			if (size > LONGEST_ANSWER) throw new RangeError('The answer is larger than 64 MB');
			chunks.push(bytes);
		}
		return Buffer.concat(chunks);
	}
	return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return undefined;
	}
}

/** An answer whose body has been read, with its JSON if it is any. */
export function rawAnswer(status: number, headers: Record<string, string>, bytes: Buffer): RawAnswer {
	const text = bytes.toString('utf8').replace(/^\uFEFF/, '');
	const json = text.trim() === '' ? undefined : parseJson(text);
	return { status, headers, json, text: text.slice(0, LONGEST_TEXT) };
}

/** Whether the content type announces JSON. */
export function isJsonType(headers: Readonly<Record<string, string>>): boolean {
	return /[/+]json\b/i.test(headers['content-type'] ?? '');
}

/** Whether it is a web page, by its type or its beginning. */
export function isWebPage(answer: Pick<RawAnswer, 'headers' | 'text'>): boolean {
	return (
		/text\/html|application\/xhtml/i.test(answer.headers['content-type'] ?? '') ||
		/^\s*<(!doctype html|html)/i.test(answer.text)
	);
}

const CATEGORY_OF_STATUS: Readonly<Record<number, FailureCategory>> = {
	400: 'rejected',
	401: 'authentication',
	402: 'out_of_credit',
	403: 'permission',
	404: 'not_found',
	405: 'unsupported',
	408: 'provider_unavailable',
	410: 'not_found',
	413: 'document_error',
	415: 'document_error',
	423: 'permission',
	429: 'rate_limited',
	501: 'unsupported',
};

/** What a status means when the service's own words do not tell. */
export function categoryOfStatus(status: number): FailureCategory {
	return CATEGORY_OF_STATUS[status] ?? (status >= 500 ? 'provider_unavailable' : 'rejected');
}

/** Why a 2xx answer cannot be read, for a person. */
export function unreadable(answer: RawAnswer): { message: string; hint: string } {
	if (isWebPage(answer)) {
		return {
			message: 'The service answered with a web page instead of data',
			hint: 'Check the Base URL of the credential; a log-in page, a proxy or a firewall may be in between.',
		};
	}
	if (answer.text.trim() === '') {
		return { message: 'The service answered with nothing', hint: 'Try again later.' };
	}
	return {
		message: 'The answer of the service is incomplete or not of the expected form',
		hint: 'Try again later; if it lasts, check the Base URL of the credential.',
	};
}
