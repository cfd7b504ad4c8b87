import { createHash } from 'crypto';
import type { OutgoingDocument } from '../provider';
import { pagesIn } from './pageRanges';
import type { ClosedRange } from './pageRanges';

/** What makes a document the same as an earlier one although its bytes hold a date. @returns hex */
export const contentKeyOf = (content: readonly string[]): string =>
	createHash('sha256').update(JSON.stringify(content)).digest('hex');

/**
 * What some pages of a document are remembered by.
 * @param key of the whole document
 * @param pages counted from 0, in the order in which they are sent
 * @returns hex
 */
export const keyOfPages = (key: string, pages: readonly number[]): string =>
	contentKeyOf(['pages', key, ...pages.map(String)]);

/** The pages of a document that the service is to pick; null or left out for all. */
type PickedPages = readonly ClosedRange[] | null | undefined;

/** The key of a document whose pages the service picks: that of the whole where it picks none. */
export const keyOfPicked = (key: string, picked: PickedPages): string =>
	picked ? keyOfPages(key, pagesIn(picked)) : key;

/** What a document is remembered by. @returns hex */
export const keyOfDocument = async (
	{ contentKey, sha256 }: OutgoingDocument,
	picked: PickedPages,
): Promise<string> => keyOfPicked(contentKey ?? (await sha256()), picked);
