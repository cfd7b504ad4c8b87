import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { extensionIn, typeByContent, typeByName } from '../nodes/shared/documents/fileTypes';
import type { Provider } from '../nodes/shared/provider';
import { InputError } from './inputError';

/** A document as it lies on disk. */
export interface DemoDocument {
	fileName: string;
	mimeType: string;
	content: Buffer;
	/** hex */
	sha256: string;
}

const OWN = ['referral-letter.pdf', 'delivery-note.tif', 'order.md'].map((name) =>
	join(__dirname, 'documents', name),
);

/** Whether the node is to make the pages: of texts in Markdown. */
export const isText = ({ fileName }: Pick<DemoDocument, 'fileName'>): boolean =>
	extensionIn(fileName) === 'md';

/** What fax machines deliver. */
const FAX_TYPES = ['application/pdf', 'image/tiff'];

const READ_ERRORS: Readonly<Record<string, string>> = {
	ENOENT: 'does not exist',
	EISDIR: 'is a folder',
	EACCES: 'may not be read by you',
	ERR_FS_FILE_TOO_LARGE: 'is too large',
};

const inMegabytes = (bytes: number): string => `${(bytes / 1_000_000).toFixed(1)} MB`;

/** Hex SHA-256 of some bytes. */
export const sha256Of = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

async function loadDocument(file: string): Promise<DemoDocument> {
	let content: Buffer;
	try {
		content = await readFile(file);
	} catch (error) {
		const { code = '' } = error as NodeJS.ErrnoException;
		throw new InputError(
			`${file} ${READ_ERRORS[code] ?? `cannot be read (${code})`}`,
			'Give the path of a document, for instance a PDF.',
		);
	}
	if (content.length === 0) throw new InputError(`${file} is empty`, 'Give a document that has pages.');
	const fileName = basename(file);
	const mimeType = typeByContent(content)?.mimeType ?? typeByName(fileName) ?? 'application/octet-stream';
	return { fileName, mimeType, content, sha256: sha256Of(content) };
}

/**
 * Reads the documents; without paths, those that come with the demo.
 * @throws InputError that names the file
 */
export async function loadDocuments(files: readonly string[]): Promise<DemoDocument[]> {
	return await Promise.all((files.length > 0 ? files : OWN).map(loadDocument));
}

/**
 * Holds the documents against what each service takes, before anything is started.
 * @throws InputError that names the file and the service
 */
export function checkDocuments(documents: readonly DemoDocument[], providers: readonly Provider[]): void {
	for (const { displayName, capabilities } of providers) {
		const { extensions, maxTotalBytes } = capabilities.send;
		for (const { fileName, content } of documents) {
			if (isText({ fileName })) continue;
			const extension = extensionIn(fileName) || (typeByContent(content)?.extension ?? '');
			if (extension === '') {
				throw new InputError(
					`${fileName} is of a type that nobody can tell: it has no extension`,
					'Give it the extension of its type, for instance .pdf.',
				);
			}
			if (extensions !== null && !extensions.includes(extension)) {
				throw new InputError(
					`${displayName} does not take ${fileName}: .${extension} is not among its types`,
					`It takes ${extensions.join(', ')}. Turn the document into a PDF first.`,
				);
			}
			if (maxTotalBytes !== null && content.length > maxTotalBytes) {
				throw new InputError(
					`${displayName} does not take ${fileName}: it has ${inMegabytes(content.length)}`,
					`The service takes ${inMegabytes(maxTotalBytes)} at most.`,
				);
			}
		}
	}
}

/** Those of the documents that can come in by fax; where none can, those of the demo. */
export async function receivable(documents: readonly DemoDocument[]): Promise<DemoDocument[]> {
	const suitable = (list: readonly DemoDocument[]) =>
		list.filter(({ mimeType }) => FAX_TYPES.includes(mimeType));
	const given = suitable(documents);
	return given.length > 0 ? given : suitable(await loadDocuments([]));
}
