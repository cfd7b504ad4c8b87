import type * as FaxPlus from '../FaxPlus/faxPlus.provider';
import type * as GoFax from '../GoFax/goFax.provider';
import type * as IFax from '../IFax/iFax.provider';
import type * as Kazoo from '../Kazoo/kazoo.provider';
import type { Provider } from '../shared/provider';

/**
 * Every service of this package, by the name in its records, and how it is loaded: on first use, so that a node
 * that offers them all does not load them all. A new service is one line here.
 */
const LOADERS = {
	faxPlus: () => (require('../FaxPlus/faxPlus.provider') as typeof FaxPlus).faxPlus,
	goFax: () => (require('../GoFax/goFax.provider') as typeof GoFax).goFax,
	iFax: () => (require('../IFax/iFax.provider') as typeof IFax).iFax,
	kazoo: () => (require('../Kazoo/kazoo.provider') as typeof Kazoo).kazoo,
} satisfies Record<string, () => Provider>;

export type ProviderName = keyof typeof LOADERS;

/** The names of all services, in alphabetical order. */
export const providerNames = Object.keys(LOADERS).sort() as ProviderName[];

/** The service with this name. Throws a RangeError when there is none. */
export function loadProvider(name: string): Provider {
	if (!Object.hasOwn(LOADERS, name)) throw new RangeError(`There is no fax service with the name ${name}`);
	return LOADERS[name as ProviderName]();
}

/** All services, each loaded. */
export function allProviders(): Provider[] {
	return providerNames.map(loadProvider);
}
