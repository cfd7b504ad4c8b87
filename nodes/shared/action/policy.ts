import type { IDataObject } from 'n8n-workflow';
import { badParameter, fail } from '../failure';
import type { FaxFailure } from '../failure';
import { countryOf, countryOptions, digitsOf, parseFaxNumber, splitRecipients } from '../numbers';
import { asList, asText } from '../values';
import { boundedOption } from './parameters';

/** Who may be faxed, and how much. */
export interface Policy {
	/** beginnings of numbers in E.164 digits, or whole numbers; undefined when everybody is allowed */
	allowed: readonly Pattern[] | undefined;
	blocked: readonly Pattern[];
	/** ISO 3166-1 codes; empty when all are allowed */
	countries: readonly string[];
	/** of the whole run */
	maxRecipients: number | null;
	/** of the whole run: those of every fax, once for each recipient */
	maxPages: number | null;
	maxPagesPerFax: number | null;
}

interface Pattern {
	digits: string;
	isPrefix: boolean;
}

/** What an AI agent may do when nothing else is set: one recipient, twenty pages. */
const TOOL_LIMITS = { maxRecipients: 1, maxPages: 20 };
const MOST_ENTRIES = 10_000;

function patterns(value: unknown, parameter: string, defaultCountry: string | undefined): Pattern[] {
	const entries = splitRecipients(value);
	if (entries.length > MOST_ENTRIES) {
		throw badParameter(
			parameter,
			`has more than ${MOST_ENTRIES} entries`,
			'Use beginnings such as +49* instead.',
		);
	}
	return entries.map((entry) => patternOf(entry, parameter, defaultCountry));
}

/** A whole number in any common spelling, or the beginning of numbers with their country code. */
function patternOf(entry: string, parameter: string, defaultCountry: string | undefined): Pattern {
	if (!entry.endsWith('*')) {
		const parsed = parseFaxNumber(entry, { defaultCountry });
		if (parsed.ok) return { digits: digitsOf(parsed.e164), isPrefix: false };
		throw badParameter(parameter, `has an entry that ${parsed.message}`, parsed.hint);
	}
	// A beginning without country code would match numbers of some other country.
	const beginning = /^(?:\+|00)?([\d\s().\-/]*)\*$/.exec(entry);
	const isPlain = beginning !== null && (/^(\+|00)/.test(entry) || beginning[1].trim() === '');
	if (isPlain) return { digits: digitsOf(beginning[1]), isPrefix: true };
	throw badParameter(
		parameter,
		'has an entry that is not the beginning of a fax number',
		'Write beginnings with + and country code, such as +49*.',
	);
}

/** Whether every number with this beginning is matched. */
function coversAll(patterns: readonly Pattern[], beginning: string): boolean {
	if (patterns.some(({ digits, isPrefix }) => isPrefix && beginning.startsWith(digits))) return true;
	const narrower = patterns.filter(
		({ digits }) => digits.length > beginning.length && digits.startsWith(beginning),
	);
	// No number begins with 0, and none is longer than 15 digits.
	const next = beginning === '' ? '123456789' : '0123456789';
	return narrower.length >= next.length && [...next].every((digit) => coversAll(narrower, beginning + digit));
}

function blocksEverybody(blocked: readonly Pattern[], allowed: readonly Pattern[]): boolean {
	if (blocked.length === 0) return false;
	if (allowed.length === 0) return coversAll(blocked, '');
	return allowed.every(({ digits, isPrefix }) =>
		isPrefix ? coversAll(blocked, digits) : blocked.some((pattern) => matches(digits, pattern)),
	);
}

function limit(options: PolicyOptions, name: keyof PolicyOptions, displayName: string): number | null {
	if (options[name] === undefined) return null;
	return boundedOption(options, name, displayName, { least: 1, most: 1_000_000, otherwise: 1 });
}

/** The options that make the rules. */
export const POLICY_OPTIONS = [
	'defaultCountry',
	'allowedRecipients',
	'blockedRecipients',
	'allowedCountries',
	'maxRecipients',
	'maxPages',
	'maxPagesPerFax',
] as const;

type PolicyOptions = Readonly<Partial<Pick<IDataObject, (typeof POLICY_OPTIONS)[number]>>>;

/**
 * The rules that an item's options set. A call by an AI agent is held to narrower ones.
 * @throws FaxFailure that names the option
 */
