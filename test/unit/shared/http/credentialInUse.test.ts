import { useClock } from '../../../../nodes/shared/clock';
import { CredentialInUse } from '../../../../nodes/shared/http/credentialInUse';
import type { CredentialData } from '../../../../nodes/shared/provider';

const MINUTE_MS = 60_000;
let now = 0;

beforeEach(() => {
	now = 0;
	useClock({ now: () => now, sleep: async () => {} });
});
afterEach(() => useClock());

/** A credential that is read so and so many times. */
function inUse(renewable: boolean, read: () => Promise<CredentialData>) {
	let reads = 0;
	const credential = new CredentialInUse({ type: 'anyApi', renewable }, { token: 'first' }, async () => {
		reads++;
		return await read();
	});
	return { credential, reads: () => reads };
}

const dataOf = async (credential: CredentialInUse) =>
	(await credential.forRequest())?.credentialsDecrypted?.data;

describe('the credential of a run', () => {
	it('is read once for many requests, and again after a minute', async () => {
		const { credential, reads } = inUse(false, async () => ({ token: 'changed' }));
		for (let count = 0; count < 10; count++) expect(await dataOf(credential)).toEqual({ token: 'first' });
		expect(reads()).toBe(0);
		now = MINUTE_MS + 1;
		const later = await Promise.all(Array.from({ length: 10 }, async () => await dataOf(credential)));
		expect(later).toEqual(Array.from({ length: 10 }, () => ({ token: 'changed' })));
		expect(reads()).toBe(1);
	});

	it('is given as a copy: n8n may add to it', async () => {
		const { credential } = inUse(false, async () => ({}));
		Object.assign((await dataOf(credential))!, { token: 'other' });
		expect(await dataOf(credential)).toEqual({ token: 'first' });
	});

	it('is left to n8n when n8n can renew it, or when it cannot be read', async () => {
		expect(await inUse(true, async () => ({})).credential.forRequest()).toBeUndefined();
		const { credential } = inUse(false, async () => await Promise.reject(new Error('no database')));
		now = MINUTE_MS + 1;
		expect(await credential.forRequest()).toBeUndefined();
	});
});
