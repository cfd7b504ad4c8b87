import { faxPlus } from './faxPlus';
import { iFax } from './iFax';

/** Every service that the sandbox speaks, by the name of the provider it imitates. */
export const serviceModules = { faxPlus, iFax };

export type ServiceName = keyof typeof serviceModules;

/** The running form of a service, with what only this service has. */
export type ServiceOf<Name extends ServiceName> = ReturnType<(typeof serviceModules)[Name]['create']>;

/** All switches of a service. */
export type SwitchesOf<Name extends ServiceName> = (typeof serviceModules)[Name]['defaults'];

export const serviceNames = Object.keys(serviceModules) as ServiceName[];
