import { faxPlusProfile } from '../FaxPlus/faxPlus.profile';
import { goFaxProfile } from '../GoFax/goFax.profile';
import { iFaxProfile } from '../IFax/iFax.profile';
import { kazooProfile } from '../Kazoo/kazoo.profile';
import type { LazyService, Provider } from '../shared/provider';

/** Every service of this package, by the name in its records. A new service is one line here. */
const SERVICES = {
	faxPlus: faxPlusProfile,
	goFax: goFaxProfile,
	iFax: iFaxProfile,
	kazoo: kazooProfile,
} satisfies Record<string, LazyService>;

export type ProviderName = keyof typeof SERVICES;

/** The names of all services, in alphabetical order. */
export const providerNames = Object.keys(SERVICES).sort() as ProviderName[];

/** The service with this name, its code not loaded yet. Throws a RangeError when there is none. */
export function serviceNamed(name: string): LazyService {
	if (!Object.hasOwn(SERVICES, name)) throw new RangeError(`There is no fax service with the name ${name}`);
	return SERVICES[name as ProviderName];
}

/** All services, their code not loaded yet. */
export function allServices(): LazyService[] {
	return providerNames.map(serviceNamed);
}

/** The service with this name. Throws a RangeError when there is none. */
export function loadProvider(name: string): Provider {
	return serviceNamed(name).load();
}

/** All services, each loaded. */
export function allProviders(): Provider[] {
	return providerNames.map(loadProvider);
}
