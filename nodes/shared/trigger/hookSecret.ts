import { createHmac } from 'crypto';
import type { CredentialData, Provider } from '../provider';

/**
 * The secret of a trigger's hooks, derived from log-in data and the part of the webhook URL that is the trigger's own:
 * the same whether it listens for tests or for production, and lost with nothing that n8n may forget.
 * @returns hex; null for services without a secret key
 */
export function hookSecret(
	{ webhooks }: Pick<Provider, 'webhooks'>,
	credential: CredentialData,
	url: string | undefined,
): string | null {
	if (webhooks.secretKey === undefined || url === undefined) return null;
	// Before the node's own id and path stands whether it is the test or the production URL, in words that hosts choose.
	const own = new URL(url).pathname.split('/').slice(-2).join('/');
	return createHmac('sha256', webhooks.secretKey(credential)).update(`hook:${own}`).digest('hex');
}
