import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse as parseQuery } from 'node:querystring';
import { buffer } from 'node:stream/consumers';
import { createGunzip, createInflate } from 'node:zlib';

/** A refusal that n8n answers before or instead of the node: status, n8n's code and text. */
export class HttpRefusal extends Error {
	constructor(
		readonly status: number,
		message: string,
		readonly hint?: string,
		readonly code: number = status,
	) {
		super(message);
	}
}

/** What n8n makes of a webhook's body. */
export interface ParsedBody {
	body: unknown;
	/** The bytes after decompression; absent for multipart. */
	rawBody?: Buffer;
	/** Removes the files that were uploaded; to be called when the node is done. */
	cleanup(): Promise<void>;
}

/** What a node's `webhook()` finds in `body.files` for each uploaded file. */
export interface UploadedFile {
	filepath: string;
	originalFilename: string;
	mimetype: string;
	size: number;
}

const payloadLimit = 16 * 1024 * 1024;

const nothing = async (): Promise<void> => {};

/** Media type and character set of a request, both in lower case. */
export function contentType(header: string | undefined): { type: string; charset: BufferEncoding } {
	const [type = '', ...parameters] = (header ?? '').split(';').map((part) => part.trim());
	const named = parameters.find((part) => part.toLowerCase().startsWith('charset='));
	const charset = named?.slice('charset='.length).replaceAll('"', '').toLowerCase() ?? 'utf-8';
	return {
		type: type.toLowerCase(),
		charset: Buffer.isEncoding(charset) ? charset : 'utf-8',
	};
}

/**
 * The bytes of a body, decompressed.
 * @throws HttpRefusal 413 above 16 MiB
 */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
	const encoding = request.headers['content-encoding'];
	const decoders = { gzip: createGunzip, deflate: createInflate } as const;
	const decoder = encoding === 'gzip' || encoding === 'deflate' ? decoders[encoding]() : undefined;
	const content = await buffer(decoder ? request.pipe(decoder) : request);
	if (content.length > payloadLimit) throw new HttpRefusal(413, 'request entity too large', undefined, 0);
	return content;
}

const withoutMark = (text: string): string => (text.startsWith('\uFEFF') ? text.slice(1) : text);

const parsers: Readonly<Record<string, (text: string) => unknown>> = {
	'application/json': (text) => JSON.parse(withoutMark(text)) as unknown,
	'application/x-www-form-urlencoded': (text) => ({ ...parseQuery(withoutMark(text)) }),
	'text/plain': (text) => text,
};

/** Adds a value under a name: one value stays single, several become a list. */
function collect(target: Record<string, unknown>, name: string, value: unknown): void {
	const former = target[name];
	target[name] = former === undefined ? value : [...[former].flat(), value];
}

async function parseMultipart(request: IncomingMessage): Promise<ParsedBody> {
	const content = await buffer(request);
	const headers = { 'content-type': request.headers['content-type'] ?? '' };
	const data: Record<string, unknown> = {};
	const files: Record<string, unknown> = {};
	const written: string[] = [];
	const cleanup = async (): Promise<void> => {
		await Promise.all(written.map(async (path) => await rm(path, { force: true })));
	};
	const form = await new Response(new Uint8Array(content), { headers }).formData().catch(() => {
		throw new HttpRefusal(400, 'The submitted form data could not be parsed.');
	});
	for (const [name, value] of form) {
		if (typeof value === 'string') {
			collect(data, name, value);
			continue;
		}
		const filepath = join(tmpdir(), `n8n-harness-upload-${randomUUID()}`);
		written.push(filepath);
		await writeFile(filepath, Buffer.from(await value.arrayBuffer()));
		const file: UploadedFile = {
			filepath,
			originalFilename: value.name,
			mimetype: value.type,
			size: value.size,
		};
		collect(files, name, file);
	}
	return { body: { data, files }, cleanup };
}

/**
 * Reads and parses a webhook's body as n8n 2.41 does for a node.
 * Only the exact types JSON, form and plain text are parsed (`application/x+json` is not); for a node above
 * version 1 others are not even read. XML, which n8n parses, is not parsed here.
 * @throws HttpRefusal 422 for broken JSON, 400 for a broken form, 413 above 16 MiB
 */
export async function parseBody(request: IncomingMessage, nodeVersion: number): Promise<ParsedBody> {
	const { type, charset } = contentType(request.headers['content-type']);
	if (type === 'multipart/form-data') return await parseMultipart(request);
	if (nodeVersion > 1 && !(type in parsers)) return { body: undefined, cleanup: nothing };
	if (type.startsWith('multipart/')) return { body: undefined, cleanup: nothing };
	const rawBody = await readBody(request);
	const parse = parsers[type];
	if (!parse || rawBody.length === 0) return { body: undefined, rawBody, cleanup: nothing };
	try {
		return { body: parse(rawBody.toString(charset)), rawBody, cleanup: nothing };
	} catch (error) {
		throw new HttpRefusal(422, 'Failed to parse request body', (error as Error).message);
	}
}
