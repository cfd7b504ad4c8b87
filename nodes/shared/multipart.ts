import { randomUUID } from 'crypto';
import type { Body, OutgoingDocument } from './provider';

export interface Part {
	headers: Readonly<Record<string, string>>;
	content: Buffer | OutgoingDocument;
}

/** A file name as it may stand between the quotes of `filename="…"`. */
export function dispositionName(fileName: string): string {
	// Percent-encoding is how browsers write these characters in form data.
	return fileName.replace(/[\r\n"\\]/g, (character) => encodeURIComponent(character));
}

/**
 * A multipart body whose length is known before the first byte is read, and whose documents are streamed.
 * @param subtype `form-data`, `mixed`, …
 */
export function multipartBody(parts: readonly Part[], subtype = 'form-data'): Body {
	const boundary = `fax-${randomUUID()}`;
	const heads = parts.map(({ headers }) => {
		const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
		return Buffer.from(`--${boundary}\r\n${lines.join('')}\r\n`);
	});
	const lineEnd = Buffer.from('\r\n');
	const end = Buffer.from(`--${boundary}--\r\n`);
	const sizeOf = (content: Part['content']) => (Buffer.isBuffer(content) ? content.length : content.size);
	const contentLength = parts.reduce(
		(sum, part, index) => sum + heads[index].length + sizeOf(part.content) + lineEnd.length,
		end.length,
	);
	return {
		contentType: `multipart/${subtype}; boundary=${boundary}`,
		contentLength,
		documents: parts.flatMap(({ content }) => (Buffer.isBuffer(content) ? [] : [content])),
		outline: parts.map(({ headers, content }) => ({
			headers,
			content: Buffer.isBuffer(content) ? content.toString() : content,
		})),
		async *chunks() {
			for (const [index, { content }] of parts.entries()) {
				yield heads[index];
				if (Buffer.isBuffer(content)) yield content;
				else yield* content.open();
				yield lineEnd;
			}
			yield end;
		},
	};
}