export function policyOf(options: PolicyOptions, isTool: boolean): Policy {
	const defaultCountry = asText(options.defaultCountry) ?? undefined;
	const allowed = patterns(options.allowedRecipients, 'Allowed Recipients', defaultCountry);
	const blocked = patterns(options.blockedRecipients, 'Blocked Recipients', defaultCountry);
	if (blocksEverybody(blocked, allowed)) {
		throw badParameter(
			'Blocked Recipients',
			allowed.length > 0 ? 'blocks everybody whom Allowed Recipients allows' : 'blocks everybody',
			'Write only the numbers that must not be faxed.',
		);
	}
	const countries = asList(options.allowedCountries).map(String);
	const unknown = countries.find((code) => !countryOptions.some(({ value }) => value === code));
	if (unknown !== undefined) {
		throw badParameter(
			'Allowed Countries',
			`has '${unknown.slice(0, 20)}', which is no country`,
			'Use the two letters of ISO 3166-1, such as DE or US.',
		);
	}
	return {
		// An agent may fax only whom a person has named: no list means nobody.
		allowed: allowed.length > 0 || isTool ? allowed : undefined,
		blocked,
		countries,
		maxRecipients:
			limit(options, 'maxRecipients', 'Max Recipients') ?? (isTool ? TOOL_LIMITS.maxRecipients : null),
		maxPages: limit(options, 'maxPages', 'Max Pages') ?? (isTool ? TOOL_LIMITS.maxPages : null),
		maxPagesPerFax: limit(options, 'maxPagesPerFax', 'Max Pages per Fax'),
	};
}

const matches = (digits: string, { digits: pattern, isPrefix }: Pattern) =>
	isPrefix ? digits.startsWith(pattern) : digits === pattern;

const blocked = (message: string, hint: string, parameter: string): FaxFailure =>
	fail('blocked_by_policy', { message, hint }, { parameter });

/**
 * Holds one recipient against the rules.
 * @param to E.164 with +
 * @throws FaxFailure of category `blocked_by_policy`
 */
export function checkRecipient(policy: Policy, to: string): void {
	const digits = digitsOf(to);
	if (policy.allowed !== undefined && !policy.allowed.some((pattern) => matches(digits, pattern))) {
		throw blocked(
			"The recipient is not among the 'Allowed Recipients'",
			policy.allowed.length === 0
				? "An AI agent may fax only numbers that a person has entered in 'Allowed Recipients'."
				: "Check the number, or add it to 'Allowed Recipients'.",
			'Allowed Recipients',
		);
	}
	if (policy.blocked.some((pattern) => matches(digits, pattern))) {
		throw blocked(
			"The recipient is among the 'Blocked Recipients'",
			'Nothing was sent. Check the number.',
			'Blocked Recipients',
		);
	}
	if (policy.countries.length === 0) return;
	const country = countryOf(to);
	if (country !== null && policy.countries.includes(country)) return;
	throw blocked(
		"The recipient's country is not among the 'Allowed Countries'",
		'Check the country code of the number, or add the country.',
		'Allowed Countries',
	);
}

/**
 * Holds the number of pages of one fax against the rules.
 * @param pages null when the documents do not tell
 * @throws FaxFailure of category `blocked_by_policy`
 */
export function checkPages({ maxPages, maxPagesPerFax }: Policy, pages: number | null): void {
	if (pages === null) {
		if (maxPages === null && maxPagesPerFax === null) return;
		const rule = maxPagesPerFax === null ? 'Max Pages' : 'Max Pages per Fax';
		throw blocked(
			`The number of pages cannot be told, so '${rule}' cannot be kept`,
			`Send a PDF or TIFF, or remove '${rule}'.`,
			rule,
		);
	}
	checkMost('The fax', pages, 'pages', maxPagesPerFax, 'Max Pages per Fax');
}

/** The rules about pages. */
export type PageRules = Pick<Policy, 'maxPages' | 'maxPagesPerFax'>;

/**
 * Holds the pages of one fax, of which more may come, against the rules.
 * @throws FaxFailure of category `blocked_by_policy`
 */
export function checkPagesSoFar({ maxPages, maxPagesPerFax }: PageRules, pages: number): void {
	checkMost('The fax', pages, 'pages or more', maxPagesPerFax, 'Max Pages per Fax');
	checkMost('The fax', pages, 'pages or more', maxPages, 'Max Pages');
}

/** What all items of a run ask for together. */
export interface RunTotals {
	recipients: number;
	/** once for each recipient; without those of documents that do not tell */
	pages: number;
}

/**
 * Holds a run as a whole against the rules.
 * @throws FaxFailure of category `blocked_by_policy`
 */
export function checkTotals({ maxRecipients, maxPages }: Policy, { recipients, pages }: RunTotals): void {
	checkMost('The run', recipients, 'recipients', maxRecipients, 'Max Recipients');
	checkMost('The run', pages, 'pages', maxPages, 'Max Pages');
}

function checkMost(what: string, count: number, unit: string, most: number | null, parameter: string): void {
	if (most === null || count <= most) return;
	throw blocked(
		`${what} has ${count} ${unit}, but '${parameter}' is ${most}`,
		`Nothing was sent. Send less, or raise '${parameter}'.`,
		parameter,
	);
}
