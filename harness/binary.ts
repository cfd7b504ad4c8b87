import { BinaryDataConfig, BinaryDataService, FileLocation, type BinaryData } from 'n8n-core';
import { Container } from '@n8n/di';
import type { IBinaryData } from 'n8n-workflow';
import type { BinaryMode } from './environment';

/** Chooses where n8n keeps documents and prepares the place. One choice holds for the whole process. */
export async function openBinaryData(mode: BinaryMode): Promise<void> {
	Container.get(BinaryDataConfig).mode = mode;
	await Container.get(BinaryDataService).init();
}

/** Stores a document as a node of an execution would and returns what an item carries of it. */
export async function storeBinary(
	content: Buffer,
	{ fileName, mimeType }: { fileName: string; mimeType: string },
	executionId: string,
): Promise<IBinaryData> {
	const fileExtension = /\.([^.]+)$/.exec(fileName)?.[1];
	return await Container.get(BinaryDataService).store(
		FileLocation.ofExecution('harness', executionId),
		content,
		{ fileName, mimeType, data: '', ...(fileExtension ? { fileExtension } : {}) },
	);
}

/** The bytes of a document, wherever n8n keeps it. */
export async function readBinary(binary: IBinaryData): Promise<Buffer> {
	return await Container.get(BinaryDataService).getAsBuffer(binary);
}

/**
 * What n8n keeps beside a stored document (file name, type, size).
 * @throws Error for a document that is inside the item
 */
export async function binaryMetadata(binary: IBinaryData): Promise<BinaryData.Metadata> {
	if (!binary.id) throw new Error('This document is inside the item: n8n keeps no metadata for it');
	return await Container.get(BinaryDataService).getMetadata(binary.id);
}
