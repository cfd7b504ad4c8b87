import { createHash } from 'crypto';
import type { IDataObject } from 'n8n-workflow';
import { keyOfDocument, keyOfPicked } from '../documents/contentKey';
import { badParameter } from '../failure';
import { digitsOf } from '../numbers';
import { asBoolean } from '../values';
import { boundedOption } from './parameters';
import type { ItemRequest } from './sendPlan';

const LONGEST_KEY = 1_000;
const LONGEST_WINDOW_HOURS = 8_760;
const USUAL_WINDOW_HOURS = 24;

/** What happens to a fax that was sent before. */
export type DuplicateAction = 'skip' | 'return' | 'error';

const ACTIONS: readonly DuplicateAction[] = ['skip', 'return', 'error'];

/** How an item wants to be kept from being sent twice. */
export interface DuplicateRule {
	/** the user's own; null when it is made from the fax */
	key: string | null;
	action: DuplicateAction;
	/** how long a fax is remembered at most */
	windowHours: number;
}

function ownKey(value: unknown): string | null {
	if (value === undefined || value === null || value === '') return null;
	if (typeof value !== 'string' && typeof value !== 'number') {
		throw badParameter('Duplicate Key', 'is not a text', 'Write a text, such as the number of the invoice.');
	}
	const key = String(value).trim();
	if (key.length > LONGEST_KEY) {
		throw badParameter(
			'Duplicate Key',
			`is longer than ${LONGEST_KEY} characters`,
			'Use an id of the record that is faxed, not the record or its document.',
		);
	}
	return key === '' ? null : key;
}

/**
 * The rule that an item's options set; null without Prevent Duplicates.
 * @throws FaxFailure that names the option
 */
export function duplicateRuleOf(options: IDataObject): DuplicateRule | null {
	if (asBoolean(options.preventDuplicates) !== true) return null;
	const action = (options.duplicateAction ?? 'skip') as DuplicateAction;
	if (!ACTIONS.includes(action)) {
		throw badParameter('If Already Sent', 'has an unknown value', `Use one of: ${ACTIONS.join(', ')}.`);
	}
	const windowHours = boundedOption(options, 'duplicateWindowHours', 'Duplicate Window (Hours)', {
		least: 1,
		most: LONGEST_WINDOW_HOURS,
		otherwise: USUAL_WINDOW_HOURS,
	});
	return { key: ownKey(options.duplicateKey), action, windowHours };
}

/**
 * What one fax is remembered by: the same for the same account, recipient and key, or, without a key of the user's own,
 * the same pages of the same bytes or words.
 * @param place the account
 * @param to E.164 with +
 * @returns hex; nothing of what went in can be read from it
 */
export async function duplicateKeyOf(
	place: string,
	to: string,
	{ key }: DuplicateRule,
	request: () => Promise<ItemRequest>,
): Promise<string> {
	const about = key === null ? await contentOf(await request()) : ['key', key];
	return createHash('sha256')
		.update(JSON.stringify([place, digitsOf(to), about]))
		.digest('hex');
}

async function contentOf(request: ItemRequest): Promise<unknown> {
	const { documents, documentUrls, coverPage, pageRanges } = request;
	const hashes: string[] = [];
	for (const [index, document] of documents.entries()) {
		if (!document.isCoverPage) hashes.push(await keyOfDocument(document, pageRanges?.[index]));
	}
	const urls = documentUrls.map((url, index) => keyOfPicked(url, pageRanges?.[documents.length + index]));
	if (hashes.length + urls.length > 0) return ['documents', hashes, urls];
	return ['coverPage', coverPage];
}
