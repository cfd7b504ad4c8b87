import fc from 'fast-check';
import { getCountries, getCountryCallingCode, Metadata } from 'libphonenumber-js/min';
import {
	callingCodes,
	countries,
	countriesWithOtherDoubleZero,
	countryOptions,
} from '../../../nodes/shared/countries';
import {
	digitsOf,
	parseFaxNumber,
	sameNumber,
	splitRecipients,
	toE164OrNull,
} from '../../../nodes/shared/numbers';

const e164 = (text: string | number, defaultCountry?: string) => {
	const parsed = parseFaxNumber(text, { defaultCountry });
	return parsed.ok ? parsed.e164 : `refused: ${parsed.message}`;
};
const refusal = (text: string, defaultCountry?: string) => {
	const parsed = parseFaxNumber(text, { defaultCountry });
	if (parsed.ok) throw new Error(`accepted as ${parsed.e164}`);
	return parsed;
};

describe('numbers with a country code', () => {
	it.each([
		['+1 (555) 123-4567', '+15551234567'],
		['+1.555.123.4567', '+15551234567'],
		['  +1 555 123 4567\u00a0', '+15551234567'],
		['(+1) 555/123/4567', '+15551234567'],
		['0049 30 23125000', '+493023125000'],
		['00 49 (30) 23125-000', '+493023125000'],
		['tel:+49-30-23125000', '+493023125000'],
		['TEL: +493023125000', '+493023125000'],
		['fax:+493023125000', '+493023125000'],
		['+４９　３０　２３１２５０００', '+493023125000'],
		['＋49 30 23125000', '+493023125000'],
		['+٤٩٣٠٢٣١٢٥٠٠٠', '+493023125000'],
		['\u202a+49 30 23125000\u202c', '+493023125000'],
		["'+49 30 23125000", '+493023125000'],
		['+49–30‑23125—000', '+493023125000'],
		['+44 (0)20 7946 0018', '+442079460018'],
		['0044 (0) 20 7946 0018', '+442079460018'],
		['+39 (0)6 1234567', '+39061234567'],
		['+39 06 1234567', '+39061234567'],
		['+683 4000', '+6834000'],
		['+800 1234 5678', '+80012345678'],
	])('reads %j', (text, expected) => {
		expect(e164(text)).toBe(expected);
		expect(e164(text, 'FR')).toBe(expected);
	});

	it('does not hold them against a numbering plan', () => {
		expect(e164('+49 1999 9999999')).toBe('+4919999999999');
		expect(e164('+1 099 000 0000')).toBe('+10990000000');
	});

	it.each([
		['+1 555 123 456', 'has 10 digits, but a number with country code 1 has 11'],
		['+49 30 1', 'is too short: it has 5 digits'],
		['+49 30 1234567890123456', 'is too long: it has 20 digits, and no number has more than 15'],
		['+999 123456789', 'begins with a country code that does not exist'],
		['+0049 30 23125000', 'begins with a country code that does not exist'],
		['000', 'begins with a country code that does not exist'],
	])('refuses %j', (text, message) => {
		expect(refusal(text).message).toBe(message);
	});
});

describe('national numbers', () => {
	it.each([
		['(555) 123-4567', 'US', '+15551234567'],
		['1 555 123 4567', 'US', '+15551234567'],
		['416 555 0123', 'CA', '+14165550123'],
		['030 23125000', 'DE', '+493023125000'],
		['030/231 25-000', 'de', '+493023125000'],
		['020 7946 0018', 'GB', '+442079460018'],
		['2079460018', 'GB', '+442079460018'],
		['01 23 45 67 89', 'FR', '+33123456789'],
		['06 1234567', 'IT', '+39061234567'],
		['911 234 567', 'ES', '+34911234567'],
		['34 911 234 567', 'ES', '+34911234567'],
		['49 30 23125000', 'DE', '+493023125000'],
		['8 (495) 123-45-67', 'RU', '+74951234567'],
		['(11) 2345-6789', 'BR', '+551123456789'],
		['06 1 234 5678', 'HU', '+3612345678'],
		['０３－１２３４－５６７８', 'JP', '+81312345678'],
		['011 49 30 23125000', 'US', '+493023125000'],
		['011 44 (0)20 7946 0018', 'CA', '+442079460018'],
		['0049 30 23125000', 'US', '+493023125000'],
		['010 49 30 23125000', 'JP', '+493023125000'],
		['tel:030-23125000', 'DE', '+493023125000'],
	])('reads %j as a number of %s', (text, country, expected) => {
		expect(e164(text, country)).toBe(expected);
	});

	it('says that the country code is missing', () => {
		const { message, hint } = refusal('030 23125000');
		expect(message).toBe('has no country code');
		expect(hint).toContain('Default Country');
		expect(hint).toContain('with +');
	});

	it('reads 011 as an international prefix only in North America', () => {
		expect(refusal('011 49 30 23125000').message).toBe('has no country code');
		expect(e164('011 49 30 23125000', 'DE')).not.toBe('+493023125000');
	});

	it.each([
		['555 1234', 'US', 'length'],
		['2345-6789', 'BR', 'does not look like'],
		['7946 0018', 'GB', 'length'],
		['911', 'US', 'length'],
		['23125000', 'DE', 'neither a country code nor the 0'],
		['30 23125000', 'DE', 'neither a country code nor the 0'],
	])('refuses %j in %s rather than dial another number', (text, country, part) => {
		expect(refusal(text, country).message).toContain(part);
	});

	it('refuses 00 where it can mean several things', () => {
		expect(refusal('0011 49 30 23125000', 'AU').message).toContain('several ways');
		expect(e164('+49 30 23125000', 'AU')).toBe('+493023125000');
	});

	it('refuses an unknown default country, and takes an empty one for none', () => {
		expect(refusal('030 23125000', 'Germany').message).toContain('Default Country');
		expect(refusal('030 23125000', '').message).toBe('has no country code');
	});
});

