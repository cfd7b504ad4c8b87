import { createHash } from 'crypto';

/** What makes a document the same as an earlier one although its bytes hold a date. @returns hex */
export const contentKeyOf = (content: readonly string[]): string =>
	createHash('sha256').update(JSON.stringify(content)).digest('hex');
