import { faxPlusNumbers } from '../../accounts';
import { badRequest, fromSendTime, isObject, isStrings, Refusal } from './wire';

/** A checked request to send. */
export interface SendOrder {
	/** Own numbers; one is picked per recipient. Empty for `no_number`. */
	from: string[];
	to: string[];
	files: string[];
	fromFax: string | null;
	comment: { text: string; tags: string[] };
	enhancement: boolean;
	retry: { count: number; delay: number };
	/** Unix milliseconds. */
	sendAt: number | null;
	returnIds: boolean;
	coverPage: Record<string, unknown> | null;
}

const MAX_FILES = 10;
const MAX_RECIPIENTS = 4000;
const FLAGS = ['urgent', 'for_review', 'please_reply', 'confidential'];

/** Checks a send request by the service's rules. Throws 400 refusals with the service's codes. */
export function readSendOrder(body: Record<string, unknown>, uid: string): SendOrder {
	const to = recipients(body.to);
	const fromFax = body.from_fax ?? null;
	if (fromFax !== null && typeof fromFax !== 'string') throw badRequest(`'from_fax' is not of type 'string'`);
	const files = body.files ?? [];
	if (!isStrings(files)) throw badRequest(`'files' is not an array of strings`);
	if (files.length > MAX_FILES) throw badRequest(`At most ${MAX_FILES} files can be sent`, 'too_many_files');
	if (files.length === 0 && fromFax === null) throw badRequest(`'files' is a required property`);
	return {
		from: senders(body.from, uid),
		to,
		files,
		fromFax,
		comment: comment(body.comment),
		...options(body.options),
		sendAt: sendAt(body.send_time),
		returnIds: flag(body.return_ids, 'return_ids', false),
		coverPage: coverPage(body.cover_page),
	};
}

function recipients(value: unknown): string[] {
	if (!isStrings(value) || value.length === 0) throw badRequest(`'to' is not a filled array of strings`);
	if (value.length > MAX_RECIPIENTS) {
		throw badRequest(`At most ${MAX_RECIPIENTS} destinations are possible`, 'too_many_destinations');
	}
	const bad = value.findIndex((number) => !/^\+\d{8,15}$/.test(number));
	if (bad >= 0) throw badRequest(`'to' number ${bad + 1} is not in E.164 format`, 'invalid_destination');
	return value;
}

function senders(value: unknown, uid: string): string[] {
	if (typeof value !== 'string' || value === '') throw badRequest(`'from' is a required property`);
	if (/^(no_number|NO_NUMBER)$/.test(value)) return [];
	const numbers = value.split(',').map((number) => number.trim());
	for (const number of numbers) {
		const own = faxPlusNumbers.find((candidate) => candidate.number === number);
		if (own === undefined || !own.assignedTo.includes(uid) || own.status !== 'active') {
			throw new Refusal(403, 'invalid_from_number', `'from' is not one of your active numbers`);
		}
	}
	return numbers;
}

function comment(value: unknown): SendOrder['comment'] {
	if (value === undefined) return { text: '', tags: [] };
	if (!isObject(value)) throw badRequest(`'comment' is not of type 'object'`);
	const { text = '', tags = [] } = value;
	if (typeof text !== 'string') throw badRequest(`'comment.text' is not of type 'string'`);
	if (!isStrings(tags)) throw badRequest(`'comment.tags' is not an array of strings`);
	return { text, tags };
}

function options(value: unknown): Pick<SendOrder, 'enhancement' | 'retry'> {
	if (value === undefined) return { enhancement: true, retry: { count: 0, delay: 0 } };
	if (!isObject(value)) throw badRequest(`'options' is not of type 'object'`);
	const retry = value.retry ?? {};
	if (!isObject(retry)) throw badRequest(`'options.retry' is not of type 'object'`);
	return {
		enhancement: flag(value.enhancement, 'options.enhancement', true),
		retry: {
			count: integer(retry.count, 'options.retry.count', 3),
			delay: integer(retry.delay, 'options.retry.delay', 30),
		},
	};
}

function sendAt(value: unknown): number | null {
	if (value === undefined) return null;
	const at = typeof value === 'string' ? fromSendTime(value) : null;
	if (at === null) throw badRequest(`'send_time' does not match YYYY-MM-DD HH:mm:ss +HHMM`);
	return at;
}

function coverPage(value: unknown): SendOrder['coverPage'] {
	if (value === undefined) return null;
	if (!isObject(value)) throw badRequest(`'cover_page' is not of type 'object'`);
	for (const key of ['name_to', 'name_from', 'subject']) {
		if (typeof value[key] !== 'string') throw badRequest(`'cover_page.${key}' is a required property`);
	}
	if (value.message !== undefined && typeof value.message !== 'string') {
		throw badRequest(`'cover_page.message' is not of type 'string'`);
	}
	const flags = value.flags ?? [];
	if (!isStrings(flags) || !flags.every((entry) => FLAGS.includes(entry))) {
		throw badRequest(`'cover_page.flags' has an unknown flag`);
	}
	return value;
}

function flag(value: unknown, name: string, fallback: boolean): boolean {
	if (value === undefined) return fallback;
	if (typeof value !== 'boolean') throw badRequest(`'${name}' is not of type 'boolean'`);
	return value;
}

function integer(value: unknown, name: string, maximum: number): number {
	if (value === undefined) return 0;
	if (!Number.isInteger(value) || (value as number) < 0 || (value as number) > maximum) {
		throw badRequest(`'${name}' is not an integer from 0 to ${maximum}`);
	}
	return value as number;
}
