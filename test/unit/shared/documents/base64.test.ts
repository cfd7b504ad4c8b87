import fc from 'fast-check';
import { Base64Decoder, base64Bytes, NotBase64 } from '../../../../nodes/shared/documents/base64';
import { cutAt } from '../../../support/pieces';

type Push = (decoder: Base64Decoder, piece: string) => Buffer;

const WAYS: Array<[name: string, push: Push]> = [
	['texts', (decoder, piece) => decoder.push(piece)],
	['bytes', (decoder, piece) => decoder.pushBytes(Buffer.from(piece, 'latin1'))],
];

const bytes = fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array));
const borders = fc.array(fc.nat(400), { maxLength: 12 });

describe.each(WAYS)('base64 in pieces, given as %s,', (_way, push) => {
	const decode = (pieces: readonly string[]): Buffer => {
		const decoder = new Base64Decoder();
		return Buffer.concat([...pieces.map((piece) => push(decoder, piece)), decoder.end()]);
	};

	it.each([
		['with padding', (data: Buffer) => data.toString('base64')],
		['for addresses, without', (data: Buffer) => data.toString('base64url')],
		['in lines', (data: Buffer) => data.toString('base64').replace(/(.{19})/g, '$1\r\n ')],
		['with a line end', (data: Buffer) => `${data.toString('base64')}\n`],
	])('is decoded wherever it is cut: %s', (_form, write) => {
		fc.assert(
			fc.property(bytes, borders, (data, at) => {
				expect(decode(cutAt(write(data), at))).toEqual(data);
			}),
		);
	});

	it('is refused wherever something else is in it', () => {
		const wrong = fc.constantFrom('!', '"', '\\', 'é', '\u0000', '.', ',', '%');
		fc.assert(
			fc.property(bytes, borders, fc.nat(300), wrong, (data, at, place, character) => {
				const text = data.toString('base64');
				const where = Math.min(place, text.length);
				const spoilt = text.slice(0, where) + character + text.slice(where);
				expect(() => decode(cutAt(spoilt, at))).toThrow(NotBase64);
			}),
		);
	});

	it.each(['QUJD=QUJD', 'QQ==QQ==', 'QQ===', 'QUJDR', '=', 'QQ=', '='.repeat(4)])(
		'agrees with itself on %j, however it comes',
		(text) => {
			const outcome = (pieces: string[]) => {
				try {
					return decode(pieces).toString('hex');
				} catch {
					return 'refused';
				}
			};
			expect(outcome([...text])).toBe(outcome([text]));
		},
	);
});

describe('base64 as a whole', () => {
	it.each(['QUJD=QUJD', 'QQ==QQ==', 'QQ===', 'QUJDR', '====', 'hello world!', '', '==', 'data:a/b;base64,'])(
		'finds nothing in %j',
		(text) => expect(base64Bytes(text)).toBeNull(),
	);

	it.each(['data:application/pdf;base64,QUJD', ' DATA:;base64,QU JD\n'])('reads %j', (text) => {
		expect(String(base64Bytes(text))).toBe('ABC');
	});
});
