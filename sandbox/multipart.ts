export interface Part {
	name: string;
	/** null for a plain field. */
	fileName: string | null;
	contentType: string | null;
	data: Buffer;
}

/** A part as it stands in any multipart body. */
export interface RawPart {
	/** Names in lower case. */
	headers: Map<string, string>;
	data: Buffer;
}

/**
 * Takes a multipart body apart whose parts are named as in a form.
 * @param contentType the request's Content-Type header
 * @param subtype the kind of multipart body that is expected
 * @returns its parts in order, or null when it is none, or not well-formed
 */
export function parseMultipart(contentType: string, body: Buffer, subtype = 'form-data'): Part[] | null {
	const isExpected = contentType.toLowerCase().startsWith(`multipart/${subtype};`);
	const raw = isExpected ? parseParts(contentType, body) : null;
	const parts = raw?.map(formPart) ?? [null];
	return parts.every((part) => part !== null) ? parts : null;
}

/**
 * Takes a multipart body of any kind apart.
 * @returns its parts in order, or null when it is not well-formed
 */
export function parseParts(contentType: string, body: Buffer): RawPart[] | null {
	const boundary = /^multipart\/[a-z-]+\s*;.*\bboundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType);
	if (boundary === null) return null;
	const mark = Buffer.from(`--${boundary[1] ?? boundary[2]}`);
	const parts: RawPart[] = [];
	let at = body.indexOf(mark);
	if (at < 0) return null;
	for (;;) {
		at += mark.length;
		if (body.subarray(at, at + 2).toString('latin1') === '--') return parts;
		const end = body.indexOf(Buffer.concat([Buffer.from('\r\n'), mark]), at);
		const part = end < 0 ? null : parsePart(body.subarray(at + 2, end));
		if (part === null) return null;
		parts.push(part);
		at = end + 2;
	}
}

function parsePart(bytes: Buffer): RawPart | null {
	const split = bytes.indexOf('\r\n\r\n');
	if (split < 0) return null;
	const headers = new Map(
		bytes
			.subarray(0, split)
			.toString('utf8')
			.split('\r\n')
			.map((line): [string, string] => {
				const colon = line.indexOf(':');
				return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()];
			}),
	);
	return { headers, data: bytes.subarray(split + 4) };
}

function formPart({ headers, data }: RawPart): Part | null {
	const disposition = headers.get('content-disposition') ?? '';
	const name = parameter(disposition, 'name');
	if (!disposition.startsWith('form-data') || name === null) return null;
	return {
		name,
		fileName: extendedFileName(disposition) ?? parameter(disposition, 'filename'),
		contentType: headers.get('content-type') ?? null,
		data,
	};
}

function parameter(header: string, name: string): string | null {
	const found = new RegExp(`;\\s*${name}=(?:"((?:[^"\\\\]|\\\\.)*)"|([^;\\s]+))`, 'i').exec(header);
	return found === null ? null : (found[1] ?? found[2] ?? '').replace(/\\(.)/g, '$1').replace(/%22/g, '"');
}

function extendedFileName(header: string): string | null {
	const found = /;\s*filename\*=UTF-8''([^;\s]+)/i.exec(header);
	return found?.[1] === undefined ? null : decodeURIComponent(found[1]);
}
