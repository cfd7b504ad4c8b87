import { generateKeyPairSync, sign } from 'node:crypto';

const tagged = (tag: number, ...parts: Buffer[]): Buffer => {
	const content = Buffer.concat(parts);
	const length =
		content.length < 0x80
			? [content.length]
			: content.length < 0x100
				? [0x81, content.length]
				: [0x82, content.length >> 8, content.length & 0xff];
	return Buffer.concat([Buffer.from([tag, ...length]), content]);
};

const sequence = (...parts: Buffer[]) => tagged(0x30, ...parts);
const hex = (digits: string) => Buffer.from(digits, 'hex');
const ECDSA_WITH_SHA256 = sequence(tagged(0x06, hex('2a8648ce3d040302')));
const COMMON_NAME = tagged(0x06, hex('550403'));

const nameOf = (commonName: string) =>
	sequence(tagged(0x31, sequence(COMMON_NAME, tagged(0x0c, Buffer.from(commonName)))));

const time = (text: string) => tagged(0x17, Buffer.from(text));

/** A certificate for localhost that nobody has signed but its own, fresh key; both as PEM. */
export function selfSignedCertificate(): { key: string; cert: string } {
	const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
	const name = nameOf('localhost');
	const body = sequence(
		tagged(0xa0, tagged(0x02, Buffer.from([2]))),
		tagged(0x02, Buffer.from([1])),
		ECDSA_WITH_SHA256,
		name,
		sequence(time('250101000000Z'), time('491231235959Z')),
		name,
		publicKey.export({ type: 'spki', format: 'der' }),
	);
	const signature = tagged(0x03, Buffer.from([0]), sign('sha256', body, privateKey));
	const der = sequence(body, ECDSA_WITH_SHA256, signature).toString('base64');
	const lines = der.match(/.{1,64}/g)!.join('\n');
	return {
		key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
		cert: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
	};
}
