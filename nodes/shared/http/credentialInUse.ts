import type { IAdditionalCredentialOptions } from 'n8n-workflow';
import { clock } from '../clock';
import type { CredentialData, ProviderCredential } from '../provider';

/** For so long a credential that was read is used again, in milliseconds; one that was changed meanwhile is seen then. */
const KEPT_MS = 60_000;

/**
 * The data of a credential for many requests: left to itself, n8n reads and decrypts it from its database for each of
 * them. What n8n may renew on the way is left to n8n.
 */
export class CredentialInUse {
	private readAt = clock.now();
	private reading: Promise<boolean> | undefined;

	/** @param read asks n8n for the data anew */
	constructor(
		private readonly credential: ProviderCredential,
		private data: CredentialData,
		private readonly read: () => Promise<CredentialData>,
	) {}

	/** What to tell n8n's request helper; undefined when it is to read the credential itself. */
	async forRequest(): Promise<IAdditionalCredentialOptions | undefined> {
		if (this.credential.renewable) return undefined;
		const isOld = clock.now() - this.readAt > KEPT_MS;
		// What is wrong with a credential that cannot be read is for n8n to say, with the request.
		if (isOld && !(await (this.reading ??= this.readAgain()))) return undefined;
		const { type } = this.credential;
		// A copy, since n8n may add to it.
		return { credentialsDecrypted: { id: '', name: '', type, data: { ...this.data } as Data } };
	}

	private async readAgain(): Promise<boolean> {
		try {
			this.data = await this.read();
			this.readAt = clock.now();
			return true;
		} catch {
			return false;
		} finally {
			this.reading = undefined;
		}
	}
}

type Data = NonNullable<IAdditionalCredentialOptions['credentialsDecrypted']>['data'];
