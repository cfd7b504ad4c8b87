import type { IAllExecuteFunctions } from 'n8n-workflow';
import { fail } from './failure';
import { openService } from './http/service';
import { paceOf } from './http/pace';
import type { RequestContext, Service } from './http/service';
import type { RateLimit } from './http/tokenBucket';
import type { CredentialData, Provider, ProviderCredential } from './provider';

type ParameterReader = Pick<IAllExecuteFunctions, 'getNode'>;

/** The credential type that the node's parameter `authentication` chooses. */
export function chosenCredential(context: ParameterReader, provider: Provider): ProviderCredential {
	// The parameter may not hold an expression, so the stored value is the value.
	const choice = context.getNode().parameters.authentication;
	return (
		provider.credentials.find(({ authentication }) => authentication === choice) ?? provider.credentials[0]
	);
}

/** A name of the account that a node sends through: its service and the credential in n8n, whatever token that holds. */
function placeOf(context: ParameterReader, provider: Provider): string {
	const { type } = chosenCredential(context, provider);
	return `${provider.name}:${context.getNode().credentials?.[type]?.id ?? type}`;
}

/** How n8n's database and the libraries on the way to it speak of their own trouble. */
const DATABASE_TROUBLE =
	/QueryFailed|TypeORM|DriverAlready|DbConnection|timeout exceeded when trying to connect|Connection terminated|ECONN|SQLITE_BUSY|too many clients/;

function isOfDatabase(error: unknown): boolean {
	const { name, message, code, constructor } = error as NodeJS.ErrnoException;
	return [name, message, code, constructor.name].some((word) => DATABASE_TROUBLE.test(String(word)));
}

/**
 * The data of the chosen credential.
 * @throws FaxFailure: `configuration` when there is none, `provider_unavailable` when n8n's database could not be asked
 */
export async function credentialData(
	context: Pick<RequestContext, 'getNode' | 'getCredentials'>,
	provider: Provider,
): Promise<CredentialData> {
	const { type } = chosenCredential(context, provider);
	try {
		return await context.getCredentials(type);
	} catch (error) {
		if (isOfDatabase(error)) {
			throw fail('provider_unavailable', {
				message: 'n8n could not read the credential of the node',
				hint: 'Its database could not be asked. Run the node again; if it stays so, choose the credential anew.',
			});
		}
		throw fail('configuration', {
			message: 'The node has no credential that can be used',
			hint: `Choose a credential for ${provider.displayName} in the node, and test it.`,
		});
	}
}

/** How requests are made, as far as the user or the caller may choose. */
export interface CallSettings {
	retries?: number;
	timeoutMs?: number;
	signal?: AbortSignal;
	privacy?: boolean;
	/** how often the service may be asked; null for no limit, without it the service's own */
	rate?: RateLimit | null;
}

/** The service, opened with the node's credential. Throws a FaxFailure when the credential is missing or has an unusable field. */
export async function connect(
	context: RequestContext,
	provider: Provider,
	{ retries = 2, timeoutMs = 120_000, signal, privacy, rate }: CallSettings = {},
): Promise<Service> {
	const place = placeOf(context, provider);
	return openService(context, provider, {
		place,
		credential: chosenCredential(context, provider),
		credentialData: await credentialData(context, provider),
		retries,
		timeoutMs,
		signal,
		privacy,
		pace: paceOf(place),
		rate: rate === undefined ? (provider.capabilities.rateLimit ?? null) : rate,
	});
}
