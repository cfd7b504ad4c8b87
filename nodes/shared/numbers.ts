import {
	callingCodes,
	callingCodesWithShortNumbers,
	callingCodesWithZero,
	countries,
	countriesWithOtherDoubleZero,
} from './countries';
import type * as PhoneLibrary from './vendor/phone';

export { countryOptions } from './countries';

export interface NumberOptions {
	/** ISO 3166-1 alpha-2; national numbers are read as numbers of this country */
	defaultCountry?: string;
}

/** A number that can be dialled, or what is wrong with it. Neither text contains the number. */
export type ParsedNumber =
	| { ok: true; /** with + */ e164: string }
	| { ok: false; /** what is wrong: goes on from "The number" */ message: string; hint: string };

const EXPECTED = 'Write it with + and its country code, for example +1 555 123 4567.';
const MAX_DIGITS = 15;
const MIN_DIGITS = 8;
const NORTH_AMERICA = '1';
const NORTH_AMERICAN_DIGITS = 11;

const refused = (message: string, hint = EXPECTED): ParsedNumber => ({ ok: false, message, hint });

/** First digits of scripts that people write numbers in and that Unicode normalization leaves alone. */
const ZEROS = [0x0660, 0x06f0, 0x0966];

/** Plain digits and signs for what keyboards and web pages put in their place; no invisible characters. */
function toPlainText(text: string): string {
	// Nearly all of them: nothing to be made plainer.
	if (/^[\d +().-]*$/.test(text)) return text.trim();
	return text
		.normalize('NFKC')
		.replace(/\p{Nd}/gu, (digit) => {
			const zero = ZEROS.find(
				(start) => digit.codePointAt(0)! - start >= 0 && digit.codePointAt(0)! - start < 10,
			);
			return zero === undefined ? digit : String(digit.codePointAt(0)! - zero);
		})
		.replace(/[\p{Cf}'"’]/gu, '')
		.replace(/[\p{Pd}\u2212]/gu, '-')
		.trim();
}

const EXTENSION = /\d\s*(?:[,;#*](?!\s*phone-context)|[pwx]\s*\d|ext(?:ensio)?n?[\s.:=]*\d)/i;
const SHORTENED_BY_SPREADSHEET = /^\d(?:[.,]\d+)?e\+?\d+$/i;
const SEPARATORS = /[\s().\-/·]/g;

/**
 * Reads a fax number in any common spelling.
 * With + or 00 only its shape is checked, since numbering plans change: digits, length and that the calling code
 * exists. Without, it is a national number and needs a default country, whose plan it must fit.
 */
export function parseFaxNumber(text: string | number, options: NumberOptions = {}): ParsedNumber {
	const plain = toPlainText(String(text)).replace(/^(?:tel|fax):\s*/i, '');
	const unreadable = whyUnreadable(plain);
	if (unreadable !== undefined) return unreadable;

	const country = findCountry(options.defaultCountry);
	if (country === null) {
		return refused(
			'cannot be read, because Default Country is not a known country',
			'Choose a country from the list, or give its two-letter code, for example DE.',
		);
	}

	const digits = plain.replace(SEPARATORS, '');
	if (digits.startsWith('+')) return international(plain, '+');
	if (digits.startsWith('00')) {
		if (country !== undefined && countriesWithOtherDoubleZero.has(country.code)) {
			return refused('begins with 00, which can be read in several ways in the default country');
		}
		return international(plain, '00');
	}
	if (country === undefined) return withoutCountryCode(digits);
	if (country.callingCode === NORTH_AMERICA && digits.startsWith('011')) return international(plain, '011');
	return national(digits, country);
}

interface DefaultCountry {
	code: string;
	callingCode: string;
}

/** null when the code is not known, undefined when there is none. */
function findCountry(code: string | undefined): DefaultCountry | null | undefined {
	const wanted = code?.trim().toUpperCase();
	if (!wanted) return undefined;
	const found = countries.find(([known]) => known === wanted);
	return found ? { code: found[0], callingCode: found[1] } : null;
}

function whyUnreadable(plain: string): ParsedNumber | undefined {
	if (plain === '') return refused('is empty');
	if (SHORTENED_BY_SPREADSHEET.test(plain)) {
		return refused(
			'was shortened by a spreadsheet',
			'Format the column of numbers as text and fill it in again.',
		);
	}
	if (EXTENSION.test(plain)) {
		return refused(
			'has an extension, which a fax cannot dial',
			'Give the direct number of the fax machine, without extension.',
		);
	}
	if (/;\s*phone-context\s*=/i.test(plain)) return refused('is written for a local network');
	if (/\p{L}/u.test(plain)) return refused('contains letters');
	if (!/^[+\d]*$/.test(plain.replace(SEPARATORS, ''))) {
		return refused('contains a character that no number has');
	}
	if (!/^\+?\d+$/.test(plain.replace(SEPARATORS, ''))) return refused('is not a number');
	return undefined;
}

function withoutCountryCode(digits: string): ParsedNumber {
	if (digits.length < MIN_DIGITS - 1) return tooShort(digits);
	return refused(
		'has no country code',
		'Write it with + and its country code, for example +1 555 123 4567, or set Default Country.',
	);
}

const tooShort = (digits: string): ParsedNumber => refused(`is too short: it has ${digits.length} digits`);

/** The number behind its international prefix, checked for shape. */
function international(plain: string, prefix: string): ParsedNumber {
	const withZero = plain.replace(SEPARATORS, '').slice(prefix.length);
	const callingCode = callingCodeOf(withZero);
	if (callingCode === undefined) {
		return refused('begins with a country code that does not exist');
	}
	// "+44 (0)20 …" means: leave the 0 out when dialling with the country code.
	const digits =
		/\(\s*0\s*\)/.test(plain) && !callingCodesWithZero.has(callingCode)
			? plain
					.replace(/\(\s*0\s*\)/, '')
					.replace(SEPARATORS, '')
					.slice(prefix.length)
			: withZero;
	return checkShape(digits, callingCode);
}

/** No calling code is the beginning of another. */
function callingCodeOf(digits: string): string | undefined {
	return [1, 2, 3].map((length) => digits.slice(0, length)).find((code) => callingCodes.has(code));
}

function checkShape(digits: string, callingCode: string): ParsedNumber {
	const least = callingCodesWithShortNumbers.has(callingCode) ? MIN_DIGITS - 1 : MIN_DIGITS;
	if (digits.length < least) return tooShort(digits);
	if (digits.length > MAX_DIGITS) {
		return refused(`is too long: it has ${digits.length} digits, and no number has more than ${MAX_DIGITS}`);
	}
	if (callingCode === NORTH_AMERICA && digits.length !== NORTH_AMERICAN_DIGITS) {
		return refused(
			`has ${digits.length} digits, but a number with country code 1 has ${NORTH_AMERICAN_DIGITS}`,
		);
	}
	return { ok: true, e164: `+${digits}` };
}

/** The library and its data, half of this package's size, are loaded when the first national number comes. */
const phoneLibrary = (): typeof PhoneLibrary => require('./vendor/phone');

function national(digits: string, country: DefaultCountry): ParsedNumber {
	const { Metadata, parsePhoneNumberFromString } = phoneLibrary();
	type Code = Parameters<InstanceType<typeof Metadata>['selectNumberingPlan']>[0];
	const code = country.code as Code;
	const hint = `Write it with + and its country code, for example +${country.callingCode}…, or check Default Country.`;

	const number = parsePhoneNumberFromString(digits, { defaultCountry: code, extract: false });
	if (number === undefined || !number.isPossible()) {
		return refused('does not have the length of a national number of the default country', hint);
	}

	const metadata = new Metadata();
	metadata.selectNumberingPlan(code);
	const lengths = metadata.numberingPlan?.possibleLengths() ?? [];
	// Where all numbers have one length the length says enough, and new area codes need no new release.
	if (!number.isValid() && lengths.length > 1) {
		return refused('does not look like a national number of the default country', hint);
	}
	// A local number without its area code, or a number that lost its 0 or + on the way: it would be dialled wrongly.
	const usual = number.formatNational().replace(/\D/g, '');
	const lacksTrunkPrefix = usual.startsWith('0') && usual.slice(1) === digits;
	if (lacksTrunkPrefix && digits.length < Math.max(...lengths)) {
		return refused(
			'has neither a country code nor the 0 of a national number',
			`Write it as +${country.callingCode}…, or with its area code and the 0 before it.`,
		);
	}
	return checkShape(number.number.slice(1), number.countryCallingCode);
}

/**
 * The recipients in a text: separated by commas, semicolons or line breaks; or in a list of such texts.
 * Nothing is lost: `;ext=` stays with its number, to be refused with it.
 */
export function splitRecipients(value: unknown): string[] {
	if (Array.isArray(value)) return value.flatMap(splitRecipients);
	if (typeof value !== 'string' && typeof value !== 'number') return [];
	return String(value)
		.split(/[,，、\r\n]|[;；](?!\s*[a-z-]+\s*=)/i)
		.map((part) => part.trim())
		.filter((part) => part !== '');
}

/** The digits of a text as 0–9, nothing else. */
export function digitsOf(text: string): string {
	return toPlainText(text).replace(/\D/g, '');
}

/** True when both are the same number, whether written with +, 00 or bare country code. False for texts without digits. */
export function sameNumber(a: string | null | undefined, b: string | null | undefined): boolean {
	const [first, second] = [a, b].map((text) => digitsOf(text ?? '').replace(/^00/, ''));
	return first !== '' && first === second;
}

/**
 * A number that a service returned, as E.164 with +; null for anything else (a user id, a word, nothing).
 * `bareDigits: true` is for services that leave the + out; otherwise bare digits are null, since they may be
 * a national number.
 */
export function toE164OrNull(value: unknown, options: { bareDigits?: boolean } = {}): string | null {
	if (typeof value !== 'string' && typeof value !== 'number') return null;
	const plain = toPlainText(String(value)).replace(/^(?:tel|fax):/i, '');
	const match = /^(\+|00)?(\d+)$/.exec(plain.replace(SEPARATORS, ''));
	if (match === null || (match[1] === undefined && !options.bareDigits)) return null;
	const digits = match[2];
	const plausible = digits.length >= MIN_DIGITS - 1 && digits.length <= MAX_DIGITS;
	return plausible && callingCodeOf(digits) !== undefined ? `+${digits}` : null;
}

/**
 * The country of a number in E.164, as ISO 3166-1 alpha-2; null when the number does not tell.
 * Several countries share a calling code (+1, +44, +7 …), so the numbering plans decide.
 */
export function countryOf(e164: string): string | null {
	return phoneLibrary().parsePhoneNumberFromString(e164)?.country ?? null;
}
