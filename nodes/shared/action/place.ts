import type { IExecuteFunctions } from 'n8n-workflow';
import { chosenCredential } from '../connection';
import type { Provider } from '../provider';

/** A name of the account that a node sends through: its service and the credential in n8n, whatever token that holds. */
export function placeOf(context: Pick<IExecuteFunctions, 'getNode'>, provider: Provider): string {
	const { type } = chosenCredential(context, provider);
	return `${provider.name}:${context.getNode().credentials?.[type]?.id ?? type}`;
}
