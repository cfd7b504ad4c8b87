/** A file type that matters to faxing, recognized by its first bytes. */
interface Signature {
	mimeType: string;
	extension: string;
	/** hex of the first bytes */
	starts: readonly string[];
}

const SIGNATURES: readonly Signature[] = [
	{ mimeType: 'application/pdf', extension: 'pdf', starts: ['255044462d'] },
	{ mimeType: 'image/tiff', extension: 'tif', starts: ['49492a00', '4d4d002a'] },
	{ mimeType: 'image/png', extension: 'png', starts: ['89504e470d0a1a0a'] },
	{ mimeType: 'image/jpeg', extension: 'jpg', starts: ['ffd8ff'] },
	{ mimeType: 'image/gif', extension: 'gif', starts: ['47494638'] },
];

/** Types that are looked into before they are sent. */
export const INSPECTED_TYPES: readonly string[] = ['application/pdf', 'image/tiff'];

/** How many of the first bytes are enough to recognize a type. */
export const SIGNATURE_BYTES = 1024;

/** The type by content, or undefined. A PDF may begin with a few stray bytes. */
export function typeByContent(head: Buffer): { mimeType: string; extension: string } | undefined {
	const start = head.toString('hex', 0, 16);
	const found = SIGNATURES.find(({ starts }) => starts.some((signature) => start.startsWith(signature)));
	if (found !== undefined) return found;
	return head.subarray(0, SIGNATURE_BYTES).includes('%PDF-') ? SIGNATURES[0] : undefined;
}

const EXTENSION_OF_TYPE: Readonly<Record<string, string>> = {
	'application/pdf': 'pdf',
	'image/tiff': 'tif',
	'image/png': 'png',
	'image/jpeg': 'jpg',
	'image/gif': 'gif',
	'text/plain': 'txt',
	'text/html': 'html',
	'text/rtf': 'rtf',
	'application/rtf': 'rtf',
	'application/msword': 'doc',
	'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
	'application/vnd.ms-excel': 'xls',
	'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
};

const TYPE_OF_EXTENSION: Readonly<Record<string, string>> = {
	...Object.fromEntries(Object.entries(EXTENSION_OF_TYPE).map(([type, extension]) => [extension, type])),
	tiff: 'image/tiff',
	jpeg: 'image/jpeg',
};

/** The usual extension of a MIME type, without dot. */
export function extensionOf(mimeType: string): string | undefined {
	return EXTENSION_OF_TYPE[mimeType.toLowerCase().split(';')[0].trim()];
}

/** The MIME type that a file name's extension stands for. */
export function typeByName(fileName: string): string | undefined {
	return TYPE_OF_EXTENSION[extensionIn(fileName)];
}

/** The extension in a file name, in lower case and without dot; empty when there is none. */
export function extensionIn(fileName: string): string {
	return /\.([a-z0-9]{1,8})$/i.exec(fileName)?.[1].toLowerCase() ?? '';
}

/** A name that is safe in headers and file systems: no path, no control characters, not too long. */
export function safeFileName(name: string): string {
	const plain = name
		.split(/[/\\]/)
		.pop()!
		// eslint-disable-next-line no-control-regex
		.replace(/[\u0000-\u001f\u007f"<>|:*?]/g, '_')
		.replace(/^\.+/, '')
		.trim();
	return plain.length <= 120 ? plain : `${plain.slice(0, 100)}.${extensionIn(plain) || 'bin'}`;
}
