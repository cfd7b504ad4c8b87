import { faxPlus } from './faxPlus';
import { goFax } from './goFax';
import { iFax } from './iFax';
import { kazoo } from './kazoo';

/** Every service that the sandbox speaks, by the name of the provider it imitates. */
export const serviceModules = { faxPlus, goFax, iFax, kazoo };

export type ServiceName = keyof typeof serviceModules;

/** The running form of a service, with what only this service has. */
export type ServiceOf<Name extends ServiceName> = ReturnType<(typeof serviceModules)[Name]['create']>;

/** All switches of a service. */
export type SwitchesOf<Name extends ServiceName> = (typeof serviceModules)[Name]['defaults'];

export const serviceNames = Object.keys(serviceModules) as ServiceName[];
