import type { IDataObject } from 'n8n-workflow';
import { COVER_FIELD_NAMES, COVER_MARKS } from '../description/coverPage';
import { badParameter } from '../failure';
import type { CoverPage, Provider } from '../provider';
import { printable } from '../text/characters';
import { asList, asObject, asText } from '../values';

/** A cover page to be made here; texts as they can be printed, null where nothing was given. */
export interface CoverInput {
	toName: string | null;
	fromName: string | null;
	subject: string | null;
	message: string | null;
	confidentialityNote: string | null;
	/** such as "Urgent" */
	marks: string[];
}

/** The cover page of an item: the service's own, one made here, or neither. */
export interface CoverChoice {
	own: CoverPage | null;
	made: CoverInput | null;
}

type Given = Readonly<Record<string, unknown>>;

const fieldName = (field: string) => `Cover Page: ${COVER_FIELD_NAMES[field] ?? field}`;
const isGiven = (value: unknown) => (Array.isArray(value) ? value.length > 0 : asText(value) !== null);

/**
 * What the options say about a cover page.
 * @throws FaxFailure that names the field: one that must be there, or one that the chosen page does not have
 */
export function coverChoiceOf(options: IDataObject, provider: Provider): CoverChoice {
	const given = asObject(asObject(options.coverPage).fields);
	if (Object.keys(given).length === 0) return { own: null, made: null };
	const { coverPageFields } = provider.capabilities.send;
	const isOwn = coverPageFields.length > 0 && given.madeBy !== 'node';
	return isOwn ? { own: ownCover(given, provider), made: null } : { own: null, made: madeCover(given) };
}

function ownCover(given: Given, provider: Provider): CoverPage {
	const { coverPageFields, coverPageRequired } = provider.capabilities.send;
	const fields: readonly string[] = coverPageFields;
	const foreign = Object.keys(given).find(
		(field) => field !== 'madeBy' && isGiven(given[field]) && !fields.includes(field),
	);
	if (foreign !== undefined) {
		throw badParameter(
			fieldName(foreign),
			"is not on the service's own cover page",
			"Choose 'This Node' in Made By, or leave the field empty.",
		);
	}
	for (const field of coverPageRequired) {
		if (isGiven(given[field])) continue;
		throw badParameter(
			fieldName(field),
			'is empty',
			'The service makes no cover page without it. Fill it in, or remove the cover page.',
		);
	}
	return {
		toName: asText(given.toName) ?? '',
		fromName: asText(given.fromName) ?? '',
		subject: asText(given.subject) ?? '',
		message: asText(given.message) ?? '',
		flags: asList(given.flags).map(String),
		templateId: asText(given.templateId) ?? '',
	};
}

function madeCover(given: Given): CoverInput {
	if (isGiven(given.templateId)) {
		throw badParameter(
			fieldName('templateId'),
			"belongs to the service's own cover page",
			"Choose 'The Service' in Made By, or leave the field empty.",
		);
	}
	const text = (field: string) => {
		const value = asText(given[field]);
		return value === null ? null : printable(value, fieldName(field));
	};
	const line = (field: string) => text(field)?.replace(/\s+/g, ' ') ?? null;
	return {
		toName: line('toName'),
		fromName: line('fromName'),
		subject: line('subject'),
		message: text('message'),
		confidentialityNote: text('confidentialityNote'),
		marks: asList(given.flags).map(markOf),
	};
}

function markOf(value: unknown): string {
	const mark = COVER_MARKS.find((each) => each.value === value);
	if (mark !== undefined) return mark.name;
	throw badParameter(
		fieldName('flags'),
		'has an unknown value',
		`Use some of: ${COVER_MARKS.map((each) => each.value).join(', ')}.`,
	);
}