describe('what is not a fax number', () => {
	it.each([
		['+1 555 123 4567 x12'],
		['+1 555 123 4567x12'],
		['+1 555 123 4567 ext. 12'],
		['+1 555 123 4567 extension 12'],
		['tel:+1-555-123-4567;ext=12'],
		['+15551234567,,12'],
		['+15551234567#12'],
		['+15551234567p12'],
	])('refuses the extension in %j', (text) => {
		expect(refusal(text).message).toBe('has an extension, which a fax cannot dial');
	});

	it.each([
		['', 'is empty'],
		[' \u200b ', 'is empty'],
		['+1 800 FLOWERS', 'contains letters'],
		['Fax +49 30 23125000', 'contains letters'],
		['tel:30123;phone-context=+49', 'is written for a local network'],
		['1.55512E+10', 'was shortened by a spreadsheet'],
		['1,55512E+10', 'was shortened by a spreadsheet'],
		['+49 30 <23125000>', 'contains a character that no number has'],
		['+', 'is not a number'],
		['49+3023125000', 'is not a number'],
		['++493023125000', 'is not a number'],
		['()-', 'is not a number'],
		['12', 'is too short: it has 2 digits'],
	])('refuses %j', (text, message) => {
		expect(refusal(text).message).toBe(message);
		expect(refusal(text).hint).not.toBe('');
	});
});

describe('properties', () => {
	const separator = fc.constantFrom('', ' ', '-', '.', '/', '\u00a0', '\u2011');
	const phone = fc
		.tuple(fc.constantFrom('49', '44', '33', '81', '351', '972'), fc.integer({ min: 1e7, max: 9e9 }))
		.map(([code, rest]) => `${code}${rest}`);

	it('reads a number the same way whatever stands between its digits', () => {
		fc.assert(
			fc.property(
				phone,
				fc.array(separator, { minLength: 15, maxLength: 15 }),
				fc.constantFrom('+', '00', 'tel:+'),
				(digits, separators, prefix) => {
					const spelled = [...digits].map((digit, index) => digit + separators[index]).join('');
					expect(e164(prefix + spelled)).toBe(`+${digits}`);
				},
			),
		);
	});

	it('never throws, answers with E.164 or a reason, and keeps what it accepted', () => {
		const country = fc.option(fc.constantFrom(...countries.map(([code]) => code)), { nil: undefined });
		const text = fc.oneof(
			fc.string({ unit: 'grapheme' }),
			fc.stringMatching(/^[+0-9 ()\-.x]{0,24}$/),
			fc.stringMatching(/^\+?\d{4,17}$/),
		);
		fc.assert(
			fc.property(text, country, (value, defaultCountry) => {
				const parsed = parseFaxNumber(value, { defaultCountry });
				if (parsed.ok) {
					expect(parsed.e164).toMatch(/^\+[1-9]\d{6,14}$/);
					expect(parseFaxNumber(parsed.e164)).toEqual(parsed);
				} else {
					expect(parsed.message).not.toBe('');
					expect(parsed.hint).not.toBe('');
				}
			}),
			{ numRuns: 500 },
		);
	});

	it('never shows the number in a message or hint', () => {
		const broken = fc
			.tuple(fc.integer({ min: 2e6, max: 9e15 }), fc.constantFrom('', '+', '00', '0', 'a', '+999'))
			.map(([number, prefix]) => `${prefix}${number}`);
		fc.assert(
			fc.property(broken, fc.constantFrom(undefined, 'DE', 'US', 'AU'), (text, defaultCountry) => {
				const parsed = parseFaxNumber(text, { defaultCountry });
				if (parsed.ok) return;
				const shown = digitsOf(`${parsed.message} ${parsed.hint}`.replaceAll('+1 555 123 4567', ''));
				expect(shown.includes(digitsOf(text).slice(-6))).toBe(false);
			}),
		);
	});
});

describe('splitRecipients', () => {
	it.each<[unknown, string[]]>([
		['+15551234567', ['+15551234567']],
		[' a , b;c\r\nd\n\n e ,', ['a', 'b', 'c', 'd', 'e']],
		[
			['a, b', ' c ', '', 'd'],
			['a', 'b', 'c', 'd'],
		],
		[15551234567, ['15551234567']],
		['tel:+1-555;ext=12; +49 30', ['tel:+1-555;ext=12', '+49 30']],
		['a，b；c', ['a', 'b', 'c']],
		['', []],
		[undefined, []],
		[null, []],
		[{ to: 'a' }, []],
	])('splits %j', (value, expected) => {
		expect(splitRecipients(value)).toEqual(expected);
	});
});

describe('numbers that a service returned', () => {
	it.each<[unknown, string | null, string | null]>([
		['+15551234567', '+15551234567', '+15551234567'],
		['+1 (555) 123-4567', '+15551234567', '+15551234567'],
		['0015551234567', '+15551234567', '+15551234567'],
		['15551234567', null, '+15551234567'],
		[15551234567, null, '+15551234567'],
		['no_number', null, null],
		['13d8z73c', null, null],
		['', null, null],
		[null, null, null],
		[undefined, null, null],
		['12', null, null],
		['0301234567', null, null],
		[{}, null, null],
	])('reads %j', (value, strict, bare) => {
		expect(toE164OrNull(value)).toBe(strict);
		expect(toE164OrNull(value, { bareDigits: true })).toBe(bare);
	});

	it('compares numbers by their digits', () => {
		expect(sameNumber('+1 555 123 4567', '15551234567')).toBe(true);
		expect(sameNumber('0049 30 23125000', '+493023125000')).toBe(true);
		expect(sameNumber('+15551234567', '+15551234568')).toBe(false);
		expect(sameNumber('', '')).toBe(false);
		expect(sameNumber('anonymous', 'unknown')).toBe(false);
		expect(sameNumber(null, undefined)).toBe(false);
	});

	it('takes the digits out of a text', () => {
		expect(digitsOf('+１ (555) a 12')).toBe('155512');
		expect(digitsOf('none')).toBe('');
	});
});

describe('the table of countries', () => {
	it('holds what the library knows', () => {
		const known = getCountries().map((code) => [code, getCountryCallingCode(code)]);
		const listed = countries.map(([code, callingCode]) => [code, callingCode]);
		expect(listed.sort()).toEqual(known.sort());
	});

	it('has no calling code that begins with another', () => {
		for (const code of callingCodes) {
			expect([1, 2].some((length) => length < code.length && callingCodes.has(code.slice(0, length)))).toBe(
				false,
			);
		}
	});

	it('knows where 00 is followed by more than the country code', () => {
		const metadata = new Metadata();
		const ambiguous = getCountries().filter((code) => {
			metadata.selectNumberingPlan(code);
			const prefix = new RegExp(`^(?:${metadata.numberingPlan!.IDDPrefix()})$`);
			const longer = Array.from({ length: 1000 }, (_, index) => `00${index}`).concat('0011', '0021', '0031');
			return longer.some((candidate) => prefix.test(candidate)) || (prefix.test('000') && !prefix.test('00'));
		});
		expect(ambiguous.sort()).toEqual([...countriesWithOtherDoubleZero].sort());
	});

	it('is offered in alphabetical order, each country once', () => {
		const names = countryOptions.map((option) => option.name);
		expect(names).toEqual([...names].sort((a, b) => a.localeCompare(b)));
		expect(new Set(countryOptions.map((option) => option.value)).size).toBe(countryOptions.length);
		expect(countryOptions).toContainEqual({ name: 'Germany', value: 'DE' });
	});
});

it('loads the library at the first national number only', () => {
	jest.isolateModules(() => {
		const loaded = jest.fn();
		jest.doMock('../../../nodes/shared/vendor/phone', () => {
			loaded();
			return jest.requireActual('../../../nodes/shared/vendor/phone');
		});
		const numbers =
			// eslint-disable-next-line @typescript-eslint/consistent-type-imports
			require('../../../nodes/shared/numbers') as typeof import('../../../nodes/shared/numbers');
		expect(numbers.parseFaxNumber('+49 30 23125000').ok).toBe(true);
		expect(numbers.parseFaxNumber('0049 30 23125000', { defaultCountry: 'DE' }).ok).toBe(true);
		expect(loaded).not.toHaveBeenCalled();
		expect(numbers.parseFaxNumber('030 23125000', { defaultCountry: 'DE' }).ok).toBe(true);
		expect(loaded).toHaveBeenCalledTimes(1);
	});
});
